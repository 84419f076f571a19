// @ts-check
// Checkpoints and receipts: what the board signed is what stands in archive and side log (checks M5, X2, X3).
import { readFragment, verifyCheckpoint, verifyReceipt } from "../ballot/receipt.js";
import { eventsOf } from "../board/archive.js";
import { splitLines } from "../board/sidelog.js";
import { check, demand } from "../crypto/errors.js";
import { compactHash, hash } from "../crypto/hashing.js";
import { readCanonical } from "../crypto/json.js";

/** @typedef {import("./poll.js").Opened} Opened */
/** @typedef {import("../board/sidelog.js").Side} Side */
/** @typedef {import("../board/setup.js").Setup} Setup */

/** @param {import("./bundle.js").Bundle} bundle @returns {any[]} all checkpoints, each signed by the manifest's board key */
function openCheckpoints({ manifest, files }) {
  return [...splitLines(files["checkpoints.jsonl"], "M5")].map((line) =>
    verifyCheckpoint(check("M5", () => readCanonical(line), { fault: "form" }), manifest.board_key));
}

/** X3. @param {any[]} statements checkpoints and receipts that were opened */
function demandOneHistory(statements) {
  /** @type {Map<string, string>} */ const said = new Map();
  for (const { key, uuid, height, event, after_height: afterHeight, after_event: afterEvent } of statements) {
    const place = `${key}|${uuid}|${height ?? afterHeight}`;
    const named = event ?? afterEvent;
    demand((said.get(place) ?? named) === named, "X3", { key, height: height ?? afterHeight, events: [said.get(place), named] });
    said.set(place, named);
  }
}

/** @param {string} code @param {any} statement @param {Setup} setup */
function demandSamePoll(code, { uuid, election_hash: electionHash }, { election }) {
  demand(uuid === election.uuid, code, { fault: "uuid" });
  demand(electionHash === election.fingerprint, code, { fault: "election" });
}

/**
 * Side heads, each with how many voids and marks stand before it.
 * @param {Side} side @returns {Map<string, {voids: number, marks: number}>}
 */
function headsOf({ lines, head, voids }) {
  let marks = 0;
  const heads = new Map();
  for (const line of lines) {
    heads.set(line.before, { voids: line.voidsBefore, marks });
    if (line.record.kind === "marks") marks++;
  }
  return heads.set(head, { voids, marks });
}

/**
 * The steps "history" and "checkpoints": X3 first, since of two histories one never fits the archive.
 * @param {import("./report.js").Report} report @param {Opened & {bundle: import("./bundle.js").Bundle}} opened
 * @param {Setup} setup @param {Side} side
 */
export function verifyHistory(report, { archive, bundle }, setup, side) {
  const { events } = archive;
  const checkpoints = report.step("history", () => {
    const opened = openCheckpoints(bundle);
    demandOneHistory(opened);
    return opened;
  });
  report.step("checkpoints", () => {
    const heads = headsOf(side);
    let complete = checkpoints.length > 0 && eventsOf(archive, "Result").length === 0;
    for (const checkpoint of checkpoints) {
      const { height, event, side: sideHead, ballots, voids } = checkpoint;
      demandSamePoll("M5", checkpoint, setup);
      demand(height < events.length, "M5", { fault: "height", height });
      demand(events[height].hash === event, "M5", { fault: "head", height });
      const stood = heads.get(sideHead);
      demand(stood, "M5", { fault: "side", height });
      const below = events.slice(0, height + 1).filter(({ type }) => type === "Ballot").length;
      demand(below === ballots, "M5", { fault: "ballots", height });
      demand(stood.voids === voids, "M5", { fault: "voids", height });
      demand(setup.election.exclusive.length === 0 || stood.marks === ballots, "M5", { fault: "ballots", height });
      complete = complete || (height === events.length - 1 && sideHead === side.head);
    }
    demand(complete, "M5", { fault: "head", checkpoints: checkpoints.length });
  });
}

/** A receipt's JSON, or the end of its link. @param {string} given */
function openReceipt(given, /** @type {string} */ boardKey) {
  const text = given.trim();
  return verifyReceipt(text.startsWith("{") ? text : readFragment(text.slice(text.lastIndexOf("#") + 1)), boardKey);
}

/**
 * @param {any} receipt @param {Opened} opened @param {Setup} setup @param {Uint8Array[] | null} marks
 * @returns {number | null} height of the ballot's event; null while it may still come
 */
function heightOf(receipt, { archive }, setup, marks) {
  demandSamePoll("X2", receipt, setup);
  const { events, timestamp } = archive;
  const openedAt = new Date(Number(timestamp) * 1000).toISOString().slice(0, 16) + "Z";
  demand(receipt.minute >= openedAt, "X2", { fault: "minute" });
  const closed = eventsOf(archive, "EndBallots").length > 0;
  if (receipt.after_height >= events.length) {
    demand(!closed, "X2", { fault: "height" });
    return null;
  }
  demand(events[receipt.after_height].hash === receipt.after_event, "X2", { fault: "head" });
  const ballots = eventsOf(archive, "Ballot");
  const place = ballots.findIndex(({ data: [{ bytes }] }) => compactHash(bytes) === receipt.tracker);
  if (place < 0) {
    demand(!closed, "X2", { fault: "missing" });
    return null;
  }
  const { height, data: [{ bytes }] } = ballots[place];
  demand(height > receipt.after_height, "X2", { fault: "place" });
  demand(JSON.parse(new TextDecoder().decode(bytes)).signature.hash === receipt.ballot_hash, "X2", { fault: "ballot_hash" });
  if (marks) demand((marks[place] ? hash(marks[place]) : "") === receipt.marks, "X2", { fault: "marks" });
  return height;
}

/**
 * The step "receipts"; a receipt and a checkpoint that differ are X3.
 * @param {import("./report.js").Report} report @param {Opened} opened @param {Setup} setup
 * @param {Uint8Array[] | null} marks @param {string[]} given @param {string} boardKey
 */
export function verifyReceipts(report, opened, setup, marks, given, boardKey) {
  if (given.length === 0) {
    report.notChecked("not_asked", "receipts");
    return;
  }
  const heights = report.step("receipts", () => {
    const receipts = given.map((text) => openReceipt(text, boardKey));
    demandOneHistory([...(opened.bundle ? openCheckpoints(opened.bundle) : []), ...receipts]);
    return receipts.map((receipt) => heightOf(receipt, opened, setup, marks));
  });
  if (heights.includes(null)) report.notes.push("waiting");
  report.facts.receipts = heights;
}
