// @ts-check
// A share of the decryption of a whole tally and its proofs (spec 4.20, PROTOCOL 9). Whether a tally may be
// decrypted is decided in decrypt.js, which pages use.
import { check, demand } from "../crypto/errors.js";
import { expander } from "../crypto/expand.js";
import {
  combinePublic, commitmentOf, GENERATOR, multiplySecret, ORDER, readPoint, reduce, writePoint,
} from "../crypto/group.js";
import { hash, hashInteger } from "../crypto/hashing.js";
import {
  canonical, compact, demandFields, demandList, demandObject, readCanonical, readCompact,
} from "../crypto/json.js";
import { readProof, writeProof } from "../crypto/proofs.js";

/** @typedef {import("../board/ballots.js").Ciphertext} Ciphertext */
/** @typedef {import("../crypto/group.js").Point} Point */
/**
 * @typedef {{fingerprint: string, uuid: string, tallyEvent: string, owner: number, key: Point, keyHex: string}} Occasion
 */

/** @param {Occasion} occasion @param {string} a @param {string} b */
function challengeOf({ fingerprint, keyHex }, a, b) {
  return hashInteger(`decrypt|${fingerprint}|${keyHex}|${a},${b}`) % ORDER;
}

/**
 * @param {Occasion} occasion @param {Point[]} alphas @param {string[]} factors
 * @param {string[]} commitments A,B₁,…
 */
function strongChallengeOf({ fingerprint, tallyEvent, owner, keyHex }, alphas, factors, commitments) {
  const pairs = alphas.map((alpha, i) => `${writePoint(alpha)},${factors[i]}`).join();
  const parts = ["piaojue-decrypt-v1", fingerprint, tallyEvent, owner, keyHex, pairs, commitments.join()];
  return hashInteger(parts.join("|")) % ORDER;
}

/**
 * The `decryption` record without its proof.
 * @param {Occasion} occasion @param {string} share hash of the partial decryption
 */
function recordOf({ fingerprint, uuid, tallyEvent, owner }, share) {
  return { election_hash: fingerprint, kind: "decryption", owner, share, tally_event: tallyEvent, uuid, v: 1 };
}

/**
 * @param {Occasion} occasion @param {Ciphertext[][]} tally @param {bigint} share
 * @param {Uint8Array} seed 32 fresh random bytes
 * @returns {{partial: string, record: string}} `partial_decryption` and the `decryption` record of the side log
 */
export function makeShare(occasion, tally, share, seed) {
  const draw = expander(seed, `${occasion.fingerprint}|${occasion.tallyEvent}|${occasion.owner}`);
  const factors = tally.map((row) => row.map(({ alpha }) => writePoint(multiplySecret(alpha, share))));
  const proofs = tally.map((row, question) => row.map(({ alpha }, answer) => {
    const nonce = draw(`d|${question}|${answer}|w`);
    const [a, b] = [GENERATOR.times(nonce), multiplySecret(alpha, nonce)].map(writePoint);
    const challenge = challengeOf(occasion, a, b);
    return writeProof(challenge, reduce(nonce - share * challenge));
  }));
  const partial = compact({ decryption_factors: factors, decryption_proofs: proofs });
  const nonce = draw("strong|w");
  const alphas = tally.flat().map(({ alpha }) => alpha);
  const commitments = [GENERATOR.times(nonce), ...alphas.map((alpha) => multiplySecret(alpha, nonce))].map(writePoint);
  const challenge = strongChallengeOf(occasion, alphas, factors.flat(), commitments);
  const proof = writeProof(challenge, reduce(nonce - share * challenge));
  return { partial, record: canonical({ ...recordOf(occasion, hash(partial)), ...proof }) };
}

/** @param {any} partial @param {Ciphertext[][]} tally */
function demandShape(partial, tally) {
  demandFields(partial, ["decryption_factors", "decryption_proofs"]);
  for (const rows of [partial.decryption_factors, partial.decryption_proofs]) {
    demandList(rows, "share.shape", tally.length);
    rows.forEach((row, question) => demandList(row, "share.shape", tally[question].length));
  }
}

/**
 * Checks P3–P5 of somebody's share.
 * @param {Occasion} occasion @param {Ciphertext[][]} tally
 * @param {Uint8Array | string} text `partial_decryption`
 * @returns {Point[][]} decryption factors
 */
export function verifyFactors(occasion, tally, text) {
  const { owner, key } = occasion;
  const partial = check("P3", () => readCompact(text), { owner });
  check("P3", () => demandShape(partial, tally), { owner });
  return tally.map((row, question) => row.map(({ alpha }, answer) => {
    const place = { owner, question, answer };
    const factor = check("P4", () => readPoint(partial.decryption_factors[question][answer], true), place);
    const { challenge, response } = check("P3", () => readProof(partial.decryption_proofs[question][answer]), place);
    const a = writePoint(commitmentOf(key, challenge, response));
    const b = writePoint(combinePublic([alpha, factor], [response, challenge]));
    demand(challengeOf(occasion, a, b) === challenge, "P5", place);
    return factor;
  }));
}

/**
 * Checks P3–P5 and P7 of somebody's share.
 * @param {Occasion} occasion @param {Ciphertext[][]} tally
 * @param {Uint8Array | string} text `partial_decryption` @param {Uint8Array | string} record
 * @returns {Point[][]} decryption factors
 */
export function verifyShareProofs(occasion, tally, text, record) {
  const factors = verifyFactors(occasion, tally, text);
  verifyStrongProof(occasion, tally, factors, hash(text), record);
  return factors;
}

/**
 * P7.
 * @param {Occasion} occasion @param {Ciphertext[][]} tally @param {Point[][]} factors proven one by one
 * @param {string} share hash of the partial decryption @param {Uint8Array | string} record
 */
export function verifyStrongProof(occasion, tally, factors, share, record) {
  const alphas = tally.flat().map(({ alpha }) => alpha);
  check("P7", () => demandStrong(occasion, alphas, factors.flat(), share, record), { owner: occasion.owner });
}

/**
 * @param {Occasion} occasion @param {Point[]} alphas @param {Point[]} factors @param {string} share
 * @param {Uint8Array | string} text
 */
function demandStrong(occasion, alphas, factors, share, text) {
  const record = readCanonical(text);
  demandObject(record, "strong.fields");
  const { challenge: c, response: r, ...rest } = record;
  demand(canonical(rest) === canonical(recordOf(occasion, share)), "strong.fields");
  const { challenge, response } = readProof({ challenge: c, response: r });
  const commitments = alphas.map((alpha, i) => combinePublic([alpha, factors[i]], [response, challenge]));
  const written = [commitmentOf(occasion.key, challenge, response), ...commitments].map(writePoint);
  demand(strongChallengeOf(occasion, alphas, factors.map(writePoint), written) === challenge, "strong.proof");
}
