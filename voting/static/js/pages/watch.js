// @ts-check
// Asks for the numbers of the reconciliation about once a second, so that a break is seen within a second.
import { getJson } from "./server.js";

const EVERY_MS = 700;

/**
 * @typedef {{code: string, text: string, mend: string}} Said
 * @typedef {{open: boolean, paused: boolean, numbers: Record<string, number | null>, breaks: Said[], waits: Said[]}} Numbers
 */

/**
 * One question at a time; the next waits for the answer.
 * @param {string} address @param {(found: Numbers) => void} tell @param {() => void} [failing]
 */
export async function watch(address, tell, failing = () => {}) {
  for (;;) {
    try {
      tell(await getJson(address));
    } catch {
      failing();
    }
    await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
  }
}
