// @ts-check
// Shares that already stand in the archive (spec 4.20; checks P1–P5, P7).
import { verifyShareProofs } from "../ceremony/shares.js";
import { check, demand } from "../crypto/errors.js";
import { demandFields, readCompact } from "../crypto/json.js";
import { eventsOf } from "./archive.js";

/** @typedef {import("./setup.js").Setup} Setup */
/** @typedef {import("../crypto/group.js").Point} Point */

/**
 * Who made a share of this tally event.
 * @param {Setup} setup @param {string} tallyEvent @param {unknown} owner
 * @returns {import("../ceremony/shares.js").Occasion}
 */
export function occasionOf({ election, trustees }, tallyEvent, owner) {
  const trustee = Number.isSafeInteger(owner) ? trustees.list[Number(owner) - 1] : undefined;
  demand(trustee, "P1", { owner });
  const { fingerprint, uuid } = election;
  return { fingerprint, uuid, tallyEvent, owner: Number(owner), key: trustee.key, keyHex: trustee.keyHex };
}

/**
 * Every PartialDecryption with its strong proof from the side log, in the same order.
 * @param {Setup} setup @param {import("./archive.js").Archive} archive @param {import("./sidelog.js").Side} side
 * @param {import("./ballots.js").Ciphertext[][]} tally recomputed @param {string} tallyEvent
 * @returns {Map<number, Point[][]>} decryption factors by owner
 */
export function verifyRecordedShares(setup, archive, side, tally, tallyEvent) {
  const proofs = side.lines.filter(({ record }) => record.kind === "decryption");
  const events = eventsOf(archive, "PartialDecryption");
  /** @type {Map<number, Point[][]>} */ const factors = new Map();
  events.forEach(({ data: [partial, ownedData] }, i) => {
    const owned = check("P1", () => readCompact(ownedData.bytes));
    check("P1", () => demandFields(owned, ["owner", "payload"]));
    demand(owned.payload === partial.hash, "E6");
    demand(!factors.has(owned.owner), "P2", { owner: owned.owner });
    const occasion = occasionOf(setup, tallyEvent, owned.owner);
    // Exactly t scrutineers, and then the server as the last.
    const { threshold } = setup.trustees;
    demand(!factors.has(1) && (occasion.owner === 1) === (factors.size === threshold), "P6", { owner: occasion.owner });
    demand(proofs[i], "P7", { owner: occasion.owner });
    factors.set(occasion.owner, verifyShareProofs(occasion, tally, partial.bytes, proofs[i].bytes));
  });
  demand(proofs.length === events.length, "P7", { shares: events.length, proofs: proofs.length });
  return factors;
}
