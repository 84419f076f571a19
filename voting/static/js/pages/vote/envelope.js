// @ts-check
// Requests of one length, whatever was chosen (PROTOCOL 5): the numbers of a proof are written in decimal, some
// shorter than others, so a last line of spaces fills up what is missing. It is no part of what it carries.
const LONGEST = 76; // decimal digits of q, the order of the group

/** @param {string} body @returns {Uint8Array} as long as if each of its numbers had the most digits */
export function padded(body) {
  const numbers = body.match(/"\d+"/g) || [];
  const missing = numbers.reduce((sum, number) => sum + Math.max(0, LONGEST + 2 - number.length), 0);
  return new TextEncoder().encode(`${body}\n${" ".repeat(missing)}`);
}
