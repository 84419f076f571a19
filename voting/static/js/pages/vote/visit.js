// @ts-check
// What this page holds of the voter who stands before it, and how all of it goes.
import { byId, show, tell } from "../dom.js";
import { setContrast, setSize } from "../sizes.js";
import { keyboardHere } from "./kiosk.js";
import { ask } from "./page.js";
import { closeWarning, forgetPlaces, go, practise } from "./screens.js";
import { forget } from "./store.js";

/**
 * `turn` counts: every new start makes what was begun before it void.
 * @type {{turn: number, secret: string, boardKey: string, poll: any, form: import("./forms.js").Form | null, comparison: any}}
 */
export const visit = { turn: 0, secret: "", boardKey: "", poll: null, form: null, comparison: null };

const DRAWN = ["projects", "review", "comparison", "polls", "ballot-qr", "spot-qr", "receipt-qr", "used-qr"];
const WRITTEN = [
  "poll-title", "poll-sentence", "compare-button", "ballot-hash", "spot-button", "spot-text", "receipt-hash", "used-hash", "key-id",
  "alert-text",
];
const HIDDEN = ["seal-progress", "sealed", "spot-anybody", "spot-scrutineers"];

/** Everything of this voter: storage, Worker, document. */
export function wipe() {
  visit.turn++;
  forget();
  forgetPlaces();
  Object.assign(visit, { secret: "", poll: null, form: null, comparison: null });
  ask({ kind: "wipe" }).catch(() => {}); // a Worker without a booth has nothing to wipe
  for (const id of DRAWN) byId(id).replaceChildren();
  for (const id of WRITTEN) byId(id).textContent = "";
  for (const id of HIDDEN) show(byId(id), false);
  for (const hint of document.querySelectorAll(".mark-hint")) show(hint, false);
  for (const id of ["send-note", "refused-note", "left", "leave", "used-leave", "seal-note"]) tell(byId(id), "");
  byId("receipt-link").removeAttribute("href");
  for (const opened of document.querySelectorAll("details")) opened.open = false;
}

/** A blank page for the next person. */
export function startAfresh() {
  wipe();
  setSize("standard");
  setContrast(false);
  closeWarning();
  practise(false);
  byId("card-code").value = "";
  tell(byId("card-error"), "");
  tell(byId("card-good"), "");
  go("card");
  if (keyboardHere()) byId("card-code").focus();
}

/** The card is refused: back to the entry with the reason. @param {string} sentence */
export function refuseCard(sentence) {
  startAfresh();
  tell(byId("card-error"), sentence);
}
