// @ts-check
// The registrar's file: serial → public credentials and the signing key, encrypted with a passphrase. It never
// leaves the registrar's hands; WebCrypto may be missing without HTTPS, so the noble packages do it.
import { gcm } from "@noble/ciphers/aes.js";
import { scryptAsync } from "@noble/hashes/scrypt.js";
import { base64url, fromBase64url, fromUtf8, utf8 } from "../crypto/encoding.js";
import { demand, Refused } from "../crypto/errors.js";

const WORK = { N: 2 ** 15, r: 8, p: 1, dkLen: 32 };

/** @typedef {{sitting: string, secret: string, register: import("../ceremony/registrar.js").Register, reserve: string[], spot: string[]}} Kept */

/** @param {string} passphrase @param {Uint8Array} salt */
const keyOf = (passphrase, salt) => scryptAsync(utf8(passphrase.normalize("NFC")), salt, WORK);

/** @param {Kept} kept @param {string} passphrase @param {(length: number) => Uint8Array} randomBytes @returns {Promise<string>} */
export async function lockRegister(kept, passphrase, randomBytes) {
  const salt = randomBytes(16);
  const nonce = randomBytes(12);
  const cipher = gcm(await keyOf(passphrase, salt), nonce, utf8(`piaojue register ${kept.sitting}`));
  return JSON.stringify({
    kind: "piaojue register", v: 1, sitting: kept.sitting, salt: base64url(salt), nonce: base64url(nonce),
    data: base64url(cipher.encrypt(utf8(JSON.stringify(kept)))),
  });
}

/** @param {string} text of the file @param {string} passphrase @param {string} sitting @returns {Promise<Kept>} */
export async function unlockRegister(text, passphrase, sitting) {
  const file = readFile(text);
  demand(file.kind === "piaojue register" && file.sitting === sitting, "register.other");
  const key = await keyOf(passphrase, fromBase64url(file.salt));
  const cipher = gcm(key, fromBase64url(file.nonce), utf8(`piaojue register ${sitting}`));
  try {
    return JSON.parse(fromUtf8(cipher.decrypt(fromBase64url(file.data))));
  } catch {
    throw new Refused("register.locked");
  }
}

/** @param {string} text */
function readFile(text) {
  try {
    return JSON.parse(text);
  } catch {
    throw new Refused("register.file");
  }
}
