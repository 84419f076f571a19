// @ts-check
// The side log: its chain and the order of its records (PROTOCOL 6; checks L1, L2).
import { check, demand } from "../crypto/errors.js";
import { hash } from "../crypto/hashing.js";
import { canonical, demandObject, readCanonical } from "../crypto/json.js";

/**
 * @typedef {{record: any, bytes: Uint8Array, before: string, voidsBefore: number}} Line `before` is the head of the chain before it
 */
/** @typedef {{lines: Line[], head: string, voids: number}} Side */

const MIB = 1 << 20;
/** Stages; the kinds of one stage may mix. @type {Record<string, number>} */
const STAGE = { registrar: 0, share: 1, zero: 1, marks: 2, void: 2, counts: 3, closing: 3, decryption: 4, outcome: 5 };
const ONCE = ["registrar", "counts", "outcome"];
const ONCE_PER_OWNER = ["share", "zero", "closing", "decryption"];

/** @param {Line} line */
export const standsAfterTally = ({ record }) => STAGE[record.kind] >= STAGE.counts;

/** `record` without some of its fields. @param {any} record @param {string[]} names */
export function without(record, names) {
  return Object.fromEntries(Object.entries(record).filter(([name]) => !names.includes(name)));
}

/** What is signed under a tag. @param {string} kind @param {any} record */
export function signedText(kind, record) {
  return `piaojue-${kind}-v1\n${canonical(record)}`;
}

/**
 * What all closing statements sign alike.
 * @param {{election_hash: string, uuid: string, setup_event: string, tally_event: string, ballots: number, side: string}} facts
 */
export function closingBody({ election_hash, uuid, setup_event, tally_event, ballots, side }) {
  return { ballots, election_hash, kind: "closing", setup_event, side, tally_event, uuid, v: 1 };
}

/**
 * @param {Uint8Array} bytes @param {string} code
 * @returns {Generator<Uint8Array>} the lines of the file, each without its end
 */
export function* splitLines(bytes, code) {
  for (let start = 0; start < bytes.length;) {
    const end = bytes.indexOf(10, start);
    demand(end > start && end - start <= MIB, code);
    yield bytes.subarray(start, end);
    start = end + 1;
  }
}

/**
 * Splits the file and computes the chain.
 * @param {Uint8Array} bytes @param {{uuid: string, fingerprint: string}} election @returns {Side}
 */
export function readSideLog(bytes, { uuid, fingerprint }) {
  let head = hash(`piaojue-side-v1|${uuid}|${fingerprint}`);
  let stage = 0;
  let voids = 0;
  const taken = new Set();
  /** @type {Line[]} */ const lines = [];
  for (const line of splitLines(bytes, "L1")) {
    const place = { line: lines.length };
    const record = check("L1", () => readCanonical(line), place);
    check("L1", () => demandObject(record, "side.form"), place);
    const { kind } = record;
    demand(typeof kind === "string" && Object.prototype.hasOwnProperty.call(STAGE, kind), "L1", place);
    demand(record.v === 1 && record.uuid === uuid, "L1", place);
    demand(record.election_hash === undefined || record.election_hash === fingerprint, "L1", place);
    demand(STAGE[kind] >= stage && (lines.length === 0) === (kind === "registrar"), "L2", { ...place, kind });
    const id = ONCE.includes(kind) ? kind : `${kind}|${record.owner}`;
    demand(!taken.has(id), "L2", { ...place, kind, owner: record.owner });
    if (ONCE.includes(kind) || ONCE_PER_OWNER.includes(kind)) taken.add(id);
    lines.push({ record, bytes: line, before: head, voidsBefore: voids });
    head = hash(`${head}|${hash(line)}`);
    if (kind === "void") voids++;
    stage = STAGE[kind];
  }
  return { lines, head, voids };
}
