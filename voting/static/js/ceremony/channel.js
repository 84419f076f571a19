// @ts-check
// The sealed way from one participant to another (PROTOCOL 8, step 3): sign, then encrypt to the recipient's key.
import { gcm } from "@noble/ciphers/aes.js";
import { hkdf } from "@noble/hashes/hkdf.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { fromHex, fromUtf8, hex, join, utf8 } from "../crypto/encoding.js";
import { demand, Refused } from "../crypto/errors.js";
import { GENERATOR, multiplySecret, rawPoint, readPoint, readScalar, writePoint } from "../crypto/group.js";
import { compact, demandFields, readCompact } from "../crypto/json.js";
import { signMessage, verifyMessage } from "../crypto/proofs.js";
import { demandSignedMessage } from "./pedersen.js";

/** @typedef {import("../crypto/group.js").Point} Point */

const MOST_BYTES = 4096;

/** @param {string} ceremony @param {number} from @param {number} to */
const infoOf = (ceremony, from, to) => utf8(`piaojue-channel-v1|${ceremony}|share|${from}|${to}`);

/** @param {Point} alpha @param {Point} recipient @param {Point} shared @param {Uint8Array} info */
function cipherOf(alpha, recipient, shared, info) {
  const key = hkdf(sha256, join(rawPoint(alpha), rawPoint(recipient), rawPoint(shared)), undefined, info, 32);
  // A key encrypts one message only, so the nonce may be fixed.
  return gcm(key, new Uint8Array(12), info);
}

/**
 * @param {{ceremony: string, from: number, to: number, recipient: Point, recipientHex: string}} route
 * @param {bigint} secret f_i(j)
 * @param {{signingKey: bigint, random: bigint, seed: Uint8Array}} sender `random` is the channel exponent
 * @returns {{alpha: string, data: string}}
 */
export function sealSecret({ ceremony, from, to, recipient, recipientHex }, secret, { signingKey, random, seed }) {
  const message = compact({ recipient: recipientHex, message: compact({ secret: secret.toString() }) });
  const signed = compact({ message, signature: signMessage(message, signingKey, seed) });
  const alpha = GENERATOR.times(random);
  const cipher = cipherOf(alpha, recipient, multiplySecret(recipient, random), infoOf(ceremony, from, to));
  return { alpha: writePoint(alpha), data: hex(cipher.encrypt(utf8(signed))) };
}

/**
 * @param {{ceremony: string, from: number, to: number, recipient: Point, recipientHex: string}} route
 * @param {any} sealed @param {bigint} decryptionKey of the recipient
 * @param {Point} senderKey verification key of the sender
 * @returns {bigint} f_i(j), not yet compared with the sender's polynomial
 */
export function openSecret({ ceremony, from, to, recipient, recipientHex }, sealed, decryptionKey, senderKey) {
  const { alpha, data } = readSealed(sealed);
  const cipher = cipherOf(alpha, recipient, multiplySecret(alpha, decryptionKey), infoOf(ceremony, from, to));
  const signed = readCompact(fromUtf8(decryptBytes(cipher, data)));
  demandSignedMessage(signed);
  verifyMessage(signed.message, senderKey, signed.signature, "channel.signature");
  const envelope = readCompact(signed.message);
  demandFields(envelope, ["recipient", "message"]);
  demand(envelope.recipient === recipientHex && typeof envelope.message === "string", "channel.recipient");
  const content = readCompact(envelope.message);
  demandFields(content, ["secret"]);
  return readScalar(content.secret);
}

/**
 * A sealed message as far as everybody can check it.
 * @param {any} sealed @returns {{alpha: Point, data: Uint8Array}}
 */
export function readSealed(sealed) {
  demandFields(sealed, ["alpha", "data"]);
  demand(typeof sealed.data === "string" && sealed.data.length <= 2 * MOST_BYTES, "channel.data");
  return { alpha: readPoint(sealed.alpha), data: fromHex(sealed.data) };
}

/** @param {ReturnType<typeof gcm>} cipher @param {Uint8Array} data */
function decryptBytes(cipher, data) {
  try {
    return cipher.decrypt(data);
  } catch {
    throw new Refused("channel.data");
  }
}
