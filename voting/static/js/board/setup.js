// @ts-check
// Setup of a poll: election, trustees, credentials (spec 4.5–4.10; checks S1–S9).
import { readElection } from "../ballot/election.js";
import { check, demand } from "../crypto/errors.js";
import { readPoint } from "../crypto/group.js";
import { demandList, readCompact } from "../crypto/json.js";
import { demandOurShape, readAnyTrustees } from "./trustees.js";

/** @typedef {import("../crypto/group.js").Point} Point */
/** @typedef {import("./trustees.js").Trustees} Trustees */
/**
 * @typedef {{event: string, election: import("../ballot/election.js").Election, trustees: Trustees, credentials: Set<string>, credentialsHash: string}} Setup
 */

/**
 * The server's key and the scrutineers', which make up that of the election.
 * @param {Uint8Array} bytes @param {Point} electionKey @returns {Trustees}
 */
export function readTrustees(bytes, electionKey) {
  const trustees = readAnyTrustees(bytes, electionKey);
  demandOurShape(trustees);
  return trustees;
}

/** Members of the group, distinct. @param {Uint8Array} bytes @returns {string[]} */
export function readCredentials(bytes) {
  const list = readCompact(bytes);
  demandList(list, "credentials.list");
  list.forEach((credential) => readPoint(credential));
  demand(new Set(list).size === list.length, "credentials.repeated");
  return list;
}

/** Ours are sorted, so that their order says nothing. @param {string[]} list */
export function demandSorted(list) {
  list.forEach((credential, i) => demand(i === 0 || list[i - 1] < credential, "credentials.order", { credential }));
}

/**
 * @param {import("./archive.js").Event} event Setup @param {Uint8Array} method method.json
 * @returns {Setup}
 */
export function readSetup(event, method) {
  const [electionData, trusteesData, credentialsData] = event.data;
  const election = check("S1", () => readElection(electionData.bytes, method));
  const trustees = readTrustees(trusteesData.bytes, election.key.point);
  const credentials = check("S8", () => readCredentials(credentialsData.bytes));
  check("S8", () => demandSorted(credentials));
  return { event: event.hash, election, trustees, credentials: new Set(credentials), credentialsHash: credentialsData.hash };
}
