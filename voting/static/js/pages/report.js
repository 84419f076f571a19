// @ts-check
// A unit's report saves itself: at once in this browser, a moment later on the server over the revision that was
// seen. What was not saved yet comes back after a crash; what somebody else saved meanwhile is merged, and where
// both changed the same field differently a person chooses. Until then the server keeps the other's text.
import { byId, el, fill, pageData, show, tell } from "./dom.js";
import { merge, same } from "./report_merge.js";

/** @typedef {import("./report_merge.js").Fields} Fields */

const page = pageData();
const form = byId("report");
const PLACE = `report ${page.draft}`;
const AFTER = 1200; // ms of quiet before a change goes to the server
const AGAIN = 5000; // ms until the next try without a network

/** What the server had when this page last agreed with it. */
let base = { revision: Number(page.revision), data: /** @type {Fields} */ (page.data) };
/** Fields in which another text waits for a decision. @type {Map<string, string>} */
const differing = new Map();
let timer = 0;
let saving = false;

/** @returns {Fields} */
function typed() {
  /** @type {Fields} */ const data = {};
  for (const field of form.querySelectorAll("input[id^=f-], textarea")) {
    if (field.name !== "reason") data[field.name] = field.value;
  }
  const ticked = [...form.querySelectorAll("[name=milestones]")].filter((box) => box.checked);
  data.milestones = ticked.map((box) => box.value).join(",");
  return data;
}

/** @param {Fields} data */
function fillIn(data) {
  for (const [key, value] of Object.entries(data)) put(key, value);
}

/** @param {string} key @param {string} value */
function put(key, value) {
  const field = form.elements[key];
  if (key === "milestones") {
    const ticked = value.split(",");
    for (const box of form.querySelectorAll("[name=milestones]")) box.checked = ticked.includes(box.value);
  } else if (field && field.value !== value) {
    field.value = value;
  }
}

/** A killed browser loses nothing that was typed. */
function keep() {
  const stored = { base, mine: typed(), version: page.version };
  try {
    localStorage.setItem(PLACE, JSON.stringify(stored));
  } catch {
    // a full or forbidden store: the server's draft remains
  }
}

/** @returns {{base: typeof base, mine: Fields, version: number} | null} */
function kept() {
  try {
    return JSON.parse(localStorage.getItem(PLACE) || "null");
  } catch {
    return null;
  }
}

/** @param {string} text */
const say = (text) => { byId("saved").textContent = text; };

/** @param {Fields} theirs @param {number} revision @param {string} author */
function takeOver(theirs, revision, author) {
  const before = base.data;
  const { merged, differing: keys } = merge(before, typed(), theirs);
  fillIn(merged);
  // A field that waits keeps what both had seen, so that it waits again when the page is opened next time.
  base = { revision, data: { ...theirs } };
  for (const key of keys) {
    base.data[key] = before[key] || "";
    ask(key, theirs[key] || "", author);
  }
  keep();
}

/** @param {string} key @param {string} text what the other wrote @param {string} author */
function ask(key, text, author) {
  const place = form.querySelector(`[data-field="${key}"]`);
  if (!place) return;
  place.querySelector(".other-text")?.remove();
  differing.set(key, text);
  const theirs = el("button", { type: "button" }, page.texts.theirs);
  const mine = el("button", { type: "button", class: "quiet" }, page.texts.mine);
  const box = el("div", { class: "other-text", role: "group" }, el("p", {}, fill(page.texts.differs, { author })), el("p", {}, text), theirs, mine);
  const settle = () => {
    differing.delete(key);
    base.data[key] = text;
    box.remove();
    changed();
  };
  theirs.onclick = () => {
    put(key, text);
    settle();
  };
  mine.onclick = settle;
  place.append(box);
}

/** What goes to the server: of a field that waits the other's text stays there. */
function toSend() {
  return { ...typed(), ...Object.fromEntries(differing) };
}

async function save() {
  if (saving) return later(AFTER);
  const data = toSend();
  if (same(data, { ...base.data, ...Object.fromEntries(differing) }) && base.revision > 0) return;
  saving = true;
  say(page.texts.saving);
  const token = form.elements.csrf_token.value;
  try {
    const body = JSON.stringify({ revision: base.revision, data });
    const answer = await fetch(page.draft, {
      method: "POST", body, headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": token },
    });
    await saved(answer, data);
  } catch {
    say(page.texts.offline);
    later(AGAIN);
  } finally {
    saving = false;
  }
}

/** @param {Response} answer @param {Fields} data */
async function saved(answer, data) {
  const told = await answer.json();
  if (answer.status === 409 && told.data) {
    takeOver(told.data, told.revision, told.author);
    tell(byId("restored"), fill(page.texts.merged, { author: told.author }));
    later(0);
  } else if (answer.ok) {
    const waiting = [...differing.keys()].map((key) => [key, base.data[key]]);
    base = { revision: told.revision, data: { ...data, ...Object.fromEntries(waiting) } };
    keep();
    say(fill(page.texts.saved, { time: new Date().toTimeString().slice(0, 5) }));
  } else {
    say(fill(page.texts.refused, { sentence: told.sentence }));
  }
  for (const field of document.querySelectorAll("[name=revision]")) /** @type {any} */ (field).value = String(base.revision);
}

/** @param {number} ms */
function later(ms) {
  clearTimeout(timer);
  timer = setTimeout(save, ms);
}

function changed() {
  keep();
  later(AFTER);
}

/** The last period's texts go into the fields that are empty; nothing typed is lost. */
function copy() {
  for (const [key, value] of Object.entries(page.before)) {
    const field = form.elements[key];
    if (key === "milestones" && !typed().milestones) put(key, value);
    else if (field && field.value === "") {
      field.value = value;
      field.classList.add("was-copied");
    }
  }
  tell(byId("restored"), page.texts.copied);
  changed();
}

function begin() {
  const stored = kept();
  if (stored && stored.version === page.version && !same(stored.mine, stored.base.data)) {
    const server = base;
    base = stored.base;
    fillIn(stored.mine);
    takeOver(server.data, server.revision, page.author);
    if (!same(typed(), server.data)) {
      tell(byId("restored"), page.texts.restored);
      byId("again")?.setAttribute("open", "");
    }
  }
  if (!same(typed(), base.data)) later(AFTER);
}

form.addEventListener("input", (/** @type {any} */ event) => {
  event.target.classList.remove("was-copied");
  changed();
});
form.addEventListener("submit", (/** @type {Event} */ event) => {
  clearTimeout(timer);
  keep();
  if (differing.size) {
    event.preventDefault();
    tell(byId("restored"), fill(page.texts.unsettled, { many: differing.size }));
    byId("restored").scrollIntoView({ block: "center" });
  }
});
const copying = byId("copy");
if (copying) {
  show(copying);
  copying.onclick = copy;
}
begin();
