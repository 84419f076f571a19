// @ts-check
// Share proof: on the day, a scrutineer shows that his page still holds his share (PROTOCOL 8).
import { demand } from "../crypto/errors.js";
import { GENERATOR, writePoint } from "../crypto/group.js";
import { canonical, demandFields, isMoment, isText } from "../crypto/json.js";
import { proveKnowledge, signatureNonce, verifyKnowledge } from "../crypto/proofs.js";

/** @typedef {{uuid: string, owner: number, server_nonce: string, page_nonce: string, date: string}} Occasion */

/** What is hashed before the commitment. @param {Occasion} occasion @param {string} key hex of X */
function prefixOf({ uuid, owner, server_nonce, page_nonce, date }, key) {
  return ["piaojue-share-v1", "Ed25519", uuid, owner, key, server_nonce, page_nonce, date, ""].join("|");
}

/**
 * @param {Occasion} occasion @param {bigint} share S_i @param {Uint8Array} seed 32 fresh random bytes
 * @returns {string} the `share` record of the side log
 */
export function makeShareProof(occasion, share, seed) {
  const prefix = prefixOf(occasion, writePoint(GENERATOR.times(share)));
  const { uuid, owner, server_nonce, page_nonce, date } = occasion;
  const proof = proveKnowledge(prefix, share, signatureNonce(seed, share, prefix));
  return canonical({ ...proof, date, kind: "share", owner, page_nonce, server_nonce, uuid, v: 1 });
}

/** @param {any} record parsed `share` record @param {import("../board/setup.js").Setup} setup */
export function verifyShareProof(record, setup) {
  demandFields(record, ["challenge", "date", "kind", "owner", "page_nonce", "response", "server_nonce", "uuid", "v"]);
  const trustee = setup.trustees.list[record.owner - 1];
  demand(Number.isSafeInteger(record.owner) && trustee?.verification, "share.owner", { owner: record.owner });
  demand([record.server_nonce, record.page_nonce].every((nonce) => isText(nonce, /^[0-9a-f]{64}$/)), "share.nonce");
  demand(isText(record.date, /^\d{4}-\d\d-\d\d$/) && isMoment(`${record.date}T00:00`), "share.date");
  demand(record.uuid === setup.election.uuid, "share.date");
  const proof = { challenge: record.challenge, response: record.response };
  verifyKnowledge(prefixOf(record, trustee.keyHex), trustee.key, proof, "L3", { owner: record.owner });
}
