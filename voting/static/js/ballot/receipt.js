// @ts-check
// Receipts and checkpoints (PROTOCOL 7): signatures of the board, and the tracker list compared at home.
import { base64url, fromBase64url, fromUtf8, utf8 } from "../crypto/encoding.js";
import { keyId, verify } from "../crypto/ed25519.js";
import { check, demand } from "../crypto/errors.js";
import { hash } from "../crypto/hashing.js";
import { canonical, demandFields, isMoment, isText, readCanonical } from "../crypto/json.js";

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

/** @param {any} signed @param {string} kind @param {string} code @param {string[]} fields @param {string} boardKey */
function verifySigned(signed, kind, code, fields, boardKey) {
  check(code, () => {
    demandFields(signed, [kind, "signature"]);
    demandFields(signed[kind], fields);
  });
  const body = signed[kind];
  demand(body.v === 1 && body.kind === kind, code, { fault: "form" });
  demand(body.key === keyId(boardKey), code, { fault: "key" });
  const text = utf8(`piaojue-${kind}-v1\n${canonical(body)}`);
  check(code, () => verify(text, boardKey, signed.signature, "board.signature"), { fault: "signature" });
  return body;
}

/** @param {unknown} number */
const isCount = (number) => Number.isSafeInteger(number) && /** @type {number} */ (number) >= 0;

/**
 * @param {string} text the signed receipt in canonical JSON
 * @param {string} boardKey 64 hexadecimal digits, as printed on the card
 * @returns {Receipt} refused as X2, with data.fault
 */
export function verifyReceipt(text, boardKey) {
  const signed = check("X2", () => readCanonical(text), { fault: "form" });
  const receipt = verifySigned(signed, "receipt", "X2", RECEIPT, boardKey);
  const { tracker, ballot_hash, election_hash, marks, after_event, after_height, minute } = receipt;
  demand([tracker, ballot_hash, election_hash].every((value) => isText(value, COMPACT_HASH)), "X2", { fault: "form" });
  demand((marks === "" || isText(marks, HASH)) && isText(after_event, HASH), "X2", { fault: "form" });
  demand(isCount(after_height) && isText(minute, MINUTE) && isMoment(minute.slice(0, -1)), "X2", { fault: "form" });
  return receipt;
}

/** @param {any} signed checkpoint, parsed @param {string} boardKey 64 hexadecimal digits */
export function verifyCheckpoint(signed, boardKey) {
  const checkpoint = verifySigned(signed, "checkpoint", "M5", CHECKPOINT, boardKey);
  const { event, side, height, ballots, voids } = checkpoint;
  demand(isText(event, HASH) && isText(side, HASH), "M5", { fault: "form" });
  demand([height, ballots, voids].every(isCount), "M5", { fault: "form" });
  return checkpoint;
}

/**
 * The receipt must be of the ballot that this tablet sealed.
 * @param {Receipt} receipt @param {{uuid: string, fingerprint: string}} election
 * @param {{ballot: string, hash: string, tracker: string, marks: string}} sealed
 */
export function matchReceipt(receipt, election, sealed) {
  demand(receipt.uuid === election.uuid && receipt.election_hash === election.fingerprint, "X2", { fault: "election" });
  demand(receipt.ballot_hash === sealed.hash && receipt.tracker === sealed.tracker, "X2", { fault: "ballot_hash" });
  demand(receipt.marks === (sealed.marks ? hash(sealed.marks) : ""), "X2", { fault: "marks" });
}

/**
 * Where the ballot stands in the board's list of trackers. The whole list is fetched and compared here, so
 * that the board does not learn whose receipt is being looked up.
 * @param {Receipt} receipt @param {{height: number, tracker: string}[]} listed
 * @returns {number} height of its event, or -1
 */
export function findTracker(receipt, listed) {
  const line = listed.find(({ tracker }) => tracker === receipt.tracker);
  if (!line) return -1;
  demand(line.height > receipt.after_height, "X2", { fault: "place", height: line.height });
  return line.height;
}

/** The part of a receipt's link after #. @param {string} signed canonical JSON */
export function receiptFragment(signed) {
  return base64url(utf8(signed));
}

/** @param {string} fragment with or without # @returns {string} the signed receipt's text */
export function readFragment(fragment) {
  return check("X2", () => fromUtf8(fromBase64url(fragment.replace(/^#/, ""))), { fault: "form" });
}
