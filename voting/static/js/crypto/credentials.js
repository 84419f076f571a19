// @ts-check
// Voting cards: the printable secret and what is derived from it (spec 4.8, PROTOCOL 4).
import { BASE58, isBase58 } from "./encoding.js";
import { demand } from "./errors.js";
import { GENERATOR, ORDER, writePoint } from "./group.js";
import { hash } from "./hashing.js";

const DIGITS = 22;

/** @param {string} digits 22 Base58 characters @returns {string} with the dashes with which it is hashed */
function dashed(digits) {
  return [digits.slice(0, 5), digits.slice(5, 11), digits.slice(11, 16), digits.slice(16)].join("-");
}

/** What a person typed or a QR code carried: dashes and spaces may be missing, letters keep their case. @param {string} typed */
export function readSecret(typed) {
  const digits = typed.replace(/[\s-]+/g, "");
  demand(isBase58(digits, DIGITS), "card.secret");
  return dashed(digits);
}

/**
 * A new secret, uniform: a byte that would favour some characters is thrown away.
 * @param {(length: number) => Uint8Array} randomBytes
 */
export function drawSecret(randomBytes) {
  let digits = "";
  while (digits.length < DIGITS) {
    for (const byte of randomBytes(2 * DIGITS)) {
      if (byte < 232 && digits.length < DIGITS) digits += BASE58[byte % 58];
    }
  }
  return dashed(digits);
}

/** The secret exponent of a card in one poll (spec 4.8). @param {string} uuid @param {string} secret 25 characters @returns {bigint} */
export function secretExponent(uuid, secret) {
  const halves = [0, 1].map((i) => hash(`derive_credential|${uuid}|${i}|${secret}`));
  return BigInt("0x" + halves.join("")) % ORDER;
}

/** @param {string} uuid @param {string} secret @returns {string} hex of g^s */
export function publicCredential(uuid, secret) {
  return writePoint(GENERATOR.times(secretExponent(uuid, readSecret(secret))));
}
