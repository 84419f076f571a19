// @ts-check
// Reading a card: typed code, scanner (which types and presses Enter), camera, or the link's fragment.
const DIGITS = /^[1-9A-HJ-NP-Za-km-z]{22}$/;
const LOOSE = /[-\s\u2010-\u2015]+/g;
/** Letters of a whole code with the dashes of its groups. */
export const WHOLE = 25;

/**
 * @param {string} text what was typed or scanned @param {string} sitting the sitting of this page
 * @returns {{secret: string} | {refusal: "card_unreadable" | "card_other"}} the secret with its dashes
 */
export function readCard(text, sitting) {
  const scanned = text.trim();
  const [address, fragment] = scanned.includes("#") ? scanned.split("#", 2) : ["", scanned];
  if (address && !address.endsWith(`/v/${sitting}`)) return { refusal: "card_other" };
  if (!DIGITS.test(fragment.replace(LOOSE, ""))) return { refusal: "card_unreadable" };
  return { secret: group(fragment) };
}

/** In the groups in which the card prints it, as far as it goes. @param {string} text */
export function group(text) {
  const digits = text.replace(LOOSE, "");
  return [digits.slice(0, 5), digits.slice(5, 11), digits.slice(11, 16), digits.slice(16)].filter(Boolean).join("-");
}

/** The first letter that no card has, "" where there is none. @param {string} text */
export function strangeLetter(text) {
  return (/[^1-9A-HJ-NP-Za-km-z]/.exec(text.replace(LOOSE, "")) || [""])[0];
}

/** What the link carries, taken out of the address bar at once so that no history keeps it. @returns {string} */
export function takeFragment() {
  const fragment = location.hash.slice(1);
  if (fragment) history.replaceState(null, "", location.pathname + location.search);
  return fragment;
}
