// @ts-check
// The paper of a rating (满意度测评): one grade for each item; the counter and the review go by items.
import { el, fill } from "../dom.js";
import { Paper } from "./paper.js";

/** How grades look from the best to the worst, by their number; word, sign and colour say the same. @type {Record<number, string[]>} */
const LOOKS = {
  2: ["best", "worst"],
  3: ["best", "middle", "worst"],
  4: ["best", "good", "poor", "worst"],
  5: ["best", "good", "middle", "poor", "worst"],
};
/** @type {Record<string, string>} */
const SIGNS = { best: "✓", good: "◇", middle: "△", poor: "▽", worst: "✕" };

/** Marks are the index of an item's grade as text, or "" where it has none. */
export class Rating extends Paper {
  /** @param {any} poll @param {any[]} marks @param {Record<string, string>} texts @param {any} told as of a Paper */
  constructor(poll, marks, texts, told) {
    super(poll, marks, texts, told);
    /** @type {string[]} */ this.grades = JSON.parse(poll.method).grades.map((/** @type {any} */ { name }) => name);
    this.looks = LOOKS[this.grades.length];
  }

  get hint() {
    return this.least ? "mark-hint-rating" : "mark-hint-rating-free";
  }

  /** Items without a grade, by their place. */
  missing() {
    return this.marks.flatMap((mark, index) => (mark === "" ? [index] : []));
  }

  /** One question for each item. @returns {number[][]} */
  choices() {
    return this.marks.map((mark) => this.grades.map((_, grade) => Number(mark === String(grade))));
  }

  /** @param {number} index @param {string} grade */
  press(index, grade) {
    this.marks[index] = /** @type {any} */ (this.marks[index] === grade ? "" : grade);
    this.paintRow(index);
    this.told.changed();
  }

  /** Names the first item that still needs its grade. @returns {string} */
  refusal() {
    const [first] = this.missing();
    if (first === undefined || this.least === 0) return "";
    return fill(this.texts.rate_missing, { number: first + 1, name: this.projects[first].name });
  }

  /** To the item that the refusal named. */
  lead() {
    const [first] = this.missing();
    const row = this.rows[first];
    row.scrollIntoView({ block: "center" });
    row.querySelector(".mark").focus({ preventScroll: true });
  }

  /** 「已评 8 项，还有 2 项」 */
  counter() {
    const left = this.missing().length;
    return fill(this.texts[left ? "rated_left" : "rated_all"], { count: this.marks.length - left, left });
  }

  /** @param {any} project @param {number} index */
  row(project, index) {
    const name = `project-${index}`;
    const buttons = this.grades.map((grade, place) => {
      const look = this.looks[place];
      const button = el("button", { type: "button", class: `mark grade tone-${look}`, "data-kind": String(place), "aria-describedby": name },
        el("span", { class: "sign", "aria-hidden": "true" }, SIGNS[look]), grade);
      button.addEventListener("click", () => this.press(index, String(place)));
      return button;
    });
    const row = this.item(project, index, buttons);
    row.querySelector(".marks").classList.add("grades");
    return row;
  }

  /** @param {number} index */
  paintRow(index) {
    super.paintRow(index);
    const mark = this.marks[index];
    const { classList } = this.rows[index];
    classList.remove("graded", ...this.looks.map((look) => `tone-${look}`));
    if (mark) classList.add("graded", `tone-${this.looks[Number(mark)]}`);
  }

  /** Every item in its order with its grade, or that it has none. @param {HTMLElement} place */
  drawReview(place) {
    place.replaceChildren(el("ol", { class: "rated" }, ...this.projects.map((/** @type {any} */ { name }, /** @type {number} */ index) => {
      const mark = this.marks[index];
      const look = mark && this.looks[Number(mark)];
      const said = mark ? [el("span", { class: "sign", "aria-hidden": "true" }, SIGNS[look]), this.grades[Number(mark)]] : [this.texts.unmarked];
      return el("li", {}, el("span", { class: "number" }, String(index + 1)), el("span", { class: "name" }, name),
        el("strong", { class: look ? `tone-${look}` : "unmarked" }, ...said));
    })));
  }
}
