// @ts-check
// From the filled-in form to the receipt: encrypt, show H, sign, send until decided, verify what comes back.
import { drawCode } from "../code.js";
import { byId, fill, inFours, pause, show, tell } from "../dom.js";
import { readRefusal, sendPatiently } from "./network.js";
import { ask, page, texts } from "./page.js";
import { go, practise } from "./screens.js";
import { forget, remember } from "./store.js";
import { startAfresh, visit, wipe } from "./visit.js";

const RECEIPT_SECONDS = 60;

export async function seal() {
  const mine = visit.turn;
  go("seal");
  tell(byId("seal-note"), texts.encrypting);
  show(byId("seal-progress"));
  show(byId("sealed"), false);
  try {
    const { hash } = await ask({ kind: "encrypt", secret: visit.secret, choices: visit.form?.choices() });
    if (mine !== visit.turn) return;
    byId("ballot-hash").textContent = inFours(hash);
    byId("ballot-qr").replaceChildren(drawCode(hash));
  } catch {
    return failed();
  }
  tell(byId("seal-note"), "");
  show(byId("seal-progress"), false);
  show(byId("sealed"));
  showSealed();
}

export function showSealed() {
  go("seal", ["back", "cast-button"]);
}

export async function castNow() {
  go("send");
  tell(byId("send-note"), texts.sending);
  let signed;
  try {
    signed = await ask({ kind: "sign" });
  } catch {
    return failed();
  }
  const { poll, boardKey } = visit;
  const sealed = {
    uuid: poll.uuid, body: `${signed.ballot}\n${signed.marks}`, hash: signed.hash, tracker: signed.tracker,
    marks: signed.marks, boardKey, fingerprint: poll.fingerprint, practice: poll.practice, left: poll.left,
  };
  wipe();
  practise(sealed.practice);
  remember({ sealed }); // from here on neither card nor choices are kept
  await send(sealed);
}

/** @param {import("./store.js").Sealed} sealed */
export async function send(sealed) {
  const mine = visit.turn;
  practise(sealed.practice);
  go("send");
  tell(byId("send-note"), texts.sending);
  const { status, text } = await sendPatiently(`/v/${sealed.uuid}/cast`, sealed.body, (count, said) => {
    const paused = said.code === "polling.paused" && said.message;
    tell(byId("send-note"), paused || fill(texts.resending, { count }));
  });
  if (mine !== visit.turn) return;
  if (status === 200) return accepted(sealed, text);
  forget();
  const refusal = readRefusal(text);
  if (refusal.receipt) return usedCard(sealed.boardKey, refusal.receipt);
  refuse(refusal.message || texts.failed);
}

/** @param {import("./store.js").Sealed} sealed @param {string} text */
async function accepted(sealed, text) {
  let checked;
  try {
    checked = await ask({ kind: "receipt", text, boardKey: sealed.boardKey, sealed });
  } catch {
    return suspicious();
  }
  wipe();
  const link = `${page.receipt}#${checked.fragment}`;
  byId("receipt-qr").replaceChildren(drawCode(link, "L"));
  byId("receipt-hash").textContent = inFours(sealed.hash);
  byId("receipt-link").setAttribute("href", link);
  byId("key-id").textContent = inFours(checked.keyId.slice(0, 16));
  tell(byId("left"), sealed.left ? fill(texts.left, { count: sealed.left }) : "");
  go("done", ["done-button"]);
  countDown();
}

/** The card has voted: its first receipt, and no second vote. @param {string} boardKey @param {string} text */
export async function usedCard(boardKey, text) {
  let checked;
  try {
    checked = await ask({ kind: "receipt", text, boardKey, sealed: null });
  } catch {
    return suspicious();
  }
  wipe();
  byId("used-qr").replaceChildren(drawCode(`${page.receipt}#${checked.fragment}`, "L"));
  byId("used-hash").textContent = inFours(checked.receipt.ballot_hash);
  go("used", ["done-button"]);
  countDown();
}

/** A receipt that does not verify is no receipt; the sealed ballot stays for the scrutineer to see. */
function suspicious() {
  tell(byId("refused-note"), texts.receipt_bad);
  go("refused");
}

export function failed() {
  wipe();
  refuse(texts.failed);
}

/** @param {string} sentence */
function refuse(sentence) {
  tell(byId("refused-note"), sentence);
  go("refused", ["done-button"]);
}

async function countDown() {
  const mine = visit.turn;
  for (let left = RECEIPT_SECONDS; left > 0; left--) {
    for (const id of ["leave", "used-leave"]) tell(byId(id), fill(texts.leave, { count: left }));
    await pause(1000);
    if (mine !== visit.turn) return;
  }
  startAfresh();
}
