// @ts-check
// One voter's walk: card → paper → review → encryption → casting → receipt.
import { drawCode } from "../code.js";
import { byId, el, fill, inFours, openWorker, pageData, pause, show, tell } from "../dom.js";
import { offerSizes, setSize } from "../sizes.js";
import { readCard, takeFragment } from "./card.js";
import { getPatiently, sendPatiently } from "./network.js";
import { Paper } from "./paper.js";
import { Rating } from "./rating.js";
import { forget, recall, remember } from "./store.js";

const IDLE_SECONDS = 300;
const WARN_SECONDS = 60;
const RECEIPT_SECONDS = 60;
const BUTTONS = ["back", "review-button", "seal-button", "cast-button", "spot-back", "spot-open", "spot-done", "done-button"];
const page = pageData();
const { texts } = page;
const ask = openWorker(page.worker);

/** @type {any} */ let poll = null; // of poll.json
/** @type {Paper} */ let paper;
let secret = "";
let boardKey = "";
let screen = "";
let turn = 0; // every new start makes what was begun before it void
let lastTouch = Date.now();
let afterAlert = () => {};

/** @param {string} name @param {string[]} [buttons] */
function go(name, buttons = []) {
  screen = name;
  for (const section of document.querySelectorAll("[data-screen]")) {
    show(section, /** @type {HTMLElement} */ (section).dataset.screen === name);
  }
  for (const id of BUTTONS) show(byId(id), buttons.includes(id));
  show(byId("bottom"), buttons.length > 0);
  const state = { send: "sending", done: "done", used: "done" }[name] || "blank";
  byId("state").textContent = texts[`state_${state}`];
  byId("state").dataset.state = state;
  byId("count").textContent = name === "mark" || name === "review" ? paper.counter() : "";
  tell(byId("notice"), "");
  scrollTo(0, 0);
}

/** @param {string} sentence @param {() => void} [then] once it is answered */
function warn(sentence, then = () => {}) {
  afterAlert = then;
  byId("alert-text").textContent = sentence;
  show(byId("alert"));
  byId("alert-close").focus();
}

function wipe() {
  turn++;
  forget();
  secret = "";
  poll = null;
  ask({ kind: "wipe" }).catch(() => {});
  for (const id of ["projects", "review", "ballot-qr", "spot-qr", "receipt-qr", "used-qr"]) byId(id).replaceChildren();
  for (const id of ["ballot-hash", "spot-text", "receipt-hash", "used-hash"]) byId(id).textContent = "";
  byId("receipt-link").removeAttribute("href");
}

/** A blank tablet for the next person. */
function startAfresh() {
  wipe();
  setSize("standard");
  show(byId("alert"), false);
  show(byId("rehearsal"), false);
  byId("card-code").value = "";
  tell(byId("card-error"), "");
  go("card");
  byId("card-code").focus();
}

/** @param {string} text */
async function takeCard(text) {
  wipe();
  const mine = turn;
  const card = readCard(text, page.sitting);
  byId("card-code").value = "";
  if ("refusal" in card) return refuseCard(card.refusal);
  secret = card.secret;
  const polls = await openPolls(mine);
  if (mine !== turn) return;
  const fit = await fitting(polls);
  if (mine !== turn) return;
  if ("refusal" in fit) return refuseCard(fit.refusal);
  if (fit.polls.length === 1) openPaper(fit.polls[0], []);
  else choosePoll(fit.polls);
}

/** @param {string} key */
function refuseCard(key) {
  startAfresh();
  tell(byId("card-error"), texts[key]);
}

/** The open polls; waits while there is none. @param {number} mine */
async function openPolls(mine) {
  for (;;) {
    const answer = await getPatiently(page.poll, (count) => tell(byId("notice"), fill(texts.offline, { count })));
    if (mine !== turn) return [];
    boardKey = answer.board_key;
    tell(byId("notice"), answer.polls.length ? "" : texts.waiting);
    if (answer.polls.length) return answer.polls;
    await pause(4000);
  }
}

/** Which polls this card is listed for, found out here: the server is not told which card it is. @param {any[]} polls */
async function fitting(polls) {
  const { credentials } = await ask({ kind: "card", uuids: polls.map(({ uuid }) => uuid), secret });
  /** @type {any[]} */ const listed = [];
  let blocked = false;
  for (const [index, candidate] of polls.entries()) {
    const cards = await getPatiently(`/v/${candidate.uuid}/cards`, (count) => tell(byId("notice"), fill(texts.offline, { count })));
    if (cards.void.includes(credentials[index])) blocked = true;
    else if (cards.listed.includes(credentials[index])) listed.push(candidate);
  }
  if (listed.length) return { polls: listed };
  return { refusal: blocked ? "card_void" : "card_unknown" };
}

