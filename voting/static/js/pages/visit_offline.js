// @ts-check
// Keeps one page with its styles and scripts on the device, for a cellar without network. Everything comes from the
// server while there is one; nothing but this page is kept, and nothing that is sent passes here.
const KEPT = "visit-page";
const worker = /** @type {any} */ (self);
const folder = new URL(worker.registration.scope).pathname;
const isKept = (/** @type {URL} */ address) => address.origin === worker.location.origin
  && (address.pathname === `${folder}phone` || address.pathname.startsWith("/static/"));

/** @param {Request} request */
async function answer(request) {
  const { pathname } = new URL(request.url);
  const store = await caches.open(KEPT);
  const kept = await store.match(pathname);
  let fresh;
  try {
    fresh = await fetch(request);
  } catch (error) {
    if (kept) return kept;
    throw error;
  }
  if (fresh.status >= 500) return kept || fresh;
  if (fresh.ok) await store.put(pathname, fresh.clone());
  else if (pathname.startsWith(folder)) await store.delete(pathname); // who was signed out leaves no page behind
  return fresh;
}

worker.addEventListener("install", () => worker.skipWaiting());
worker.addEventListener("activate", (/** @type {any} */ event) => event.waitUntil(worker.clients.claim()));
worker.addEventListener("fetch", (/** @type {any} */ event) => {
  if (event.request.method === "GET" && isKept(new URL(event.request.url))) event.respondWith(answer(event.request));
});
worker.addEventListener("message", (/** @type {any} */ event) => {
  const kept = caches.open(KEPT).then((store) => store.addAll(event.data.keep));
  event.waitUntil(kept.then(() => event.ports[0].postMessage("kept")));
});
