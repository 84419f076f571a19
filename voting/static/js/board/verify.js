// @ts-check
// What a scrutineer's page makes sure of before it decrypts (PROTOCOL 9): everything, from the bytes alone.
import { verifyCheckpoint } from "../ballot/receipt.js";
import { demand, Refused } from "../crypto/errors.js";
import { hash } from "../crypto/hashing.js";
import { eventsOf, readArchive } from "./archive.js";
import { verifyBallot, verifyMarks } from "./ballots.js";
import { verifyResult } from "./result.js";
import { readSetup } from "./setup.js";
import { verifyRecordedShares } from "./shares.js";
import { verifySideLog } from "./sidecheck.js";
import { readSideLog } from "./sidelog.js";
import { multiplyBallots, verifyTally } from "./tally.js";

/** @typedef {import("./ballots.js").Ballot} Ballot */
/** @typedef {{archive: Uint8Array, side: Uint8Array, method: Uint8Array}} Files */
/**
 * What the page knows from elsewhere; what is not given is not checked.
 * @typedef {object} Expected
 * @property {string} [registrarKey] 64 digits, as printed
 * @property {{owner: number, publicKey: string}} [own] of this scrutineer's slip
 * @property {string} [setupEvent] pinned by the zero report
 * @property {{length: number, hash: string}} [earlier] copy of the archive, of which this one must be a continuation
 * @property {string} [boardKey] @property {any} [checkpoint] signed, parsed; needs boardKey
 */
/**
 * @typedef {object} Verified
 * @property {import("./setup.js").Setup} setup
 * @property {import("./archive.js").Archive} archive
 * @property {number} ballots
 * @property {import("./ballots.js").Ciphertext[][]} tally recomputed
 * @property {string} tallyEvent hash of the EncryptedTally event, "" before closing
 * @property {string} sideHead
 * @property {number[]} closings owners whose closing statements stand in the side log
 * @property {number[][] | null} result counts per question and answer, null before the result
 * @property {number[]} shares owners whose shares stand in the archive
 * @property {any} closing the body that they sign
 * @property {any} counts record of the ballot count, null before it is made
 * @property {number} voids
 */

/** Results of `verifyBoard`, and nothing else: who decrypts asks here. @type {WeakSet<object>} */
const genuine = new WeakSet();

/** @param {Verified} verified */
export function demandVerified(verified) {
  demand(genuine.has(verified), "verify.not_verified");
}

/** @param {Uint8Array} bytes @param {Expected["earlier"]} earlier */
function verifyEarlier(bytes, earlier) {
  if (!earlier) return;
  demand(bytes.length >= earlier.length && hash(bytes.subarray(0, earlier.length)) === earlier.hash, "X1");
}

/** @param {import("./setup.js").Setup} setup @param {Expected} expected */
function verifyExpected(setup, { own, setupEvent }) {
  demand(setupEvent === undefined || setup.event === setupEvent, "S9");
  if (!own) return;
  const trustee = setup.trustees.list[own.owner - 1];
  demand(trustee?.verification && trustee.keyHex === own.publicKey, "S11");
}

/**
 * Ballots with their marks. The cache holds what this very page verified before, under the hashes of all
 * bytes that the verdict depends on.
 * @param {import("./setup.js").Setup} setup @param {import("./archive.js").Event[]} events
 * @param {Uint8Array[]} marks
 * @param {Map<string, Ballot>} cache @param {(done: number, total: number) => void} progress
 */
function verifyBallots(setup, events, marks, cache, progress) {
  const { election, credentials } = setup;
  const expected = election.exclusive.length ? events.length : 0;
  demand(marks.length === expected, "M1", { ballots: events.length, marks: marks.length });
  /** @type {Map<string, Ballot>} */ const byCredential = new Map();
  events.forEach((event, i) => {
    const [{ hash: payload, bytes }] = event.data;
    const record = marks[i] ?? null;
    const id = [payload, record ? hash(record) : "", setup.event].join("|");
    const ballot = cache.get(id) ?? verifyOne(election, credentials, bytes, record, event.height);
    cache.set(id, ballot);
    demand(!byCredential.has(ballot.credential), "B19", { height: event.height });
    byCredential.set(ballot.credential, ballot);
    progress(i + 1, events.length);
  });
  return byCredential;
}

/**
 * @param {import("../ballot/election.js").Election} election @param {Set<string>} credentials
 * @param {Uint8Array} bytes @param {Uint8Array | null} marks @param {number} height
 */
function verifyOne(election, credentials, bytes, marks, height) {
  try {
    const ballot = verifyBallot(election, credentials, bytes);
    verifyMarks(election, ballot, marks);
    return ballot;
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    throw new Refused(error.code, { ...error.data, height });
  }
}

/**
 * @param {Expected} expected @param {import("./archive.js").Archive} archive
 * @param {import("./sidelog.js").Side} side
 */
function verifyHeads({ checkpoint, boardKey }, archive, side) {
  if (!checkpoint) return;
  demand(boardKey, "M5", { fault: "key" });
  const { height, event, side: head, ballots, voids } = verifyCheckpoint(checkpoint, boardKey);
  demand(archive.events[height]?.hash === event, "M5", { fault: "head", height });
  const line = side.lines.find(({ before }) => before === head);
  demand(line || head === side.head, "M5", { fault: "side" });
  demand(voids === (line ? line.voidsBefore : side.voids), "M5", { fault: "voids" });
  const below = archive.events.slice(0, height + 1).filter(({ type }) => type === "Ballot");
  demand(ballots === below.length, "M5", { fault: "ballots" });
}

/**
 * Verifies archive and side log of one poll, complete or still growing.
 * @param {Files} files @param {Expected} [expected]
 * @param {{cache?: Map<string, Ballot>, progress?: (done: number, total: number) => void}} [options]
 * @returns {Verified}
 */
export function verifyBoard({ archive: bytes, side: sideBytes, method }, expected = {}, options = {}) {
  const { cache = new Map(), progress = () => {} } = options;
  verifyEarlier(bytes, expected.earlier);
  const archive = readArchive(bytes);
  const setup = readSetup(archive.events[0], method);
  verifyExpected(setup, expected);
  const side = readSideLog(sideBytes, setup.election);
  const events = eventsOf(archive, "Ballot");
  const marks = side.lines.filter(({ record }) => record.kind === "marks").map((line) => line.bytes);
  const ballots = verifyBallots(setup, events, marks, cache, progress);
  const tally = multiplyBallots(setup.election, [...ballots.values()]);
  const [tallyEvent] = eventsOf(archive, "EncryptedTally");
  if (tallyEvent) verifyTally(tallyEvent, tally, ballots.size);
  const shares = verifyRecordedShares(setup, archive, side, tally, tallyEvent?.hash ?? "");
  const [resultEvent] = eventsOf(archive, "Result");
  const { groups } = setup.trustees;
  const result = resultEvent ? verifyResult(resultEvent.data[0].bytes, tally, shares, groups, ballots.size) : null;
  const known = { registrarKey: expected.registrarKey, used: new Set(ballots.keys()) };
  const log = verifySideLog(side, setup, archive, known);
  verifyHeads(expected, archive, side);
  const verified = {
    setup, archive, tally, ballots: ballots.size, tallyEvent: tallyEvent ? tallyEvent.hash : "", sideHead: side.head,
    result, shares: [...shares.keys()], closings: log.closings, closing: log.closing, counts: log.counts,
    voids: log.voided.size,
  };
  genuine.add(Object.freeze(verified));
  return verified;
}
