// @ts-check
import { hmac } from "@noble/hashes/hmac.js";
import { sha512 } from "@noble/hashes/sha2.js";
import { toInteger, utf8 } from "./encoding.js";
import { demand } from "./errors.js";
import { ORDER } from "./group.js";

/**
 * Gives the random numbers of one seed and context, each by its label (PROTOCOL 1, "Expansion").
 * @param {Uint8Array} seed 32 bytes @param {string} context
 * @returns {(label: string) => bigint} numbers in (0, q)
 */
export function expander(seed, context) {
  demand(seed instanceof Uint8Array && seed.length === 32, "seed.length");
  // No copy of the seed is made, so that its owner can wipe it.
  return (label) => {
    const number = wideExpansion(seed, context, label) % ORDER;
    demand(number !== 0n, "seed.zero");
    return number;
  };
}

/** The 512-bit number before it is reduced. @param {Uint8Array} seed @param {string} context @param {string} label */
export function wideExpansion(seed, context, label) {
  return toInteger(hmac(sha512, seed, utf8(`piaojue-expand-v1|${context}|${label}`)));
}
