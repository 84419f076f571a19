// @ts-check
// One participant of the key ceremony (加封): certificate, commitment, reveal, key (PROTOCOL 8).
// Refusals carry the numbers C2–C11 and, as data.index, the participant whose message was bad.
import { base58, isBase58 } from "../crypto/encoding.js";
import { check, demand } from "../crypto/errors.js";
import { expander, wideExpansion } from "../crypto/expand.js";
import { GENERATOR, reduce, writePoint } from "../crypto/group.js";
import { hash } from "../crypto/hashing.js";
import { canonical, compact, demandFields, demandList, demandObject, isText, readCanonical } from "../crypto/json.js";
import { proveKey, signMessage, verifyMessage } from "../crypto/proofs.js";
import { openSecret, readSealed, sealSecret } from "./channel.js";
import {
  certificateText, certsText, demandDistinctKeys, demandSignedMessage, evaluateInExponent, expectedKey,
  readCertificate, readCoefexps, readPublicKey,
} from "./pedersen.js";
import { fingerprintOf, keysOf, writeSlip } from "./slip.js";

const TAG = "piaojue-ceremony-v1\n";

/** @typedef {{ceremony: string, n: number, t: number, index: number}} Place index from 1 */
/** @typedef {import("../crypto/group.js").Point} Point */
/**
 * @typedef {{certs: any[], read: import("./pedersen.js").Certificate[], certsHash: string}} Known all certificates and C
 */
/** @typedef {{coefficients: bigint[], coefexps: string[], text: string}} Polynomial `text` is K_i */

/** @param {string} text @returns {any} */
function readSigned(text) {
  const signed = readCanonical(text);
  demandSignedMessage(signed);
  return signed;
}

export class Participant {
  /**
   * The same seed and the same messages always give the same bytes, so a reloaded page walks the steps again;
   * whoever is shown other certificates gets another polynomial.
   * @param {Place} place @param {Uint8Array} seed 32 random bytes of this ceremony alone
   */
  constructor(place, seed) {
    const { ceremony, n, t, index } = place;
    demand(isBase58(ceremony, 22) && t >= 2 && t < n && n <= 64 && 2 * t > n, "C1");
    demand(index >= 1 && index <= n, "C1", { index });
    this.place = place;
    this.context = `ceremony|${ceremony}|${index}`;
    this.seed = Uint8Array.from(seed);
    this.keySeed = base58(wideExpansion(this.seed, this.context, "pki"), 22);
    this.keys = keysOf(this.keySeed);
  }

  /** @param {string} message @param {string} [tag] that is signed but not sent */
  sign(message, tag = "") {
    return { message, signature: signMessage(tag + message, this.keys.signing, this.seed) };
  }

  /**
   * The text of a commitment, a joint hash or an abort.
   * @param {string} kind @param {number} index @param {Record<string, unknown>} said
   */
  statement(kind, index, said) {
    return canonical({ ceremony: this.place.ceremony, index, kind, ...said });
  }

  /** Step 1. @returns {string} this participant's certificate */
  certificate() {
    const { n, t, index } = this.place;
    const { verificationHex, encryptionHex } = this.keys;
    return canonical(this.sign(certificateText(n, t, index, verificationHex, encryptionHex)));
  }

  /** @param {string[]} certificates of all, in order @returns {Known} */
  readCertificates(certificates) {
    const { n, t, index } = this.place;
    demandList(certificates, "C3", n);
    const certs = certificates.map((text, i) => check("C2", () => readSigned(text), { index: i + 1 }));
    const read = certs.map((cert, i) => check("C2", () => readCertificate(cert, n, t, i + 1), { index: i + 1 }));
    check("C3", () => demandDistinctKeys(read));
    demand(certificates[index - 1] === this.certificate(), "C10", { index });
    return { certs, read, certsHash: hash(compact(certs)) };
  }

  /** f_i, bound to these certificates. @param {string} certsHash C @returns {Polynomial} */
  polynomial(certsHash) {
    const draw = expander(this.seed, `${this.context}|${certsHash}`);
    const coefficients = Array.from({ length: this.place.t }, (_, k) => draw(`coef|${k}`));
    const coefexps = coefficients.map((coefficient) => writePoint(GENERATOR.times(coefficient)));
    return { coefficients, coefexps, text: compact({ coefexps }) };
  }

