// @ts-check
// Text sizes 标准 / 大 / 特大 and high contrast of the public pages; a shared tablet goes back for the next person.
import { byId } from "./dom.js";

/** @param {string} size */
export function setSize(size) {
  document.documentElement.dataset.size = size;
  for (const button of document.querySelectorAll(".sizes [data-size]")) {
    button.setAttribute("aria-pressed", String(/** @type {HTMLElement} */ (button).dataset.size === size));
  }
}

export function offerSizes() {
  for (const button of document.querySelectorAll(".sizes [data-size]")) {
    button.addEventListener("click", () => setSize(/** @type {any} */ (button).dataset.size));
  }
}

/** @param {boolean} high */
export function setContrast(high) {
  document.documentElement.dataset.contrast = high ? "high" : "standard";
  byId("contrast").setAttribute("aria-pressed", String(high));
}

export function offerContrast() {
  byId("contrast").addEventListener("click", () => setContrast(document.documentElement.dataset.contrast !== "high"));
}
