// @ts-check
// The scrutineer's slip (监票钥匙签): all that is needed to open the box, on one piece of paper (PROTOCOL 8).
import { base64url, fromBase64url, fromInteger, isBase58, toInteger } from "../crypto/encoding.js";
import { demand } from "../crypto/errors.js";
import { GENERATOR, ORDER, writePoint } from "../crypto/group.js";
import { hash, hashInteger } from "../crypto/hashing.js";

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

/** @param {{verificationHex: string, encryptionHex: string}} keys @param {string} publicKey hex of X @returns {string} 64 digits; shown in groups of four */
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
  const parts = text.trim().split(":");
  demand(parts.length === 6 && parts[0] === "PJK1", "slip.form");
  const [, ceremony, index, keySeed, shareText, sum] = parts;
  demand(hash(parts.slice(0, 5).join(":")).slice(0, 8) === sum, "slip.sum");
  demand(isBase58(ceremony, 22) && isBase58(keySeed, 22) && /^[1-9]\d{0,2}$/.test(index), "slip.form");
  const bytes = fromBase64url(shareText);
  const share = toInteger(bytes);
  demand(bytes.length === 32 && share > 0n && share < ORDER, "slip.form");
  const keys = keysOf(keySeed);
  const publicKey = writePoint(GENERATOR.times(share));
  return { ceremony, index: Number(index), keySeed, share, keys, publicKey, fingerprint: fingerprintOf(keys, publicKey) };
}
