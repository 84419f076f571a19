// @ts-check
// The `election` of spec 4.10 with the voting method that its description binds (PROTOCOL 3).
import { demand } from "../crypto/errors.js";
import { FixedBase, readPoint } from "../crypto/group.js";
import { compactHash, hash } from "../crypto/hashing.js";
import { demandFields, demandList, demandObject, isText, readCanonical, readEscaped } from "../crypto/json.js";

const FIELDS = ["version", "description", "name", "group", "public_key", "questions", "uuid"];
const FOREIGN = ["administrator", "credential_authority"];
const MAX_ANSWERS = 1000;

/**
 * @typedef {{answers: string[], min: number, max: number, question: string, blank: boolean, choices: number}} Question
 *   `choices` counts ciphertexts: one an answer, and one before them where a blank vote is allowed (spec 4.9.1)
 */
/**
 * @typedef {object} Election
 * @property {string} fingerprint φ
 * @property {string} uuid
 * @property {string} name
 * @property {string} description
 * @property {Question[]} questions
 * @property {[number, number][]} exclusive pairs of questions whose answers exclude each other
 * @property {boolean} rehearsal
 * @property {FixedBase} key Y, with its table
 * @property {any} method the parsed method.json, or null for a foreign election
 */

/** @param {any} question @param {boolean} foreign @returns {Question} */
function readQuestion(question, foreign) {
  const mayBeBlank = foreign && question?.blank !== undefined;
  demandFields(question, ["answers", ...(mayBeBlank ? ["blank"] : []), "min", "max", "question"]);
  const { answers, min, max, question: title, blank = false } = question;
  demand(typeof blank === "boolean", "election.blank");
  demandList(answers, "election.answers");
  demand(answers.length > 0 && answers.length <= MAX_ANSWERS, "election.answers");
  demand([title, ...answers].every((text) => typeof text === "string"), "election.answers");
  demand(new Set(answers).size === answers.length, "S2");
  demand(Number.isSafeInteger(min) && Number.isSafeInteger(max) && min >= 0, "election.bounds");
  demand(min <= max && max <= answers.length, "S2");
  return { answers, min, max, question: title, blank, choices: answers.length + Number(blank) };
}

/** @param {any} method @param {Question[]} questions @returns {[number, number][]} */
function readExclusive(method, questions) {
  demandList(method.exclusive, "method.exclusive");
  for (const pair of method.exclusive) {
    demandList(pair, "method.exclusive", 2);
    const [a, b] = pair;
    demand(a !== b && [a, b].every((index) => questions[index] !== undefined), "method.exclusive");
    demand(questions[a].answers.length === questions[b].answers.length, "method.exclusive");
  }
  return method.exclusive;
}

/**
 * A rehearsal says so in its method, its name and its description, or in none of them.
 * @param {any} method @param {any} election
 */
function readPurpose(method, election) {
  const rehearsal = method.purpose === "rehearsal";
  for (const text of [election.name, election.description]) {
    demand(text.includes("预演") === rehearsal, "election.purpose");
  }
  return rehearsal;
}

/**
 * @param {Uint8Array} bytes the `election` as it stands
 * @param {Uint8Array | null} methodBytes method.json; null for an election of another program
 * @returns {Election}
 */
export function readElection(bytes, methodBytes) {
  const raw = readEscaped(bytes);
  demandFields(raw, methodBytes ? FIELDS : [...FIELDS, ...FOREIGN.filter((field) => raw?.[field] !== undefined)]);
  demand(raw.version === 1 && raw.group === "Ed25519", "election.group");
  demand(isText(raw.uuid, /^[1-9A-HJ-NP-Za-km-z]{14,64}$/), "election.uuid");
  const texts = ["name", "description", ...FOREIGN.filter((field) => raw[field] !== undefined)];
  demand(texts.every((field) => typeof raw[field] === "string"), "election.texts");
  demandList(raw.questions, "election.questions");
  demand(raw.questions.length > 0, "S2");
  const questions = raw.questions.map((/** @type {any} */ question) => readQuestion(question, !methodBytes));
  const election = {
    fingerprint: compactHash(bytes),
    uuid: raw.uuid,
    name: raw.name,
    description: raw.description,
    questions,
    key: new FixedBase(readPoint(raw.public_key)),
  };
  if (!methodBytes) return { ...election, exclusive: [], rehearsal: false, method: null };
  demand(raw.uuid.length === 22, "election.uuid");
  const method = readCanonical(methodBytes);
  demandObject(method, "method.form");
  demand(raw.description.endsWith(`〔票决办法 SHA-256 ${hash(methodBytes)}〕`), "method.hash");
  return { ...election, exclusive: readExclusive(method, questions), rehearsal: readPurpose(method, raw), method };
}
