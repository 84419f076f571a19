// @ts-check
// The hall's screen asks every second for its picture. Where none comes the last one stays: the audience need
// not see a failing network, the operator reads of it on his own page. A link that was revoked goes dark.
const EVERY_MS = 1000;
const PATIENCE_MS = 5000;
const NO_LONGER_THERE = 404;
const stage = /** @type {HTMLElement} */ (document.querySelector("#stage"));
const address = stage.dataset.picture ?? "";
let tag = "";
let asking = false;

async function refresh() {
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), PATIENCE_MS);
  try {
    /** @type {Record<string, string>} */
    const headers = tag ? { "If-None-Match": tag } : {};
    const answer = await fetch(address, { headers, cache: "no-store", credentials: "omit", signal: patience.signal });
    if (answer.ok) put(await answer.text(), answer.headers.get("ETag") ?? "");
    else if (answer.status === NO_LONGER_THERE) put("", "");
  } finally {
    clearTimeout(timer);
  }
}

/** @param {string} picture @param {string} itsTag */
function put(picture, itsTag) {
  const made = new DOMParser().parseFromString(picture, "text/html");
  stage.replaceChildren(...made.body.childNodes);
  tag = itsTag;
}

async function tick() {
  if (asking) return;
  asking = true;
  await refresh().catch(() => {});
  asking = false;
}

setInterval(tick, EVERY_MS);
