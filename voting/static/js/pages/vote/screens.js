// @ts-check
// One screen at a time, the bar with its buttons, and the sign 未投 / 正在投出 / 已投 that is never out of sight.
import { byId, show, tell } from "../dom.js";
import { texts } from "./page.js";

const BUTTONS = [
  "back", "compare-button", "compare-back", "review-button", "seal-button", "cast-button",
  "spot-back", "spot-open", "spot-done", "done-button",
];
const STATES = /** @type {Record<string, string>} */ ({ send: "sending", done: "done", used: "done" });
/** @type {Map<string, number>} */ const places = new Map(); // how far each screen was scrolled

let screen = "";
let practice = false;
let answered = () => {};

export const shown = () => screen;

/**
 * @param {string} name @param {string[]} [buttons] of the bar
 * @param {boolean} [back] to where the voter left this screen
 */
export function go(name, buttons = [], back = false) {
  const stays = screen === name;
  if (!stays) places.set(screen, scrollY);
  screen = name;
  for (const section of document.querySelectorAll("[data-screen]")) {
    show(section, /** @type {HTMLElement} */ (section).dataset.screen === name);
  }
  for (const id of BUTTONS) show(byId(id), buttons.includes(id));
  show(byId("bottom"), buttons.length > 0);
  byId("count").textContent = "";
  paintState();
  tell(byId("notice"), "");
  if (stays) return;
  /** @type {any} */ (document.querySelector(`[data-screen="${name}"] h1`))?.focus({ preventScroll: true });
  scrollTo(0, (back && places.get(name)) || 0);
}

/** 试投: the ribbon stays until the next card, whatever is on the screen. @param {boolean} on */
export function practise(on) {
  practice = on;
  show(byId("rehearsal"), on);
  paintState();
}

function paintState() {
  const state = STATES[screen] || "blank";
  const word = texts[`state_${state}`];
  byId("state").textContent = practice ? `${texts.practice}${word}` : word;
  document.body.dataset.state = state;
}

export function forgetPlaces() {
  places.clear();
}

/** A sentence that must be answered. @param {string} sentence @param {() => void} [then] once it was */
export function warn(sentence, then = () => {}) {
  answered = then;
  byId("alert-text").textContent = sentence;
  show(byId("alert"));
  byId("alert-close").focus();
}

export function closeWarning() {
  show(byId("alert"), false);
  answered();
  answered = () => {};
}
