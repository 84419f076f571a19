// @ts-check
// Taking a card: by a scanner anywhere on the entry screen, by the camera, or typed in groups.
import { offerCamera } from "../camera.js";
import { byId, fill, tell } from "../dom.js";
import { group, readCard, strangeLetter, WHOLE } from "./card.js";
import { page, texts } from "./page.js";
import { isListed } from "./polls.js";

const BETWEEN_KEYS = 500; // ms; a scanner types faster, a person who means to type uses the field
/** Turns the camera off. */
let dark = () => {};
/** The look-up of a typed code, which ends before the next request begins. @type {Promise<boolean | null>} */
let looked = Promise.resolve(null);

/** @param {() => boolean} active whether the entry is on the screen @param {(text: string) => void} take */
export function offerEntry(active, take) {
  const field = byId("card-code");
  byId("card-form").addEventListener("submit", async (/** @type {Event} */ event) => {
    event.preventDefault();
    const typed = field.value;
    await looked;
    take(typed);
  });
  field.addEventListener("input", () => checkTyped(field));
  listenToScanner(active, take);
  dark = offerCamera(byId("card-camera"), byId("card-video"), take, () => tell(byId("card-error"), texts.no_camera));
}

export function leaveEntry() {
  dark();
}

/** What is typed is put into the groups of the card and checked at once. @param {any} field */
async function checkTyped(field) {
  tell(byId("card-error"), "");
  tell(byId("card-good"), "");
  const typed = field.value;
  if (/[/:#]/.test(typed)) return; // a scanner is typing a whole address
  const strange = strangeLetter(typed);
  if (strange) return tell(byId("card-error"), fill(texts.card_letter, { letter: strange }));
  if (field.selectionEnd === typed.length) field.value = group(typed);
  const card = readCard(typed, page.sitting);
  if ("refusal" in card) {
    if (group(typed).length > WHOLE) tell(byId("card-error"), texts.card_long);
    return;
  }
  looked = looked.then(() => isListed(card.secret));
  const listed = await looked;
  if (group(field.value) !== card.secret) return; // somebody went on typing
  if (listed) tell(byId("card-good"), texts.card_good);
  if (listed === false) tell(byId("card-error"), texts.card_unknown);
}

/** @param {() => boolean} active @param {(text: string) => void} take */
function listenToScanner(active, take) {
  let typed = "";
  let last = 0;
  addEventListener("keydown", (event) => {
    if (!active() || event.target === byId("card-code") || event.ctrlKey || event.altKey || event.metaKey) return;
    if (Date.now() - last > BETWEEN_KEYS) typed = "";
    last = Date.now();
    if (event.key.length === 1) typed += event.key;
    if (event.key !== "Enter" || typed.length < WHOLE - 3) return;
    event.preventDefault(); // the button that has the focus is not pressed
    take(typed);
    typed = "";
  });
}
