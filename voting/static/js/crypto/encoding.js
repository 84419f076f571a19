// @ts-check
// Bytes and text: UTF-8, hexadecimal, Base64 and Base58, every reader strict.
import { demand, Refused } from "./errors.js";

export const BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
const utf8Writer = new TextEncoder();

/** @param {string} text @returns {Uint8Array} */
export function utf8(text) {
  return utf8Writer.encode(text);
}

/**
 * Refuses bytes that are not UTF-8; a byte order mark stays in the text, where JSON refuses it.
 * @param {Uint8Array} bytes
 */
export function fromUtf8(bytes) {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new Refused("encoding.utf8");
  }
}

/** @param {...Uint8Array} parts @returns {Uint8Array} */
export function join(...parts) {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}

/** @param {Uint8Array} a @param {Uint8Array} b */
export function sameBytes(a, b) {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}

/** @param {Uint8Array} bytes */
export function hex(bytes) {
  let text = "";
  for (const byte of bytes) text += (byte + 256).toString(16).slice(1);
  return text;
}

/**
 * Lower-case hexadecimal of `length` bytes (any length where it is not given).
 * @param {string} text @param {number} [length]
 */
export function fromHex(text, length) {
  demand(/^(?:[0-9a-f]{2})*$/.test(text), "encoding.hex");
  demand(length === undefined || text.length === 2 * length, "encoding.length");
  const bytes = new Uint8Array(text.length / 2);
  for (let i = 0; i < bytes.length; i++) bytes[i] = parseInt(text.slice(2 * i, 2 * i + 2), 16);
  return bytes;
}

/** @param {Uint8Array} bytes big-endian @returns {bigint} */
export function toInteger(bytes) {
  return bytes.length ? BigInt("0x" + hex(bytes)) : 0n;
}

/** @param {bigint} number @param {number} length @returns {Uint8Array} big-endian */
export function fromInteger(number, length) {
  return fromHex(number.toString(16).padStart(2 * length, "0"), length);
}

/** Compact Base64: standard alphabet, no padding (spec 4.10). @param {Uint8Array} bytes */
export function base64(bytes) {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text).replace(/=+$/, "");
}

/** @param {Uint8Array} bytes */
export function base64url(bytes) {
  return base64(bytes).replace(/\+/g, "-").replace(/\//g, "_");
}

/** Refuses padding, other alphabets and stray bits after the last byte. @param {string} text @returns {Uint8Array} */
export function fromBase64url(text) {
  demand(/^[A-Za-z0-9_-]*$/.test(text) && text.length % 4 !== 1, "encoding.base64url");
  const raw = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  const bytes = Uint8Array.from(raw, (character) => character.charCodeAt(0));
  demand(base64url(bytes) === text, "encoding.base64url");
  return bytes;
}

/** Most significant digit first. @param {bigint} number @param {number} digits */
export function base58(number, digits) {
  let text = "";
  for (let i = 0; i < digits; i++) {
    text = BASE58[Number(number % 58n)] + text;
    number /= 58n;
  }
  return text;
}

/** @param {string} text @param {number} [digits] */
export function isBase58(text, digits) {
  return /^[1-9A-HJ-NP-Za-km-z]+$/.test(text) && (digits === undefined || text.length === digits);
}
