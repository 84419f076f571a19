// @ts-check
// Proofs of the specification: knowledge of a key (4.5), signatures (4.6.1, 4.16), interval membership (4.12).
import { fromInteger, join, utf8 } from "./encoding.js";
import { demand } from "./errors.js";
import { combinePublic, commitmentOf, GENERATOR, ORDER, Point, readScalar, reduce, writePoint } from "./group.js";
import { hashInteger, wideInteger } from "./hashing.js";
import { demandFields, demandList } from "./json.js";

/** @typedef {import("./group.js").Point} PointType */
/** @typedef {{challenge: string, response: string}} Proof as written */
/** @typedef {{challenge: bigint, response: bigint}} Numbers as read */

/** @param {bigint} challenge @param {bigint} response @returns {Proof} */
export function writeProof(challenge, response) {
  return { challenge: challenge.toString(), response: response.toString() };
}

/** @param {any} proof @returns {Numbers} */
export function readProof(proof) {
  demandFields(proof, ["challenge", "response"]);
  return { challenge: readScalar(proof.challenge), response: readScalar(proof.response) };
}

/** @param {any} proofs @param {number} length @param {string} code */
export function readProofs(proofs, length, code) {
  demandList(proofs, code, length);
  return proofs.map(readProof);
}

/**
 * Nonce of a signature or proof of knowledge (PROTOCOL 1): one secret, one message, one nonce.
 * @param {Uint8Array} seed 32 bytes @param {bigint} secret @param {string} message
 */
export function signatureNonce(seed, secret, message) {
  demand(seed instanceof Uint8Array && seed.length === 32, "seed.length");
  return wideInteger(join(utf8("piaojue-sig-nonce-v1|"), seed, fromInteger(secret, 32), utf8(message))) % ORDER;
}

/**
 * Proof of knowledge of x with X = g^x; the text that is hashed before the commitment says what for.
 * @param {string} prefix @param {bigint} secret @param {bigint} nonce @returns {Proof}
 */
export function proveKnowledge(prefix, secret, nonce) {
  const challenge = hashInteger(prefix + writePoint(GENERATOR.times(nonce))) % ORDER;
  return writeProof(challenge, reduce(nonce - secret * challenge));
}

/**
 * @param {string} prefix @param {PointType} key @param {any} proof @param {string} code
 * @param {Record<string, unknown>} [data]
 */
export function verifyKnowledge(prefix, key, proof, code, data) {
  const { challenge, response } = readProof(proof);
  const commitment = commitmentOf(key, challenge, response);
  demand(hashInteger(prefix + writePoint(commitment)) % ORDER === challenge, code, data);
}

/**
 * Proof that the owner of a key knows it (spec 4.5).
 * @param {string} key hex @param {bigint} secret @param {Uint8Array} seed
 */
export function proveKey(key, secret, seed) {
  return proveKnowledge(`pok|Ed25519|${key}|`, secret, signatureNonce(seed, secret, key));
}

/** @param {PointType} key @param {any} proof @param {string} code @param {Record<string, unknown>} [data] */
export function verifyKey(key, proof, code, data) {
  verifyKnowledge(`pok|Ed25519|${writePoint(key)}|`, key, proof, code, data);
}

/** Signature of a scrutineer (spec 4.6.1). @param {string} message @param {bigint} secret @param {Uint8Array} seed */
export function signMessage(message, secret, seed) {
  return proveKnowledge(`sigmsg|${message}|`, secret, signatureNonce(seed, secret, message));
}

/**
 * @param {string} message @param {PointType} key @param {any} signature @param {string} code
 * @param {Record<string, unknown>} [data]
 */
export function verifyMessage(message, key, signature, code, data) {
  verifyKnowledge(`sigmsg|${message}|`, key, signature, code, data);
}

/**
 * Signature of a credential over H (spec 4.16).
 * @param {string} hash H @param {bigint} secret @param {Uint8Array} seed seed 2
 */
export function signHash(hash, secret, seed) {
  return proveKnowledge(`sig|${hash}|`, secret, signatureNonce(seed, secret, hash));
}

/** @param {string} hash H @param {PointType} credential @param {any} proof @param {string} code */
export function verifyHash(hash, credential, proof, code) {
  verifyKnowledge(`sig|${hash}|`, credential, proof, code);
}

