// @ts-check
// Making a ballot (spec 4.11–4.17, PROTOCOL 5): first everything but the signature, then the signature.
import { utf8 } from "../crypto/encoding.js";
import { demand } from "../crypto/errors.js";
import { publicCredential, readSecret, secretExponent } from "../crypto/credentials.js";
import { expander } from "../crypto/expand.js";
import { GENERATOR, product, reduce, writePoint } from "../crypto/group.js";
import { compactHash } from "../crypto/hashing.js";
import { compact } from "../crypto/json.js";
import { proveInterval, signHash } from "../crypto/proofs.js";
import { makeMarks } from "./marks.js";

/** @typedef {import("./election.js").Election} Election */
/** @typedef {import("../crypto/group.js").Point} Point */
/** @typedef {{alpha: Point, beta: Point, random: bigint, value: number}} Encrypted with what only its maker knows */
/**
 * @typedef {object} Unsigned
 * @property {string} uuid
 * @property {string} bytes the ballot without `signature`, as text
 * @property {string} hash H
 * @property {string} marks the marks record, "" where no answers exclude each other
 */

/**
 * Refuses choices that the method does not allow.
 * @param {Election} election @param {number[][]} choices 0 or 1 per question and answer
 */
export function checkChoices(election, choices) {
  const { questions, exclusive } = election;
  /** @type {(row: number[]) => boolean} */ const areBits = (row) => row.every((value) => value === 0 || value === 1);
  demand(Array.isArray(choices) && choices.length === questions.length, "choices.shape");
  questions.forEach(({ answers, min, max }, question) => {
    const row = choices[question];
    demand(Array.isArray(row) && row.length === answers.length, "choices.shape", { question });
    demand(areBits(row), "choices.value", { question });
    const sum = row.reduce((total, value) => total + value, 0);
    demand(sum >= min && sum <= max, "choices.bounds", { question, sum, min, max });
  });
  for (const [a, b] of exclusive) {
    choices[a].forEach((value, answer) => demand(value + choices[b][answer] <= 1, "choices.exclusive", { answer }));
  }
}

/**
 * @param {Election} election @param {(label: string) => bigint} draw @param {number} question
 * @param {number[]} row @returns {Encrypted[]}
 */
function encryptRow(election, draw, question, row) {
  return row.map((value, answer) => {
    const random = draw(`r|${question}|${answer}`);
    const blank = election.key.times(random);
    // Both sums are computed, whatever the vote.
    const sums = [blank, blank.add(GENERATOR.point)];
    return { alpha: GENERATOR.times(random), beta: sums[value], random, value };
  });
}

/**
 * @param {Election} election @param {(label: string) => bigint} draw @param {string} context
 * @param {number} question @param {Encrypted[]} row
 */
function writeAnswer(election, draw, context, question, row) {
  const { min, max } = election.questions[question];
  const choices = row.map(({ alpha, beta }) => ({ alpha: writePoint(alpha), beta: writePoint(beta) }));
  const individual = row.map(({ random, value }, answer) => proveInterval({
    ...choices[answer], context, key: election.key, random, value, first: 0, last: 1, draw,
    label: `i|${question}|${answer}`,
  }));
  const overall = proveInterval({
    context: `${context}|${choices.map(({ alpha, beta }) => `${alpha},${beta}`).join()}`,
    key: election.key,
    alpha: writePoint(product(row.map(({ alpha }) => alpha))),
    beta: writePoint(product(row.map(({ beta }) => beta))),
    random: reduce(row.reduce((sum, { random }) => sum + random, 0n)),
    value: row.reduce((sum, { value }) => sum + value, 0),
    first: min,
    last: max,
    draw,
    label: `o|${question}`,
  });
  return { choices, individual_proofs: individual, overall_proof: overall };
}

/**
 * Everything of a ballot but its signature, for a known public credential: what the tablet makes, and
 * what a second device makes again to challenge it.
 * @param {Election} election @param {string} credential hex @param {number[][]} choices @param {Uint8Array} seed 1
 * @returns {Unsigned}
 */
export function sealChoices(election, credential, choices, seed) {
  checkChoices(election, choices);
  const context = `${election.fingerprint}|${credential}`;
  const draw = expander(seed, context);
  const rows = choices.map((row, question) => encryptRow(election, draw, question, row));
  const bytes = compact({
    election_uuid: election.uuid,
    election_hash: election.fingerprint,
    credential,
    answers: rows.map((row, question) => writeAnswer(election, draw, context, question, row)),
  });
  const hash = compactHash(bytes);
  return { uuid: election.uuid, bytes, hash, marks: makeMarks(election, draw, context, hash, rows) };
}

/**
 * @param {Election} election @param {string} secret of the card @param {number[][]} choices
 * @param {Uint8Array} seed seed 1: 32 fresh random bytes, used for one choice vector only
 * @returns {Unsigned}
 */
export function encryptBallot(election, secret, choices, seed) {
  return sealChoices(election, publicCredential(election.uuid, secret), choices, seed);
}

/**
 * Signs what was sealed (spec 4.16).
 * @param {Unsigned} unsigned @param {string} secret of the card
 * @param {Uint8Array} seed seed 2: 32 random bytes that nobody ever sees
 * @returns {{ballot: string, tracker: string, hash: string, marks: string}}
 */
export function signBallot(unsigned, secret, seed) {
  const exponent = secretExponent(unsigned.uuid, readSecret(secret));
  const proof = signHash(unsigned.hash, exponent, seed);
  const ballot = `${unsigned.bytes.slice(0, -1)},"signature":${compact({ hash: unsigned.hash, proof })}}`;
  return { ballot, tracker: compactHash(ballot), hash: unsigned.hash, marks: unsigned.marks };
}

/** Body of the cast request (PROTOCOL 5). @param {{ballot: string, marks: string}} signed @returns {Uint8Array} */
export function castBody({ ballot, marks }) {
  return utf8(`${ballot}\n${marks}`);
}
