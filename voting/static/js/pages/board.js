// @ts-check
// The board as a scrutineer's page sees it: fetched as it grows, verified in a Worker, whole again when it was closed.
import { openWorker } from "./dom.js";
import { getBytes } from "./server.js";

/** @typedef {{height: number, side: number, tally_event: string}} Heads as the server tells them, of one moment */

export class Board {
  /** @param {{worker: string, files: Record<string, string>}} page */
  constructor({ worker, files }) {
    this.ask = openWorker(worker);
    this.files = files;
    /** @type {{height: number, side: number, closed: boolean} | null} */ this.held = null;
    this.afresh = false;
    /** @type {any} */ this.summary = null;
  }

  /** Nothing that was verified before counts any more. */
  forget() {
    this.held = null;
    this.summary = null;
    this.afresh = true;
  }

  /** @param {Heads} at */
  isVerified({ height, side, tally_event }) {
    const { held } = this;
    return held !== null && held.height === height && held.side === side && (held.closed || !tally_event);
  }

  /**
   * Brings this page's copy up to these heads and verifies it. All bytes are fetched and verified anew at first and
   * when the poll was closed; in between what follows is fetched, and every ballot is verified once.
   * @param {Heads} at @param {any} expected what the page knows from elsewhere
   * @param {(progress: {done: number, total: number}) => void} progress
   * @returns {Promise<any>} summary; rejects with the code of the failing check
   */
  async verify(at, expected, progress) {
    if (this.isVerified(at)) return this.summary;
    const closed = at.tally_event !== "";
    const growing = this.held !== null && this.held.closed === closed ? this.held : null;
    this.held = null;
    const [archive, side, method] = await Promise.all([
      getBytes(`${this.files.archive}?after=${growing ? growing.height : -1}&to=${at.height}`),
      getBytes(`${this.files.side}?after=${growing ? growing.side : 0}&to=${at.side}`),
      growing ? null : getBytes(this.files.method),
    ]);
    const message = growing ? { kind: "grow", archive, side, expected }
      : { kind: "verify", archive, side, method, expected, afresh: this.afresh };
    ({ summary: this.summary } = await this.ask(message, progress));
    this.held = { height: at.height, side: at.side, closed };
    this.afresh = false;
    return this.summary;
  }
}
