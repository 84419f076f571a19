// @ts-check
import { sha256, sha512 } from "@noble/hashes/sha2.js";
import { base64, hex, toInteger, utf8 } from "./encoding.js";

/** @param {Uint8Array | string} data @returns {Uint8Array} SHA-256 */
export function digest(data) {
  return sha256(typeof data === "string" ? utf8(data) : data);
}

/** SHA-256 in lower-case hexadecimal. @param {Uint8Array | string} data */
export function hash(data) {
  return hex(digest(data));
}

/** SHA-256 in compact Base64, 43 characters (spec 4.10, 4.17). @param {Uint8Array | string} data */
export function compactHash(data) {
  return base64(digest(data));
}

/** SHA-256 read as a big-endian number, not reduced. @param {string} text */
export function hashInteger(text) {
  return toInteger(digest(text));
}

/** SHA-512 read as a big-endian number. @param {Uint8Array} data */
export function wideInteger(data) {
  return toInteger(sha512(data));
}
