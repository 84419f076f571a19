// @ts-check
// What the tablet may remember, in sessionStorage only: the card, the marks, and the sealed ballot until its
// receipt is there. Everything goes with a receipt, a new card, 「完成」 or five idle minutes.
const NAME = "piaojue-vote";

/** @typedef {{uuid: string, body: string, hash: string, tracker: string, marks: string, boardKey: string, fingerprint: string, practice: boolean, left: number}} Sealed */
/** @typedef {{secret?: string, uuid?: string, left?: number, marks?: string[], sealed?: Sealed}} Kept */

/** @returns {Kept} */
export function recall() {
  try {
    return JSON.parse(sessionStorage.getItem(NAME) || "{}");
  } catch {
    return {};
  }
}

/** @param {Kept} kept */
export function remember(kept) {
  try {
    sessionStorage.setItem(NAME, JSON.stringify(kept));
  } catch {
    // A browser that refuses storage only loses the way back after a reload.
  }
}

export function forget() {
  try {
    sessionStorage.removeItem(NAME);
  } catch {
    // Nothing was kept.
  }
}
