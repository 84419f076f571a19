// @ts-check
// 设备抽检 on a second device: first H is recorded, then the tablet is challenged, then its text is checked.
import { byId, el, fill, inFours, openWorker, pageData, show, tell } from "../dom.js";
import { offerCamera } from "../camera.js";
import { offerContrast, offerSizes } from "../sizes.js";

const page = pageData();
const { texts } = page;
const ask = openWorker(page.worker);
const HASH = /^[A-Za-z0-9+/]{43}$/;
const SLIP = 4; // so few letters in which two hashes differ are a slip of the pen, not another ballot

let hash = ""; // H; once recorded it stands until the next check

/** @param {"record" | "challenge" | "verdict"} name */
function go(name) {
  for (const section of document.querySelectorAll("[data-screen]")) {
    show(section, /** @type {HTMLElement} */ (section).dataset.screen === name);
  }
  scrollTo(0, 0);
}

/** Everything of the last check goes. */
function startAfresh() {
  hash = "";
  for (const id of ["hash-input", "text-input"]) byId(id).value = "";
  for (const id of ["said", "hashes"]) byId(id).replaceChildren();
  for (const id of ["recorded", "poll-name", "poll-hash"]) byId(id).textContent = "";
  for (const id of ["hash-error", "text-note"]) tell(byId(id), "");
  go("record");
  byId("hash-input").focus();
}

/** @param {string} given */
function record(given) {
  const digits = given.replace(/\s+/g, "");
  if (!HASH.test(digits)) return tell(byId("hash-error"), texts.hash_unreadable);
  hash = digits;
  byId("recorded").textContent = inFours(hash);
  go("challenge");
  byId("text-input").focus();
}

/** The poll that the text names, from the board and from nowhere else. @param {string} uuid */
async function fetchPoll(uuid) {
  const answer = await fetch(`${page.board}/v/${encodeURIComponent(uuid)}/election`, { credentials: "omit", cache: "no-store" });
  if (!answer.ok && answer.status !== 404) throw new Error(String(answer.status));
  return answer.ok ? answer.json() : null;
}

/** @param {string} given */
async function check(given) {
  const text = given.trim();
  let uuid;
  tell(byId("text-note"), texts.checking);
  try {
    ({ uuid } = await ask({ kind: "read", text }));
  } catch {
    return tell(byId("text-note"), texts.text_unreadable);
  }
  let poll;
  try {
    poll = await fetchPoll(uuid);
  } catch {
    return tell(byId("text-note"), texts.offline);
  }
  if (!poll) return accuse(texts.no_poll);
  try {
    read(await ask({ kind: "check", ...poll, text, hash }));
  } catch (error) {
    refuse(/** @type {any} */ (error));
  }
}

/** @param {"good" | "wait" | "bad"} kind @param {string} sentence @param {string} advice */
function conclude(kind, sentence, advice) {
  byId("verdict").dataset.kind = kind;
  byId("verdict").firstElementChild.textContent = sentence;
  byId("advice").textContent = advice;
  show(byId("poll"), kind === "good");
  go("verdict");
}

/** @param {{name: string, fingerprint: string, said: {name: string, marks: string[]}[]}} found */
function read({ name, fingerprint, said }) {
  byId("poll-name").textContent = name;
  byId("poll-hash").textContent = inFours(fingerprint);
  byId("said").replaceChildren(...said.map((project) => {
    const marks = project.marks.map((mark) => texts[mark] || mark).join(texts.and) || texts.none;
    return el("li", {}, `${project.name}${texts.between}`, el("strong", {}, marks));
  }));
  conclude("good", texts.good, texts.compare);
}

/** @param {string} what */
function accuse(what) {
  conclude("bad", texts.bad, what);
}

/** @param {{code: string, data: any}} error */
function refuse({ code, data }) {
  if (code === "D2") return accuse(texts.other_poll);
  if (code === "D3") return accuse(texts.impossible);
  if (code !== "D4") return tell(byId("text-note"), texts.failed);
  byId("hashes").replaceChildren(...compare("shown", data.shown, data.computed), ...compare("computed", data.computed, data.shown));
  const apart = Array.from(data.shown).filter((letter, place) => letter !== data.computed[place]).length;
  if (apart <= SLIP) conclude("wait", texts.nearly, texts.slip);
  else accuse(texts.other_ballot);
}

/** A hash in fours, the groups that differ set off. @param {string} title @param {string} mine @param {string} other */
function compare(title, mine, other) {
  const [groups, others] = [mine, other].map((text) => inFours(text).split(" "));
  const marked = groups.flatMap((group, place) => [group === others[place] ? group : el("mark", {}, group), " "]);
  return [el("p", { class: "label" }, texts[title]), el("p", { class: "hash" }, ...marked)];
}

/** @param {string} form @param {string} input @param {string} note @param {(text: string) => void} take */
function offer(form, input, note, take) {
  byId(form).addEventListener("submit", (/** @type {Event} */ event) => {
    event.preventDefault();
    take(byId(input).value);
  });
  const dark = () => tell(byId(note), texts.no_camera);
  offerCamera(byId(`${form}-camera`), byId(`${form}-video`), (text) => { byId(input).value = text; take(text); }, dark);
}

offerSizes();
offerContrast();
offer("hash-form", "hash-input", "hash-error", record);
offer("text-form", "text-input", "text-note", check);
byId("next").addEventListener("click", startAfresh);
byId("again").addEventListener("click", startAfresh);
startAfresh();
