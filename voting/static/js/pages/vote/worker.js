// @ts-check
// Worker of the ballot page: the booth, and three more questions: {kind: "card", uuids, secret} → {credentials};
// {kind: "own", uuid, secret} → {text}, the body that asks for the card's own receipt; {kind: "receipt", text,
// boardKey, sealed} → {receipt, fragment, keyId}. `sealed` null: only the signature is checked.
import { answer } from "../../ballot/worker.js";
import { askOwnCard } from "../../ballot/owncard.js";
import { matchReceipt, receiptFragment, verifyReceipt } from "../../ballot/receipt.js";
import { publicCredential } from "../../crypto/credentials.js";
import { keyId } from "../../crypto/ed25519.js";
import { Refused } from "../../crypto/errors.js";
import { GENERATOR } from "../../crypto/group.js";

/** @param {any} message */
function answerPage(message) {
  if (message.kind === "card") {
    return { credentials: message.uuids.map((/** @type {string} */ uuid) => publicCredential(uuid, message.secret)) };
  }
  if (message.kind === "own") {
    return { text: askOwnCard(message.uuid, message.secret, crypto.getRandomValues(new Uint8Array(32))) };
  }
  if (message.kind === "receipt") {
    const { text, boardKey, sealed } = message;
    const receipt = verifyReceipt(text, boardKey);
    if (sealed) {
      const { ballot, marks } = splitBody(sealed.body);
      matchReceipt(receipt, { uuid: sealed.uuid, fingerprint: sealed.fingerprint }, { ...sealed, ballot, marks });
    }
    return { receipt, fragment: receiptFragment(text), keyId: keyId(boardKey) };
  }
  return answer(message);
}

/** @param {string} body */
function splitBody(body) {
  const at = body.indexOf("\n");
  return { ballot: body.slice(0, at), marks: body.slice(at + 1) };
}

/** @param {any} scope */
export function serve(scope) {
  scope.onmessage = (/** @type {MessageEvent} */ event) => {
    const { kind } = event.data;
    try {
      scope.postMessage({ kind, ...answerPage(event.data) });
    } catch (error) {
      const refused = error instanceof Refused ? error : new Refused("booth.failed");
      scope.postMessage({ kind: "refused", of: kind, code: refused.code, data: refused.data });
    }
  };
  GENERATOR.prepare();
}
