// @ts-check
// The scrutineer's slip (监票钥匙签): all that is needed to open the box, on one piece of paper (PROTOCOL 8).
import { base64url, fromBase64url, fromInteger, toInteger } from "../crypto/encoding.js";
import { check, demand } from "../crypto/errors.js";
import { GENERATOR, ORDER, writePoint } from "../crypto/group.js";
import { hash, hashInteger } from "../crypto/hashing.js";

const DIGITS22 = "[1-9A-HJ-NP-Za-km-z]{22}";
const FORM = new RegExp(`^(PJK1:(${DIGITS22}):([1-9][0-9]?):(${DIGITS22}):([A-Za-z0-9_-]{43})):([0-9a-f]{8})$`);

/** @typedef {{ceremony: string, index: number, keySeed: string, share: bigint}} Slip */
/** @typedef {{signing: bigint, decryption: bigint, verificationHex: string, encryptionHex: string}} Keys */

/** The four keys of spec 4.6.1. @param {string} keySeed 22 Base58 characters @returns {Keys} */
export function keysOf(keySeed) {
  const signing = hashInteger(`sk|${keySeed}`) % ORDER;
  const decryption = hashInteger(`dk|${keySeed}`) % ORDER;
  return {
    signing,
    decryption,
    verificationHex: writePoint(GENERATOR.times(signing)),
    encryptionHex: writePoint(GENERATOR.times(decryption)),
  };
}

/**
 * @param {{verificationHex: string, encryptionHex: string}} keys @param {string} publicKey hex of X
 * @returns {string} 64 digits; shown in groups of four
 */
export function fingerprintOf({ verificationHex, encryptionHex }, publicKey) {
  return hash([verificationHex, encryptionHex, publicKey].join("|"));
}

/** @param {Slip} slip */
export function writeSlip({ ceremony, index, keySeed, share }) {
  const body = ["PJK1", ceremony, index, keySeed, base64url(fromInteger(share, 32))].join(":");
  return `${body}:${hash(body).slice(0, 8)}`;
}

/** @param {string} text as scanned or typed @returns {Slip & {keys: Keys, publicKey: string, fingerprint: string}} */
export function readSlip(text) {
  const found = FORM.exec(text.trim());
  demand(found, "C12", { fault: "form" });
  const [, body, ceremony, index, keySeed, shareText, sum] = found;
  demand(hash(body).slice(0, 8) === sum, "C12", { fault: "checksum" });
  const share = toInteger(check("C12", () => fromBase64url(shareText), { fault: "form" }));
  demand(share > 0n && share < ORDER, "C12", { fault: "form" });
  const keys = keysOf(keySeed);
  const publicKey = writePoint(GENERATOR.times(share));
  const fingerprint = fingerprintOf(keys, publicKey);
  return { ceremony, index: Number(index), keySeed, share, keys, publicKey, fingerprint };
}

/**
 * The slip of this participant of this ceremony.
 * @param {string} text @param {string} ceremony @param {number} index
 */
export function readOwnSlip(text, ceremony, index) {
  const slip = readSlip(text);
  demand(slip.ceremony === ceremony, "C13", { fault: "ceremony" });
  demand(slip.index === index, "C13", { fault: "index", index: slip.index });
  return slip;
}
