// @ts-check
// What was decided before the first ballot, and whether it is what was announced outside (checks S1–S9, X5).
import { readElection } from "../ballot/election.js";
import { demandSorted, readCredentials } from "../board/setup.js";
import { demandOurShape, readAnyTrustees } from "../board/trustees.js";
import { keyId } from "../crypto/ed25519.js";
import { check, demand } from "../crypto/errors.js";
import { hash } from "../crypto/hashing.js";
import { readMethod } from "./method.js";

/** @typedef {import("./report.js").Report} Report */
/** @typedef {import("../board/setup.js").Setup} Setup */
/** @typedef {{bytes: Uint8Array, archive: import("../board/archive.js").Archive, bundle: import("./bundle.js").Bundle | null}} Opened */
/**
 * What the reader knows from elsewhere; `fingerprint` is φ or the archive's hash, keys may be their ids.
 * @typedef {{uuid?: string, fingerprint?: string, scrutineers?: number, threshold?: number, all_deputies?: number, board_key?: string, registrar_key?: string}} Announced
 */

/** @param {Opened} opened @param {import("../ballot/election.js").Election} election @param {Setup["trustees"]} trustees @param {Announced} told */
function demandAnnounced({ bytes, bundle }, election, trustees, told) {
  /** @type {[string, unknown, unknown][]} */ const pairs = [["uuid", election.uuid, told.uuid]];
  if (told.fingerprint !== undefined) {
    pairs.push(["fingerprint", told.fingerprint.length === 64 ? hash(bytes) : election.fingerprint, told.fingerprint]);
  }
  if (bundle || told.scrutineers !== undefined || told.threshold !== undefined) {
    demandOurShape(trustees);
    pairs.push(["scrutineers", trustees.scrutineers.length, told.scrutineers], ["threshold", trustees.threshold, told.threshold]);
  }
  if (bundle) {
    const { uuid, trustees: n, threshold, all_deputies, board_key, registrar_key } = bundle.manifest;
    const asTold = (/** @type {string} */ key, /** @type {unknown} */ id) => (keyId(key) === id ? id : key);
    pairs.push(
      ["manifest.uuid", uuid, election.uuid], ["manifest.trustees", n, trustees.scrutineers.length],
      ["manifest.threshold", threshold, trustees.threshold], ["all_deputies", all_deputies, told.all_deputies],
      ["board_key", asTold(board_key, told.board_key), told.board_key],
      ["registrar_key", asTold(registrar_key, told.registrar_key), told.registrar_key],
    );
  }
  for (const [name, found, announced] of pairs) {
    demand(announced === undefined || found === announced, "S9", { name, found, announced });
  }
}

/**
 * The steps "election" to "method".
 * @param {Report} report @param {Opened} opened @param {Announced} told
 * @param {(bytes: Uint8Array) => import("../ballot/election.js").Election} read the election, with the table of its key
 * @returns {Setup}
 */
export function readPoll(report, opened, told, read) {
  const { archive: { events: [setup] }, bundle } = opened;
  const [electionData, trusteesData, credentialsData] = setup.data;
  const asked = report.step("election", () => check("S1", () => read(electionData.bytes)));
  Object.assign(report.facts, { name: asked.name, uuid: asked.uuid, election_hash: asked.fingerprint });
  const trustees = report.step("trustees", () => readAnyTrustees(trusteesData.bytes, asked.key.point));
  const shown = [told.uuid, told.fingerprint, told.scrutineers, told.threshold];
  if (!bundle && shown.every((value) => value === undefined)) report.notChecked("not_asked", "announced");
  else report.step("announced", () => demandAnnounced(opened, asked, trustees, told));
  if (!bundle && (told.all_deputies !== undefined || told.registrar_key !== undefined)) report.notes.push("outside");
  const credentials = report.step("credentials", () => check("S8", () => {
    const list = readCredentials(credentialsData.bytes);
    if (bundle) demandSorted(list);
    return list;
  }));
  let election = asked;
  if (bundle) {
    const method = report.step("method", () => readMethod(bundle.files["method.json"], asked));
    election = { ...asked, method, exclusive: method.exclusive, rehearsal: method.purpose === "rehearsal" };
    report.notes.push("reading");
  } else {
    report.notChecked("bare", "method");
  }
  return { event: setup.hash, election, trustees, credentials: new Set(credentials), credentialsHash: credentialsData.hash };
}

/** The election of any program; its method is read beside it. @param {Uint8Array} bytes */
export const readAsked = (bytes) => readElection(bytes, null);