  /** Com_i @param {string} certsHash C @param {number} index @param {string} text K_i */
  digestOf(certsHash, index, text) {
    return hash(`piaojue-commit-v1|${this.place.ceremony}|${index}|${certsHash}|${text}`);
  }

  /** Step 2. @param {string[]} certificates of all, in order @returns {string} signed commitment */
  commit(certificates) {
    return this.commitTo(this.readCertificates(certificates));
  }

  /** @param {Known} known */
  commitTo({ certsHash }) {
    const { index } = this.place;
    const commitment = this.digestOf(certsHash, index, this.polynomial(certsHash).text);
    return canonical(this.sign(this.statement("commit", index, { certs: certsHash, commitment }), TAG));
  }

  /** Verifies all n signed commitments. @param {string[]} certificates @param {string[]} commits */
  readCommits(certificates, commits) {
    const { ceremony, n, index: own } = this.place;
    const known = this.readCertificates(certificates);
    demandList(commits, "C5", n);
    const commitments = commits.map((text, i) =>
      check("C4", () => this.readCommit(text, i + 1, known), { index: i + 1 }));
    demand(commits[own - 1] === this.commitTo(known), "C10", { index: own });
    const joint = hash(["piaojue-joint-v1", ceremony, ...commitments].join("|"));
    return { ...known, commitments, joint };
  }

  /** @param {string} text @param {number} index @param {Known} known @returns {string} Com_i */
  readCommit(text, index, { read, certsHash }) {
    const { message, signature } = readSigned(text);
    const said = readCanonical(message);
    demandObject(said, "commit.fields");
    const { commitment } = said;
    demand(isText(commitment, /^[0-9a-f]{64}$/), "commit.fields");
    demand(message === this.statement("commit", index, { certs: certsHash, commitment }), "commit.fields");
    verifyMessage(TAG + message, read[index - 1].verification, signature, "commit.signature");
    return commitment;
  }

  /**
   * Step 3, only with all commitments in hand.
   * @param {string[]} certificates @param {string[]} commits @returns {string}
   */
  reveal(certificates, commits) {
    const { ceremony, index } = this.place;
    const { certs, read, certsHash, joint } = this.readCommits(certificates, commits);
    const polynomial = this.polynomial(certsHash);
    const draw = expander(this.seed, `${this.context}|${certsHash}`);
    const secrets = read.map(({ encryption, encryptionHex }, i) => sealSecret(
      { ceremony, from: index, to: i + 1, recipient: encryption, recipientHex: encryptionHex },
      secretFor(polynomial, i + 1),
      { signingKey: this.keys.signing, random: draw(`channel|${i + 1}`), seed: this.seed },
    ));
    return canonical({
      coefexps: this.sign(polynomial.text),
      signature: this.sign(certsText(certs, polynomial.coefexps)).signature,
      joint: this.sign(this.statement("joint", index, { joint }), TAG),
      secrets,
    });
  }

  /**
   * One participant's reveal against his commitment.
   * @param {string} text @param {number} index @param {ReturnType<Participant["readCommits"]>} known
   * @returns {{points: Point[], secret: bigint}}
   */
  readReveal(text, index, { certs, read, certsHash, commitments, joint }) {
    const { ceremony, n, t, index: own } = this.place;
    const sender = read[index - 1].verification;
    const { revealed, points } = check("C6", () => {
      const revealed = readCanonical(text);
      demandFields(revealed, ["coefexps", "joint", "secrets", "signature"]);
      demandSignedMessage(revealed.coefexps);
      demandSignedMessage(revealed.joint);
      demandList(revealed.secrets, "reveal.secrets", n);
      revealed.secrets.forEach(readSealed);
      const digest = this.digestOf(certsHash, index, revealed.coefexps.message);
      demand(digest === commitments[index - 1], "reveal.commitment");
      return { revealed, points: readCoefexps(revealed.coefexps.message, t) };
    }, { index });
    check("C7", () => {
      const { coefexps, joint: saidJoint } = revealed;
      verifyMessage(coefexps.message, sender, coefexps.signature, "coefexps.signature");
      verifyMessage(certsText(certs, points.map(writePoint)), sender, revealed.signature, "certs.signature");
      demand(saidJoint.message === this.statement("joint", index, { joint }), "reveal.joint");
      verifyMessage(TAG + saidJoint.message, sender, saidJoint.signature, "joint.signature");
    }, { index });
    return check("C8", () => {
      const { encryption, encryptionHex } = read[own - 1];
      const route = { ceremony, from: index, to: own, recipient: encryption, recipientHex: encryptionHex };
      const secret = openSecret(route, revealed.secrets[own - 1], this.keys.decryption, sender);
      demand(GENERATOR.times(secret).equals(evaluateInExponent(points, own)), "reveal.secret");
      return { points, secret };
    }, { index });
  }

