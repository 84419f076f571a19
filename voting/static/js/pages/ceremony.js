// @ts-check
// 加封: one scrutineer's page of the key ceremony. Follows the stages, sends the own message of each, shows
// fingerprint and slip. The seed is kept on this device, so a reload goes on; a message of somebody else that is not
// what it must be ends the ceremony with a signed abort that names him.
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
/** @type {import("./keycopy.js").Copy | null} */ let copy = null;
let sealed = true; // the copy, by the browser
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
    participant = new Participant(place, fromHex(copy.seed, 32));
  }
  return participant;
}

/** @param {import("./keycopy.js").Copy} change */
async function keep(change) {
  const changed = { ...copy, ...change };
  sealed = await keepCopy(page.ceremony, page.index, changed);
  copy = changed; // a seed is used once it is kept
}

/** A fresh seed, kept before anything is sent, so that a reload goes on with the same one. */
async function begin() {
  show(byId("start"), false);
  await keep({ seed: hex(randomBytes(32)) });
}

/** @param {Participant} mine @param {string} stage @param {Record<string, string[]>} messages */
function makeMessage(mine, stage, { certificate, commitment, reveal }) {
  if (stage === "certificate") return mine.certificate();
  if (stage === "commitment") return mine.commit(certificate);
  if (stage === "reveal") return mine.reveal(certificate, commitment);
  return mine.finish(certificate, commitment, reveal).publicKey;
}

/** @param {any} at */
async function takePart(at) {
  const own = at.seats.find((/** @type {any} */ seat) => seat.number === page.index);
  const mine = revive();
  if (at.state === "aborted") return mine && readAborts(mine, at);
  if (!mine) {
    show(byId("start"), own.sent.length === 0 && at.state !== "complete");
    if (own.sent.length) tell(byId("refusal"), texts.lost);
    return;
  }
  try {
    if (at.state === "complete") return await showSlip(mine, at.messages);
    if (own.sent.includes(at.state)) return;
    await send(at.state, makeMessage(mine, at.state, at.messages));
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    await abort(mine, error, at.state);
    throw error;
  }
}

/** @param {string} kind @param {string} body */
const send = (kind, body) => post(page.messages.replace("KIND", kind), body, page.csrf);

/**
 * Somebody's message is not what it must be: nothing more is sent but that, and this page stops whatever the server
 * answers. @param {Participant} mine @param {Refused} error @param {string} state
 */
async function abort(mine, { code, data }, state) {
  if (state === "complete") return;
  try {
    await send("abort", mine.abort(Number(data.index ?? page.index), code));
  } catch (error) {
    if (!(error instanceof Answered)) throw error;
  }
}

/** Who stopped, and whom he names; only what he signed. @param {Participant} mine @param {any} at */
function readAborts(mine, { aborts, messages }) {
  for (const [number, body] of Object.entries(aborts)) {
    const { accused, reason } = mine.readAbort(messages.certificate, Number(number), String(body));
    tell(byId("refusal"), fill(texts.abort, {
      accuser: page.names[Number(number) - 1], accused: page.names[accused - 1], index: accused, code: reason,
    }));
  }
}

/** Only when everybody's key follows from what all have shown. @param {Participant} mine @param {Record<string, string[]>} messages */
async function showSlip(mine, { certificate, commitment, reveal, key }) {
  if (finished) return;
  const { slip, fingerprint, expected } = mine.finish(certificate, commitment, reveal);
  mine.confirm(certificate, expected, key);
  await keep({ slip });
  finished = true;
  byId("fingerprint").textContent = inFours(fingerprint);
  byId("slip-note").textContent = sealed ? texts.slip_kept : texts.slip_kept_open;
  byId("slip-text").textContent = slip;
  byId("slip-qr").replaceChildren(drawCode(slip));
  show(byId("slip"));
  show(byId("mine"));
  show(byId("print"));
}

/** @param {any} error @returns {boolean} whether following goes on */
function explain(error) {
  if (error instanceof Refused) {
    byId("stage").textContent = texts.stopped;
    const index = Number(error.data.index ?? page.index);
    tell(byId("refusal"), fill(texts.refused, { code: error.code, index, name: page.names[index - 1] }));
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
  copy = await readCopy(page.ceremony, page.index);
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
