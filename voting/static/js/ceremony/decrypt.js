// @ts-check
// Opening the box (开启票箱): whether this page may decrypt, and whether others' shares are right (PROTOCOL 9).
import { occasionOf } from "../board/shares.js";
import { demandVerified } from "../board/verify.js";
import { demand } from "../crypto/errors.js";
import { makeShare, verifyShareProofs } from "./shares.js";

/** @typedef {import("../board/verify.js").Verified} Verified */

/** Fewer ballots are never opened, whatever the method says. */
const MIN_BALLOTS = 5;
/** So much of a tally event's hash is written on the slip when it is opened (开启记录). */
const MARK = /^[0-9a-f]{16,64}$/;

/**
 * This scrutineer's share, on four conditions: this page verified everything itself; enough scrutineers signed
 * the same closing statement; no other tally of this poll was ever decrypted; there are enough ballots.
 * @param {Verified} verified result of verifyBoard, this very object
 * @param {{index: number, share: bigint, publicKey: string}} slip as read
 * @param {Uint8Array} seed 32 fresh random bytes
 * @param {Record<string, string>} remembered tally events by φ that this scrutineer decrypted before, as this page
 *   knows them, or as much of them as stands on the slip
 * @returns {{partial: string, record: string, remembered: Record<string, string>}} `remembered` is to be stored *before* the share is sent
 */
export function decryptTally(verified, slip, seed, remembered) {
  demandVerified(verified);
  const { setup, tallyEvent, closings, ballots, tally } = verified;
  const { fingerprint, method } = setup.election;
  demand(tallyEvent, "decrypt.not_closed");
  const { threshold } = setup.trustees;
  demand(closings.length >= threshold, "decrypt.closings", { count: closings.length, threshold });
  const before = Object.prototype.hasOwnProperty.call(remembered, fingerprint) ? remembered[fingerprint] : tallyEvent;
  demand(MARK.test(before) && tallyEvent.startsWith(before), "decrypt.second_tally");
  demand(Number.isSafeInteger(method.min_ballots), "method.min_ballots");
  const least = Math.max(MIN_BALLOTS, method.min_ballots);
  demand(ballots >= least, "decrypt.too_few", { ballots, least });
  const occasion = occasionOf(setup, tallyEvent, slip.index + 1);
  demand(occasion.keyHex === slip.publicKey, "S11");
  const made = makeShare(occasion, tally, slip.share, seed);
  return { ...made, remembered: { ...remembered, [fingerprint]: tallyEvent } };
}

/**
 * @param {Verified} verified @param {number} owner @param {Uint8Array | string} partial
 * @param {Uint8Array | string} record
 * @returns {import("./shares.js").Point[][]} decryption factors
 */
export function verifyShare(verified, owner, partial, record) {
  demandVerified(verified);
  return verifyShareProofs(occasionOf(verified.setup, verified.tallyEvent, owner), verified.tally, partial, record);
}
