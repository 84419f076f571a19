// @ts-check
// The operator's page keeps up with the poll and tells whether the projector asks for its pictures.
const EVERY_MS = 2000;
const PART = "#operate";

async function refresh() {
  const shown = /** @type {HTMLElement | null} */ (document.querySelector(PART));
  if (document.hidden || !shown) return;
  const answer = await fetch(shown.dataset.address ?? "", { cache: "no-store" });
  if (!answer.ok || answer.redirected) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector(PART);
  if (fresh && shown.innerHTML !== fresh.innerHTML) shown.replaceWith(fresh);
}

setInterval(() => refresh().catch(() => {}), EVERY_MS);
