// @ts-check
// Writing a visit: every change is kept on the device at once, sent when there is network, and gone from the device
// only when the server has answered that it has it.
import { byId, el, fill, pageData, randomBytes, show, tell } from "./dom.js";
import { shrink } from "./visit_pictures.js";
import { all, forget, put } from "./visit_store.js";
import { sync } from "./visit_sync.js";

const TRY_AGAIN_MS = 30_000;
const KEEP_AFTER_MS = 500;
const page = pageData();
const { texts } = page;
const form = byId("visit");
/** @type {any} */ let draft = fresh();
/** @type {any[]} */ const sent = [];
let busy = false;
let again = false;
/** @type {ReturnType<typeof setTimeout> | undefined} */ let typed;

/** A new visit under an id that no other device draws. @returns {any} */
function fresh() {
  const id = Array.from(randomBytes(16), (byte) => byte.toString(16).padStart(2, "0")).join("");
  return { id, person: page.person, state: "draft", fields: [], pictures: [], written: Date.now(), sentence: "" };
}

// The form -----------------------------------------------------------------------------------------------------------

const fieldsOf = () => [...new FormData(form)].filter(([, value]) => typeof value === "string");

/** The members of the chosen project's group, to tick. @param {string[]} chosen */
function showMembers(chosen) {
  const boxes = (page.members[form.elements.project.value] || []).map((/** @type {any} */ one) => {
    const box = el("input", { type: "checkbox", name: "deputies", value: one.id });
    box.checked = chosen.includes(one.id) || one.id === page.deputy;
    return el("label", { class: "tick" }, box, ` ${one.name}`);
  });
  byId("deputies").replaceChildren(byId("deputies").querySelector("legend"), ...boxes);
}

function showVerdict() {
  for (const label of form.querySelectorAll(".verdict")) label.classList.toggle("is-chosen", label.querySelector("input").checked);
}

function showPictures() {
  const thumbs = draft.pictures.map((/** @type {ArrayBuffer} */ picture, /** @type {number} */ at) => {
    const image = el("img", { alt: fill(texts.picture, { n: at + 1 }), src: URL.createObjectURL(new Blob([picture], { type: "image/jpeg" })) });
    image.onload = () => URL.revokeObjectURL(image.src);
    const button = el("button", { type: "button", class: "quiet", "aria-label": fill(texts.take_off, { n: at + 1 }) }, texts.remove);
    button.onclick = () => { draft.pictures.splice(at, 1); showPictures(); keepDraft(); };
    return el("li", {}, image, button);
  });
  byId("thumbs").replaceChildren(...thumbs);
}

/** Put a kept visit back into the form. @param {any} record */
function fillIn(record) {
  draft = record;
  const values = new Map(record.fields);
  for (const name of ["project", "held_on", "place", "sentence", "suggestion"]) {
    if (values.has(name)) form.elements[name].value = values.get(name);
  }
  for (const radio of form.elements.verdict) radio.checked = radio.value === values.get("verdict");
  form.elements.recheck.checked = values.has("recheck");
  showMembers(record.fields.filter((/** @type {[string, string]} */ [name]) => name === "deputies").map((/** @type {[string, string]} */ [, id]) => id));
  showVerdict();
  showPictures();
}

function keepDraft() {
  draft.fields = fieldsOf();
  return put({ ...draft }).then(() => tell(byId("problem"), ""), () => tell(byId("problem"), texts.no_room));
}

/** What is still missing, in words. */
function missing() {
  const { place, sentence, verdict } = form.elements;
  const found = [];
  if (!form.querySelector("[name=deputies]:checked")) found.push(texts.deputies);
  if (place.value.trim().length < 2) found.push(texts.place);
  if (!verdict.value) found.push(texts.verdict);
  if (verdict.value === "bad" && sentence.value.trim().length < 2) found.push(texts.sentence);
  return found;
}

async function addPictures(/** @type {HTMLInputElement} */ input) {
  const files = [...(input.files || [])];
  const submit = form.querySelector("button[type=submit]");
  let problem = "";
  submit.disabled = true; // a picture belongs to the visit that is being written
  for (const file of files) {
    if (draft.pictures.length >= page.most) { problem = fill(texts.too_many, { most: page.most }); break; }
    try {
      draft.pictures.push(await shrink(file));
    } catch {
      problem = texts.bad_picture;
    }
  }
  input.value = "";
  submit.disabled = false;
  showPictures();
  await keepDraft();
  if (problem) tell(byId("problem"), problem);
}

async function save() {
  const lacking = missing();
  if (lacking.length) return tell(byId("problem"), fill(texts.missing, { what: lacking.join("、") }));
  clearTimeout(typed);
  draft.fields = fieldsOf();
  try {
    await put({ ...draft, state: "waiting", sentence: "", written: Date.now() });
  } catch {
    return tell(byId("problem"), texts.no_room);
  }
  const project = form.elements.project.value;
  form.reset();
  form.elements.project.value = project;
  fillIn(fresh());
  scrollTo(0, 0);
  await upload();
}

