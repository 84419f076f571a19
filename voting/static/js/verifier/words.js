// @ts-check
// What the page says beside the checks (whose words come from the Python verifier when the page is built).

/** @type {Record<string, [string, string]>} Chinese, English */
const WORDS = {
  title: ["票决核验", "Verification of a vote"],
  language: ["English", "中文"],
  intro: [
    "本页离线运行：文件只在这台电脑上读取，不上传、不联网。",
    "This page works offline: the file is read on this computer only; nothing is sent anywhere.",
  ],
  choose: ["选择归档包（.zip）或归档文件（.bel）", "Choose the bundle (.zip) or the bare archive (.bel)"],
  drop: ["也可以把文件拖到这里", "or drop the file here"],
  compare: ["与公布的内容核对（可不填；先填好，再选文件）", "Compare with what was announced (optional; fill in before choosing the file)"],
  uuid: ["票决编号", "uuid"],
  fingerprint: ["归档指纹或者票决指纹", "archive or election fingerprint"],
  scrutineers: ["监票人数", "number of scrutineers"],
  threshold: ["开启所需人数", "how many suffice to open"],
  all_deputies: ["实有代表人数", "all deputies"],
  board_key: ["票箱公钥或其编号", "board key or its id"],
  registrar_key: ["票卡管理员公钥或其编号", "registrar's key or its id"],
  receipts: ["收票回执（每行一个链接）", "receipts (one link a line)"],
  reading_file: ["正在读取文件……", "Reading the file …"],
  working: ["正在核验……", "Verifying …"],
  progress: ["已核 {done}/{total} 张票，约剩 {left} 秒", "{done} of {total} ballots, about {left} s left"],
  unreadable: ["文件无法读取。请另存一份再选。", "The file cannot be read. Save another copy and choose that."],
  broken: [
    "核验中断，没有结论：本页程序出错（{message}）。请改用命令行核验程序。",
    "No verdict: this page's program failed ({message}). Use the command-line verifier.",
  ],
  first_failure: ["{code} 一项不成立：{check}", "Check {code} does not hold: {check}"],
  passed: ["{passed} 项通过，{unchecked} 项未核对（逐项写明原因）。", "{passed} checks passed, {unchecked} not made (each says why)."],
  file: ["文件", "file"],
  moment: ["核验时间", "verified at"],
  facts: ["票决与指纹", "Vote and fingerprints"],
  chosen: ["列入项目（按得票）", "Chosen, by votes"],
  grades: ["测评等次", "Grades"],
  equations: ["守恒等式", "Numbers that must balance"],
  checks: ["逐项核验", "Every check"],
  notes: ["说明", "Remarks"],
  all: ["实有代表", "all deputies"],
  present: ["实到", "present"],
  handed_out: ["发出", "handed out"],
  listed: ["名单票卡", "listed cards"],
  voided: ["作废", "voided"],
  returned: ["收回", "returned"],
  valid: ["有效", "valid"],
  void: ["无效", "void"],
  for: ["赞成", "for"],
  against: ["反对", "against"],
  abstain: ["弃权", "abstaining"],
  unmarked: ["未作选择", "unmarked"],
  note_reading: [
    "票决办法的一句话说明没有重新生成；核对的是办法的指纹、题目和预演字样。命令行核验程序逐字核对。",
    "The method's sentence is not made anew; its digest, the questions and the word for a rehearsal are checked. The command-line verifier compares the sentence too.",
  ],
  print: ["打印", "Print"],
  another: ["再核一份", "Verify another file"],
  drill: ["演示：改动一个比特再核", "Demonstration: change one bit and verify again"],
  drilled: ["演示：内存中第 {byte} 个字节改动了一个比特，原文件未变。", "Demonstration: one bit of byte {byte} was changed in memory; the file itself is untouched."],
  signed: ["核验人签字：____________________　　日期：____________________", "Verified by: ____________________    Date: ____________________"],
};

/** @param {"zh" | "en"} lang */
export const wordsIn = (lang) => (/** @type {string} */ key) => {
  if (!WORDS[key]) throw new Error(`no words for ${key}`);
  return WORDS[key][lang === "en" ? 1 : 0];
};
