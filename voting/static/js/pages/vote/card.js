// @ts-check
// Reading a card: typed code, USB scanner (which types and presses Enter) or the link's fragment.
const DIGITS = /^[1-9A-HJ-NP-Za-km-z]{22}$/;

/**
 * @param {string} text what was typed or scanned @param {string} sitting the sitting of this page
 * @returns {{secret: string} | {refusal: "card_unreadable" | "card_other"}} the secret with its dashes
 */
export function readCard(text, sitting) {
  const scanned = text.trim();
  const [address, fragment] = scanned.includes("#") ? scanned.split("#", 2) : ["", scanned];
  if (address && !address.endsWith(`/v/${sitting}`)) return { refusal: "card_other" };
  const digits = fragment.replace(/[\s-]+/g, "");
  if (!DIGITS.test(digits)) return { refusal: "card_unreadable" };
  return { secret: [digits.slice(0, 5), digits.slice(5, 11), digits.slice(11, 16), digits.slice(16)].join("-") };
}

/** The card of the link, taken out of the address bar at once so that no history keeps it. @returns {string} */
export function takeFragment() {
  const fragment = location.hash.slice(1);
  if (fragment) history.replaceState(null, "", location.pathname + location.search);
  return fragment;
}
