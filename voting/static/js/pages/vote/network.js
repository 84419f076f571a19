// @ts-check
// The way to the server and back, without cookies. A network that fails is tried again; an answer is an answer.
import { pause } from "../dom.js";

/** Waiting before attempt `count`: 1, 2, 4, 8, then every 15 seconds, a little spread so that 300 tablets do not return at once. @param {number} count */
export function backoff(count) {
  const seconds = Math.min(15, 2 ** (count - 1));
  return seconds * (800 + 400 * (crypto.getRandomValues(new Uint8Array(1))[0] / 255));
}

/** @param {string} address @returns {Promise<any>} */
export async function getJson(address) {
  const answer = await fetch(address, { credentials: "omit", cache: "no-store" });
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.json();
}

/** Until it works. @param {string} address @param {(count: number) => void} failing */
export async function getPatiently(address, failing) {
  for (let count = 1; ; count++) {
    try {
      return await getJson(address);
    } catch {
      failing(count);
      await pause(backoff(count));
    }
  }
}

/**
 * Sends a sealed ballot until the server has decided about it. 5xx and a silent network decide nothing.
 * @param {string} uuid @param {string} body @param {(count: number) => void} failing
 * @returns {Promise<{status: number, text: string}>}
 */
export async function sendPatiently(uuid, body, failing) {
  for (let count = 1; ; count++) {
    try {
      const answer = await fetch(`/v/${uuid}/cast`, {
        method: "POST", body: new TextEncoder().encode(body), credentials: "omit",
        headers: { "Content-Type": "application/octet-stream", Accept: "application/json" },
      });
      const text = await answer.text();
      if (answer.status < 500 && answer.status !== 429) return { status: answer.status, text };
    } catch {
      // The network; the same bytes again are the same ballot.
    }
    failing(count);
    await pause(backoff(count));
  }
}
