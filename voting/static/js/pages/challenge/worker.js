// @ts-check
// Worker of the checking page. {kind: "read", text} → {uuid}; {kind: "check", election, method, text, hash} →
// {name, fingerprint, said}. A device that lied is Refused: D2, D3, D4.
import { checkChallenge, readChallenge, sayChoices } from "../../ballot/challenge.js";
import { readElection } from "../../ballot/election.js";
import { utf8 } from "../../crypto/encoding.js";
import { Refused } from "../../crypto/errors.js";

/** @param {any} message */
function answer(message) {
  if (message.kind === "read") return { uuid: readChallenge(message.text).uuid };
  const election = readElection(utf8(message.election), utf8(message.method));
  const { choices } = checkChallenge(election, message.text, message.hash);
  return { name: election.name, fingerprint: election.fingerprint, said: sayChoices(election, choices) };
}

/** @param {any} scope */
export function serve(scope) {
  scope.onmessage = (/** @type {MessageEvent} */ event) => {
    const { kind } = event.data;
    try {
      scope.postMessage({ kind, ...answer(event.data) });
    } catch (error) {
      const refused = error instanceof Refused ? error : new Refused("challenge.failed");
      scope.postMessage({ kind: "refused", of: kind, code: refused.code, data: refused.data });
    }
  };
}
