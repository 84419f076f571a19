// @ts-check
// One scrutineer's key on the day, one button at one place: 验封 before the opening, 开启票箱 after the vote was declared
// valid. In between the page follows the board and verifies every ballot itself (board/worker.js). It asks the server
// where things stand and takes the next step from there, so a reload anywhere goes on; the server's word decides
// nothing that is signed or opened.
import { readSlip } from "../ceremony/slip.js";
import { makeShareProof } from "../ceremony/shareproof.js";
import { hex } from "../crypto/encoding.js";
import { Refused } from "../crypto/errors.js";
import { Board } from "./board.js";
import { byId, fill, inFours, pageData, randomBytes, show, tell } from "./dom.js";
import { keepCopy, readCopy } from "./keycopy.js";
import { Answered, getJson, post } from "./server.js";

const POLL_MS = 2000;
const MARK_DIGITS = 16; // of the tally event, as written on the slip
const SEALING = ["ready", "adopted"];
const FOLLOWED = ["open", "closed", "reported"];
const OPENING = ["valid", "opened"];
const COUNTED = ["counted", "signed", "announced", "published"];
const page = pageData();
const { texts } = page;
let board = new Board(page);

/** @type {import("./keycopy.js").Copy} */ let copy = {};
/** What was touched and not done yet. @type {{slip: string, mark: string} | null} */ let touched = null;
/** @type {{code: string, data: any} | null} */ let fault = null;
let goesOn = true; // without a touch, where this key's statement says that there was one
let rung = false;
/** @type {(value?: unknown) => void} */ let ring = () => {};

/** The next step at once. */
function wake() {
  rung = true;
  ring();
}

async function rest() {
  if (!rung) {
    await new Promise((resolve) => {
      ring = resolve;
      setTimeout(resolve, POLL_MS);
    });
  }
  rung = false;
}

/** @param {string} sentence @param {"good" | "bad" | ""} [kind] the one sentence of state */
function say(sentence, kind = "") {
  byId("sentence").dataset.kind = kind;
  byId("sentence").textContent = sentence;
}

/** The one button. @param {string} label @param {{slip: boolean, mark?: boolean}} wanted */
function offer(label, { slip, mark = false }) {
  byId("touch-button").textContent = label;
  if (byId("touch").hidden) {
    show(byId("slip-field"), slip);
    show(byId("mark-field"), mark && slip);
    show(byId("by-slip"), !slip);
    byId("mark-field").dataset.wanted = String(mark);
    show(byId("touch"));
    (slip ? byId("slip-input") : byId("touch-button")).focus();
  }
}

/** @param {string} name */
function reach(name) {
  const order = ["seal", "verify", "open", "done"];
  document.querySelectorAll("[data-touch]").forEach((/** @type {any} */ item, place) => {
    item.dataset.now = String(item.dataset.touch === name);
    item.dataset.done = String(place < order.indexOf(name));
  });
}

/** @param {any} change */
async function remember(change) {
  copy = { ...copy, ...change };
  await keepCopy(page.ceremony, page.index, copy);
}

/** @param {string} text @returns {any} the slip, if it is this scrutineer's of this ceremony */
function ownSlip(text) {
  let slip;
  try {
    slip = readSlip(text);
  } catch {
    throw new Refused("slip.bad");
  }
  if (slip.ceremony !== page.ceremony || slip.index !== page.index) throw new Refused("slip.other");
  return slip;
}

/** Everything up to these heads, by this page itself. @param {any} at */
async function verify(at) {
  if (board.isVerified(at)) return board.summary;
  const known = { setupEvent: copy.pinned?.[at.uuid], earlier: copy.earlier?.[at.uuid], registrarKey: page.registrarKey || undefined };
  const own = copy.slip ? { owner: page.owner, publicKey: readSlip(copy.slip).publicKey } : undefined;
  const summary = await board.verify(at, { ...known, own }, ({ done, total }) => {
    show(byId("bar"));
    byId("bar").max = total;
    byId("bar").value = done;
    say(fill(texts.checking, { done, total }));
  });
  show(byId("bar"), false);
  await remember({ earlier: { ...copy.earlier, [at.uuid]: summary.earlier } });
  return summary;
}