/** @param {any[]} polls */
function choosePoll(polls) {
  byId("polls").replaceChildren(...polls.map((candidate) => {
    const button = el("button", { type: "button", class: "primary" }, candidate.title);
    button.addEventListener("click", () => openPaper(candidate, []));
    return el("li", {}, button);
  }));
  go("choose");
}

/** @param {any} chosen @param {any[]} marks */
function openPaper(chosen, marks) {
  poll = chosen;
  ask({ kind: "prepare", election: poll.election, method: poll.method }).catch(failed);
  const Kind = JSON.parse(poll.method).kind === "rating" ? Rating : Paper;
  paper = new Kind(poll, marks, texts, { changed: keepMarks, refused: warn });
  byId("poll-title").textContent = poll.title;
  byId("poll-sentence").textContent = poll.sentence;
  show(byId("rehearsal"), JSON.parse(poll.method).purpose === "rehearsal");
  byId("spot-button").textContent = JSON.parse(poll.method).challenge ? texts.spot : texts.spot_scrutineers;
  for (const hint of document.querySelectorAll("[id^=mark-hint]")) show(hint, hint.id === paper.hint);
  paper.draw(byId("projects"));
  keepMarks();
  go("mark", ["review-button"]);
}

function keepMarks() {
  byId("count").textContent = paper.counter();
  remember({ secret, uuid: poll.uuid, choices: { [poll.uuid]: paper.marks } });
}

function review() {
  const refusal = paper.refusal();
  if (refusal) return warn(refusal, () => paper.lead());
  paper.drawReview(byId("review"));
  go("review", ["back", "seal-button"]);
}

function backToPaper() {
  ask({ kind: "wipe" }).catch(() => {});
  go("mark", ["review-button"]);
}

async function seal() {
  const mine = turn;
  go("seal");
  tell(byId("seal-note"), texts.encrypting);
  show(byId("seal-progress"));
  show(byId("sealed"), false);
  try {
    const { hash } = await ask({ kind: "encrypt", secret, choices: paper.choices() });
    if (mine !== turn) return;
    byId("ballot-hash").textContent = inFours(hash);
    byId("ballot-qr").replaceChildren(drawCode(hash));
  } catch {
    return failed();
  }
  tell(byId("seal-note"), "");
  show(byId("seal-progress"), false);
  show(byId("sealed"));
  go("seal", ["back", "cast-button"]);
}

/** The question before a spot check: whoever turns back finds the sealed ballot as it was. */
function askSpotCheck() {
  const anybody = JSON.parse(poll.method).challenge;
  show(byId("spot-anybody"), anybody);
  show(byId("spot-scrutineers"), !anybody);
  go("spot", ["spot-back", "spot-open"]);
}

/** 设备抽检: shows what went into the sealed ballot instead of signing it. From here on it can never be cast. */
async function openSpotCheck() {
  go("spot");
  let text;
  try {
    ({ text } = await ask({ kind: "challenge" }));
  } catch {
    return failed();
  }
  wipe();
  byId("spot-qr").replaceChildren(drawCode(text, "L"));
  byId("spot-text").textContent = text;
  go("opened", ["spot-done"]);
}

async function castNow() {
  go("send");
  tell(byId("send-note"), texts.sending);
  let signed;
  try {
    signed = await ask({ kind: "sign" });
  } catch {
    return failed();
  }
  const sealed = {
    uuid: poll.uuid, body: `${signed.ballot}\n${signed.marks}`, hash: signed.hash, tracker: signed.tracker,
    marks: signed.marks, boardKey, fingerprint: poll.fingerprint,
  };
  secret = "";
  remember({ sealed }); // from here on neither card nor choices are kept
  byId("projects").replaceChildren();
  byId("review").replaceChildren();
  await send(sealed);
}

/** @param {import("./store.js").Sealed} sealed */
async function send(sealed) {
  go("send");
  tell(byId("send-note"), texts.sending);
  const { status, text } = await sendPatiently(sealed.uuid, sealed.body,
    (count) => tell(byId("send-note"), fill(texts.resending, { count })));
  if (status === 200) return accepted(sealed, text);
  forget();
  const refusal = readRefusal(text);
  if (refusal.receipt) return usedCard(sealed, refusal.receipt);
  tell(byId("refused-note"), refusal.message || texts.failed);
  go("refused", ["done-button"]);
}

