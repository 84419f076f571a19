// @ts-check
// The working copy of a scrutineer's key on his own device, by ceremony and place; and which tally events it has
// opened, so that it never opens a second one of the same poll.

/** @typedef {{seed?: string, memory?: {certs: string, joint: string}, slip?: string, opened?: Record<string, string>}} Copy */

/** @param {string} ceremony @param {number} index */
const nameOf = (ceremony, index) => `piaojue-key-${ceremony}-${index}`;

/** @param {string} ceremony @param {number} index @returns {Copy | null} */
export function readCopy(ceremony, index) {
  try {
    return JSON.parse(localStorage.getItem(nameOf(ceremony, index)) || "null");
  } catch {
    return null;
  }
}

/** @param {string} ceremony @param {number} index @param {Copy} copy */
export function keepCopy(ceremony, index, copy) {
  localStorage.setItem(nameOf(ceremony, index), JSON.stringify(copy));
}
