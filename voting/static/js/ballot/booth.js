// @ts-check
// One voter's turn at a tablet: seal, then either cast or challenge, never both (PROTOCOL 5, 设备抽检).
import { publicCredential } from "../crypto/credentials.js";
import { utf8 } from "../crypto/encoding.js";
import { demand } from "../crypto/errors.js";
import { GENERATOR } from "../crypto/group.js";
import { sealChoices, signBallot } from "./ballot.js";
import { writeChallenge } from "./challenge.js";
import { readElection } from "./election.js";

export class Booth {
  /**
   * @param {string} election the bytes of `election` as text @param {string} method method.json as text
   * @param {(length: number) => Uint8Array} randomBytes
   */
  constructor(election, method, randomBytes) {
    this.election = readElection(utf8(election), utf8(method));
    this.randomBytes = randomBytes;
    /**
     * @type {{secret: string, credential: string, choices: number[][], seed: Uint8Array, unsigned: import("./ballot.js").Unsigned} | null}
     */
    this.sealed = null;
    GENERATOR.prepare();
    this.election.key.prepare();
  }

  /**
   * Encrypts with a fresh seed; signs nothing.
   * @param {string} secret of the card @param {number[][]} choices @returns {string} H
   */
  seal(secret, choices) {
    this.wipe();
    const seed = this.randomBytes(32);
    const credential = publicCredential(this.election.uuid, secret);
    const unsigned = sealChoices(this.election, credential, choices, seed);
    this.sealed = { secret, credential, choices, seed, unsigned };
    return unsigned.hash;
  }

  /** Signs what is sealed and forgets seed, choices and secret. */
  sign() {
    demand(this.sealed, "booth.nothing_sealed");
    const { unsigned, secret } = this.sealed;
    const seed = this.randomBytes(32);
    const signed = signBallot(unsigned, secret, seed);
    seed.fill(0);
    this.wipe();
    return signed;
  }

  /**
   * Opens what is sealed instead of signing it; the ballot can never be cast afterwards.
   * @returns {string} text for the QR code
   */
  challenge() {
    demand(this.sealed, "booth.nothing_sealed");
    const { credential, choices, seed } = this.sealed;
    const text = writeChallenge(this.election, credential, choices, seed);
    this.wipe();
    return text;
  }

  wipe() {
    this.sealed?.seed.fill(0);
    this.sealed = null;
  }
}