/** What is sealed now begins anew. @param {string} uuid */
function forgetPoll(uuid) {
  const { [uuid]: _pin, ...pinned } = copy.pinned || {};
  const { [uuid]: _copy, ...earlier } = copy.earlier || {};
  copy = { ...copy, pinned, earlier };
}

/** 验封: the slip is read again, the empty box verified, its beginning pinned. @param {any} at */
async function sealing(at) {
  if (at.own.includes("share") && at.own.includes("zero")) return say(fill(texts.sealed, at), "good");
  if (!touched) {
    say(texts.seal_now);
    return offer(texts.verify_seal, { slip: true });
  }
  const slip = ownSlip(touched.slip);
  say(texts.fetching);
  if (!at.own.includes("share")) {
    const challenge = await post(page.send.challenge, "", page.csrf);
    const occasion = { ...challenge, page_nonce: hex(randomBytes(32)) };
    await post(page.send.share, makeShareProof(occasion, slip.share, randomBytes(32)), page.csrf);
  }
  forgetPoll(at.uuid);
  board = new Board(page);
  const { setupEvent } = await verify(at);
  if (!at.own.includes("zero")) {
    await post(page.send.zero, (await board.ask({ kind: "zero", slip: touched.slip })).record, page.csrf);
  }
  await remember({ pinned: { ...copy.pinned, [at.uuid]: setupEvent } });
  touched = null;
  wake();
}

/** 开启票箱: the statement, the others' statements, then this key. @param {any} at @param {any} summary */
async function opening(at, { ballots, tallyEvent }) {
  const all = fill(texts.all_good, { count: ballots });
  const enough = at.shares >= at.needed;
  if (enough || at.own.includes("decryption")) {
    show(byId("touch"), false);
    if (byId("resume")) show(byId("resume"), enough);
    return say(`${all}${fill(at.own.includes("decryption") ? texts.opened : texts.enough, at)}`, "good");
  }
  const text = touched?.slip || (goesOn && at.own.includes("closing") && copy.slip) || "";
  if (!text) {
    say(`${all}${texts.open_now}`, "good");
    return offer(texts.open_box, { slip: !copy.slip, mark: !copy.opened?.[page.fingerprint] });
  }
  ownSlip(text);
  if (!at.own.includes("closing")) {
    await post(page.send.closing, (await board.ask({ kind: "closing", slip: text })).record, page.csrf);
    return wake();
  }
  if (at.statements < at.needed) return say(`${all}${fill(texts.waiting, at)}`, "good");
  const written = touched?.mark ? { [page.fingerprint]: touched.mark } : {};
  const made = await board.ask({ kind: "decrypt", slip: text, remembered: { ...written, ...copy.opened } });
  await remember({ opened: { ...copy.opened, [page.fingerprint]: tallyEvent } });
  await post(page.send.decryption, `${made.partial}\n${made.record}`, page.csrf);
  touched = null;
  wake();
}

/** What to write on the slip. @param {any} at */
function showMark(at) {
  const shown = at.own.includes("decryption");
  show(byId("mark-note"), shown);
  byId("mark-text").textContent = shown ? inFours(at.tally_event.slice(0, MARK_DIGITS)) : "";
}

/** The next step from where things stand. @param {any} at */
async function step(at) {
  reach(SEALING.includes(at.state) ? "verify" : COUNTED.includes(at.state) ? "done" : "open");
  showOthers(at);
  const chip = document.querySelector(".crumbs .chip");
  if (chip) chip.textContent = page.states[at.state];
  byId("tally-event").textContent = inFours(at.tally_event);
  show(byId("tally"), at.tally_event !== "");
  showMark(at);
  if (fault) return;
  const wanted = SEALING.includes(at.state) || OPENING.includes(at.state);
  if (touched || !wanted) show(byId("touch"), false);
  show(byId("result"), COUNTED.includes(at.state));
  if (![...SEALING, ...FOLLOWED, ...OPENING, ...COUNTED].includes(at.state)) return say(texts[at.state] || page.states[at.state]);
  if (SEALING.includes(at.state)) return sealing(at);
  const summary = await verify(at);
  const count = summary.ballots;
  if (at.state === "open") return say(fill(texts.following, { done: count, total: at.height }));
  if (OPENING.includes(at.state)) return opening(at, summary);
  const next = COUNTED.includes(at.state) ? texts.counted : texts[at.state];
  say(`${fill(texts.all_good, { count })}${next}`, "good");
}

