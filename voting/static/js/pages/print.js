// @ts-check
// Papers: one button that prints.
for (const button of document.querySelectorAll("[data-print]")) button.addEventListener("click", () => print());
