// @ts-check
// Ed25519 signatures (RFC 8032) of the board and of the registrar. Keys are written in order, not reversed.
import { ed25519 } from "@noble/curves/ed25519.js";
import { fromHex, hex, join, sameBytes, toInteger } from "./encoding.js";
import { demand } from "./errors.js";
import { combinePublic, ORDER, Point, readPoint } from "./group.js";
import { hash } from "./hashing.js";
import { sha512 } from "@noble/hashes/sha2.js";

/** @param {Uint8Array} secret 32 bytes @returns {string} 64 hexadecimal digits */
export function publicKey(secret) {
  return hex(ed25519.getPublicKey(secret));
}

/** @param {string} key 64 digits @returns {string} */
export function keyId(key) {
  return hash(fromHex(key, 32));
}

/** @param {Uint8Array} message @param {Uint8Array} secret 32 bytes @returns {string} 128 hexadecimal digits */
export function sign(message, secret) {
  return hex(ed25519.sign(message, secret));
}

/**
 * The equation without the cofactor, as OpenSSL computes it: a signature is then good for all
 * implementations of this protocol or for none.
 * @param {Uint8Array} message @param {string} key 64 digits @param {unknown} signature 128 digits
 * @param {string} code of the refusal
 */
export function verify(message, key, signature, code) {
  demand(typeof signature === "string" && /^[0-9a-f]{128}$/.test(signature), code);
  const keyBytes = fromHex(key, 32);
  const keyPoint = readPoint(hex(keyBytes.slice().reverse()));
  const bytes = fromHex(signature, 64);
  const commitment = bytes.slice(0, 32);
  const response = toInteger(bytes.slice(32).reverse());
  demand(response < ORDER, code);
  const challenge = toInteger(sha512(join(commitment, keyBytes, message)).reverse()) % ORDER;
  const expected = combinePublic([Point.BASE, keyPoint.negate()], [response, challenge]);
  demand(sameBytes(expected.toBytes(), commitment), code);
}