// What is on the device ----------------------------------------------------------------------------------------------

const placeOf = (/** @type {any} */ record) => (record.fields.find((/** @type {[string, string]} */ [name]) => name === "place") || [])[1] || "";
const CHIPS = /** @type {Record<string, string>} */ ({ waiting: "wait", sending: "active", sent: "good", refused: "bad" });

/** @param {any} record @param {string} state */
function rowOf(record, state) {
  const text = el("span", { class: "project-text" }, el("strong", {}, placeOf(record)));
  if (state === "refused") text.append(el("span", { class: "hint" }, record.sentence));
  const row = el("li", { class: "row", "data-state": state }, text, el("span", { class: `chip chip-${CHIPS[state]}` }, texts[state]));
  if (state === "sent") row.append(el("a", { href: record.address }, texts.open));
  if (state === "refused") {
    const edit = el("button", { type: "button" }, texts.edit);
    // Under its old id the server may know another content.
    edit.onclick = async () => { await forget(record.id); fillIn({ ...record, id: fresh().id, state: "draft" }); await keepDraft(); await draw(); };
    const remove = el("button", { type: "button", class: "quiet" }, texts.remove);
    remove.onclick = async () => { await forget(record.id); await draw(); };
    row.append(edit, remove);
  }
  return row;
}

/** @param {string} [sending] the id that is on its way */
async function draw(sending = "") {
  const kept = (await all()).filter((record) => record.state !== "draft");
  const mine = kept.filter((record) => record.person === page.person);
  byId("entries").replaceChildren(
    ...mine.map((record) => rowOf(record, record.id === sending ? "sending" : record.state)),
    ...sent.map((record) => rowOf(record, "sent")));
  const waiting = mine.filter((record) => record.state === "waiting").length;
  const words = waiting ? fill(texts.saved, { count: waiting }) : sent.length && !mine.length ? texts.all_sent : "";
  tell(byId("told"), kept.length > mine.length ? `${words} ${texts.other}` : words);
  show(byId("upload"), waiting > 0);
  show(byId("queue"), kept.length + sent.length > 0);
}

/** Send what waits; asked for in the middle of it (the network is back), it goes on once more. */
async function upload() {
  again = true;
  if (busy) return;
  busy = true;
  try {
    while (again) {
      again = false;
      await sendAll();
    }
  } finally {
    busy = false;
  }
}

async function sendAll() {
  await draw();
  const stopped = await sync(page, (record, what, said) => {
    if (what === "sent") sent.push({ ...record, pictures: [], address: said.address });
    return draw(what === "sending" ? record.id : "");
  });
  await draw();
  tell(byId("network"), stopped ? texts[stopped] : navigator.onLine ? "" : texts.offline);
  if (stopped === "signed_out") byId("network").append(" ", el("a", { href: page.signIn }, texts.again));
}

// Beginning ----------------------------------------------------------------------------------------------------------

/** Have the page kept on the device, where the browser can. */
async function keepPage() {
  if (!("serviceWorker" in navigator)) return tell(byId("kept"), texts.open_only);
  await navigator.serviceWorker.register(page.worker);
  const { active } = await navigator.serviceWorker.ready;
  const parts = [...document.querySelectorAll("link[rel=stylesheet], link[rel=icon], script[src]")];
  const keep = [location.pathname, ...parts.map((part) => part.getAttribute("href") || part.getAttribute("src"))];
  const channel = new MessageChannel();
  channel.port1.onmessage = () => tell(byId("kept"), texts.kept);
  active?.postMessage({ keep }, [channel.port2]);
}

async function begin() {
  if (form) {
    form.addEventListener("submit", (/** @type {Event} */ event) => { event.preventDefault(); save(); });
    form.addEventListener("change", (/** @type {Event} */ { target }) => {
      const field = /** @type {HTMLInputElement} */ (target);
      if (field.name === "project") showMembers([]);
      if (field.name === "verdict") showVerdict();
      if (field.type === "file") addPictures(field);
      else keepDraft();
    });
    form.addEventListener("input", () => {
      clearTimeout(typed);
      typed = setTimeout(keepDraft, KEEP_AFTER_MS);
    });
    const begun = (await all()).find((record) => record.state === "draft" && record.person === page.person);
    if (begun) fillIn(begun);
    else showMembers([]);
  }
  byId("upload").addEventListener("click", upload);
  addEventListener("online", upload);
  addEventListener("offline", () => tell(byId("network"), texts.offline));
  setInterval(upload, TRY_AGAIN_MS);
  await upload();
  keepPage().catch(() => tell(byId("kept"), texts.open_only));
}

begin();
