// @ts-check
// Web Worker of a scrutineer's page: follows the board and signs or decrypts only what it verified itself.
// Messages in, each answered by one of the same kind or by {kind: "refused", of, code, data}; `verify` also
// sends {kind: "progress", done, total}:
//   {kind: "verify", archive, side, method, expected}   files as Uint8Array → {summary}
//   {kind: "zero" | "closing", slip} → {record}          slip as text
//   {kind: "void", slip, signed} → {record}              signed by the registrar
//   {kind: "decrypt", slip, remembered} → {partial, record, remembered}
//   {kind: "share", owner, partial, record} → {}         somebody else's share
import { Refused } from "../crypto/errors.js";
import { hash } from "../crypto/hashing.js";
import { decryptTally, verifyShare } from "../ceremony/decrypt.js";
import { readSlip } from "../ceremony/slip.js";
import { signClosing, signVoid, signZero } from "../ceremony/statements.js";
import { verifyBoard } from "./verify.js";

/** @typedef {import("./verify.js").Verified} Verified */
const PROGRESS_EVERY = 10;

export class Follower {
  /** @param {(length: number) => Uint8Array} randomBytes @param {(message: any) => void} report */
  constructor(randomBytes, report) {
    this.randomBytes = randomBytes;
    this.report = report;
    this.cache = new Map();
    /** @type {{length: number, hash: string} | undefined} */ this.earlier = undefined;
    /** @type {Verified | null} */ this.verified = null;
  }

  /** @param {any} message */
  verify({ archive, side, method, expected }) {
    this.verified = null;
    const progress = (/** @type {number} */ done, /** @type {number} */ total) => {
      if (done % PROGRESS_EVERY === 0 || done === total) this.report({ kind: "progress", done, total });
    };
    const known = { earlier: this.earlier, ...expected };
    const verified = verifyBoard({ archive, side, method }, known, { cache: this.cache, progress });
    this.earlier = { length: archive.length, hash: hash(archive) };
    this.verified = verified;
    const { setup, ballots, tallyEvent, sideHead, closings, shares, result, counts, voids } = verified;
    const heads = { setupEvent: setup.event, tallyEvent, sideHead };
    return { summary: { ...heads, ballots, closings, shares, result, counts, voids } };
  }

  /** @returns {Verified} */
  known() {
    if (!this.verified) throw new Refused("verify.not_verified");
    return this.verified;
  }

  /** @param {any} message @returns {Record<string, unknown>} */
  answer(message) {
    const seed = () => this.randomBytes(32);
    switch (message.kind) {
      case "verify": return this.verify(message);
      case "zero": return { record: signZero(this.known(), readSlip(message.slip), seed()) };
      case "closing": return { record: signClosing(this.known(), readSlip(message.slip), seed()) };
      case "void": return { record: signVoid(this.known(), message.signed, readSlip(message.slip), seed()) };
      case "decrypt": return decryptTally(this.known(), readSlip(message.slip), seed(), message.remembered);
      case "share": verifyShare(this.known(), message.owner, message.partial, message.record); return {};
      default: throw new Refused("follower.message");
    }
  }
}

/** @param {any} scope of a Worker */
export function serve(scope) {
  const post = (/** @type {any} */ message) => scope.postMessage(message);
  const follower = new Follower((length) => crypto.getRandomValues(new Uint8Array(length)), post);
  scope.onmessage = (/** @type {MessageEvent} */ event) => {
    const { kind } = event.data;
    try {
      post({ kind, ...follower.answer(event.data) });
    } catch (error) {
      const refused = error instanceof Refused ? error : new Refused("follower.failed");
      post({ kind: "refused", of: kind, code: refused.code, data: refused.data });
    }
  };
}
