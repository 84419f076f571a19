// @ts-check
// What a verification says: one line per check, in the steps and the words of the other verifier.
import { Refused } from "../crypto/errors.js";

/** A step has failed; nothing after it is reached. */
export class Stopped extends Error {}

/** @typedef {{name: string, in_order: boolean, codes: string[]}} Step */
/** @typedef {"passed" | "failed" | "not_reached" | "not_checked"} Status */
/** @typedef {{status: Status, reason?: string, data?: Record<string, unknown>}} Line */

export class Report {
  /** @param {Step[]} steps */
  constructor(steps) {
    this.steps = steps;
    /** @type {Record<string, Line>} */ this.lines = {};
    /** @type {Record<string, any>} */ this.facts = {};
    /** @type {string[]} words of the notes */ this.notes = [];
    /** @type {any[]} */ this.equations = [];
  }

  /** @param {string} name @returns {Step} */
  find(name) {
    const step = this.steps.find((each) => each.name === name);
    if (!step) throw new Error(`no step ${name}`);
    return step;
  }

  /**
   * The checks of a step are made in `work`; the first refusal fails it and stops.
   * @template T @param {string} name @param {() => T} work @returns {T}
   */
  step(name, work) {
    const step = this.find(name);
    /** @type {T} */ let made;
    try {
      made = work();
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      this.fail(step, error);
      throw new Stopped();
    }
    for (const code of step.codes) this.lines[code] = { status: "passed" };
    return made;
  }

  /** @param {Step} step @param {Refused} refused */
  fail({ codes, in_order: inOrder }, refused) {
    const known = this.steps.some((step) => step.codes.includes(refused.code));
    const failed = known ? refused.code : codes[0];
    const status = inOrder && codes.includes(failed) ? "passed" : "not_reached";
    for (const code of codes) {
      if (code === failed) break;
      this.lines[code] = { status };
    }
    // Sometimes a later step brings a failure of an earlier check to light: its line is replaced.
    const { reason = known ? "" : refused.code, ...data } = refused.data;
    this.lines[failed] = { status: "failed", reason: String(reason), data };
  }

  /** @param {string} reason @param {...string} names of steps whose checks are not made */
  notChecked(reason, ...names) {
    for (const code of names.flatMap((name) => this.find(name).codes)) this.lines[code] = { status: "not_checked", reason };
  }

  /** Whatever has no line by now was not reached. @param {string[]} except names of steps */
  finish(except) {
    for (const { name, codes } of this.steps) {
      if (except.includes(name)) continue;
      for (const code of codes) this.lines[code] = this.lines[code] ?? { status: "not_reached" };
    }
  }

  /** What a page or another program gets. */
  result() {
    const { lines, facts, notes, equations } = this;
    const states = Object.values(lines).map(({ status }) => status);
    const good = states.includes("passed") && !states.includes("failed") && !states.includes("not_reached");
    const failed = Object.keys(lines).find((code) => lines[code].status === "failed") ?? "";
    return { good, failed, lines, facts, notes, equations };
  }
}
