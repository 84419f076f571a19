// @ts-check
// Draft of a poll: the method's sentence and the projects, read back by the server while one types.
import { byId, el, show, tell } from "./dom.js";

const form = byId("draft");
let waiting = 0;
let turn = 0;

async function preview() {
  const mine = ++turn;
  const { places, preset } = form.elements;
  if (!places.value && preset.value !== "uncontested" && !byId("preview-sentence").textContent) return; // just begun
  const answer = await fetch(form.dataset.preview, {
    method: "POST", body: new FormData(form), headers: { Accept: "application/json" },
  });
  if (!answer.ok || mine !== turn) return;
  const { refused = "", sentence = "", cautions = [], projects = [] } = await answer.json();
  tell(byId("preview-refused"), refused);
  byId("preview-sentence").textContent = sentence;
  byId("preview-cautions").replaceChildren(...cautions.map((/** @type {string} */ text) => el("li", {}, text)));
  show(byId("preview-cautions"), cautions.length > 0);
  byId("preview-projects").replaceChildren(...projects.map((/** @type {string[]} */ [name, ...facts]) => (
    el("li", {}, el("strong", {}, name), " ", el("span", { class: "hint" }, facts.filter(Boolean).join(" · ")))
  )));
}

form.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(() => preview().catch(() => {}), 300);
});
preview().catch(() => {});
