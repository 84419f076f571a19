// @ts-check
// What scrutineers sign during a poll: zero report, closing statement, voids (PROTOCOL 6).
import { demandVerified } from "../board/verify.js";
import { signedText } from "../board/sidelog.js";
import { demand } from "../crypto/errors.js";
import { writePoint } from "../crypto/group.js";
import { canonical } from "../crypto/json.js";
import { signMessage } from "../crypto/proofs.js";

/** @typedef {ReturnType<import("./slip.js").readSlip>} OpenSlip */

/**
 * Both keys of the slip must stand in `trustees`.
 * @param {import("../board/verify.js").Verified} verified @param {OpenSlip} slip
 */
function ownerOf({ setup }, { index, keys, publicKey }) {
  const owner = index + 1;
  const trustee = setup.trustees.list[owner - 1];
  demand(trustee?.verification && trustee.keyHex === publicKey, "S11", { owner });
  demand(writePoint(trustee.verification) === keys.verificationHex, "S11", { owner });
  return owner;
}

/**
 * Zero report: the Setup event that this page pinned, before any ballot.
 * @param {import("../board/verify.js").Verified} verified @param {OpenSlip} slip
 * @param {Uint8Array} seed 32 fresh random bytes
 */
export function signZero(verified, slip, seed) {
  demandVerified(verified);
  demand(verified.ballots === 0 && verified.tallyEvent === "", "zero.too_late");
  const { event, election } = verified.setup;
  const record = {
    election_hash: election.fingerprint, kind: "zero", owner: ownerOf(verified, slip), setup_event: event,
    uuid: election.uuid, v: 1,
  };
  return canonical({ ...record, signature: signMessage(signedText("zero", record), slip.keys.signing, seed) });
}

/**
 * Closing statement over the heads that this page verified.
 * @param {import("../board/verify.js").Verified} verified @param {OpenSlip} slip @param {Uint8Array} seed
 */
export function signClosing(verified, slip, seed) {
  demandVerified(verified);
  demand(verified.tallyEvent !== "", "closing.too_early");
  const signature = signMessage(signedText("closing", verified.closing), slip.keys.signing, seed);
  return canonical({ ...verified.closing, owner: ownerOf(verified, slip), signature });
}

/**
 * The scrutineer's half of a void; the registrar signed first.
 * @param {import("../board/verify.js").Verified} verified whose heads the void must name
 * @param {any} signedByRegistrar
 * @param {OpenSlip} slip @param {Uint8Array} seed
 * @param {string} [sideHead] after the voids that were signed before it in the same batch
 */
export function signVoid(verified, signedByRegistrar, slip, seed, sideHead = verified.sideHead) {
  demandVerified(verified);
  const { archive, setup } = verified;
  const head = archive.events[archive.events.length - 1];
  const { event, height, side, credential } = signedByRegistrar;
  demand(event === head.hash && height === head.height && side === sideHead, "void.heads");
  demand(setup.credentials.has(credential), "void.credential");
  const record = { ...signedByRegistrar, owner: ownerOf(verified, slip) };
  return canonical({ ...record, signature: signMessage(signedText("void", record), slip.keys.signing, seed) });
}