/** What other scrutineers' pages found. @param {any} at */
function showOthers({ faults }) {
  const others = faults.map((/** @type {any} */ told) => fill(texts[told.verb], told)).join("");
  if (byId("others").textContent !== others) tell(byId("others"), others);
}

/** Red, with the check that failed. @param {string} code @param {any} data */
function alarm(code, data) {
  fault = { code, data };
  touched = null;
  show(byId("bar"), false);
  show(byId("touch"), false);
  const owner = data?.owner > 1 ? page.names[data.owner - 2] : data?.owner === 1 ? texts.server : "";
  const whose = owner ? fill(texts.of_owner, { owner }) : data?.height ? fill(texts.of_ballot, data) : "";
  say(fill(texts.bad, { code, check: page.checks[code] || texts.unnamed, whose }), "bad");
  show(byId("fault"));
}

/** The network is back, or somebody goes on. */
function settle() {
  byId("refusal").dataset.lasting = "true";
  tell(byId("refusal"), "");
}

/** @param {any} error */
function explain(error) {
  if (!(error instanceof Refused) && typeof error?.code === "string") return alarm(error.code, error.data); // of the Worker
  const refusals = { "slip.bad": texts.slip_bad, "slip.other": fill(texts.slip_other, { index: page.index }) };
  const refused = error instanceof Refused || (error instanceof Answered && error.status < 500);
  if (refused) {
    touched = null; // not again before somebody touches again
    goesOn = false;
  }
  const sentence = error instanceof Refused ? /** @type {any} */ (refusals)[error.code] : error instanceof Answered && error.message;
  tell(byId("refusal"), sentence || texts.offline);
  byId("refusal").dataset.lasting = String(refused);
  if (error instanceof Refused) wake();
}

async function follow() {
  copy = (await readCopy(page.ceremony, page.index)) || {};
  for (;;) {
    try {
      await step(await getJson(page.progress));
      if (byId("refusal").dataset.lasting === "false") settle();
    } catch (error) {
      explain(error);
    }
    await rest();
  }
}

async function report() {
  try {
    const { call } = await post(page.send.fault, /** @type {any} */ (fault).code, page.csrf);
    tell(byId("reported"), fill(texts.on_record, { names: call.join("、"), code: /** @type {any} */ (fault).code }));
  } catch (error) {
    tell(byId("reported"), error instanceof Answered && error.message ? error.message : texts.report_aloud);
  }
}

byId("touch").addEventListener("submit", (/** @type {Event} */ event) => {
  event.preventDefault();
  const slip = byId("slip-field").hidden ? copy.slip || "" : byId("slip-input").value.trim();
  if (!slip) {
    tell(byId("refusal"), texts.scan);
    byId("slip-input").focus();
    return;
  }
  touched = { slip, mark: byId("mark-input").value.replace(/\s/g, "").toLowerCase() };
  byId("slip-input").value = byId("mark-input").value = "";
  settle();
  goesOn = true;
  wake();
});
byId("by-slip").addEventListener("click", () => {
  show(byId("slip-field"));
  show(byId("mark-field"), byId("mark-field").dataset.wanted === "true");
  show(byId("by-slip"), false);
  byId("slip-input").focus();
});
byId("again").addEventListener("click", () => {
  fault = null;
  board.forget();
  show(byId("fault"), false);
  tell(byId("reported"), "");
  settle();
  say(texts.fetching);
  wake();
});
byId("report").addEventListener("click", report);
follow();
