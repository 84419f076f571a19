// @ts-check
// Verification of one ballot and of its exclusive marks (spec 4.11–4.17; checks B1–B20, M1–M4).
import { check, demand } from "../crypto/errors.js";
import { fromUtf8 } from "../crypto/encoding.js";
import { FIELD, IDENTITY, product, readPoint } from "../crypto/group.js";
import { compactHash } from "../crypto/hashing.js";
import { compact, demandFields, demandList, isText, readCanonical, readJson } from "../crypto/json.js";
import { readProof, readProofs, verifyEither, verifyHash, verifyInterval } from "../crypto/proofs.js";

/** @typedef {import("../crypto/group.js").Point} Point */
/** @typedef {import("../crypto/proofs.js").Numbers} Numbers */
/** @typedef {import("../ballot/election.js").Election} Election */
/** @typedef {{alpha: Point, beta: Point}} Ciphertext */
/** @typedef {{hash: string, credential: string, ciphertexts: Ciphertext[][]}} Ballot */
/**
 * @typedef {{choices: {alpha: string, beta: string}[], individual: Numbers[][], overall: Numbers[], blank: Numbers[] | null}} Answer
 */

const CAP = 256 * 1024;
const MARKS_CAP = 256 * 1024;
const Y = (1n << 255n) - 1n;

/** The writing of a point alone; whether it is a member shows later. @param {unknown} text @param {string} code */
function demandWritten(text, code) {
  demand(isText(text, /^[0-9a-f]{64}$/) && text !== IDENTITY && (BigInt("0x" + text) & Y) < FIELD, code);
}

/** @param {any} list @returns {Numbers[]} */
function readList(list) {
  demandList(list, "ballot.proofs");
  return list.map((proof) => {
    demandFields(proof, ["challenge", "response"]);
    return check("B20", () => readProof(proof));
  });
}

/** @param {any} answer @returns {Answer} */
function readAnswer(answer) {
  const blank = answer?.blank_proof !== undefined;
  demandFields(answer, ["choices", "individual_proofs", "overall_proof", ...(blank ? ["blank_proof"] : [])]);
  demandList(answer.choices, "ballot.choices");
  for (const choice of answer.choices) {
    demandFields(choice, ["alpha", "beta"]);
    demandWritten(choice.alpha, "B12");
    demandWritten(choice.beta, "B12");
  }
  demandList(answer.individual_proofs, "ballot.proofs");
  return {
    choices: answer.choices,
    individual: answer.individual_proofs.map(readList),
    overall: readList(answer.overall_proof),
    blank: blank ? readList(answer.blank_proof) : null,
  };
}

/** B1, B2 and the writing of points and scalars. @param {Uint8Array} bytes */
function readBallot(bytes) {
  demand(bytes.length <= CAP, "B1");
  const raw = check("B1", () => readJson(bytes));
  check("B1", () => demandFields(raw, ["election_uuid", "election_hash", "credential", "answers", "signature"]));
  check("B1", () => demandFields(raw.signature, ["hash", "proof"]));
  demand([raw.election_uuid, raw.election_hash, raw.signature.hash].every((text) => typeof text === "string"), "B1");
  demandWritten(raw.credential, "B6");
  /** @type {Answer[]} */ const answers = check("B1", () => {
    demandList(raw.answers, "ballot.answers");
    demandFields(raw.signature.proof, ["challenge", "response"]);
    return raw.answers.map(readAnswer);
  });
  check("B20", () => readProof(raw.signature.proof));
  const text = fromUtf8(bytes);
  demand(check("B2", () => compact(raw)) === text, "B2");
  return { raw, answers, text };
}

/** As many of everything as the questions want. @param {Election} election @param {Answer[]} answers */
function demandCounts({ questions }, answers) {
  demand(answers.length === questions.length, "B9");
  answers.forEach(({ choices, individual, overall, blank }, question) => {
    const asked = questions[question];
    demand(choices.length === asked.choices, "B10", { question });
    demand(individual.length === asked.choices && individual.every(({ length }) => length === 2), "B11", { question });
    demand(overall.length === asked.max - asked.min + 1 + Number(asked.blank), "B14", { question });
    demand(asked.blank ? blank?.length === 2 : blank === null, "B16", { question });
  });
}

/** @param {Ciphertext[]} list @returns {Ciphertext} */
function total(list) {
  return { alpha: product(list.map(({ alpha }) => alpha)), beta: product(list.map(({ beta }) => beta)) };
}

/**
 * @param {Election} election @param {string} context φ|credential @param {Answer} answer @param {number} question
 * @returns {Ciphertext[]}
 */
function verifyAnswer({ key, questions }, context, { choices, individual, overall, blank }, question) {
  const ciphertexts = choices.map(({ alpha, beta }, answer) => {
    const place = { question, answer };
    const ciphertext = check("B12", () => ({ alpha: readPoint(alpha), beta: readPoint(beta) }), place);
    verifyInterval({ context, key, ...ciphertext, first: 0, proofs: individual[answer] }, "B13", place);
    return ciphertext;
  });
  const whole = `${context}|${choices.map(({ alpha, beta }) => `${alpha},${beta}`).join()}`;
  const { min } = questions[question];
  if (!blank) {
    const statement = { context: whole, key, ...total(ciphertexts), first: min, proofs: overall };
    verifyInterval(statement, "B15", { question });
    return ciphertexts;
  }
  const mark = { key, ...ciphertexts[0] };
  const sum = { key, ...total(ciphertexts.slice(1)) };
  const counted = [{ ...mark, first: 1, proofs: overall.slice(0, 1) }, { ...sum, first: min, proofs: overall.slice(1) }];
  verifyEither("bproof1", whole, counted, "B15", { question });
  const empty = [{ ...mark, first: 0, proofs: blank.slice(0, 1) }, { ...sum, first: 0, proofs: blank.slice(1) }];
  verifyEither("bproof0", whole, empty, "B17", { question });
  return ciphertexts;
}

/** @param {Election} election @param {Set<string>} credentials @param {Uint8Array} bytes @returns {Ballot} */
export function verifyBallot(election, credentials, bytes) {
  const { raw, answers, text } = readBallot(bytes);
  demand(raw.election_uuid === election.uuid, "B3");
  demand(raw.election_hash === election.fingerprint, "B4");
  const { credential, signature } = raw;
  demand(credentials.has(credential), "B5", { credential });
  demandCounts(election, answers);
  const signer = check("B6", () => readPoint(credential));
  const hash = compactHash(text.slice(0, -`,"signature":${compact(signature)}}`.length) + "}");
  demand(signature.hash === hash, "B7");
  verifyHash(hash, signer, signature.proof, "B8");
  const context = `${election.fingerprint}|${credential}`;
  const ciphertexts = answers.map((answer, question) => verifyAnswer(election, context, answer, question));
  return { hash, credential, ciphertexts };
}

/**
 * @param {Election} election @param {Ballot} ballot
 * @param {Uint8Array | null} bytes the marks record; null where the method needs none
 */
export function verifyMarks(election, ballot, bytes) {
  demand((bytes === null) === (election.exclusive.length === 0), "M1");
  if (!bytes) return;
  demand(bytes.length <= MARKS_CAP, "M3");
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
