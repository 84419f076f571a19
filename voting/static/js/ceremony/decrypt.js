// @ts-check
// A scrutineer's share of the decryption, with the proofs of v1 and the strong proof (spec 4.20, PROTOCOL 9).
import { demandVerified } from "../board/verify.js";
import { check, demand } from "../crypto/errors.js";
import { expander } from "../crypto/expand.js";
import { commitmentOf, combinePublic, GENERATOR, multiplySecret, ORDER, readPoint, reduce, writePoint } from "../crypto/group.js";
import { hash, hashInteger } from "../crypto/hashing.js";
import { canonical, compact, demandFields, demandList, readCanonical, readCompact } from "../crypto/json.js";
import { readProof, writeProof } from "../crypto/proofs.js";

/** @typedef {import("../board/ballots.js").Ciphertext} Ciphertext */
/** @typedef {import("../crypto/group.js").Point} Point */
/** @typedef {{fingerprint: string, uuid: string, tallyEvent: string, owner: number, key: Point, keyHex: string}} Occasion */
const MIN_BALLOTS = 5;

/** @param {Occasion} occasion @param {string} a @param {string} b */
function challengeOf({ fingerprint, keyHex }, a, b) {
  return hashInteger(`decrypt|${fingerprint}|${keyHex}|${a},${b}`) % ORDER;
}

/** @param {Occasion} occasion @param {string[]} pairs α₁,f₁,… @param {string[]} commitments A,B₁,… */
function strongChallengeOf({ fingerprint, tallyEvent, owner, keyHex }, pairs, commitments) {
  const parts = ["piaojue-decrypt-v1", fingerprint, tallyEvent, owner, keyHex, pairs.join(), commitments.join()];
  return hashInteger(parts.join("|")) % ORDER;
}

/**
 * @param {Occasion} occasion @param {Ciphertext[][]} tally @param {bigint} share @param {Uint8Array} seed 32 fresh random bytes
 * @returns {{partial: string, record: string}} `partial_decryption` and the `decryption` record of the side log
 */
function makeShare(occasion, tally, share, seed) {
  const { fingerprint, uuid, tallyEvent, owner } = occasion;
  const draw = expander(seed, `${fingerprint}|${tallyEvent}|${owner}`);
  const factors = tally.map((row) => row.map(({ alpha }) => writePoint(multiplySecret(alpha, share))));
  const proofs = tally.map((row, question) => row.map(({ alpha }, answer) => {
    const nonce = draw(`d|${question}|${answer}|w`);
    const challenge = challengeOf(occasion, writePoint(GENERATOR.times(nonce)), writePoint(multiplySecret(alpha, nonce)));
    return writeProof(challenge, reduce(nonce - share * challenge));
  }));
  const partial = compact({ decryption_factors: factors, decryption_proofs: proofs });
  const nonce = draw("strong|w");
  const alphas = tally.flat().map(({ alpha }) => alpha);
  const commitments = [GENERATOR.times(nonce), ...alphas.map((alpha) => multiplySecret(alpha, nonce))].map(writePoint);
  const challenge = strongChallengeOf(occasion, pairsOf(alphas, factors.flat()), commitments);
  const record = canonical({
    ...writeProof(challenge, reduce(nonce - share * challenge)),
    election_hash: fingerprint, kind: "decryption", owner, share: hash(partial), tally_event: tallyEvent, uuid, v: 1,
  });
  return { partial, record };
}

/** @param {Point[]} alphas @param {string[]} factors */
function pairsOf(alphas, factors) {
  return alphas.flatMap((alpha, i) => [writePoint(alpha), factors[i]]);
}

/** @param {import("../board/verify.js").Verified} verified @param {number} owner @returns {Occasion} */
function occasionOf({ setup, tallyEvent }, owner) {
  const trustee = setup.trustees.list[owner - 1];
  demand(Number.isSafeInteger(owner) && trustee, "P1", { owner });
  const { fingerprint, uuid } = setup.election;
  return { fingerprint, uuid, tallyEvent, owner, key: trustee.key, keyHex: trustee.keyHex };
}

