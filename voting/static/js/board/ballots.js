// @ts-check
// Verification of one ballot and of its exclusive marks (spec 4.11–4.17; checks B1–B20, M1–M4).
import { check, demand } from "../crypto/errors.js";
import { fromUtf8 } from "../crypto/encoding.js";
import { product, readPoint } from "../crypto/group.js";
import { compactHash } from "../crypto/hashing.js";
import { demandFields, demandList, readCanonical, readCompact } from "../crypto/json.js";
import { readProofs, verifyHash, verifyInterval } from "../crypto/proofs.js";

/** @typedef {import("../crypto/group.js").Point} Point */
/** @typedef {import("../ballot/election.js").Election} Election */
/** @typedef {{alpha: Point, beta: Point}} Ciphertext */
/** @typedef {{hash: string, credential: string, ciphertexts: Ciphertext[][]}} Ballot */

const CAP = 256 * 1024;

/** @param {any} written `ciphertext` of spec 4.3 @returns {Ciphertext} */
function readCiphertext(written) {
  demandFields(written, ["alpha", "beta"]);
  return { alpha: readPoint(written.alpha), beta: readPoint(written.beta) };
}

/** @param {Ciphertext[]} list @returns {Ciphertext} */
function total(list) {
  return { alpha: product(list.map(({ alpha }) => alpha)), beta: product(list.map(({ beta }) => beta)) };
}

/**
 * @param {Election} election @param {string} context φ|credential @param {any} answer @param {number} question
 * @returns {Ciphertext[]}
 */
function verifyAnswer(election, context, answer, question) {
  const { answers, min, max } = election.questions[question];
  demandFields(answer, ["choices", "individual_proofs", "overall_proof"]);
  demandList(answer.choices, "B10", answers.length);
  demandList(answer.individual_proofs, "B11", answers.length);
  const ciphertexts = check("B12", () => answer.choices.map(readCiphertext), { question });
  ciphertexts.forEach((/** @type {Ciphertext} */ ciphertext, /** @type {number} */ i) => {
    const proofs = check("B20", () => readProofs(answer.individual_proofs[i], 2, "B11"), { question, answer: i });
    verifyInterval({ context, key: election.key, ...ciphertext, first: 0, proofs }, "B13", { question, answer: i });
  });
  const proofs = check("B20", () => readProofs(answer.overall_proof, max - min + 1, "B14"), { question });
  const written = answer.choices.map((/** @type {any} */ { alpha, beta }) => `${alpha},${beta}`).join();
  const statement = { context: `${context}|${written}`, key: election.key, ...total(ciphertexts), first: min, proofs };
  verifyInterval(statement, "B15", { question });
  return ciphertexts;
}

/** @param {Election} election @param {Set<string>} credentials @param {Uint8Array} bytes @returns {Ballot} */
export function verifyBallot(election, credentials, bytes) {
  demand(bytes.length <= CAP, "K7");
  const raw = check("B2", () => readCompact(bytes));
  check("B1", () => demandFields(raw, ["election_uuid", "election_hash", "credential", "answers", "signature"]));
  demand(raw.election_uuid === election.uuid, "B3");
  demand(raw.election_hash === election.fingerprint, "B4");
  const { credential } = raw;
  demand(credentials.has(credential), "B5", { credential });
  demandList(raw.answers, "B9", election.questions.length);
  check("B1", () => demandFields(raw.signature, ["hash", "proof"]));
  const unsigned = fromUtf8(bytes).slice(0, -`,"signature":${JSON.stringify(raw.signature)}}`.length) + "}";
  const hash = compactHash(unsigned);
  demand(raw.signature.hash === hash, "B7");
  check("B20", () => verifyHash(hash, readPoint(credential), raw.signature.proof, "B8"));
  const context = `${election.fingerprint}|${credential}`;
  const ciphertexts = raw.answers.map((/** @type {any} */ answer, /** @type {number} */ question) =>
    check("B1", () => verifyAnswer(election, context, answer, question)));
  return { hash, credential, ciphertexts };
}

/**
 * @param {Election} election @param {Ballot} ballot
 * @param {Uint8Array | null} bytes the marks record; null where the method needs none
 */
export function verifyMarks(election, ballot, bytes) {
  demand((bytes === null) === (election.exclusive.length === 0), "M1");
  if (!bytes) return;
  const record = check("M3", () => readCanonical(bytes));
  check("M3", () => {
    demandFields(record, ["ballot_hash", "election_hash", "kind", "proofs", "uuid", "v"]);
    demand(record.v === 1 && record.kind === "marks" && record.uuid === election.uuid, "marks.fields");
    demand(record.election_hash === election.fingerprint, "marks.fields");
    demandList(record.proofs, "marks.pairs", election.exclusive.length);
  });
  demand(record.ballot_hash === ballot.hash, "M2");
  election.exclusive.forEach(([a, b], pair) => {
    const first = ballot.ciphertexts[a];
    check("M3", () => demandList(record.proofs[pair], "marks.answers", first.length));
    first.forEach((ciphertext, answer) => {
      const proofs = check("M3", () => readProofs(record.proofs[pair][answer], 2, "marks.branches"));
      const both = total([ciphertext, ballot.ciphertexts[b][answer]]);
      const context = `${election.fingerprint}|${ballot.credential}|exclusive|${ballot.hash}|${pair}|${answer}`;
      verifyInterval({ context, key: election.key, ...both, first: 0, proofs }, "M4", { pair, answer });
    });
  });
}