/** @param {string} text @returns {{message?: string, receipt?: string}} */
function readRefusal(text) {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}

/** @param {import("./store.js").Sealed} sealed @param {string} text */
async function accepted(sealed, text) {
  let checked;
  try {
    checked = await ask({ kind: "receipt", text, boardKey: sealed.boardKey, sealed });
  } catch {
    return suspicious();
  }
  wipe();
  const link = `${page.receipt}#${checked.fragment}`;
  byId("receipt-qr").replaceChildren(drawCode(link, "L"));
  byId("receipt-hash").textContent = inFours(sealed.hash);
  byId("receipt-link").setAttribute("href", link);
  byId("key-id").textContent = inFours(checked.keyId.slice(0, 16));
  go("done", ["done-button"]);
  countDown();
}

/** @param {import("./store.js").Sealed} sealed @param {string} text */
async function usedCard(sealed, text) {
  let checked;
  try {
    checked = await ask({ kind: "receipt", text, boardKey: sealed.boardKey, sealed: null });
  } catch {
    return suspicious();
  }
  wipe();
  byId("used-qr").replaceChildren(drawCode(`${page.receipt}#${checked.fragment}`, "L"));
  byId("used-hash").textContent = inFours(checked.receipt.ballot_hash);
  go("used", ["done-button"]);
  countDown();
}

/** A receipt that does not verify is no receipt; the sealed ballot stays for the scrutineer to see. */
function suspicious() {
  tell(byId("refused-note"), texts.receipt_bad);
  go("refused");
}

function failed() {
  wipe();
  tell(byId("refused-note"), texts.failed);
  go("refused", ["done-button"]);
}

async function countDown() {
  const mine = turn;
  for (let left = RECEIPT_SECONDS; left > 0; left--) {
    tell(byId("leave"), fill(texts.leave, { count: left }));
    await pause(1000);
    if (mine !== turn) return;
  }
  startAfresh();
}

/** Five idle minutes clear the paper of somebody who left; a ballot on its way is not idle. */
function watchIdle() {
  const idle = (Date.now() - lastTouch) / 1000;
  if (!["choose", "mark", "review", "seal", "spot", "opened"].includes(screen)) return;
  if (idle > IDLE_SECONDS) startAfresh();
  else if (idle > IDLE_SECONDS - WARN_SECONDS) warn(fill(texts.idle, { count: Math.ceil(IDLE_SECONDS - idle) }));
}

/** After a reload: a sealed ballot goes on, marks come back, encryption is done afresh. */
async function resume() {
  const kept = recall();
  const scanned = takeFragment();
  if (kept.sealed) return send(kept.sealed);
  if (scanned) return takeCard(scanned);
  if (!kept.secret || !kept.uuid) return startAfresh();
  const mine = turn;
  secret = kept.secret;
  go("card");
  const polls = await openPolls(mine);
  const chosen = polls.find(({ uuid }) => uuid === kept.uuid);
  if (mine !== turn) return;
  if (chosen) openPaper(chosen, kept.choices?.[chosen.uuid] || []);
  else startAfresh();
}

offerSizes();
byId("card-form").addEventListener("submit", (/** @type {Event} */ event) => {
  event.preventDefault();
  go("card");
  takeCard(byId("card-code").value).catch(failed);
});
byId("back").addEventListener("click", backToPaper);
byId("review-button").addEventListener("click", review);
byId("seal-button").addEventListener("click", seal);
byId("cast-button").addEventListener("click", castNow);
byId("spot-button").addEventListener("click", askSpotCheck);
byId("spot-back").addEventListener("click", () => go("seal", ["back", "cast-button"]));
byId("spot-open").addEventListener("click", openSpotCheck);
byId("spot-done").addEventListener("click", startAfresh);
byId("done-button").addEventListener("click", startAfresh);
byId("alert-close").addEventListener("click", () => {
  show(byId("alert"), false);
  afterAlert();
});
addEventListener("hashchange", () => {
  const scanned = takeFragment();
  if (scanned && screen !== "send") takeCard(scanned).catch(failed);
});
for (const kind of ["pointerdown", "keydown"]) addEventListener(kind, () => { lastTouch = Date.now(); }, { passive: true });
setInterval(watchIdle, 1000);
resume().catch(failed);
