// @ts-check
// Receipts and checkpoints (PROTOCOL 7): signatures of the board, and the tracker list compared at home.
import { base64url, fromBase64url, fromUtf8, utf8 } from "../crypto/encoding.js";
import { keyId, verify } from "../crypto/ed25519.js";
import { demand } from "../crypto/errors.js";
import { hash } from "../crypto/hashing.js";
import { canonical, demandFields, readCanonical } from "../crypto/json.js";

const RECEIPT = ["after_event", "after_height", "ballot_hash", "election_hash", "key", "kind", "marks", "minute",
  "tracker", "uuid", "v"];
const CHECKPOINT = ["ballots", "election_hash", "event", "height", "key", "kind", "side", "uuid", "v", "voids"];
const HASH = /^[0-9a-f]{64}$/;
const COMPACT_HASH = /^[A-Za-z0-9+/]{43}$/;
const MINUTE = /^\d{4}-\d\d-\d\dT\d\d:\d\dZ$/;

/**
 * @typedef {{v: 1, kind: "receipt", uuid: string, election_hash: string, ballot_hash: string, tracker: string,
 *   marks: string, after_height: number, after_event: string, minute: string, key: string}} Receipt
 */

/** @param {any} signed @param {string} kind @param {string[]} fields @param {string} boardKey */
function verifySigned(signed, kind, fields, boardKey) {
  demandFields(signed, [kind, "signature"]);
  const body = signed[kind];
  demandFields(body, fields);
  demand(body.v === 1 && body.kind === kind, `${kind}.kind`);
  demand(body.key === keyId(boardKey), `${kind}.key`);
  verify(utf8(`piaojue-${kind}-v1\n${canonical(body)}`), boardKey, signed.signature, `${kind}.signature`);
  return body;
}

/** @param {unknown} number */
const isCount = (number) => Number.isSafeInteger(number) && /** @type {number} */ (number) >= 0;

/**
 * @param {string} text the signed receipt in canonical JSON @param {string} boardKey 64 hexadecimal digits, as printed on the card
 * @returns {Receipt}
 */
export function verifyReceipt(text, boardKey) {
  const receipt = verifySigned(readCanonical(text), "receipt", RECEIPT, boardKey);
  const { tracker, ballot_hash, election_hash, marks, after_event, after_height, minute } = receipt;
  demand([tracker, ballot_hash, election_hash].every((value) => COMPACT_HASH.test(value)), "receipt.fields");
  demand((marks === "" || HASH.test(marks)) && HASH.test(after_event) && isCount(after_height), "receipt.fields");
  demand(MINUTE.test(minute), "receipt.fields");
  return receipt;
}

/** @param {any} signed checkpoint, parsed @param {string} boardKey 64 hexadecimal digits */
export function verifyCheckpoint(signed, boardKey) {
  const checkpoint = verifySigned(signed, "checkpoint", CHECKPOINT, boardKey);
  const { event, side, height, ballots, voids } = checkpoint;
  demand(HASH.test(event) && HASH.test(side) && [height, ballots, voids].every(isCount), "checkpoint.fields");
  return checkpoint;
}

/** The receipt must be of the ballot that this tablet sealed. @param {Receipt} receipt @param {{uuid: string, fingerprint: string}} election @param {{ballot: string, hash: string, tracker: string, marks: string}} sealed */
export function matchReceipt(receipt, election, sealed) {
  demand(receipt.uuid === election.uuid && receipt.election_hash === election.fingerprint, "receipt.election");
  demand(receipt.ballot_hash === sealed.hash && receipt.tracker === sealed.tracker, "receipt.ballot");
  demand(receipt.marks === (sealed.marks ? hash(sealed.marks) : ""), "receipt.marks");
}

/**
 * Where the ballot stands in the board's list of trackers. The whole list is fetched and compared here, so
 * that the board does not learn whose receipt is being looked up.
 * @param {Receipt} receipt @param {{height: number, tracker: string}[]} listed @returns {number} height of its event, or -1
 */
export function findTracker(receipt, listed) {
  const line = listed.find(({ tracker }) => tracker === receipt.tracker);
  if (!line) return -1;
  demand(line.height > receipt.after_height, "receipt.height", { height: line.height });
  return line.height;
}

/** The part of a receipt's link after #. @param {string} signed canonical JSON */
export function receiptFragment(signed) {
  return base64url(utf8(signed));
}

/** @param {string} fragment with or without # @returns {string} the signed receipt's text */
export function readFragment(fragment) {
  return fromUtf8(fromBase64url(fragment.replace(/^#/, "")));
}
