// @ts-check
// Setup of a poll: election, trustees, credentials (spec 4.5–4.10; checks S1–S8, S11).
import { readElection } from "../ballot/election.js";
import {
  certsText, demandDistinctKeys, demandSignedMessage, expectedKey, readCertificate, readCoefexps, readPublicKey,
} from "../ceremony/pedersen.js";
import { check, demand } from "../crypto/errors.js";
import { product, readPoint, writePoint } from "../crypto/group.js";
import { demandFields, demandList, readCompact } from "../crypto/json.js";
import { verifyMessage } from "../crypto/proofs.js";

/** @typedef {import("../crypto/group.js").Point} Point */
/**
 * @typedef {{key: Point, keyHex: string, verification: Point | null}} Trustee owner is its position + 1; the server has no signing key
 */
/** @typedef {{threshold: number, list: Trustee[], scrutineers: Trustee[]}} Trustees */
/**
 * @typedef {{event: string, election: import("../ballot/election.js").Election, trustees: Trustees, credentials: Set<string>, credentialsHash: string}} Setup
 */

const MIB = 1 << 20;

/**
 * @param {any} params `threshold_parameters` of spec 4.6.7
 * @returns {{threshold: number, list: Trustee[], shared: Point}}
 */
function readPedersen(params) {
  demandFields(params, ["threshold", "certs", "coefexps", "signatures", "verification_keys"]);
  const { threshold: t, certs, coefexps, signatures, verification_keys: keys } = params;
  demandList(certs, "trustees.count");
  const n = certs.length;
  demand(Number.isSafeInteger(t) && t >= 2 && t < n && 2 * t > n, "trustees.threshold");
  for (const list of [coefexps, signatures, keys]) demandList(list, "trustees.count", n);
  const certificates = certs.map((cert, i) => readCertificate(cert, n, t, i + 1));
  demandDistinctKeys(certificates);
  /** @type {Point[][]} */ const all = certificates.map(({ verification }, i) => {
    demandSignedMessage(coefexps[i]);
    verifyMessage(coefexps[i].message, verification, coefexps[i].signature, "coefexps.signature", { index: i + 1 });
    const points = readCoefexps(coefexps[i].message, t);
    const seen = certsText(certs, points.map(writePoint));
    verifyMessage(seen, verification, signatures[i], "certs.signature", { index: i + 1 });
    return points;
  });
  const list = certificates.map(({ verification }, i) => {
    const key = readPublicKey(keys[i], true);
    demand(keys[i].public_key === expectedKey(all, i + 1), "key.differs", { index: i + 1 });
    verifyMessage(keys[i].public_key, verification, keys[i].signature, "key.signature", { index: i + 1 });
    return { key, keyHex: keys[i].public_key, verification };
  });
  return { threshold: t, list, shared: product(all.map((points) => points[0])) };
}

/**
 * `[["Single", server], ["Pedersen", params]]`, whose keys make up that of the election.
 * @param {Uint8Array} bytes @param {Point} electionKey @returns {Trustees}
 */
export function readTrustees(bytes, electionKey) {
  demand(bytes.length <= MIB, "K7");
  const trustees = readCompact(bytes);
  demandList(trustees, "trustees.count", 2);
  trustees.forEach((item, i) => {
    demandList(item, "trustees.kind", 2);
    demand(item[0] === ["Single", "Pedersen"][i], "trustees.kind");
  });
  const key = readPublicKey(trustees[0][1], false);
  const server = { key, keyHex: trustees[0][1].public_key, verification: null };
  const { threshold, list: scrutineers, shared } = readPedersen(trustees[1][1]);
  demand(key.add(shared).equals(electionKey), "S6");
  const list = [server, ...scrutineers];
  demand(new Set(list.map(({ keyHex }) => keyHex)).size === list.length, "S7");
  return { threshold, list, scrutineers };
}

/** Members of the group, sorted and so distinct. @param {Uint8Array} bytes @returns {Set<string>} */
export function readCredentials(bytes) {
  const list = readCompact(bytes);
  demandList(list, "credentials.list");
  list.forEach((credential, i) => {
    readPoint(credential);
    demand(i === 0 || list[i - 1] < credential, "credentials.order", { credential });
  });
  return new Set(list);
}

/**
 * @param {import("./archive.js").Event} event Setup @param {Uint8Array} method method.json
 * @returns {Setup}
 */
export function readSetup(event, method) {
  const [electionData, trusteesData, credentialsData, setupData] = event.data;
  check("E6", () => {
    const setup = readCompact(setupData.bytes);
    demandFields(setup, ["election", "trustees", "credentials"]);
    demand(setup.election === electionData.hash && setup.trustees === trusteesData.hash, "setup.reference");
    demand(setup.credentials === credentialsData.hash, "setup.reference");
  });
  demand(electionData.bytes.length <= MIB, "K7");
  const election = check("S1", () => readElection(electionData.bytes, method));
  const trustees = check("S5", () => readTrustees(trusteesData.bytes, election.key.point));
  const credentials = check("S8", () => readCredentials(credentialsData.bytes));
  return { event: event.hash, election, trustees, credentials, credentialsHash: credentialsData.hash };
}
