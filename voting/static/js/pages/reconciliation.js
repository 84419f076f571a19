// @ts-check
// 票数核对: the numbers of the page, kept fresh; a break turns it red at once.
import { byId, el } from "./dom.js";
import { watch } from "./watch.js";

const page = byId("reconciliation");
const verdict = byId("verdict");
const title = document.title;
let state = "";

/** @param {string} id @param {import("./watch.js").Said[]} said */
function list(id, said) {
  const shown = byId(id);
  const codes = said.map(({ text }) => text).join();
  if (shown.dataset.shown === codes) return; // a screen reader says a finding once
  shown.dataset.shown = codes;
  shown.replaceChildren(...said.map(({ code, text, mend }) => (
    el("li", { "data-code": code }, el("strong", {}, text), " ", el("span", {}, mend)))));
}

/** @param {import("./watch.js").Numbers} found */
function draw(found) {
  for (const [name, number] of Object.entries(found.numbers)) {
    for (const shown of page.querySelectorAll(`[data-number="${name}"]`)) shown.textContent = number === null ? "—" : String(number);
  }
  const bad = found.breaks.length > 0;
  verdict.textContent = verdict.dataset[bad ? "bad" : found.paused ? "paused" : "good"];
  verdict.dataset.kind = bad || found.paused ? "bad" : "good";
  document.title = bad ? `⚠ ${title}` : title;
  list("breaks", found.breaks);
  list("waits", found.waits);
  const now = `${found.open} ${found.paused}`;
  if (state && state !== now && !document.querySelector("input:focus")) location.reload(); // other buttons
  state = now;
}

watch(page.dataset.numbers, draw, () => {
  verdict.textContent = page.dataset.stale;
  verdict.dataset.kind = "bad";
});
