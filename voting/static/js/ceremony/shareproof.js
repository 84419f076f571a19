// @ts-check
// Share proof: on the day, a scrutineer shows that his page still holds his share (PROTOCOL 8).
import { demand } from "../crypto/errors.js";
import { GENERATOR, ORDER, reduce, writePoint, commitmentOf } from "../crypto/group.js";
import { hashInteger } from "../crypto/hashing.js";
import { canonical, demandFields } from "../crypto/json.js";
import { readProof, writeProof } from "../crypto/proofs.js";

/** @typedef {{uuid: string, owner: number, server_nonce: string, page_nonce: string, date: string}} Occasion */

/** @param {Occasion} occasion @param {string} key hex of X @param {string} commitment hex of A */
function challengeOf({ uuid, owner, server_nonce, page_nonce, date }, key, commitment) {
  const parts = ["piaojue-share-v1", "Ed25519", uuid, owner, key, server_nonce, page_nonce, date, commitment];
  return hashInteger(parts.join("|")) % ORDER;
}

/**
 * @param {Occasion} occasion @param {bigint} share S_i @param {bigint} nonce uniform in (0, q), used once
 * @returns {string} the `share` record of the side log
 */
export function makeShareProof(occasion, share, nonce) {
  const key = writePoint(GENERATOR.times(share));
  const challenge = challengeOf(occasion, key, writePoint(GENERATOR.times(nonce)));
  const { uuid, owner, server_nonce, page_nonce, date } = occasion;
  const proof = writeProof(challenge, reduce(nonce - share * challenge));
  return canonical({ ...proof, date, kind: "share", owner, page_nonce, server_nonce, uuid, v: 1 });
}

/** @param {any} record parsed `share` record @param {import("../board/setup.js").Setup} setup */
export function verifyShareProof(record, setup) {
  demandFields(record, ["challenge", "date", "kind", "owner", "page_nonce", "response", "server_nonce", "uuid", "v"]);
  const trustee = setup.trustees.list[record.owner - 1];
  demand(Number.isSafeInteger(record.owner) && trustee?.verification, "share.owner", { owner: record.owner });
  demand([record.server_nonce, record.page_nonce].every((nonce) => /^[0-9a-f]{64}$/.test(nonce)), "share.nonce");
  demand(/^\d{4}-\d\d-\d\d$/.test(record.date) && record.uuid === setup.election.uuid, "share.date");
  const { challenge, response } = readProof({ challenge: record.challenge, response: record.response });
  const commitment = writePoint(commitmentOf(trustee.key, challenge, response));
  demand(challengeOf(record, trustee.keyHex, commitment) === challenge, "share.proof", { owner: record.owner });
}
