// @ts-check
// One voter's walk: card → poll → form → review → encryption → casting → receipt.
import { byId, el, fill, show, tell } from "../dom.js";
import { offerContrast, offerSizes } from "../sizes.js";
import { readCard, takeFragment } from "./card.js";
import { castNow, failed, seal, send, showSealed, usedCard } from "./casting.js";
import { Comparison } from "./compare.js";
import { leaveEntry, offerEntry } from "./entry.js";
import { openForm } from "./forms.js";
import { watchIdle } from "./idle.js";
import { enrol, greet } from "./kiosk.js";
import { ask, page, texts } from "./page.js";
import { fitting, openPolls } from "./polls.js";
import { closeWarning, go, practise, shown, warn } from "./screens.js";
import { askSpotCheck, offerSpotCheck, openSpotCheck } from "./spot.js";
import { recall, remember } from "./store.js";
import { refuseCard, startAfresh, visit, wipe } from "./visit.js";

/** @param {string} text typed or scanned */
async function takeCard(text) {
  leaveEntry();
  wipe();
  const mine = visit.turn;
  byId("card-code").value = "";
  for (const id of ["card-error", "card-good"]) tell(byId(id), "");
  if (enrol(text.slice(text.indexOf("#") + 1))) return begin();
  const card = readCard(text, page.sitting);
  if ("refusal" in card) return refuseCard(texts[card.refusal]);
  go("card");
  visit.secret = card.secret;
  const polls = await openPolls(mine);
  if (mine !== visit.turn) return;
  const fit = await fitting(polls, card.secret);
  if (mine !== visit.turn) return;
  if ("refusal" in fit) return refuseCard(texts[fit.refusal]);
  offerPolls(fit.polls);
}

/** What this card can vote in; with one poll only there is nothing to choose. @param {any[]} polls */
function offerPolls(polls) {
  const left = polls.filter(({ receipt }) => !receipt).length;
  for (const poll of polls) {
    poll.practice = JSON.parse(poll.method).purpose === "rehearsal";
    poll.left = left - 1;
  }
  if (polls.length === 1) return takePoll(polls[0]);
  byId("polls").replaceChildren(...polls.map((poll) => {
    const word = texts[poll.receipt ? "state_done" : "state_blank"];
    const button = el("button", { type: "button", "data-state": poll.receipt ? "done" : "blank" },
      el("span", {}, poll.title), el("strong", { class: "state" }, word));
    button.addEventListener("click", () => takePoll(poll));
    return el("li", {}, button);
  }));
  go("choose");
}

/** @param {any} poll */
function takePoll(poll) {
  practise(poll.practice);
  if (poll.receipt) usedCard(visit.boardKey, poll.receipt);
  else openPaper(poll, []);
}

/** @param {any} poll @param {any[]} marks */
function openPaper(poll, marks) {
  visit.poll = poll;
  ask({ kind: "prepare", election: poll.election, method: poll.method }).catch(failed);
  const comparison = new Comparison(poll.projects, texts, { changed: offerForm, refused: warn });
  const form = openForm(poll, marks, texts, { changed: keepMarks, refused: warn, more: (index) => [comparison.button(index)] });
  Object.assign(visit, { form, comparison });
  byId("poll-title").textContent = poll.title;
  byId("poll-sentence").textContent = poll.sentence;
  practise(poll.practice);
  offerSpotCheck(JSON.parse(poll.method).challenge);
  for (const hint of document.querySelectorAll(".mark-hint")) show(hint, hint.id === form.hint);
  form.draw(byId("projects"));
  go("mark");
  keepMarks();
}

/** The form with the buttons that it has now. @param {boolean} [back] */
function offerForm(back = true) {
  go("mark", visit.comparison.ready ? ["compare-button", "review-button"] : ["review-button"], back);
  byId("compare-button").textContent = fill(texts.compare, { count: visit.comparison.chosen.size });
  byId("count").textContent = visit.form?.counter() || "";
}

function keepMarks() {
  const { secret, poll, form } = visit;
  remember({ secret, uuid: poll.uuid, left: poll.left, marks: form?.marks });
  offerForm();
}

function review() {
  const refusal = visit.form?.refusal();
  if (refusal) return warn(refusal, () => visit.form?.lead());
  visit.form?.drawReview(byId("review"));
  go("review", ["back", "seal-button"]);
  byId("count").textContent = visit.form?.counter() || "";
}

function backToForm() {
  ask({ kind: "wipe" }).catch(failed);
  offerForm();
}

function compare() {
  visit.comparison.draw(byId("comparison"));
  go("compare", ["compare-back"]);
}

/** A neutral screen; a kiosk says which it is. */
function begin() {
  startAfresh();
  greet();
}

/** After a reload: a sealed ballot goes on, marks come back, encryption is done afresh. */
async function resume() {
  const kept = recall();
  const scanned = takeFragment();
  if (kept.sealed) return send(kept.sealed);
  greet();
  if (scanned) return takeCard(scanned);
  if (!kept.secret || !kept.uuid) return startAfresh();
  const mine = visit.turn;
  visit.secret = kept.secret;
  go("card");
  const polls = await openPolls(mine);
  if (mine !== visit.turn) return;
  const poll = polls.find(({ uuid }) => uuid === kept.uuid);
  if (!poll) return startAfresh();
  openPaper({ ...poll, practice: JSON.parse(poll.method).purpose === "rehearsal", left: kept.left }, kept.marks || []);
}

offerSizes();
offerContrast();
offerEntry(() => shown() === "card", (text) => { takeCard(text).catch(failed); });
/** @type {[string, () => void][]} */ const PRESSED = [
  ["back", backToForm], ["review-button", review], ["compare-button", compare], ["compare-back", () => offerForm()],
  ["seal-button", seal], ["cast-button", castNow],
  ["spot-button", askSpotCheck], ["spot-back", showSealed], ["spot-open", openSpotCheck],
  ["spot-done", begin], ["done-button", begin], ["alert-close", closeWarning],
];
for (const [id, act] of PRESSED) byId(id).addEventListener("click", () => act());
addEventListener("hashchange", () => {
  const scanned = takeFragment();
  if (scanned && shown() !== "send") takeCard(scanned).catch(failed);
});
watchIdle();
resume().catch(failed);
