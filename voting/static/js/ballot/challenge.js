// @ts-check
// Challenge of a tablet (设备抽检): a second device makes the ballot again from everything but the card's
// secret (PROTOCOL 5.1). Checks: D1 text, D2 this poll, D3 allowed choices, D4 the H that had been shown.
import { fromHex, hex } from "../crypto/encoding.js";
import { check, demand } from "../crypto/errors.js";
import { readPoint } from "../crypto/group.js";
import { canonical, demandFields, demandList, readCanonical } from "../crypto/json.js";
import { checkChoices, sealChoices } from "./ballot.js";

const FIELDS = ["choices", "credential", "election_hash", "kind", "seed", "uuid", "v"];
const MARKS = ["赞成", "反对"];
const LONGEST = 65536;

/** @typedef {{uuid: string, election_hash: string, credential: string, choices: number[][], seed: Uint8Array}} Challenge */

/**
 * What the challenged tablet shows as a QR code; it never holds the card's secret.
 * @param {import("./election.js").Election} election @param {string} credential hex @param {number[][]} choices
 * @param {Uint8Array} seed
 */
export function writeChallenge(election, credential, choices, seed) {
  return canonical({
    choices, credential, election_hash: election.fingerprint, kind: "challenge", seed: hex(seed),
    uuid: election.uuid, v: 1,
  });
}

/** D1, before the poll is known. @param {string} text of the QR code @returns {Challenge} */
export function readChallenge(text) {
  return check("D1", () => {
    demand(text.length <= LONGEST, "challenge.length");
    const record = readCanonical(text);
    demandFields(record, FIELDS);
    demand(record.v === 1 && record.kind === "challenge", "challenge.kind");
    demand(typeof record.uuid === "string" && typeof record.election_hash === "string", "challenge.poll");
    readPoint(record.credential);
    demandList(record.choices, "challenge.choices");
    for (const row of record.choices) {
      demandList(row, "challenge.choices");
      demand(row.every((mark) => mark === 0 || mark === 1), "challenge.choices");
    }
    demand(typeof record.seed === "string", "challenge.seed");
    return { ...record, seed: fromHex(record.seed, 32) };
  });
}

/**
 * @param {import("./election.js").Election} election as read from the board @param {string} text of the QR code
 * @param {string} shownHash the H that the tablet showed before it was challenged
 * @returns {{choices: number[][], hash: string}} what the ballot says; refused where the tablet encrypted something else
 */
export function checkChallenge(election, text, shownHash) {
  const { uuid, election_hash, credential, choices, seed } = readChallenge(text);
  demand(uuid === election.uuid && election_hash === election.fingerprint, "D2", { uuid });
  check("D3", () => {
    demand(election.questions.every(({ blank }) => !blank), "choices.blank");
    checkChoices(election, choices);
  });
  const { hash } = sealChoices(election, credential, choices, seed);
  demand(hash === shownHash, "D4", { shown: shownHash, computed: hash });
  return { choices, hash };
}

/**
 * The ballot in words, project by project: the marks of each (赞成, 反对; of a rating, the grades), none is 弃权.
 * @param {import("./election.js").Election} election @param {number[][]} choices
 * @returns {{name: string, marks: string[]}[]}
 */
export function sayChoices({ questions }, choices) {
  const names = questions[0].answers;
  if (questions.every(({ question, answers }) => MARKS.includes(question) && answers.join("\n") === names.join("\n"))) {
    return names.map((name, i) => ({ name, marks: questions.flatMap(({ question }, k) => (choices[k][i] ? [question] : [])) }));
  }
  return questions.map(({ question, answers }, k) => ({ name: question, marks: answers.filter((_, i) => choices[k][i]) }));
}
