// @ts-check
// The work that a form asks for (ALTCHA, proof of work v2 with SHA-256): find the counter whose hash begins as asked.
// https://altcha.org/docs/v2/proof-of-work; the server's side is voting/collection/guarding.py.
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, hexToBytes } from "@noble/hashes/utils.js";

/** @typedef {{parameters: any, signature: string}} Challenge */

/** @param {Challenge} challenge @returns {string} the proof as the form sends it */
export function prove(challenge) {
  const { nonce, salt, keyPrefix, keyLength } = challenge.parameters;
  const wanted = hexToBytes(keyPrefix);
  const head = hexToBytes(salt + nonce);
  const tried = new Uint8Array(head.length + 4);
  tried.set(head);
  const end = new DataView(tried.buffer);
  for (let counter = 0; counter < 0xffffffff; counter += 1) {
    end.setUint32(head.length, counter);
    const key = sha256(tried);
    if (wanted.every((byte, at) => byte === key[at])) {
      const solution = { counter, derivedKey: bytesToHex(key.slice(0, keyLength)) };
      return btoa(JSON.stringify({ challenge, solution }));
    }
  }
  throw new Error("no counter fits the challenge");
}

/** @param {any} worker the Worker's global */
export function serve(worker) {
  worker.onmessage = (/** @type {MessageEvent} */ { data }) => worker.postMessage({ kind: "proof", proof: prove(data) });
}
