// @ts-check
// Draft of a poll: what the server reads out of it while one types — the sentence, the text of the method article
// by article, which article orders which setting, and the ballot as the tablet will show it.
import { byId, el, fill, pageData, show, tell } from "./dom.js";
import { Tablet } from "./draft_tablet.js";

const { preview: address, presets, shipped, texts } = pageData();
const form = byId("draft");
const tablet = new Tablet(byId("tablet"));
let waiting = 0;
let turn = 0;

async function preview() {
  const mine = ++turn;
  const { places, preset } = form.elements;
  if (places && !places.value && preset.value !== "uncontested" && !byId("preview-sentence").textContent) return; // just begun
  const answer = await fetch(address, {
    method: "POST", body: new FormData(form), headers: { Accept: "application/json" },
  });
  if (!answer.ok || mine !== turn) return;
  const { refused = "", sentence, cautions, articles, ordered, poll } = await answer.json();
  tell(byId("preview-refused"), refused);
  if (refused) return;
  byId("preview-sentence").textContent = sentence;
  byId("preview-cautions").replaceChildren(...cautions.map((/** @type {string} */ text) => el("li", {}, text)));
  show(byId("preview-cautions"), cautions.length > 0);
  tablet.draw(poll);
  showArticles(articles);
  showOrders(ordered);
}

/** Each field of the text with the articles that it holds now. @param {[string, string][][]} articles */
function showArticles(articles) {
  for (const [place, filled] of [...form.querySelectorAll(".article-filled")].entries()) {
    filled.replaceChildren(...(articles[place] || []).flatMap(([number, text]) => text.split("\n").map((line, first) => (
      first === 0 ? el("p", {}, el("b", {}, number), line) : el("p", {}, line)))));
  }
}

/** Under a setting the article that orders it, where that is not the one beside it. @param {Record<string, string>} ordered */
function showOrders(ordered) {
  for (const setting of form.querySelectorAll("[data-setting]")) {
    const article = ordered[setting.dataset.setting];
    const beside = [...setting.closest(".article")?.querySelectorAll(".article-filled b") || []];
    const told = beside.some((number) => number.textContent === article);
    const words = article ? fill(texts.ordered, { article }) : texts.unordered;
    tell(setting.querySelector(".ordered"), told ? "" : words);
    setting.classList.toggle("is-unordered", !article);
  }
}

/** The last grade takes the rest: only those above it have a limit. */
function showLimits() {
  const rows = [...form.querySelectorAll(".grade-row")];
  const named = rows.map((row) => row.querySelector("input").value.trim() !== "");
  rows.forEach((row, place) => show(row.querySelector("select"), place < named.lastIndexOf(true) && named[place]));
}

/** The shipped text again; what is more than there are fields goes into the last. */
function restore() {
  const fields = [...form.querySelectorAll("[name=article]")];
  fields.forEach((field, place) => {
    const left = shipped.slice(place);
    field.value = place < fields.length - 1 ? left[0] || "" : left.join("\n\n");
  });
}

/** A preset fills in every setting; each can be changed afterwards. @param {string} preset */
function take(preset) {
  for (const [name, value] of Object.entries(presets[preset])) {
    const fields = [...form.querySelectorAll(`[name="${name}"]`)];
    if (Array.isArray(value)) fields.forEach((field, place) => { field.value = limitOf(name, value[place]); });
    else if (fields.length) fields[0].value = value;
  }
}

/** @param {string} name @param {string | undefined} value a row that is not used is empty, its limit any */
const limitOf = (name, value) => (name === "limits" && (!value || value === "none") ? "≥1/2" : value || "");

function changed() {
  showLimits();
  clearTimeout(waiting);
  waiting = setTimeout(() => preview().catch(() => {}), 300);
}

form.addEventListener("input", (/** @type {Event} */ event) => {
  const field = /** @type {HTMLSelectElement} */ (event.target);
  if (field.name === "preset") take(field.value);
  changed();
});
byId("restore")?.addEventListener("click", () => {
  restore();
  changed();
});
for (const button of form.querySelectorAll(".sizes-desk button")) {
  button.addEventListener("click", () => {
    tablet.setSize(button.dataset.size);
    for (const each of form.querySelectorAll(".sizes-desk button")) each.setAttribute("aria-pressed", String(each === button));
  });
}
showLimits();
preview().catch(() => {});
