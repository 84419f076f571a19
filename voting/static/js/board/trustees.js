// @ts-check
// The trustees' keys, their proofs, and what they combine to (spec 4.5–4.7; checks S3–S7, S9).
import { certsText, demandSignedMessage, expectedKey, readCertificate, readCoefexps } from "../ceremony/pedersen.js";
import { check, demand } from "../crypto/errors.js";
import { Point, product, readPoint, writePoint } from "../crypto/group.js";
import { demandFields, demandList, readCompact } from "../crypto/json.js";
import { readProof, verifyKey, verifyMessage } from "../crypto/proofs.js";

/** @typedef {import("../crypto/group.js").Point} PointType */
/**
 * @typedef {{key: PointType, keyHex: string, verification: PointType | null}} Trustee owner is its position + 1; only scrutineers sign
 */
/** @typedef {{needed: number, owners: number[]}} Group the shares of `needed` of these owners open their part */
/**
 * @typedef {{list: Trustee[], groups: Group[], threshold: number, scrutineers: Trustee[]}} Trustees `threshold` is 0 and `scrutineers` empty where the trustees are not of our shape
 */

const MIB = 1 << 20;
const MOST = 128;

/** `trustee_public_key` of spec 4.5, its proof not checked yet. @param {any} key */
function readKey(key) {
  const optional = (/** @type {string} */ name) => (key?.[name] === undefined ? [] : [name]);
  demandFields(key, ["pok", "public_key", ...optional("signature"), ...optional("name")]);
  readProof(key.pok);
  if (key.signature !== undefined) readProof(key.signature);
  demand(key.name === undefined || typeof key.name === "string", "key.name");
  return { raw: key, key: readPoint(key.public_key), keyHex: key.public_key };
}

/** S3. @param {any} item */
function readItem(item) {
  demandList(item, "trustees.kind", 2);
  const [kind, content] = item;
  demand(kind === "Single" || kind === "Pedersen", "trustees.kind");
  if (kind === "Single") return { keys: [readKey(content)], params: null };
  demandFields(content, ["threshold", "certs", "coefexps", "signatures", "verification_keys"]);
  for (const list of [content.certs, content.coefexps, content.signatures, content.verification_keys]) {
    demandList(list, "trustees.count");
  }
  demand(Number.isSafeInteger(content.threshold) && content.threshold >= 1 && content.threshold <= MOST, "trustees.threshold");
  [...content.certs, ...content.coefexps].forEach(demandSignedMessage);
  content.signatures.forEach(readProof);
  return { keys: content.verification_keys.map(readKey), params: content };
}

/**
 * S5: certificates, coefficients, both signed, and the keys that follow.
 * @param {any} params @param {ReturnType<typeof readKey>[]} keys
 */
function verifyPedersen({ threshold: t, certs, coefexps, signatures }, keys) {
  const n = certs.length;
  for (const list of [coefexps, signatures, keys]) demandList(list, "trustees.count", n);
  demand(t <= n, "trustees.threshold");
  const certificates = certs.map((/** @type {any} */ cert, /** @type {number} */ i) => readCertificate(cert, n, t, i + 1));
  /** @type {PointType[][]} */ const all = certificates.map((/** @type {any} */ { verification }, /** @type {number} */ i) => {
    const points = readCoefexps(coefexps[i].message, t);
    verifyMessage(coefexps[i].message, verification, coefexps[i].signature, "coefexps.signature", { index: i + 1 });
    verifyMessage(certsText(certs, points.map(writePoint)), verification, signatures[i], "certs.signature", { index: i + 1 });
    return points;
  });
  keys.forEach(({ raw, keyHex }, i) => {
    demand(keyHex === expectedKey(all, i + 1), "key.differs", { index: i + 1 });
    demand(raw.signature !== undefined, "key.signature", { index: i + 1 });
    verifyMessage(keyHex, certificates[i].verification, raw.signature, "key.signature", { index: i + 1 });
  });
  return { certificates, part: product(all.map((points) => points[0])) };
}

/** @param {string[]} keys */
function demandDistinct(keys) {
  demand(new Set(keys).size === keys.length, "S7");
}

/**
 * Any trustees of the specification, whose keys make up that of the election.
 * @param {Uint8Array} bytes @param {PointType} electionKey @returns {Trustees}
 */
export function readAnyTrustees(bytes, electionKey) {
  demand(bytes.length <= MIB, "S3");
  const items = check("S3", () => {
    const read = readCompact(bytes);
    demandList(read, "trustees.count");
    return read.map(readItem);
  });
  const keys = items.flatMap((item) => item.keys);
  demand(keys.length >= 1 && keys.length <= MOST, "S3");
  keys.forEach(({ key, raw }, i) => check("S4", () => verifyKey(key, raw.pok, "S4"), { owner: i + 1 }));
  const made = items.map(({ keys: own, params }) => (params
    ? check("S5", () => verifyPedersen(params, own)) : { certificates: [], part: own[0].key }));
  demand(made.reduce((whole, { part }) => whole.add(part), Point.ZERO).equals(electionKey), "S6");
  const certificates = made.flatMap((item) => item.certificates);
  demandDistinct(keys.map(({ keyHex }) => keyHex));
  demandDistinct(certificates.map(({ verificationHex }) => verificationHex));
  demandDistinct(certificates.map(({ encryptionHex }) => encryptionHex));
  return shaped(items, made);
}

/** @param {ReturnType<typeof readItem>[]} items @param {{certificates: any[]}[]} made @returns {Trustees} */
function shaped(items, made) {
  /** @type {Trustee[]} */ const list = [];
  /** @type {Group[]} */ const groups = items.map(({ keys, params }, i) => {
    const owners = keys.map((/** @type {any} */ { key, keyHex }, /** @type {number} */ place) =>
      list.push({ key, keyHex, verification: made[i].certificates[place]?.verification ?? null }));
    return { needed: params ? params.threshold : 1, owners };
  });
  const ours = items.length === 2 && !items[0].params && items[1].params;
  return { list, groups, threshold: ours ? groups[1].needed : 0, scrutineers: ours ? list.slice(1) : [] };
}

/** S9, our policy: the server's key, then scrutineers of whom t suffice, 2 ≤ t < n and 2t > n. @param {Trustees} trustees */
export function demandOurShape({ threshold: t, scrutineers: { length: n } }) {
  demand(t >= 2 && t < n && 2 * t > n, "S9", { threshold: t, scrutineers: n });
}
