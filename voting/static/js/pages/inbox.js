// @ts-check
// The inbox by keyboard: j and k move, x ticks, Enter opens, / searches; how many are ticked is said.
import { byId } from "./dom.js";

const list = byId("inbox");
const entries = /** @type {HTMLElement[]} */ ([...(list ? list.children : [])]);
const boxes = entries.map((entry) => /** @type {HTMLInputElement} */ (entry.querySelector("input[type=checkbox]")));
let at = -1;

/** @param {number} next */
function go(next) {
  if (next < 0 || next >= entries.length) return;
  entries[at]?.classList.remove("is-at");
  at = next;
  entries[at].classList.add("is-at");
  entries[at].scrollIntoView({ block: "nearest" });
  boxes[at].focus({ preventScroll: true });
}

function count() {
  const ticked = boxes.filter((box) => box.checked).length;
  byId("count").textContent = ticked ? `${ticked} / ${boxes.length}` : "";
}

/** @type {Record<string, () => void>} */
const KEYS = {
  j: () => go(at + 1),
  k: () => go(at - 1),
  x: () => at >= 0 && boxes[at].click(),
  Enter: () => at >= 0 && entries[at].querySelector("a")?.click(),
  "/": () => byId("words").focus(),
};

/** Typing into a field is typing; a ticked box is none. @param {EventTarget | null} target */
function writes(target) {
  return target instanceof HTMLElement && target.matches("input:not([type=checkbox]), textarea, select, button, summary, a");
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || writes(event.target) || !KEYS[event.key]) return;
  event.preventDefault();
  KEYS[event.key]();
});

const all = byId("all");
all?.addEventListener("change", () => {
  for (const box of boxes) box.checked = all.checked;
  count();
});
list?.addEventListener("change", count);
