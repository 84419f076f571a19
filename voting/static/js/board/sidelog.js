// @ts-check
// The side log: its chain, the order of its records, and every signature in it (PROTOCOL 6).
import { utf8 } from "../crypto/encoding.js";
import { verify } from "../crypto/ed25519.js";
import { check, demand } from "../crypto/errors.js";
import { hash } from "../crypto/hashing.js";
import { canonical, demandFields, readCanonical } from "../crypto/json.js";
import { verifyMessage } from "../crypto/proofs.js";
import { verifyShareProof } from "../ceremony/shareproof.js";

/** @typedef {import("./setup.js").Setup} Setup */
/** @typedef {{record: any, bytes: Uint8Array, before: string, voidsBefore: number}} Line `before` is the head of the chain before it */

/** @typedef {{lines: Line[], head: string, voids: number}} Side */

/** Where a kind may stand; kinds of the same rank may mix. @type {Record<string, number>} */
const RANK = { registrar: 0, share: 1, zero: 1, marks: 2, void: 2, counts: 3, closing: 3, decryption: 4, outcome: 5 };
const REASONS = ["unopened", "lost", "spot_check"];

/** `record` without some of its fields. @param {any} record @param {string[]} names */
export function without(record, names) {
  return Object.fromEntries(Object.entries(record).filter(([name]) => !names.includes(name)));
}

/** What is signed under a tag. @param {string} kind @param {any} record */
export function signedText(kind, record) {
  return `piaojue-${kind}-v1\n${canonical(record)}`;
}

/** @param {Setup} setup @param {unknown} owner @returns {import("./setup.js").Trustee} */
export function scrutineerOf(setup, owner) {
  const trustee = setup.trustees.list[Number(owner) - 1];
  demand(Number.isSafeInteger(owner) && trustee?.verification, "side.owner", { owner });
  return trustee;
}

/** @param {Setup} setup @param {string} text @param {any} record with `owner` and `signature` */
function verifySigned(setup, text, record) {
  const key = /** @type {import("../crypto/group.js").Point} */ (scrutineerOf(setup, record.owner).verification);
  verifyMessage(text, key, record.signature, "side.signature", { owner: record.owner });
}

/** Splits the file and computes the chain. @param {Uint8Array} bytes @param {Setup} setup @returns {Side} */
export function readSideLog(bytes, setup) {
  const { uuid, fingerprint } = setup.election;
  demand(bytes.length === 0 || bytes[bytes.length - 1] === 10, "side.end");
  let head = hash(`piaojue-side-v1|${uuid}|${fingerprint}`);
  let rank = 0;
  let voids = 0;
  /** @type {Line[]} */ const lines = [];
  for (let start = 0; start < bytes.length;) {
    const end = bytes.indexOf(10, start);
    const line = bytes.subarray(start, end);
    const record = readCanonical(line);
    const place = Object.prototype.hasOwnProperty.call(RANK, record?.kind) ? RANK[record.kind] : -1;
    demand(record?.v === 1 && record.uuid === uuid && place >= rank, "side.order", { line: lines.length });
    lines.push({ record, bytes: line, before: head, voidsBefore: voids });
    head = hash(`${head}|${hash(line)}`);
    if (record.kind === "void") voids++;
    rank = place;
    start = end + 1;
  }
  return { lines, head, voids };
}

/** @param {Setup} setup @param {any} record @param {string | undefined} expectedKey the registrar's key as printed */
function verifyRegistrar(setup, record, expectedKey) {
  demandFields(record, ["credentials", "key", "kind", "listed", "reserve", "signature", "uuid", "v"]);
  const { credentials, listed, reserve, key } = record;
  demand(credentials === setup.credentialsHash && listed === setup.credentials.size, "S10");
  demand(Number.isSafeInteger(reserve) && reserve >= 0 && reserve <= listed, "S10");
  demand(expectedKey === undefined || key === expectedKey, "S10");
  verify(utf8(signedText("registrar", without(record, ["signature"]))), key, record.signature, "S10");
}

/** @param {Setup} setup @param {any} record */
function verifyZero(setup, record) {
  demandFields(record, ["election_hash", "kind", "owner", "setup_event", "signature", "uuid", "v"]);
  demand(record.election_hash === setup.election.fingerprint && record.setup_event === setup.event, "side.zero");
  verifySigned(setup, signedText("zero", without(record, ["signature"])), record);
}

