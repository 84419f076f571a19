// @ts-check
// Asking whether one's own card has voted: whoever can sign for the card learns it, nobody else (PROTOCOL 5.2).
import { publicCredential, readSecret, secretExponent } from "../crypto/credentials.js";
import { compact } from "../crypto/json.js";
import { proveKnowledge, signatureNonce } from "../crypto/proofs.js";

/**
 * @param {string} uuid @param {string} secret of the card @param {Uint8Array} seed 32 fresh bytes
 * @returns {string} body of the request
 */
export function askOwnCard(uuid, secret, seed) {
  const credential = publicCredential(uuid, secret);
  const exponent = secretExponent(uuid, readSecret(secret));
  const said = `piaojue-card-v1|${uuid}|${credential}|`;
  return compact({ credential, proof: proveKnowledge(said, exponent, signatureNonce(seed, exponent, said)) });
}
