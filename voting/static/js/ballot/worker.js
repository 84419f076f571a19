// @ts-check
// What the ballot page's Worker answers. Messages in: {kind: "prepare", election, method} | {kind: "encrypt",
// secret, choices} | {kind: "sign"} | {kind: "challenge"} | {kind: "wipe"}. Answers: prepare {}, encrypt {hash},
// sign {ballot, marks, hash, tracker}, challenge {text}, wipe {}. What is not allowed throws Refused.
import { Refused } from "../crypto/errors.js";
import { Booth } from "./booth.js";

/** @type {Booth | null} */
let booth = null;
/** @param {number} length */
const randomBytes = (length) => crypto.getRandomValues(new Uint8Array(length));

/** @param {any} message @returns {Record<string, unknown>} */
export function answer(message) {
  if (message.kind === "prepare") {
    booth = new Booth(message.election, message.method, randomBytes);
    return {};
  }
  if (!booth) throw new Refused("booth.not_prepared");
  switch (message.kind) {
    case "encrypt": return { hash: booth.seal(message.secret, message.choices) };
    case "sign": return booth.sign();
    case "challenge": return { text: booth.challenge() };
    case "wipe": booth.wipe(); return {};
    default: throw new Refused("booth.message");
  }
}
