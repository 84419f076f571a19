// @ts-check
// Web Worker of the ballot page. Messages in: {kind: "prepare", election, method} | {kind: "encrypt", secret,
// choices} | {kind: "sign"} | {kind: "challenge"} | {kind: "wipe"}. Each is answered by one message with the
// same kind: prepare {}, encrypt {hash}, sign {ballot, marks, hash, tracker}, challenge {text}, wipe {}; or by
// {kind: "refused", of, code, data}.
import { Refused } from "../crypto/errors.js";
import { GENERATOR } from "../crypto/group.js";
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

/** Listens in a Worker; the table of the generator is built before the election is known. @param {any} scope */
export function serve(scope) {
  scope.onmessage = (/** @type {MessageEvent} */ event) => {
    const { kind } = event.data;
    try {
      scope.postMessage({ kind, ...answer(event.data) });
    } catch (error) {
      const refused = error instanceof Refused ? error : new Refused("booth.failed");
      scope.postMessage({ kind: "refused", of: kind, code: refused.code, data: refused.data });
    }
  };
  GENERATOR.prepare();
}
