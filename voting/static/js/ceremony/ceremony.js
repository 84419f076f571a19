// @ts-check
// One participant of the key ceremony (加封): certificate, commitment, reveal, key (PROTOCOL 8).
import { base58, isBase58 } from "../crypto/encoding.js";
import { demand, Refused } from "../crypto/errors.js";
import { expander, wideExpansion } from "../crypto/expand.js";
import { GENERATOR, reduce, writePoint } from "../crypto/group.js";
import { hash } from "../crypto/hashing.js";
import { canonical, compact, demandFields, demandList, readCanonical, readCompact } from "../crypto/json.js";
import { pokHashed, proveKnowledge, signMessage, verifyMessage } from "../crypto/proofs.js";
import { openSecret, sealSecret } from "./channel.js";
import {
  certificateText, certsText, demandSignedMessage, evaluateInExponent, expectedKey, readCertificates, readCoefexps,
} from "./pedersen.js";
import { fingerprintOf, keysOf, writeSlip } from "./slip.js";

const TAG = "piaojue-ceremony-v1\n";

/** @typedef {{ceremony: string, n: number, t: number, index: number}} Place index from 1 */
/** @typedef {import("../crypto/group.js").Point} Point */
/** What was agreed to so far; it is kept with the seed, for two answers under one seed would betray the keys. @typedef {{certs: string, joint: string}} Memory */

/** Refusals name the participant whose message was bad. @template T @param {number} index @param {() => T} work @returns {T} */
function blaming(index, work) {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    throw new Refused(error.code, { ...error.data, index });
  }
}

export class Participant {
  /** @param {Place} place @param {Uint8Array} seed 32 random bytes of this ceremony alone @param {Memory} [memory] of an earlier page under the same seed */
  constructor(place, seed, memory = { certs: "", joint: "" }) {
    const { ceremony, n, t, index } = place;
    demand(isBase58(ceremony, 22), "ceremony.id");
    demand(t >= 2 && t < n && 2 * t > n && index >= 1 && index <= n, "ceremony.place");
    const context = `ceremony|${ceremony}|${index}`;
    this.place = place;
    this.memory = memory;
    this.draw = expander(seed, context);
    this.keySeed = base58(wideExpansion(seed, context, "pki"), 22);
    this.keys = keysOf(this.keySeed);
    this.coefficients = Array.from({ length: t }, (_, k) => this.draw(`coef|${k}`));
    const coefexps = this.coefficients.map((coefficient) => writePoint(GENERATOR.times(coefficient)));
    this.commitmentText = compact({ coefexps });
    this.coefexps = coefexps;
  }

  /** @param {string} message @param {string} label of the nonce */
  sign(message, label) {
    return { message, signature: signMessage(message, this.keys.signing, this.draw(label)) };
  }

  /** Step 1. @returns {string} this participant's certificate */
  certificate() {
    const { n, t, index } = this.place;
    const { verificationHex, encryptionHex } = this.keys;
    return compact(this.sign(certificateText(n, t, index, verificationHex, encryptionHex), "cert"));
  }

  /** @param {string[]} certificates of all, in order */
  readCertificates(certificates) {
    const { n, t, index } = this.place;
    demandList(certificates, "certificate.count", n);
    const certs = certificates.map((text, i) => blaming(i + 1, () => readCompact(text)));
    const read = readCertificates(certs, t);
    demand(certificates[index - 1] === this.certificate(), "certificate.own", { index });
    const certsHash = hash(compact(certs));
    demand(this.memory.certs === "" || this.memory.certs === certsHash, "certificate.changed");
    return { certs, read, certsHash };
  }

  /** @param {string} certsHash C @param {number} index @param {string} commitmentText K_i */
  commitmentOf(certsHash, index, commitmentText) {
    return hash(`piaojue-commit-v1|${this.place.ceremony}|${index}|${certsHash}|${commitmentText}`);
  }

  /** Step 2. @param {string[]} certificates of all, in order @returns {string} signed commitment */
  commit(certificates) {
    const { ceremony, index } = this.place;
    const { certsHash } = this.readCertificates(certificates);
    this.memory.certs = certsHash;
    const commitment = this.commitmentOf(certsHash, index, this.commitmentText);
    return compact(this.sign(TAG + canonical({ certs: certsHash, ceremony, commitment, index, kind: "commit" }), "commit"));
  }

