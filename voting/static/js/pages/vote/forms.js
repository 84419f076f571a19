// @ts-check
// The form that a voter fills in, by the kind of the poll. Everything around it is the same for all.
import { Paper } from "./paper.js";
import { Rating } from "./rating.js";

/**
 * @typedef {object} Form
 * @property {string[]} marks one for each project, "" where nothing is marked
 * @property {string} hint id of the sentence that says how to mark
 * @property {(place: HTMLElement) => void} draw
 * @property {(place: HTMLElement) => void} drawReview
 * @property {() => string} counter
 * @property {() => string} refusal why it cannot be handed in yet, or ""
 * @property {() => void} lead to what the refusal spoke of
 * @property {() => number[][]} choices as the election asks them
 */

/**
 * @param {any} poll of poll.json @param {any[]} marks as they were kept, [] for a fresh form
 * @param {Record<string, string>} texts
 * @param {{changed: () => void, refused: (sentence: string) => void, more: (index: number) => Node[]}} told
 *   `more` goes beside the details of a project
 * @returns {Form}
 */
export function openForm(poll, marks, texts, told) {
  const Kind = JSON.parse(poll.method).kind === "rating" ? Rating : Paper;
  return new Kind(poll, marks, texts, told);
}
