// @ts-check
// What all scrutineers' messages of the key ceremony have in common: certificates, commitments, keys (spec 4.6).
import { demand } from "../crypto/errors.js";
import { combinePublic, product, readPoint, writePoint } from "../crypto/group.js";
import { compact, demandFields, demandList, readCompact } from "../crypto/json.js";
import { readProof, verifyKey, verifyMessage } from "../crypto/proofs.js";

/** @typedef {import("../crypto/group.js").Point} Point */
/** @typedef {{verification: Point, encryption: Point, verificationHex: string, encryptionHex: string}} Certificate */

/** @param {any} message `signed_msg` of spec 4.6.1 */
export function demandSignedMessage(message) {
  demandFields(message, ["message", "signature"]);
  demand(typeof message.message === "string", "json.fields");
  readProof(message.signature);
}

/**
 * The text that a certificate signs.
 * @param {number} n @param {number} t @param {number} index @param {string} verification
 * @param {string} encryption
 */
export function certificateText(n, t, index, verification, encryption) {
  return compact({ context: { group: "Ed25519", size: n, threshold: t, index }, verification, encryption });
}

/** spec 4.6.2 @param {any} cert @param {number} n @param {number} t @param {number} index @returns {Certificate} */
export function readCertificate(cert, n, t, index) {
  demandSignedMessage(cert);
  const keys = readCompact(cert.message);
  demandFields(keys, ["context", "verification", "encryption"]);
  const { verification: verificationHex, encryption: encryptionHex } = keys;
  const verification = readPoint(verificationHex);
  const encryption = readPoint(encryptionHex);
  demand(verificationHex !== encryptionHex, "certificate.one_key", { index });
  const expected = certificateText(n, t, index, verificationHex, encryptionHex);
  demand(cert.message === expected, "certificate.context", { index });
  verifyMessage(cert.message, verification, cert.signature, "certificate.signature", { index });
  return { verification, encryption, verificationHex, encryptionHex };
}

/** No two participants share a key. @param {Certificate[]} certificates */
export function demandDistinctKeys(certificates) {
  /** @type {Set<string>} */ const seen = new Set();
  certificates.forEach(({ verificationHex, encryptionHex }, i) => {
    demand(!seen.has(verificationHex) && !seen.has(encryptionHex), "certificate.repeated", { index: i + 1 });
    seen.add(verificationHex).add(encryptionHex);
  });
}

/** `raw_coefexps` of spec 4.6.4. @param {string} text @param {number} t @returns {Point[]} */
export function readCoefexps(text, t) {
  const raw = readCompact(text);
  demandFields(raw, ["coefexps"]);
  demandList(raw.coefexps, "coefexps.count", t);
  return raw.coefexps.map((/** @type {unknown} */ point) => readPoint(point));
}

/** The text of `certs_sig` (spec 4.6.4). @param {any[]} certs @param {string[]} coefexps hex */
export function certsText(certs, coefexps) {
  return "certs_sig|" + compact({ certs, coefexps });
}

/** ∏ A_k^(j^k) = g^f(j) for one polynomial. @param {Point[]} coefexps @param {number} j @returns {Point} */
export function evaluateInExponent(coefexps, j) {
  // Horner: the exponents stay as small as j.
  return coefexps.reduceRight((sum, point) => combinePublic([sum], [BigInt(j)]).add(point));
}

/**
 * Public key X_j that follows from all polynomials.
 * @param {Point[][]} all @param {number} j @returns {string} hex
 */
export function expectedKey(all, j) {
  return writePoint(product(all.map((coefexps) => evaluateInExponent(coefexps, j))));
}

/**
 * `trustee_public_key` of spec 4.5, without its signature.
 * @param {any} key @param {boolean} signed @returns {Point}
 */
export function readPublicKey(key, signed) {
  demandFields(key, ["pok", "public_key", ...(signed ? ["signature"] : [])]);
  const point = readPoint(key.public_key);
  verifyKey(point, key.pok, "key.pok");
  return point;
}