  /** Verifies all n signed commitments. @param {string[]} certificates @param {string[]} commits */
  readCommits(certificates, commits) {
    const { ceremony, n, index: own } = this.place;
    const { certs, read, certsHash } = this.readCertificates(certificates);
    demandList(commits, "commit.count", n);
    const commitments = commits.map((text, i) => blaming(i + 1, () => {
      const index = i + 1;
      const signed = readSignedMessage(text);
      demand(signed.message.startsWith(TAG), "commit.fields");
      const body = readCanonical(signed.message.slice(TAG.length));
      demandFields(body, ["certs", "ceremony", "commitment", "index", "kind"]);
      demand(body.kind === "commit" && body.ceremony === ceremony && body.index === index, "commit.fields");
      demand(body.certs === certsHash, "commit.certs");
      demand(/^[0-9a-f]{64}$/.test(body.commitment), "commit.fields");
      verifyMessage(signed.message, read[i].verification, signed.signature, "commit.signature");
      return body.commitment;
    }));
    demand(commitments[own - 1] === this.commitmentOf(certsHash, own, this.commitmentText), "commit.own", { index: own });
    const joint = hash(["piaojue-joint-v1", ceremony, ...commitments].join("|"));
    demand(this.memory.joint === "" || this.memory.joint === joint, "commit.changed");
    return { certs, read, certsHash, commitments, joint };
  }

  /** Step 3, only with all commitments in hand. @param {string[]} certificates @param {string[]} commits @returns {string} */
  reveal(certificates, commits) {
    const { ceremony, index } = this.place;
    const { certs, read, joint } = this.readCommits(certificates, commits);
    this.memory.joint = joint;
    const coefexps = this.sign(this.commitmentText, "coefexps");
    const { signature } = this.sign(certsText(certs, this.coefexps), "certs_sig");
    const secrets = read.map(({ encryption, encryptionHex }, i) => sealSecret(
      { ceremony, from: index, to: i + 1, recipient: encryption, recipientHex: encryptionHex },
      this.secretFor(i + 1),
      { signingKey: this.keys.signing, random: this.draw(`channel|${i + 1}`), nonce: this.draw(`secret|${i + 1}`) },
    ));
    return compact({ coefexps, signature, joint: this.sign(jointText(ceremony, index, joint), "joint"), secrets });
  }

  /** f_i(j) @param {number} j */
  secretFor(j) {
    return this.coefficients.reduceRight((sum, coefficient) => reduce(sum * BigInt(j) + coefficient), 0n);
  }

  /** One participant's reveal against his commitment. @param {string} text @param {number} i index from 0 @param {ReturnType<Participant["readCommits"]>} known @returns {{points: Point[], secret: bigint}} */
  readReveal(text, i, { certs, read, certsHash, commitments, joint }) {
    const { ceremony, n, t, index } = this.place;
    const sender = read[i].verification;
    const revealed = readCompact(text);
    demandFields(revealed, ["coefexps", "signature", "joint", "secrets"]);
    demandSignedMessage(revealed.coefexps);
    demandSignedMessage(revealed.joint);
    demandList(revealed.secrets, "reveal.secrets", n);
    const { message } = revealed.coefexps;
    demand(this.commitmentOf(certsHash, i + 1, message) === commitments[i], "reveal.commitment");
    verifyMessage(message, sender, revealed.coefexps.signature, "coefexps.signature");
    const points = readCoefexps(message, t);
    verifyMessage(certsText(certs, points.map(writePoint)), sender, revealed.signature, "certs.signature");
    demand(revealed.joint.message === jointText(ceremony, i + 1, joint), "reveal.joint");
    verifyMessage(revealed.joint.message, sender, revealed.joint.signature, "reveal.joint");
    const own = read[index - 1];
    const route = { ceremony, from: i + 1, to: index, recipient: own.encryption, recipientHex: own.encryptionHex };
    const secret = openSecret(route, revealed.secrets[index - 1], this.keys.decryption, sender);
    demand(GENERATOR.times(secret).equals(evaluateInExponent(points, index)), "reveal.secret");
    return { points, secret };
  }

  /**
   * Step 4: own share, checked against everybody's polynomial.
   * @param {string[]} certificates @param {string[]} commits @param {string[]} reveals of all, in order
   * @returns {{publicKey: string, fingerprint: string, slip: string}} `publicKey` is sent, the others never
   */
  finish(certificates, commits, reveals) {
    const { ceremony, n, index } = this.place;
    const known = this.readCommits(certificates, commits);
    demandList(reveals, "reveal.count", n);
    const read = reveals.map((text, i) => blaming(i + 1, () => this.readReveal(text, i, known)));
    const share = reduce(read.reduce((sum, { secret }) => sum + secret, 0n));
    const key = writePoint(GENERATOR.times(share));
    demand(key === expectedKey(read.map(({ points }) => points), index), "key.differs", { index });
    const pok = proveKnowledge(pokHashed(key), share, this.draw("pok"));
    const publicKey = compact({ pok, public_key: key, signature: this.sign(key, "vk").signature });
    const slip = writeSlip({ ceremony, index, keySeed: this.keySeed, share });
    return { publicKey, fingerprint: fingerprintOf(this.keys, key), slip };
  }
}

/** @param {string} ceremony @param {number} index @param {string} joint */
function jointText(ceremony, index, joint) {
  return TAG + canonical({ ceremony, index, joint, kind: "joint" });
}

/** @param {string} text */
function readSignedMessage(text) {
  const signed = readCompact(text);
  demandSignedMessage(signed);
  return signed;
}