/**
 * Opens the box, on four conditions: this page verified everything itself; enough scrutineers signed the same
 * closing statement; no other tally of this poll was ever decrypted; there are enough ballots.
 * @param {import("../board/verify.js").Verified} verified result of verifyBoard
 * @param {{index: number, share: bigint, publicKey: string}} slip as read @param {Uint8Array} seed 32 fresh random bytes
 * @param {Record<string, string>} remembered tally events by φ that this scrutineer decrypted before
 * @returns {{partial: string, record: string, remembered: Record<string, string>}} `remembered` is to be stored *before* the share is sent
 */
export function decryptTally(verified, slip, seed, remembered) {
  demandVerified(verified);
  const { setup, tallyEvent, closings, ballots } = verified;
  const { fingerprint, method } = setup.election;
  demand(tallyEvent, "decrypt.not_closed");
  const { threshold } = setup.trustees;
  demand(closings.length >= threshold, "decrypt.closings", { count: closings.length, threshold });
  const before = Object.prototype.hasOwnProperty.call(remembered, fingerprint) ? remembered[fingerprint] : tallyEvent;
  demand(before === tallyEvent, "decrypt.second_tally");
  const least = Math.max(MIN_BALLOTS, method.min_ballots);
  demand(ballots >= least, "decrypt.too_few", { ballots, least });
  const occasion = occasionOf(verified, slip.index + 1);
  demand(occasion.keyHex === slip.publicKey, "S11");
  const made = makeShare(occasion, verified.tally, slip.share, seed);
  return { ...made, remembered: { ...remembered, [fingerprint]: tallyEvent } };
}

/**
 * Another's share: the proofs of v1 and the strong proof (checks P1, P3–P5, P7).
 * @param {import("../board/verify.js").Verified} verified @param {number} owner @param {Uint8Array | string} partial @param {Uint8Array | string} record
 * @returns {Point[][]} decryption factors
 */
export function verifyShare(verified, owner, partial, record) {
  demandVerified(verified);
  const occasion = occasionOf(verified, owner);
  const { tally } = verified;
  const raw = check("P3", () => readCompact(partial));
  check("P3", () => demandFields(raw, ["decryption_factors", "decryption_proofs"]));
  const { decryption_factors: written, decryption_proofs: proofs } = raw;
  for (const rows of [written, proofs]) {
    demandList(rows, "P3", tally.length);
    rows.forEach((row, question) => demandList(row, "P3", tally[question].length));
  }
  const factors = tally.map((row, i) => row.map(({ alpha }, j) => {
    const factor = check("P4", () => readPoint(written[i][j], true));
    const { challenge, response } = check("P3", () => readProof(proofs[i][j]));
    const a = writePoint(commitmentOf(occasion.key, challenge, response));
    const b = writePoint(combinePublic([alpha, factor], [response, challenge]));
    demand(challengeOf(occasion, a, b) === challenge, "P5", { owner, question: i, answer: j });
    return factor;
  }));
  verifyStrongProof(occasion, tally.flat().map(({ alpha }) => alpha), factors.flat(), hash(partial), record);
  return factors;
}

/** @param {Occasion} occasion @param {Point[]} alphas @param {Point[]} factors @param {string} share hash of the partial decryption @param {Uint8Array | string} text */
function verifyStrongProof(occasion, alphas, factors, share, text) {
  const { fingerprint, uuid, tallyEvent, owner, key } = occasion;
  const record = check("P7", () => readCanonical(text));
  const { challenge: c, response: r, ...rest } = record;
  const expected = { election_hash: fingerprint, kind: "decryption", owner, share, tally_event: tallyEvent, uuid, v: 1 };
  demand(canonical(rest) === canonical(expected), "P7", { owner });
  const { challenge, response } = check("P7", () => readProof({ challenge: c, response: r }));
  const commitments = alphas.map((alpha, i) => combinePublic([alpha, factors[i]], [response, challenge]));
  const written = [commitmentOf(key, challenge, response), ...commitments].map(writePoint);
  demand(strongChallengeOf(occasion, pairsOf(alphas, factors.map(writePoint)), written) === challenge, "P7", { owner });
}
