// @ts-check
// The product of all ballots (spec 4.18; checks T1–T5).
import { fromUtf8 } from "../crypto/encoding.js";
import { check, demand } from "../crypto/errors.js";
import { Point, writePoint } from "../crypto/group.js";
import { hash } from "../crypto/hashing.js";
import { compact, demandFields, readCompact } from "../crypto/json.js";

/** @typedef {import("./ballots.js").Ciphertext} Ciphertext */

/**
 * @param {import("../ballot/election.js").Election} election @param {{ciphertexts: Ciphertext[][]}[]} ballots
 * @returns {Ciphertext[][]}
 */
export function multiplyBallots(election, ballots) {
  return election.questions.map(({ choices }, question) => Array.from({ length: choices }, (_, answer) => {
    let alpha = Point.ZERO;
    let beta = Point.ZERO;
    for (const { ciphertexts } of ballots) {
      alpha = alpha.add(ciphertexts[question][answer].alpha);
      beta = beta.add(ciphertexts[question][answer].beta);
    }
    return { alpha, beta };
  }));
}

/** @param {Ciphertext[][]} tally @returns {string} `encrypted_tally` of spec 4.18 */
export function writeTally(tally) {
  const written = (/** @type {Ciphertext} */ { alpha, beta }) => ({ alpha: writePoint(alpha), beta: writePoint(beta) });
  return compact(tally.map((row) => row.map(written)));
}

/**
 * The recorded tally must be the one that these ballots give.
 * @param {import("./archive.js").Event} event @param {Ciphertext[][]} tally @param {number} ballots
 */
export function verifyTally(event, tally, ballots) {
  const [recorded, sizedData] = event.data;
  demand(fromUtf8(recorded.bytes) === writeTally(tally), "T2");
  const sized = check("T3", () => readCompact(sizedData.bytes));
  check("T3", () => demandFields(sized, ["num_tallied", "total_weight", "encrypted_tally"]));
  demand(sized.num_tallied === ballots, "T3");
  demand(sized.total_weight === ballots, "T4");
  demand(sized.encrypted_tally === hash(recorded.bytes), "T5");
}
