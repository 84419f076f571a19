// @ts-check
// 加封: one scrutineer's page of the key ceremony. Follows the stages, sends the own message of each, shows
// fingerprint and slip. Seed and memory are kept on this device under the ceremony's id.
import { hex, fromHex } from "../crypto/encoding.js";
import { Refused } from "../crypto/errors.js";
import { Participant } from "../ceremony/ceremony.js";
import { drawCode } from "./code.js";
import { byId, fill, inFours, pageData, pause, randomBytes, show, tell } from "./dom.js";
import { keepCopy, readCopy } from "./keycopy.js";
import { Answered, getJson, post } from "./server.js";

const POLL_MS = 1000;
const STAGES = ["certificate", "commitment", "reveal", "key"];
const page = pageData();
const { texts } = page;
/** @type {Participant | null} */ let participant = null;
let copy = readCopy(page.ceremony, page.index);
let finished = false;

/** @param {any} at */
function paint(at) {
  let done = 0;
  for (const { number, sent } of at.seats) {
    for (const kind of STAGES) {
      const cell = document.querySelector(`[data-seat="${number}"][data-kind="${kind}"]`);
      const there = sent.includes(kind);
      done += Number(there);
      if (cell) cell.textContent = there ? `✓ ${texts.sent}` : texts.waiting;
    }
  }
  byId("bar").value = done;
  const over = at.state === "complete" || at.state === "aborted";
  const waiting = page.index && !copy?.seed ? texts.press_start : texts[`stage_${at.state}`];
  byId("stage").textContent = over ? texts[at.state === "complete" && !page.index ? "watching" : at.state] : waiting;
  if (over && byId("abandon")) show(byId("abandon"), false);
  if (byId("sheet")) show(byId("sheet"), at.state === "complete");
}

/** The participant under the kept seed. */
function revive() {
  if (!participant && copy?.seed) {
    const place = { ceremony: page.ceremony, n: page.n, t: page.t, index: page.index };
    participant = new Participant(place, fromHex(copy.seed, 32), copy.memory);
  }
  return participant;
}

/** A fresh seed, kept before anything is sent, so that a reload goes on with the same one. */
function begin() {
  copy = { seed: hex(randomBytes(32)), memory: { certs: "", joint: "" } };
  keepCopy(page.ceremony, page.index, copy);
  show(byId("start"), false);
}

/** @param {string} stage @param {Record<string, string[]>} messages */
function makeMessage(stage, messages) {
  const { certificate, commitment, reveal } = messages;
  const mine = /** @type {Participant} */ (participant);
  if (stage === "certificate") return mine.certificate();
  if (stage === "commitment") return mine.commit(certificate);
  if (stage === "reveal") return mine.reveal(certificate, commitment);
  return finish(certificate, commitment, reveal).publicKey;
}

/** @param {string[]} certificates @param {string[]} commits @param {string[]} reveals */
function finish(certificates, commits, reveals) {
  const made = /** @type {Participant} */ (participant).finish(certificates, commits, reveals);
  copy = { ...copy, slip: made.slip };
  keepCopy(page.ceremony, page.index, copy);
  return made;
}

/** What a message was agreed to under this seed is kept before the message leaves. */
function keepMemory() {
  copy = { ...copy, memory: /** @type {Participant} */ (participant).memory };
  keepCopy(page.ceremony, page.index, copy);
}

/** @param {any} at */
async function takePart(at) {
  const own = at.seats.find((/** @type {any} */ seat) => seat.number === page.index);
  if (at.state === "complete") return showSlip(at);
  if (at.state === "aborted") return;
  if (!revive()) {
    show(byId("start"), own.sent.length === 0);
    if (own.sent.length) tell(byId("refusal"), texts.lost);
    return;
  }
  if (own.sent.includes(at.state)) return;
  const body = makeMessage(at.state, at.messages);
  keepMemory();
  await post(page.messages.replace("KIND", at.state), body, page.csrf);
}

/** @param {any} at */
function showSlip(at) {
  if (finished) return;
  finished = true;
  if (!revive()) {
    tell(byId("refusal"), texts.lost);
    return;
  }
  const { certificate, commitment, reveal } = at.messages;
  const { slip, fingerprint } = finish(certificate, commitment, reveal);
  byId("fingerprint").textContent = inFours(fingerprint);
  byId("slip-note").textContent = texts.slip_kept;
  byId("slip-text").textContent = slip;
  byId("slip-qr").replaceChildren(drawCode(slip));
  show(byId("slip"));
  show(byId("mine"));
  show(byId("print"));
}

/** @param {any} error @returns {boolean} whether following goes on */
function explain(error) {
  if (error instanceof Refused) {
    tell(byId("refusal"), fill(texts.refused, { code: error.code, index: error.data.index ?? page.index }));
    return false;
  }
  if (error instanceof Answered && error.status < 500 && error.status !== 409) {
    tell(byId("refusal"), error.message);
    return false;
  }
  byId("stage").textContent = error instanceof Answered ? error.message || texts.offline : texts.offline;
  return true;
}

async function follow() {
  for (;;) {
    try {
      const at = await getJson(page.state);
      paint(at);
      if (page.index) await takePart(at);
      if (at.state === "complete" || at.state === "aborted") return;
    } catch (error) {
      if (!explain(error)) return;
    }
    await pause(POLL_MS);
  }
}

byId("start")?.addEventListener("click", begin);
byId("print")?.addEventListener("click", () => print());
follow();
