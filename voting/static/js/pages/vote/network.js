// @ts-check
// The way to the server and back, without cookies. A network that fails or stays silent is tried again; an answer
// is an answer.
import { pause } from "../dom.js";
import { padded } from "./envelope.js";

/** @typedef {{code?: string, message?: string, receipt?: string}} Said a refusal */

const SILENCE = 30_000; // ms after which a connection that says nothing counts as broken

/** Waiting before attempt `count`: 1, 2, 4, 8, then every 15 seconds, a little spread so that 300 tablets do not return at once. @param {number} count */
export function backoff(count) {
  const seconds = Math.min(15, 2 ** (count - 1));
  return seconds * (800 + 400 * (crypto.getRandomValues(new Uint8Array(1))[0] / 255));
}

/** Until the next attempt, or until the browser says that the network is back. @param {number} count */
function untilRetry(count) {
  return Promise.race([pause(backoff(count)), new Promise((resolve) => addEventListener("online", resolve, { once: true }))]);
}

/** @param {string} address @param {RequestInit} [how] @returns {Promise<{status: number, text: string}>} */
async function exchange(address, how) {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), SILENCE);
  try {
    const answer = await fetch(address, { ...how, credentials: "omit", cache: "no-store", signal: stop.signal });
    return { status: answer.status, text: await answer.text() };
  } finally {
    clearTimeout(timer);
  }
}

/** @param {string} address @returns {Promise<any>} */
export async function getJson(address) {
  const { status, text } = await exchange(address);
  if (status !== 200) throw new Error(String(status));
  return JSON.parse(text);
}

/** Until it works. @param {string} address @param {(count: number) => void} failing */
export async function getPatiently(address, failing) {
  for (let count = 1; ; count++) {
    try {
      return await getJson(address);
    } catch {
      failing(count);
      await untilRetry(count);
    }
  }
}

/**
 * Sends a text until the server has decided about it. 5xx and a silent network decide nothing; the same bytes
 * again are the same ballot.
 * @param {string} address @param {string} body @param {(count: number, said: Said) => void} failing what the server said, if it did
 * @returns {Promise<{status: number, text: string}>}
 */
export async function sendPatiently(address, body, failing) {
  const sent = padded(body);
  for (let count = 1; ; count++) {
    /** @type {Said} */ let said = {};
    try {
      const answer = await exchange(address, {
        method: "POST", body: sent, headers: { "Content-Type": "application/octet-stream", Accept: "application/json" },
      });
      if (answer.status < 500 && answer.status !== 429) return answer;
      said = readRefusal(answer.text);
    } catch {
      // The network.
    }
    failing(count, said);
    await untilRetry(count);
  }
}

/** @param {string} text @returns {Said} */
export function readRefusal(text) {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}
