// @ts-check
// Challenge of a tablet (设备抽检): a second device makes the ballot again from everything but the card's secret.
import { fromHex, hex } from "../crypto/encoding.js";
import { demand } from "../crypto/errors.js";
import { readPoint } from "../crypto/group.js";
import { canonical, demandFields, readCanonical } from "../crypto/json.js";
import { sealChoices } from "./ballot.js";

const FIELDS = ["choices", "credential", "election_hash", "kind", "seed", "uuid", "v"];

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

/**
 * @param {import("./election.js").Election} election as read from the board @param {string} text of the QR code
 * @param {string} shownHash the H that the tablet showed before it was challenged
 * @returns {{choices: number[][], hash: string}} what the ballot says; refused where the tablet encrypted something else
 */
export function checkChallenge(election, text, shownHash) {
  const record = readCanonical(text);
  demandFields(record, FIELDS);
  demand(record.v === 1 && record.kind === "challenge", "challenge.kind");
  demand(record.uuid === election.uuid && record.election_hash === election.fingerprint, "challenge.election");
  readPoint(record.credential);
  const { hash } = sealChoices(election, record.credential, record.choices, fromHex(record.seed, 32));
  demand(hash === shownHash, "challenge.differs", { shown: shownHash, computed: hash });
  return { choices: record.choices, hash };
}