/** @param {string} context @param {string} alpha @param {string} beta @param {string[]} commitments */
function intervalChallenge(context, alpha, beta, commitments) {
  return hashInteger(`prove|${context}|${alpha},${beta}|${commitments.join()}`) % ORDER;
}

/**
 * `iprove` of spec 4.12 for someone who knows r and the plain value m: simulated branches need no power
 * of α or β, since A = g^(s+rc) and B = Y^(s+rc)·g^((m−M)c). Fixed bases only, (2n−1) of g and n of Y.
 * @param {{context: string, key: import("./group.js").FixedBase, alpha: string, beta: string, random: bigint,
 *   value: number, first: number, last: number, draw: (label: string) => bigint, label: string}} statement
 *   the values are first..last; the labels are `label|j|c`, `label|j|s`, `label|w`
 * @returns {Proof[]}
 */
export function proveInterval({ context, key, alpha, beta, random, value, first, last, draw, label }) {
  /** @type {string[]} */ const commitments = [];
  /** @type {Numbers[]} */ const proofs = [];
  const nonce = draw(`${label}|w`);
  let simulated = 0n;
  for (let branch = 0; branch <= last - first; branch++) {
    if (first + branch === value) {
      commitments.push(writePoint(GENERATOR.times(nonce)), writePoint(key.times(nonce)));
      proofs.push({ challenge: 0n, response: 0n });
      continue;
    }
    const challenge = draw(`${label}|${branch}|c`);
    const response = draw(`${label}|${branch}|s`);
    const exponent = reduce(response + random * challenge);
    const shift = reduce(BigInt(value - first - branch) * challenge);
    commitments.push(writePoint(GENERATOR.times(exponent)));
    commitments.push(writePoint(key.times(exponent).add(GENERATOR.times(shift))));
    proofs.push({ challenge, response });
    simulated += challenge;
  }
  const truth = proofs[value - first];
  truth.challenge = reduce(intervalChallenge(context, alpha, beta, commitments) - simulated);
  truth.response = reduce(nonce - random * truth.challenge);
  return proofs.map(({ challenge, response }) => writeProof(challenge, response));
}

/**
 * That a ciphertext holds `first`, or `first` + 1, … : one branch a proof.
 * @typedef {{key: import("./group.js").FixedBase, alpha: PointType, beta: PointType, first: number,
 *   proofs: Numbers[]}} Branches
 */

/** A₀, B₀, A₁, B₁, … of spec 4.12. @param {Branches} branches @returns {string[]} hex */
function commitmentsOf({ key, alpha, beta, first, proofs }) {
  let shifted = beta.subtract(GENERATOR.timesPublic(BigInt(first)));
  return proofs.flatMap(({ challenge, response }) => {
    const right = key.timesPublic(response).add(combinePublic([shifted], [challenge]));
    shifted = shifted.subtract(Point.BASE);
    return [writePoint(commitmentOf(alpha, challenge, response)), writePoint(right)];
  });
}

/** @param {bigint} expected @param {Branches[]} parts @param {string} code @param {Record<string, unknown>} [data] */
function demandSum(expected, parts, code, data) {
  const challenges = parts.flatMap(({ proofs }) => proofs.map(({ challenge }) => challenge));
  demand(expected === challenges.reduce((sum, challenge) => sum + challenge, 0n) % ORDER, code, data);
}

/** @param {Branches & {context: string}} statement @param {string} code @param {Record<string, unknown>} [data] */
export function verifyInterval(statement, code, data) {
  const { context, alpha, beta } = statement;
  const commitments = commitmentsOf(statement);
  demandSum(intervalChallenge(context, writePoint(alpha), writePoint(beta), commitments), [statement], code, data);
}

/**
 * Proofs of ballots that may be blank (spec 4.13): of several ciphertexts one holds what is said of it.
 * @param {"bproof0" | "bproof1"} tag @param {string} context @param {Branches[]} parts
 * @param {string} code @param {Record<string, unknown>} [data]
 */
export function verifyEither(tag, context, parts, code, data) {
  const expected = hashInteger(`${tag}|${context}|${parts.flatMap(commitmentsOf).join()}`) % ORDER;
  demandSum(expected, parts, code, data);
}
