// @ts-check
// A sheet of a rating by name: marks are kept on this device at once and on the server every three seconds, one
// small write at a time. Whatever stops, the marks come back: the server's where another device wrote later.
import { byId, fill, pageData, tell } from "./dom.js";

const SAVE_MS = 3000;
const page = pageData();
const saved = byId("saved");
const trouble = byId("trouble");
const form = /** @type {HTMLFormElement} */ (byId("submit"));
const ABSTAIN = -1;

/** @type {Record<string, any>} */ let marks = page.marks;
/** The numbers that changed since the server last said what it holds. @type {Set<string>} */ let changed = new Set();
let revision = page.revision;
/** @type {Promise<boolean> | null} */ let sending = null;
let offline = false;

// On this device -----------------------------------------------------------------------------------------------------

function remember() {
  const waiting = Object.fromEntries([...changed].map((number) => [number, marks[number] ?? null]));
  try {
    if (changed.size) localStorage.setItem(`sheet-${page.key}`, JSON.stringify(waiting));
    else localStorage.removeItem(`sheet-${page.key}`);
  } catch {
    // a browser that keeps nothing: the server's copy is then the only one
  }
}

function recall() {
  try {
    const waiting = JSON.parse(localStorage.getItem(`sheet-${page.key}`) || "{}");
    for (const [number, mark] of Object.entries(waiting)) put(number, mark);
  } catch {
    localStorage.removeItem(`sheet-${page.key}`);
  }
}

/** @param {string} number @param {any} mark `null` takes it back */
function put(number, mark) {
  if (mark === null) delete marks[number];
  else marks[number] = mark;
  changed.add(number);
}

// On the page --------------------------------------------------------------------------------------------------------

/** @param {string} number @returns {HTMLInputElement[]} */
const inputsOf = (number) => [...document.querySelectorAll(`input[data-item="${number}"]`)].map((each) => /** @type {any} */ (each));

function draw() {
  for (const node of document.querySelectorAll("button[data-item]")) {
    const button = /** @type {HTMLElement} */ (node);
    button.setAttribute("aria-pressed", String(marks[button.dataset.item || ""] === Number(button.dataset.mark)));
  }
  for (const number of page.numbers.map(String)) {
    const mark = marks[number];
    const parts = Array.isArray(mark) ? mark : [mark];
    for (const [at, input] of inputsOf(number).entries()) {
      if (document.activeElement === input) continue;
      if (mark !== undefined) input.value = mark === ABSTAIN ? "" : String(parts[at]);
    }
  }
  say();
}

function say() {
  const done = page.numbers.filter((/** @type {number} */ number) => marks[String(number)] !== undefined).length;
  const text = offline ? page.texts.offline : changed.size || sending ? page.texts.saving : page.texts.saved;
  tell(saved, fill(text, { done, all: page.numbers.length }));
  form.elements.namedItem("revision")?.setAttribute("value", String(revision));
}

/** What the inputs of an item say: points, one for each dimension, or nothing yet. @param {string} number */
function typed(number) {
  const values = inputsOf(number).map((input) => (/^\d{1,3}$/.test(input.value) && Number(input.value) <= 100 ? Number(input.value) : null));
  if (values.some((value) => value === null)) return null;
  return page.kind === "points" ? values[0] : values;
}

byId("sheet").addEventListener("click", (/** @type {MouseEvent} */ { target }) => {
  const button = /** @type {HTMLElement | null} */ (/** @type {Element} */ (target).closest("button[data-item]"));
  if (!button) return;
  const number = button.dataset.item || "";
  const mark = Number(button.dataset.mark);
  put(number, marks[number] === mark ? null : mark);
  if (mark === ABSTAIN) for (const input of inputsOf(number)) input.value = "";
  remember();
  draw();
});

byId("sheet").addEventListener("input", (/** @type {Event} */ { target }) => {
  const input = /** @type {HTMLInputElement} */ (target);
  const number = input.dataset.item;
  if (!number) return;
  put(number, typed(number));
  remember();
  draw();
});

// To the server ------------------------------------------------------------------------------------------------------

/** @returns {Promise<boolean>} whether the server holds all that the page shows */
async function save() {
  if (!changed.size) return true;
  const sent = changed;
  changed = new Set();
  try {
    const answer = await fetch(page.save, {
      method: "POST",
      headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": page.csrf },
      body: JSON.stringify({ revision, marks }),
    });
    if (answer.status === 429 || answer.status >= 500) throw new Error("busy");
    const said = await answer.json();
    offline = false;
    if (answer.ok) {
      revision = said.revision;
      return !changed.size;
    }
    for (const number of sent) changed.add(number);
    if (said.marks) adopt(said);
    tell(trouble, said.sentence);
    if (!said.marks) clearInterval(timer);
  } catch {
    for (const number of sent) changed.add(number);
    offline = true;
  } finally {
    remember();
    say();
  }
  return false;
}

/** Another device, or a write of ours whose answer was lost, came first: what was not touched here is taken over. */
function adopt(/** @type {any} */ said) {
  const mine = Object.fromEntries([...changed].map((number) => [number, marks[number] ?? null]));
  marks = said.marks;
  revision = said.revision;
  for (const [number, mark] of Object.entries(mine)) put(number, mark);
  draw();
}

/** One write at a time, in their order. */
function saveInTurn() {
  sending = sending || save().finally(() => { sending = null; say(); });
  return sending;
}

const timer = setInterval(saveInTurn, SAVE_MS);
addEventListener("online", () => { saveInTurn(); });
document.addEventListener("visibilitychange", () => { if (document.hidden) saveInTurn(); });

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  tell(trouble, "");
  const left = page.numbers.filter((/** @type {number} */ number) => marks[String(number)] === undefined);
  if (left.length && !page.abstain) {
    tell(trouble, fill(page.texts.left, { left: left.length, first: left[0] }));
    document.querySelector(`[data-block="${left[0]}"]`)?.scrollIntoView({ block: "center" });
    return;
  }
  const whole = (await saveInTurn()) || (await saveInTurn());
  if (whole && confirm(page.texts.confirm)) form.submit();
});

recall();
draw();
