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

/** @typedef {import("./sidelog.js").Side} Side */

/** @param {Side} side @param {string} kind @returns {any[]} */
const ofKind = ({ lines }, kind) => lines.map(({ record }) => record).filter((record) => record.kind === kind);

/** @param {Archive} archive @param {string} type */
const reached = ({ events }, type) => events.some((event) => event.type === type);

/** S10. @param {Side} side @param {Setup} setup @param {string} [expectedKey] the registrar's key as printed */
export function verifyListStatement(side, setup, expectedKey) {
  const [registrar] = ofKind(side, "registrar");
  demand(registrar, "S10", { fault: "missing" });
  check("S10", () => verifyRegistrar(setup, registrar, expectedKey));
  return registrar;
}

/** @param {Setup} setup @param {any} record @param {string | undefined} expectedKey */
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

/** L3. @param {Side} side @param {Setup} setup @param {Archive} archive */
export function verifyShareProofs(side, setup, archive) {
  const proofs = ofKind(side, "share");
  for (const record of proofs) check("L3", () => verifyShareProof(record, setup));
  demandEnough("L3", proofs, setup, archive.events.length > 1);
}

/** L4. @param {Side} side @param {Setup} setup @param {Archive} archive */
export function verifyZeroReports(side, setup, archive) {
  const reports = ofKind(side, "zero");
  for (const record of reports) check("L4", () => verifyZero(setup, record));
  demandEnough("L4", reports, setup, archive.events.length > 1);
}

/**
 * L5, X6.
 * @param {Side} side @param {Setup} setup @param {Archive} archive @param {string} registrarKey
 * @param {Set<string>} used credentials with a ballot @returns {Set<string>} voided
 */
export function verifyVoids({ lines }, setup, archive, registrarKey, used) {
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

/**
 * X4, X6; null before the numbers are reported.
 * @param {Side} side @param {Setup} setup @param {Archive} archive @param {number} ballots @param {number} voided
 * @returns {any}
 */
export function verifyNumbers(side, setup, archive, ballots, voided) {
  demand(reached(archive, "EncryptedTally") || !side.lines.some(standsAfterTally), "L2");
  const [counts] = ofKind(side, "counts");
  demand(counts || !reached(archive, "PartialDecryption"), "X4", { fault: "missing" });
  if (counts) verifyCounts(setup, counts, { ballots, voided });
  return counts ?? null;
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
 * L6.
 * @param {Side} side @param {Setup} setup @param {Archive} archive @param {number} ballots
 */
export function verifyClosings(side, setup, archive, ballots) {
  const { fingerprint, uuid } = setup.election;
  const afterTally = side.lines.find(standsAfterTally);
  const closing = closingBody({
    election_hash: fingerprint, uuid, setup_event: setup.event,
    tally_event: archive.events.find(({ type }) => type === "EncryptedTally")?.hash ?? "",
    ballots, side: afterTally ? afterTally.before : side.head,
  });
  const statements = ofKind(side, "closing");
  for (const record of statements) check("L6", () => verifyClosing(setup, record, closing));
  demandEnough("L6", statements, setup, reached(archive, "PartialDecryption"));
  return { closing, closings: statements.map((record) => record.owner) };
}

/** R6, the record's place: it names the result, and there is one as soon as there is a result. @param {Side} side @param {Archive} archive */
export function verifyOutcomePlace(side, archive) {
  const results = archive.events.filter(({ type }) => type === "Result").map((event) => event.hash);
  const outcomes = ofKind(side, "outcome");
  demand(outcomes.map((record) => record.result_event).join() === results.join(), "R6");
  return outcomes[0] ?? null;
}

/**
 * Everything in the side log but the proofs of marks and decryptions, which are checked with ballots and shares.
 * @param {Side} side @param {Setup} setup @param {Archive} archive
 * @param {{registrarKey?: string, used: Set<string>}} known credentials that have a ballot
 */
export function verifySideLog(side, setup, archive, { registrarKey, used }) {
  const registrar = verifyListStatement(side, setup, registrarKey);
  verifyShareProofs(side, setup, archive);
  verifyZeroReports(side, setup, archive);
  const voided = verifyVoids(side, setup, archive, registrar.key, used);
  const counts = verifyNumbers(side, setup, archive, used.size, voided.size);
  const { closing, closings } = verifyClosings(side, setup, archive, used.size);
  verifyOutcomePlace(side, archive);
  return { voided, counts, closing, closings };
}
