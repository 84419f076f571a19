// @ts-check
// Voting cards: the printable secret and what is derived from it (spec 4.8, PROTOCOL 4).
import { base58, isBase58, toInteger } from "./encoding.js";
import { demand } from "./errors.js";
import { GENERATOR, ORDER, writePoint } from "./group.js";
import { hash } from "./hashing.js";

const DIGITS = 22;
// Dashes and spaces of any keyboard.
const LOOSE = /[-\u2010-\u2015 \u3000\t\r\n]+/g;

/** @param {string} digits 22 Base58 characters @returns {string} with the dashes with which it is hashed */
function dashed(digits) {
  return [digits.slice(0, 5), digits.slice(5, 11), digits.slice(11, 16), digits.slice(16)].join("-");
}

/**
 * What a person typed or a QR code carried: dashes and spaces may be missing, letters keep their case.
 * @param {string} typed
 */
export function readSecret(typed) {
  const digits = typed.replace(LOOSE, "");
  demand(isBase58(digits, DIGITS), "card.secret");
  return dashed(digits);
}

/** A new secret; the bias of reducing 256 bits is below 2⁻¹²⁶. @param {Uint8Array} random 32 bytes */
export function drawSecret(random) {
  demand(random.length === 32, "seed.length");
  return dashed(base58(toInteger(random), DIGITS));
}

/**
 * The secret exponent of a card in one poll (spec 4.8).
 * @param {string} uuid @param {string} secret 25 characters @returns {bigint}
 */
export function secretExponent(uuid, secret) {
  const halves = [0, 1].map((i) => hash(`derive_credential|${uuid}|${i}|${secret}`));
  return BigInt("0x" + halves.join("")) % ORDER;
}

/** @param {string} uuid @param {string} secret @returns {string} hex of g^s */
export function publicCredential(uuid, secret) {
  return writePoint(GENERATOR.times(secretExponent(uuid, readSecret(secret))));
}