/** @param {Setup} setup @param {Line} line @param {string} registrarKey @param {import("./archive.js").Event[]} events @param {number} marksBefore */
function verifyVoid(setup, line, registrarKey, events, marksBefore) {
  const { record, before } = line;
  demandFields(record, ["credential", "election_hash", "event", "height", "kind", "owner", "reason",
    "registrar_signature", "side", "signature", "uuid", "v"]);
  demand(record.election_hash === setup.election.fingerprint && record.side === before, "side.void");
  demand(REASONS.includes(record.reason) && setup.credentials.has(record.credential), "side.void");
  const event = Number.isSafeInteger(record.height) ? events[record.height] : undefined;
  demand(event?.hash === record.event && ["Setup", "Ballot"].includes(event.type), "side.void");
  // Ballots and their marks are written together, so both chains must have been equally long.
  demand(setup.election.exclusive.length === 0 || marksBefore === record.height, "side.void");
  const body = without(record, ["registrar_signature", "owner", "signature"]);
  verify(utf8(signedText("void", body)), registrarKey, record.registrar_signature, "side.signature");
  verifySigned(setup, signedText("void", without(record, ["signature"])), record);
}

/** What all closing statements sign alike. @param {{election_hash: string, uuid: string, setup_event: string, tally_event: string, ballots: number, side: string}} facts */
export function closingBody({ election_hash, uuid, setup_event, tally_event, ballots, side }) {
  return { ballots, election_hash, kind: "closing", setup_event, side, tally_event, uuid, v: 1 };
}

/** @param {Setup} setup @param {any} record @param {ReturnType<typeof closingBody>} expected */
function verifyClosing(setup, record, expected) {
  const body = without(record, ["owner", "signature"]);
  demand(canonical(body) === canonical(expected), "side.closing", { owner: record.owner });
  verifySigned(setup, signedText("closing", body), record);
}

/** @param {Setup} setup @param {any} record @param {{ballots: number, voided: number}} known */
function verifyCounts(setup, record, { ballots, voided }) {
  demandFields(record, ["all_deputies", "election_hash", "handed_out", "kind", "listed", "present", "returned", "uuid",
    "v", "voided"]);
  const { all_deputies: all, present, handed_out: handedOut, listed, returned } = record;
  demand([all, present, handedOut, listed, returned, record.voided].every(Number.isSafeInteger), "X6");
  demand(record.election_hash === setup.election.fingerprint, "X6");
  demand(listed === setup.credentials.size && record.voided === voided && returned === ballots, "X6");
  demand(all >= present && present >= handedOut && handedOut === listed - voided && handedOut >= returned, "X6");
}

/** @param {Line[]} lines @param {string} kind @param {number} threshold @param {boolean} needed */
function demandOwners(lines, kind, threshold, needed) {
  const owners = lines.filter(({ record }) => record.kind === kind).map(({ record }) => record.owner);
  demand(new Set(owners).size === owners.length, "side.repeated", { kind });
  demand(!needed || owners.length >= threshold, "side.missing", { kind, count: owners.length, threshold });
  return owners;
}

/**
 * Everything in the side log but the proofs of the marks, which are checked with their ballots.
 * @param {Side} side @param {Setup} setup @param {import("./archive.js").Archive} archive
 * @param {{registrarKey?: string, used: Set<string>}} known credentials that have a ballot
 */
export function verifySideLog({ lines, head }, setup, archive, { registrarKey, used }) {
  const { events } = archive;
  const tally = events.find(({ type }) => type === "EncryptedTally");
  /** @param {string} kind */
  const ofKind = (kind) => lines.filter(({ record }) => record.kind === kind);
  const [registrar] = ofKind("registrar");
  demand(registrar && ofKind("registrar").length === 1, "S10");
  check("S10", () => verifyRegistrar(setup, registrar.record, registrarKey));
  ofKind("share").forEach(({ record }) => verifyShareProof(record, setup));
  ofKind("zero").forEach(({ record }) => verifyZero(setup, record));
  let marksBefore = 0;
  /** @type {Set<string>} */ const voided = new Set();
  for (const line of lines) {
    if (line.record.kind === "marks") marksBefore++;
    if (line.record.kind !== "void") continue;
    check("X6", () => verifyVoid(setup, line, registrar.record.key, events, marksBefore));
    demand(!voided.has(line.record.credential) && !used.has(line.record.credential), "X6");
    voided.add(line.record.credential);
  }
  const { threshold } = setup.trustees;
  const ballots = events.filter(({ type }) => type === "Ballot").length;
  for (const kind of ["share", "zero"]) demandOwners(lines, kind, threshold, events.length > 1);
  const afterTally = lines.find(({ record }) => RANK[record.kind] >= RANK.counts);
  demand(!afterTally || tally, "side.order");
  const closingSide = afterTally ? afterTally.before : head;
  const expected = closingBody({
    election_hash: setup.election.fingerprint, uuid: setup.election.uuid, setup_event: setup.event,
    tally_event: tally ? tally.hash : "", ballots, side: closingSide,
  });
  ofKind("closing").forEach(({ record }) => verifyClosing(setup, record, expected));
  const closings = demandOwners(lines, "closing", threshold, false);
  const counts = ofKind("counts");
  demand(counts.length <= 1, "X6");
  counts.forEach(({ record }) => verifyCounts(setup, record, { ballots, voided: voided.size }));
  return { voided, closings, closing: expected, counts: counts[0]?.record ?? null, registrar: registrar.record };
}
