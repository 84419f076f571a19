// @ts-check
// Pictures of a project and of a record: the slider between two of them, and files that are too large to be sent.
import { show, tell } from "./dom.js";

for (const pair of document.querySelectorAll("[data-pair]")) {
  const after = /** @type {HTMLElement} */ (pair.querySelector("[data-after]"));
  const slider = /** @type {HTMLInputElement} */ (pair.querySelector("input[type=range]"));
  // A stopped animation, moved by hand: no style is written into the page.
  const wipe = after.animate([{ clipPath: "inset(0 0 0 100%)" }, { clipPath: "inset(0 0 0 0)" }], { duration: 100, fill: "both" });
  wipe.pause();
  const follow = () => { wipe.currentTime = Number(slider.value); };
  slider.addEventListener("input", follow);
  pair.classList.add("is-sliding");
  show(slider);
  follow();
}

for (const form of /** @type {NodeListOf<HTMLFormElement>} */ (document.querySelectorAll("form[data-pictures]"))) {
  form.addEventListener("change", ({ target }) => {
    const input = /** @type {HTMLInputElement} */ (target);
    if (input.type !== "file") return;
    const large = [...(input.files || [])].some((file) => file.size > Number(form.dataset.bytes));
    if (large) input.value = "";
    tell(form.querySelector("[role=alert]"), large ? form.dataset.large || "" : "");
  });
}
