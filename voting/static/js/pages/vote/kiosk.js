// @ts-check
// A shared kiosk (写票处), enrolled for this sitting by the code on its operator's page. It keeps that code and
// nothing else: no login, no cookie, and nothing of it goes into any request.
import { byId, show } from "../dom.js";
import { getJson } from "./network.js";
import { page } from "./page.js";

const NAME = "piaojue-kiosk";
const CODE = /^kiosk=([0-9a-f]{32})$/;

/** @param {string} fragment of the code that was scanned @returns {boolean} whether it enrols */
export function enrol(fragment) {
  const code = CODE.exec(fragment);
  if (!code) return false;
  try {
    localStorage.setItem(NAME, JSON.stringify({ sitting: page.sitting, id: code[1] }));
  } catch {
    // A browser that refuses storage stays a device of one's own.
  }
  return true;
}

/** The kiosk that this device is at this sitting, "" where it is none. @returns {string} */
function enrolled() {
  try {
    const kept = JSON.parse(localStorage.getItem(NAME) || "{}");
    return kept.sitting === page.sitting ? kept.id : "";
  } catch {
    return "";
  }
}

/** Whether whoever votes here brought the device along, or sits at its keyboard. */
export const keyboardHere = () => enrolled() === "";

/** Shows the kiosk's name, found in the whole list so that the server is not told who asks; a revoked one ends. */
export async function greet() {
  const id = enrolled();
  paint("", id !== "");
  if (!id) return;
  let kiosks;
  try {
    ({ kiosks } = await getJson(page.kiosks));
  } catch {
    return; // it stays a kiosk while nobody says otherwise
  }
  const mine = kiosks.find((/** @type {any} */ kiosk) => kiosk.id === id);
  if (!mine) localStorage.removeItem(NAME);
  paint(mine ? mine.name : "", Boolean(mine));
}

/** @param {string} name @param {boolean} shared */
function paint(name, shared) {
  byId("kiosk").textContent = name;
  show(byId("kiosk"), name !== "");
  document.body.classList.toggle("kiosk", shared);
}
