// @ts-check
// The `election` of spec 4.10 with the voting method that its description binds (PROTOCOL 3).
import { isBase58 } from "../crypto/encoding.js";
import { demand } from "../crypto/errors.js";
import { FixedBase, readPoint } from "../crypto/group.js";
import { compactHash, hash } from "../crypto/hashing.js";
import { demandFields, demandList, demandObject, readCanonical, readEscaped } from "../crypto/json.js";

const FIELDS = ["version", "description", "name", "group", "public_key", "questions", "uuid"];
const FOREIGN = ["administrator", "credential_authority"];
const MAX_ANSWERS = 1000;

/** @typedef {{answers: string[], min: number, max: number, question: string}} Question */
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

/** @param {any} question @returns {Question} */
function readQuestion(question) {
  demandFields(question, ["answers", "min", "max", "question"]);
  const { answers, min, max, question: title } = question;
  demandList(answers, "election.answers");
  demand(answers.length > 0 && answers.length <= MAX_ANSWERS, "election.answers");
  demand([title, ...answers].every((text) => typeof text === "string"), "election.answers");
  demand(new Set(answers).size === answers.length, "election.answers");
  demand(Number.isSafeInteger(min) && Number.isSafeInteger(max), "election.bounds");
  demand(min >= 0 && min <= max && max <= answers.length, "election.bounds");
  return { answers, min, max, question: title };
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
  demand(isBase58(raw.uuid) && raw.uuid.length >= 14, "election.uuid");
  demand(typeof raw.name === "string" && typeof raw.description === "string", "election.texts");
  demandList(raw.questions, "election.questions");
  demand(raw.questions.length > 0, "election.questions");
  const questions = raw.questions.map(readQuestion);
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
