// @ts-check
// Whether the side log fits the archive, and every signature in it (PROTOCOL 6; checks S10, L3–L6, X4, X6, R6).
import { verifyShareProof } from "../ceremony/shareproof.js";
import { verify } from "../crypto/ed25519.js";
import { utf8 } from "../crypto/encoding.js";
import { check, demand } from "../crypto/errors.js";
import { canonical, demandFields } from "../crypto/json.js";
import { verifyMessage } from "../crypto/proofs.js";
import { closingBody, signedText, standsAfterTally, without } from "./sidelog.js";

/** @typedef {import("./setup.js").Setup} Setup */
/** @typedef {import("./sidelog.js").Line} Line */
/** @typedef {import("./archive.js").Archive} Archive */

const REASONS = ["unopened", "lost", "spot_check"];

/** @param {unknown} number */
const isCount = (number) => Number.isSafeInteger(number) && /** @type {number} */ (number) >= 0;

/**
 * Signature of a scrutineer.
 * @param {Setup} setup @param {string} text @param {any} record with `owner` and `signature`
 */
function verifySigned(setup, text, { owner, signature }) {
  const trustee = Number.isSafeInteger(owner) ? setup.trustees.list[owner - 1] : undefined;
  demand(trustee?.verification, "side.owner", { owner });
  verifyMessage(text, trustee.verification, signature, "side.signature", { owner });
}

/** @param {Setup} setup @param {any} record @param {string | undefined} expectedKey the registrar's key as printed */
function verifyRegistrar(setup, record, expectedKey) {
  demandFields(record, ["credentials", "key", "kind", "listed", "reserve", "signature", "uuid", "v"]);
  const { credentials, listed, reserve, key } = record;
  demand(credentials === setup.credentialsHash && listed === setup.credentials.size, "registrar.list");
  demand(isCount(reserve) && reserve <= listed, "registrar.list");
  demand(typeof key === "string" && (expectedKey === undefined || key === expectedKey), "registrar.key");
  verify(utf8(signedText("registrar", without(record, ["signature"]))), key, record.signature, "side.signature");
}

/** @param {Setup} setup @param {any} record */
function verifyZero(setup, record) {
  demandFields(record, ["election_hash", "kind", "owner", "setup_event", "signature", "uuid", "v"]);
  demand(record.setup_event === setup.event, "zero.setup");
  verifySigned(setup, signedText("zero", without(record, ["signature"])), record);
}

/**
 * @param {Setup} setup @param {Line} line @param {string} registrarKey @param {Archive} archive
 * @param {number} marksBefore
 */
function verifyVoid(setup, { record, before }, registrarKey, { events }, marksBefore) {
  demandFields(record, ["credential", "election_hash", "event", "height", "kind", "owner", "reason",
    "registrar_signature", "side", "signature", "uuid", "v"]);
  demand(REASONS.includes(record.reason), "void.reason");
  const event = isCount(record.height) ? events[record.height] : undefined;
  demand(event && event.hash === record.event && ["Setup", "Ballot"].includes(event.type), "void.event");
  // Ballots and their marks are written together: where there are marks, both chains were equally long.
  demand(record.side === before, "void.side");
  demand(setup.election.exclusive.length === 0 || marksBefore === record.height, "void.side");
  const body = without(record, ["registrar_signature", "owner", "signature"]);
  verify(utf8(signedText("void", body)), registrarKey, record.registrar_signature, "side.signature");
  verifySigned(setup, signedText("void", without(record, ["signature"])), record);
}

/**
 * @param {Setup} setup @param {Line[]} lines @param {string} registrarKey @param {Archive} archive
 * @param {Set<string>} used credentials with a ballot
 */