  /**
   * Step 4: own share, checked against everybody's polynomial.
   * @param {string[]} certificates @param {string[]} commits @param {string[]} reveals of all, in order
   * @returns {{publicKey: string, fingerprint: string, slip: string, expected: string[]}} `publicKey` is sent;
   *   `expected` are the public keys of all (hex), for `confirm`; the slip is printed and never sent
   */
  finish(certificates, commits, reveals) {
    const { ceremony, n, index } = this.place;
    const known = this.readCommits(certificates, commits);
    demandList(reveals, "C6", n);
    const read = reveals.map((text, i) => this.readReveal(text, i + 1, known));
    demand(reveals[index - 1] === this.reveal(certificates, commits), "C10", { index });
    const share = reduce(read.reduce((sum, { secret }) => sum + secret, 0n));
    const all = read.map(({ points }) => points);
    const expected = all.map((_, i) => expectedKey(all, i + 1));
    const key = expected[index - 1];
    const publicKey = canonical({
      pok: proveKey(key, share, this.seed), public_key: key, signature: this.sign(key).signature,
    });
    const slip = writeSlip({ ceremony, index, keySeed: this.keySeed, share });
    return { publicKey, fingerprint: fingerprintOf(this.keys, key), slip, expected };
  }

  /**
   * After step 4: everybody's public key is the one that follows from all polynomials.
   * @param {string[]} certificates @param {string[]} expected from `finish`
   * @param {string[]} publicKeys of all, in order
   */
  confirm(certificates, expected, publicKeys) {
    const { read } = this.readCertificates(certificates);
    demandList(publicKeys, "C9", this.place.n);
    publicKeys.forEach((text, i) => check("C9", () => {
      const key = readCanonical(text);
      readPublicKey(key, true);
      demand(key.public_key === expected[i], "key.differs");
      verifyMessage(key.public_key, read[i].verification, key.signature, "key.signature");
    }, { index: i + 1 }));
  }

  /**
   * Tells the others, signed, whose message was bad.
   * @param {number} accused @param {string} reason code of the check
   */
  abort(accused, reason) {
    return canonical(this.sign(this.statement("abort", this.place.index, { accused, reason }), TAG));
  }

  /**
   * What another participant's abort says, whose signature stands under it.
   * @param {string[]} certificates of all, in order @param {number} index of the sender @param {string} text
   * @returns {{accused: number, reason: string}}
   */
  readAbort(certificates, index, text) {
    const { read } = this.readCertificates(certificates);
    return check("C11", () => {
      const { message, signature } = readSigned(text);
      const said = readCanonical(message);
      demandObject(said, "abort.fields");
      const { accused, reason } = said;
      demand(read[index - 1] && Number.isSafeInteger(accused) && read[accused - 1], "abort.fields");
      demand(isText(reason, /^C[1-9][0-9]?$/), "abort.fields");
      demand(message === this.statement("abort", index, { accused, reason }), "abort.fields");
      verifyMessage(TAG + message, read[index - 1].verification, signature, "abort.signature");
      return { accused, reason };
    }, { index });
  }
}

/** f_i(j) @param {Polynomial} polynomial @param {number} j */
function secretFor({ coefficients }, j) {
  return coefficients.reduceRight((sum, coefficient) => reduce(sum * BigInt(j) + coefficient), 0n);
}
