// @ts-check
// Text sizes 标准 / 大 / 特大 of the public pages; a shared tablet goes back to 标准 for the next person.

/** @param {string} size */
export function setSize(size) {
  document.documentElement.dataset.size = size;
  for (const button of document.querySelectorAll(".sizes button")) {
    button.setAttribute("aria-pressed", String(/** @type {HTMLElement} */ (button).dataset.size === size));
  }
}

export function offerSizes() {
  for (const button of document.querySelectorAll(".sizes button")) {
    button.addEventListener("click", () => setSize(/** @type {any} */ (button).dataset.size));
  }
}
