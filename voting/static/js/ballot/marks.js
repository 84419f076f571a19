// @ts-check
// Exclusive marks: proof that no answer carries both of two marks that exclude each other (PROTOCOL 5).
import { reduce, writePoint } from "../crypto/group.js";
import { canonical } from "../crypto/json.js";
import { proveInterval } from "../crypto/proofs.js";

/**
 * @param {import("./election.js").Election} election @param {(label: string) => bigint} draw
 * @param {string} context φ|credential @param {string} hash H of the ballot
 * @param {import("./ballot.js").Encrypted[][]} rows
 * @returns {string} the record's bytes as text, "" where no answers exclude each other
 */
export function makeMarks(election, draw, context, hash, rows) {
  if (election.exclusive.length === 0) return "";
  const proofs = election.exclusive.map(([a, b], pair) => rows[a].map((first, answer) => {
    const second = rows[b][answer];
    return proveInterval({
      context: `${context}|exclusive|${hash}|${pair}|${answer}`,
      key: election.key,
      alpha: writePoint(first.alpha.add(second.alpha)),
      beta: writePoint(first.beta.add(second.beta)),
      random: reduce(first.random + second.random),
      value: first.value + second.value,
      first: 0,
      last: 1,
      draw,
      label: `m|${pair}|${answer}`,
    });
  }));
  return canonical({
    ballot_hash: hash, election_hash: election.fingerprint, kind: "marks", proofs, uuid: election.uuid, v: 1,
  });
}