function verifyVoids(setup, lines, registrarKey, archive, used) {
  let marksBefore = 0;
  /** @type {Set<string>} */ const voided = new Set();
  for (const line of lines) {
    const { kind, credential } = line.record;
    if (kind === "marks") marksBefore++;
    if (kind !== "void") continue;
    check("L5", () => verifyVoid(setup, line, registrarKey, archive, marksBefore));
    demand(setup.credentials.has(credential) && !voided.has(credential), "X6", { credential });
    demand(!used.has(credential), "X6", { credential });
    voided.add(credential);
  }
  return voided;
}

/** @param {Setup} setup @param {any} record @param {{ballots: number, voided: number}} known */
function verifyCounts(setup, record, { ballots, voided }) {
  check("X4", () => demandFields(record, ["all_deputies", "election_hash", "handed_out", "kind", "listed", "present",
    "returned", "uuid", "v", "voided"]));
  const { all_deputies: all, present, handed_out: handedOut, listed, returned } = record;
  demand([all, present, handedOut, listed, returned, record.voided].every(isCount), "X4");
  demand(listed === setup.credentials.size && record.voided === voided, "X6");
  demand(handedOut === listed - voided, "X6");
  demand(all >= present && present >= handedOut && handedOut >= returned && returned === ballots, "X4");
}

/** @param {Setup} setup @param {any} record @param {ReturnType<typeof closingBody>} expected */
function verifyClosing(setup, record, expected) {
  const body = without(record, ["owner", "signature"]);
  demand(canonical(body) === canonical(expected), "closing.heads", { owner: record.owner });
  verifySigned(setup, signedText("closing", body), record);
}

/** @param {string} code @param {any[]} records @param {Setup} setup @param {boolean} needed */
function demandEnough(code, records, { trustees: { threshold } }, needed) {
  demand(!needed || records.length >= threshold, code, { fault: "few", number: records.length, needed: threshold });
}

/**
 * Everything in the side log but the proofs of marks and decryptions, which are checked with ballots and shares.
 * @param {import("./sidelog.js").Side} side @param {Setup} setup @param {Archive} archive
 * @param {{registrarKey?: string, used: Set<string>}} known credentials that have a ballot
 */
export function verifySideLog({ lines, head }, setup, archive, { registrarKey, used }) {
  const has = (/** @type {string} */ type) => archive.events.some((event) => event.type === type);
  const records = lines.map(({ record }) => record);
  const ofKind = (/** @type {string} */ kind) => records.filter((record) => record.kind === kind);
  const [registrar] = ofKind("registrar");
  demand(registrar, "S10", { fault: "missing" });
  check("S10", () => verifyRegistrar(setup, registrar, registrarKey));
  for (const record of ofKind("share")) check("L3", () => verifyShareProof(record, setup));
  demandEnough("L3", ofKind("share"), setup, archive.events.length > 1);
  for (const record of ofKind("zero")) check("L4", () => verifyZero(setup, record));
  demandEnough("L4", ofKind("zero"), setup, archive.events.length > 1);
  const voided = verifyVoids(setup, lines, registrar.key, archive, used);
  const ballots = used.size;
  const afterTally = lines.find(standsAfterTally);
  demand(!afterTally || has("EncryptedTally"), "L2");
  const [counts] = ofKind("counts");
  demand(counts || !has("PartialDecryption"), "X4", { fault: "missing" });
  if (counts) verifyCounts(setup, counts, { ballots, voided: voided.size });
  const { fingerprint, uuid } = setup.election;
  const closing = closingBody({
    election_hash: fingerprint, uuid, setup_event: setup.event,
    tally_event: archive.events.find(({ type }) => type === "EncryptedTally")?.hash ?? "",
    ballots, side: afterTally ? afterTally.before : head,
  });
  for (const record of ofKind("closing")) check("L6", () => verifyClosing(setup, record, closing));
  demandEnough("L6", ofKind("closing"), setup, has("PartialDecryption"));
  const results = archive.events.filter(({ type }) => type === "Result").map((event) => event.hash);
  demand(ofKind("outcome").map((record) => record.result_event).join() === results.join(), "R6");
  return { voided, counts: counts ?? null, closing, closings: ofKind("closing").map((record) => record.owner) };
}
