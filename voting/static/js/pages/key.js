// @ts-check
// One scrutineer's key on the day: 验封 before the opening, 开启票箱 after the vote was declared valid.
// What is opened was verified by this page from the bytes (board/worker.js), never by the server's word.
import { readSlip } from "../ceremony/slip.js";
import { makeShareProof } from "../ceremony/shareproof.js";
import { hex } from "../crypto/encoding.js";
import { Refused } from "../crypto/errors.js";
import { byId, fill, openWorker, pageData, pause, randomBytes, show, tell } from "./dom.js";
import { keepCopy, readCopy } from "./keycopy.js";
import { Answered, getBytes, getJson, post } from "./server.js";

const page = pageData();
const { texts } = page;
const ask = openWorker(page.worker);
const SEALING = ["ready", "adopted"].includes(page.state);
const OPENING = ["valid", "opened"].includes(page.state);
let slipText = "";

/** @param {string} text @returns {any} the slip, if it is this scrutineer's of this ceremony */
function ownSlip(text) {
  const slip = readOrRefuse(text);
  if (slip.ceremony !== page.ceremony || slip.index !== page.index) throw new Refused("slip.other");
  return slip;
}

/** @param {string} text @returns {any} */
function readOrRefuse(text) {
  try {
    return readSlip(text);
  } catch {
    throw new Refused("slip.bad");
  }
}

/** @param {any} slip */
async function verify(slip) {
  byId("note").textContent = texts.fetching;
  const names = ["archive", "side", "method"];
  const [archive, side, method] = await Promise.all(names.map((name) => getBytes(page.files[name])));
  const expected = {
    own: { owner: page.owner, publicKey: slip.publicKey },
    setupEvent: page.setupEvent || undefined, registrarKey: page.registrarKey || undefined,
  };
  show(byId("bar"));
  const { summary } = await ask({ kind: "verify", archive, side, method, expected }, ({ done, total }) => {
    byId("bar").max = total;
    byId("bar").value = done;
    byId("note").textContent = fill(texts.checking, { done, total });
  });
  show(byId("bar"), false);
  byId("note").textContent = "";
  return summary;
}

/** @param {any} slip */
async function provePossession(slip) {
  if (page.sent.share) return;
  const challenge = await post(page.send.challenge, "", page.csrf);
  const occasion = { ...challenge, page_nonce: hex(randomBytes(32)) };
  await post(page.send.share, makeShareProof(occasion, slip.share, randomBytes(32)), page.csrf);
  page.sent.share = true;
}

/** 验封 @param {any} slip */
async function verifySeal(slip) {
  await provePossession(slip);
  await verify(slip);
  if (!page.sent.zero) await post(page.send.zero, (await ask({ kind: "zero", slip: slipText })).record, page.csrf);
  page.sent.zero = true;
  say(texts.sealed, "good");
}

/** 核对, then the closing statement, then waiting for the others. @param {any} slip */
async function verifyAll(slip) {
  const { ballots } = await verify(slip);
  say(fill(texts.all_good, { count: ballots }), "good");
  if (!page.sent.closing) await post(page.send.closing, (await ask({ kind: "closing", slip: slipText })).record, page.csrf);
  page.sent.closing = true;
  await untilOthersVerified();
  byId("note").textContent = "";
  show(byId("open"), !page.sent.decryption);
}

async function untilOthersVerified() {
  for (;;) {
    const { statements, needed, state } = await getJson(page.progress);
    if (statements >= needed || !OPENING || state === "counted") return;
    byId("note").textContent = fill(texts.waiting, { statements, needed });
    await pause(1500);
  }
}

/** Opens with this key. The board is read again, for the statements of the others stand in it now. */
async function openBox() {
  show(byId("open"), false);
  byId("note").textContent = texts.opening;
  try {
    const slip = ownSlip(slipText);
    const before = await getJson(page.progress);
    if (before.shares >= before.needed) return over(before);
    await verify(slip);
    const copy = readCopy(page.ceremony, page.index) || {};
    const made = await ask({ kind: "decrypt", slip: slipText, remembered: copy.opened || {} });
    keepCopy(page.ceremony, page.index, { ...copy, opened: made.remembered });
    await post(page.send.decryption, `${made.partial}\n${made.record}`, page.csrf);
    page.sent.decryption = true;
    await followOpening();
  } catch (error) {
    explain(error);
    show(byId("open"));
  }
}

async function followOpening() {
  for (;;) {
    const at = await getJson(page.progress);
    if (!["valid", "opened"].includes(at.state)) return over(at);
    byId("note").textContent = fill(texts.opened, { shares: at.shares, needed: at.needed });
    await pause(1500);
  }
}

/** @param {any} at */
function over(at) {
  byId("note").textContent = "";
  say(at.state === "opened" ? texts.enough : texts.counted, "good");
}

/** @param {string} sentence @param {"good" | "bad"} kind */
function say(sentence, kind) {
  byId("verdict").dataset.kind = kind;
  tell(byId("verdict"), sentence);
}

/** @param {any} error */
function explain(error) {
  show(byId("bar"), false);
  byId("note").textContent = "";
  if (error instanceof Answered) return tell(byId("refusal"), error.message || texts.offline);
  const code = error?.code;
  if (!code) return tell(byId("refusal"), texts.offline);
  if (code === "slip.other") return tell(byId("refusal"), fill(texts.slip_other, { index: page.index }));
  if (code === "slip.bad") return tell(byId("refusal"), texts.slip_bad);
  say(fill(texts.bad, { code }), "bad");
}

/** @param {string} text */
async function work(text) {
  tell(byId("refusal"), "");
  tell(byId("verdict"), "");
  try {
    const slip = ownSlip(text);
    slipText = text.trim();
    show(byId("slip-form"), false);
    await (SEALING ? verifySeal(slip) : verifyAll(slip));
  } catch (error) {
    show(byId("slip-form"));
    explain(error);
  }
}

if ((SEALING && !(page.sent.share && page.sent.zero)) || (OPENING && !page.sent.decryption)) {
  show(byId("work"));
  const copy = readCopy(page.ceremony, page.index);
  // 验封 reads the paper; opening may use the working copy, for the slip was proven that day.
  show(byId("use-copy"), Boolean(copy?.slip) && OPENING);
  byId("use-copy").addEventListener("click", () => work(copy?.slip || ""));
  byId("slip-form").addEventListener("submit", (/** @type {Event} */ event) => {
    event.preventDefault();
    const { value } = byId("slip-input");
    byId("slip-input").value = "";
    work(value);
  });
  byId("open").addEventListener("click", openBox);
  byId("slip-input").focus();
}
