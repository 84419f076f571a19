// @ts-check
// The bar of long work: this part of the page is fetched anew until the server shows it no more.
const EVERY_MS = 1000;
const PART = "#progress";

async function refresh() {
  const shown = document.querySelector(PART);
  if (document.hidden || !shown) return;
  const answer = await fetch(location.href, { cache: "no-store" });
  if (!answer.ok || answer.redirected) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector(PART);
  if (!fresh) location.reload();
  else if (shown.innerHTML !== fresh.innerHTML) shown.replaceWith(fresh);
}

setInterval(() => refresh().catch(() => {}), EVERY_MS);
