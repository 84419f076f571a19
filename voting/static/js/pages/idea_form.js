// @ts-check
// The public form and the public list: counting while one writes, like ideas, the work before sending.
import { byId, fill, openWorker, pageData, randomBytes, show, tell } from "./dom.js";

const LIKE_AFTER_MS = 700;
const page = pageData();
const ask = openWorker(page.worker);
const form = document.querySelector("form[data-proof]");
const trouble = byId("trouble");
const like = byId("like");

/** @type {Promise<string>} */ let proof = work(page.challenge);

/** @param {any} challenge @returns {Promise<string>} */
async function work(challenge) {
  return (await ask(challenge)).proof;
}

/** Once a challenge was used, the next one is worked on. */
async function renew() {
  const answer = await fetch(page.form, { cache: "no-store" });
  proof = work((await answer.json()).challenge);
}

/** A number that this device keeps, where it may keep any. */
function device() {
  const drawn = Array.from(randomBytes(16), (byte) => byte.toString(16).padStart(2, "0")).join("");
  try {
    const kept = localStorage.getItem("device") || drawn;
    localStorage.setItem("device", kept);
    return kept;
  } catch {
    return "";
  }
}

// Counting -----------------------------------------------------------------------------------------------------------

for (const field of document.querySelectorAll("[data-count]")) {
  const input = /** @type {HTMLInputElement} */ (field);
  const counter = byId(input.dataset.count || "");
  const count = () => tell(counter, fill(counter.dataset.words, { used: [...input.value].length, most: input.maxLength }));
  input.addEventListener("input", count);
  if (input.value) count();
}

// Pictures -----------------------------------------------------------------------------------------------------------

const photos = /** @type {HTMLElement[]} */ ([...document.querySelectorAll("[data-photo]")]);

/** One more place as soon as one is filled. */
function offerPhotos() {
  const filled = photos.filter((photo) => photo.querySelector("input")?.files?.length).length;
  photos.forEach((photo, at) => show(photo, at <= filled));
}

for (const photo of photos) {
  photo.addEventListener("change", ({ target }) => {
    const input = /** @type {HTMLInputElement} */ (target);
    const large = (input.files?.[0]?.size || 0) > page.photo_bytes;
    if (large) input.value = "";
    tell(trouble, large ? /** @type {HTMLElement} */ (document.querySelector("[data-large]")).dataset.large || "" : "");
    offerPhotos();
  });
}
offerPhotos();

// Like ideas ---------------------------------------------------------------------------------------------------------

/** @type {ReturnType<typeof setTimeout> | undefined} */ let timer;

async function compare() {
  const body = new FormData(/** @type {HTMLFormElement} */ (form));
  body.delete("photo");
  const answer = await fetch(page.like, { method: "POST", body: new URLSearchParams(/** @type {any} */ (body)) });
  if (!answer.ok) return;
  const found = new DOMParser().parseFromString(await answer.text(), "text/html").body;
  like.replaceChildren(...found.childNodes);
  show(like, like.querySelector("[data-support]") !== null);
}

if (form && page.compares) {
  form.addEventListener("input", ({ target }) => {
    if (!["title", "text", "category"].includes(/** @type {HTMLInputElement} */ (target).name)) return;
    clearTimeout(timer);
    timer = setTimeout(() => compare().catch(() => {}), LIKE_AFTER_MS);
  });
}

/** @param {HTMLButtonElement} button */
async function support(button) {
  button.disabled = true;
  tell(trouble, "");
  const body = new URLSearchParams({ idea: button.dataset.support || "", device: device(), proof: await proof });
  const answer = await fetch(page.support, { method: "POST", body, headers: { Accept: "application/json" } });
  const said = await answer.json();
  await renew();
  if (answer.ok) tell(button.closest("li")?.querySelector("[data-supports]"), fill(like.dataset.thanks, { count: said.supports }));
  else {
    button.disabled = false;
    tell(trouble, said.sentence);
  }
}

like?.addEventListener("click", (/** @type {MouseEvent} */ { target }) => {
  const button = /** @type {Element} */ (target).closest("button[data-support]");
  if (button) support(/** @type {HTMLButtonElement} */ (button)).catch(() => { /** @type {any} */ (button).disabled = false; });
});

// Sending ------------------------------------------------------------------------------------------------------------

form?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const sent = /** @type {HTMLFormElement} */ (form);
  const button = /** @type {HTMLButtonElement} */ (sent.querySelector("button[type=submit]"));
  const words = button.textContent;
  button.disabled = true;
  button.textContent = sent.dataset.proof || "";
  try {
    /** @type {HTMLInputElement} */ (sent.elements.namedItem("proof")).value = await proof;
    /** @type {HTMLInputElement} */ (sent.elements.namedItem("device")).value = device();
    sent.submit();
  } catch {
    tell(trouble, sent.dataset.failed || "");
    button.disabled = false;
    button.textContent = words;
  }
});

// Back from the next page: the button works again and the work is fresh.
addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  location.reload();
});
