// @ts-check
// Web Worker of a scrutineer's page: follows the board and signs or decrypts only what it verified itself.
// Messages in, each answered by one of the same kind or by {kind: "refused", of, code, data}; `verify` and `grow`
// also send {kind: "progress", done, total}:
//   {kind: "verify", archive, side, method, expected, afresh}   whole files as Uint8Array → {summary}; afresh: what
//                                                        was verified before counts no more
//   {kind: "grow", archive, side, expected} → {summary}  what follows the bytes that are here
//   {kind: "zero" | "closing", slip} → {record}          slip as text
//   {kind: "void", slip, signed} → {record, side}        signed by the registrar; `side` is the next one's head
//   {kind: "decrypt", slip, remembered} → {partial, record, remembered}
//   {kind: "share", owner, partial, record} → {}         somebody else's share
import { join } from "../crypto/encoding.js";
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
    /** @type {import("./verify.js").Files | null} */ this.files = null;
    /** @type {Verified | null} */ this.verified = null;
    this.voidHead = "";
  }

  /** @param {any} message */
  verify({ archive, side, method, expected, afresh }) {
    if (afresh) this.cache.clear();
    return this.verifyFiles({ archive, side, method }, expected);
  }

  /** Structure, chain, order and product are made anew from all bytes; ballots come from the cache. @param {any} message */
  grow({ archive, side, expected }) {
    if (!this.files) throw new Refused("verify.not_verified");
    const { archive: before, side: sideBefore, method } = this.files;
    return this.verifyFiles({ archive: join(before, archive), side: join(sideBefore, side), method }, expected);
  }

  /** @param {import("./verify.js").Files} files @param {any} expected */
  verifyFiles(files, expected) {
    this.verified = this.files = null;
    const progress = (/** @type {number} */ done, /** @type {number} */ total) => {
      if (done % PROGRESS_EVERY === 0 || done === total) this.report({ kind: "progress", done, total });
    };
    const known = { ...expected, earlier: this.earlier ?? expected.earlier };
    const verified = verifyBoard(files, known, { cache: this.cache, progress });
    const { archive } = files;
    this.earlier = { length: archive.length, hash: hash(archive) };
    this.files = files;
    this.verified = verified;
    this.voidHead = verified.sideHead;
    const { setup, ballots, tallyEvent, sideHead, closings, shares, result, counts, voids } = verified;
    const heads = { setupEvent: setup.event, tallyEvent, sideHead, earlier: this.earlier };
    return { summary: { ...heads, ballots, closings, shares, result, counts, voids } };
  }

  /** @returns {Verified} */
  known() {
    if (!this.verified) throw new Refused("verify.not_verified");
    return this.verified;
  }

  /** Voids of one batch hang on one another: each names the side head after the one before. @param {any} message @param {Uint8Array} seed */
  signVoid({ signed, slip }, seed) {
    const record = signVoid(this.known(), signed, readSlip(slip), seed, this.voidHead);
    this.voidHead = hash(`${this.voidHead}|${hash(record)}`);
    return { record, side: this.voidHead };
  }

  /** @param {any} message @returns {Record<string, unknown>} */
  answer(message) {
    const seed = () => this.randomBytes(32);
    switch (message.kind) {
      case "verify": return this.verify(message);
      case "grow": return this.grow(message);
      case "zero": return { record: signZero(this.known(), readSlip(message.slip), seed()) };
      case "closing": return { record: signClosing(this.known(), readSlip(message.slip), seed()) };
      case "void": return this.signVoid(message, seed());
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
