// @ts-check
// verify.html: choose a file, read the verdict. Nothing is fetched, nothing is sent, nothing is stored.
import { byId, el, fill, pageData, show, tell } from "../pages/dom.js";
import { showReport } from "./view.js";
import { wordsIn } from "./words.js";
import { verifyBeside } from "./worker.js";

const TEXTS = ["uuid", "fingerprint", "board_key", "registrar_key"];
const NUMBERS = ["scrutineers", "threshold", "all_deputies"];

/** @typedef {{lang: "zh" | "en", table: import("./view.js").Table, file: File | null, drilled: number, moment: Date, report: any, turn: number, end: () => void}} State */

/** @param {State} state */
const speechOf = ({ table, lang }) => ({ table, lang, say: wordsIn(lang) });

/** What the reader filled in. */
function wishes() {
  /** @type {Record<string, string | number>} */ const announced = {};
  const given = (/** @type {string} */ name) => byId(name).value.replace(/\s+/g, "");
  for (const name of TEXTS) if (given(name)) announced[name] = given(name);
  for (const name of NUMBERS) if (given(name)) announced[name] = Number(given(name));
  const receipts = byId("receipts").value.split("\n").map((/** @type {string} */ line) => line.trim()).filter(Boolean);
  return { announced, receipts };
}

function makeFields() {
  const field = (/** @type {string} */ name, /** @type {any} */ input) => el("p", {}, el("label", { for: name, "data-text": name }), input);
  byId("announced").append(
    ...TEXTS.map((name) => field(name, el("input", { id: name, autocomplete: "off", spellcheck: "false" }))),
    ...NUMBERS.map((name) => field(name, el("input", { id: name, type: "number", min: "1" }))),
    field("receipts", el("textarea", { id: "receipts", rows: "3", spellcheck: "false" })),
  );
}

/** Everything that is written, in the language of the moment. @param {State} state */
function speak(state) {
  const { say } = speechOf(state);
  document.documentElement.lang = state.lang === "en" ? "en" : "zh-CN";
  document.title = say("title");
  for (const node of document.querySelectorAll("[data-text]")) node.textContent = say(/** @type {HTMLElement} */ (node).dataset.text ?? "");
  if (!state.report || !state.file) return;
  const drilled = state.drilled ? fill(say("drilled"), { byte: state.drilled }) : "";
  const moment = state.moment.toLocaleString(document.documentElement.lang, { dateStyle: "long", timeStyle: "short" });
  showReport(state.report, { fileName: state.file.name, moment, drilled }, speechOf(state));
}

/** @param {State} state @param {any} report null while there is none */
function finish(state, report) {
  state.report = report;
  state.moment = new Date();
  show(byId("progress"), false);
  for (const id of ["verdict", "report", "after"]) show(byId(id), report !== null);
  speak(state);
  if (report) byId("verdict").focus();
}

/** @param {State} state @param {string} sentence */
function stop(state, sentence) {
  finish(state, null);
  tell(byId("trouble"), sentence);
}

/**
 * Whatever was under way ends: no verdict is ever shown beside another file's name.
 * @param {State} state @param {File | null} file @returns {() => boolean} whether this is still the file that is wanted
 */
function restart(state, file) {
  const turn = ++state.turn;
  state.end();
  state.file = file;
  finish(state, null);
  return () => state.turn === turn;
}

/** @param {State} state @param {File} file @param {boolean} drill one bit is changed first */
async function begin(state, file, drill) {
  const { say } = speechOf(state);
  const isCurrent = restart(state, file);
  tell(byId("trouble"), "");
  show(byId("progress"));
  byId("bar").removeAttribute("value");
  tell(byId("done"), say("reading_file"));
  let bytes;
  try {
    bytes = new Uint8Array(await file.arrayBuffer());
  } catch {
    return isCurrent() && stop(state, say("unreadable"));
  }
  if (!isCurrent()) return;
  state.drilled = drill ? Math.floor(Math.random() * bytes.length) + 1 : 0;
  if (drill) bytes[state.drilled - 1] ^= 1 << Math.floor(Math.random() * 8);
  tell(byId("done"), say("working"));
  run(state, bytes);
}

/** @param {State} state @param {Uint8Array} bytes */
function run(state, bytes) {
  const { say, table: { steps } } = speechOf(state);
  const began = Date.now();
  const file = state.file;
  state.end = verifyBeside(byId("program").textContent, { name: file?.name, bytes, wishes: { ...wishes(), steps } }, (heard) => {
    if (heard.kind === "report") return finish(state, heard.report);
    if (heard.kind === "broken") return stop(state, fill(say("broken"), heard));
    const left = Math.round((Date.now() - began) / 1000 / heard.done * (heard.total - heard.done));
    byId("bar").max = heard.total;
    byId("bar").value = heard.done;
    tell(byId("done"), fill(say("progress"), { ...heard, left }));
  });
}

/** @param {State} state */
function listen(state) {
  const drop = byId("drop");
  byId("file").addEventListener("change", (/** @type {any} */ { target }) => target.files[0] && begin(state, target.files[0], false));
  for (const name of ["dragover", "dragleave", "drop"]) {
    drop.addEventListener(name, (/** @type {DragEvent} */ event) => {
      event.preventDefault();
      drop.classList.toggle("over", name === "dragover");
    });
  }
  drop.addEventListener("drop", (/** @type {any} */ { dataTransfer: { files } }) => files[0] && begin(state, files[0], false));
  byId("language").addEventListener("click", () => {
    state.lang = state.lang === "en" ? "zh" : "en";
    speak(state);
  });
  byId("print").addEventListener("click", () => print());
  byId("drill").addEventListener("click", () => state.file && begin(state, state.file, true));
  byId("another").addEventListener("click", () => {
    byId("file").value = "";
    restart(state, null);
    byId("file").focus();
  });
}

export function start() {
  /** @type {State} */ const state = {
    lang: "zh", table: pageData(), file: null, drilled: 0, moment: new Date(), report: null, turn: 0, end: () => {},
  };
  makeFields();
  listen(state);
  speak(state);
  show(byId("asleep"), false);
  show(byId("application"));
}
