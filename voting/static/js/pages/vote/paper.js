// @ts-check
// The ballot paper: rows with marks, the counter, the review. Knows the document and the marks, no cryptography.
import { el, fill } from "../dom.js";
import { details, facts } from "./project.js";

/** @typedef {"for" | "against" | "abstain" | ""} Mark */
const SIGNS = { for: "✓", against: "✕", abstain: "○" };
/** @type {("for" | "against" | "abstain")[]} */ const KINDS = ["for", "against", "abstain"];

export class Paper {
  /**
   * @param {any} poll of poll.json @param {Mark[]} marks one per project @param {Record<string, string>} texts
   * @param {{changed: () => void, refused: (sentence: string) => void, more: (index: number) => Node[]}} told
   */
  constructor(poll, marks, texts, told) {
    const method = JSON.parse(poll.method);
    this.projects = poll.projects;
    this.tick = method.marking === "tick";
    this.most = method.max_marks;
    this.least = method.min_marks;
    this.marks = marks.length === this.projects.length ? marks : this.projects.map(() => "");
    this.texts = texts;
    this.told = told;
  }

  /** The id of the sentence that says how to mark. */
  get hint() {
    return this.tick ? "mark-hint-tick" : "mark-hint";
  }

  /** @param {Mark} kind */
  count(kind) {
    return this.marks.filter((mark) => mark === kind).length;
  }

  /** Choices as the election asks them. @returns {number[][]} */
  choices() {
    const asked = this.tick ? ["for"] : ["for", "against"];
    return asked.map((kind) => this.marks.map((mark) => Number(mark === kind)));
  }

  /** @param {number} index @param {"for" | "against" | "abstain"} kind */
  press(index, kind) {
    const before = this.marks[index];
    if (kind === "for" && before !== "for" && this.count("for") >= this.most) {
      this.told.refused(fill(this.texts.too_many, { max: this.most }));
      return;
    }
    this.marks[index] = before === kind ? "" : kind;
    this.paintRow(index);
    this.told.changed();
  }

  /** @returns {string} why the paper cannot be handed in yet, or "" */
  refusal() {
    const count = this.count("for");
    return count < this.least ? fill(this.texts.too_few, { min: this.least, count }) : "";
  }

  /** To what the refusal spoke of. */
  lead() {}

  /** 「已选 8 项，还可选 2 项」 */
  counter() {
    const count = this.count("for");
    const left = this.most - count;
    const need = this.least - count;
    const key = need > 0 ? "chosen_need" : left === 0 ? "chosen_full" : this.most < this.projects.length ? "chosen_left" : "chosen";
    const chosen = fill(this.texts[key], { count, left, need });
    const against = this.count("against");
    return against ? `${chosen} · ${fill(this.texts.against, { count: against })}` : chosen;
  }

  /** @param {HTMLElement} list */
  draw(list) {
    this.rows = this.projects.map((/** @type {any} */ project, /** @type {number} */ index) => this.row(project, index));
    list.replaceChildren(...this.rows);
    this.marks.forEach((_, index) => this.paintRow(index));
  }

  /** @param {any} project @param {number} index */
  row(project, index) {
    const name = `project-${index}`;
    const kinds = this.tick ? KINDS.slice(0, 1) : KINDS;
    const buttons = kinds.map((kind) => {
      const button = el("button", { type: "button", class: `mark ${kind}`, "data-kind": kind, "aria-describedby": name },
        el("span", { class: "sign", "aria-hidden": "true" }, SIGNS[kind]), this.word(kind));
      button.addEventListener("click", () => this.press(index, kind));
      return button;
    });
    const row = this.item(project, index, buttons);
    if (this.tick) {
      const head = row.querySelector(".project-head");
      head.classList.add("whole");
      head.addEventListener("click", () => this.press(index, "for"));
    }
    return row;
  }

  /** A row: number, name and facts, details in place, and its buttons. @param {any} project @param {number} index @param {HTMLElement[]} buttons */
  item(project, index, buttons) {
    const name = `project-${index}`;
    const head = el("div", { class: "project-head" },
      el("span", { class: "number" }, String(index + 1)),
      el("div", {}, el("h2", { id: name }, project.name), el("p", { class: "facts" }, facts(project, this.texts))));
    return el("li", { class: "project" }, head,
      el("div", { class: "marks", role: "group", "aria-labelledby": name }, ...buttons),
      el("div", { class: "more" }, ...details(project, this.texts), ...this.told.more(index)));
  }

  /** @param {string} kind */
  word(kind) {
    return kind === "against" ? this.texts.oppose : this.texts[kind];
  }

  /** @param {number} index */
  paintRow(index) {
    const row = this.rows[index];
    row.dataset.mark = this.marks[index];
    for (const button of row.querySelectorAll(".mark")) {
      button.setAttribute("aria-pressed", String(button.dataset.kind === this.marks[index]));
    }
  }

  /** Everything that was chosen and everything that was not, by mark. @param {HTMLElement} place */
  drawReview(place) {
    /** @type {Mark[]} */ const kinds = this.tick ? ["for", ""] : ["for", "against", "abstain", ""];
    const shown = kinds.filter((kind) => kind === "for" || this.count(kind) > 0);
    place.replaceChildren(...shown.map((kind) => {
      const indices = this.marks.flatMap((mark, index) => (mark === kind ? [index] : []));
      const title = fill(this.texts[`group_${kind || "unmarked"}`], { count: indices.length });
      const items = indices.map((index) => el("li", { value: String(index + 1) }, this.projects[index].name));
      const sign = kind ? el("span", { class: "sign", "aria-hidden": "true" }, SIGNS[kind]) : "";
      return el("section", { class: `group ${kind || "unmarked"}` }, el("h2", {}, sign, title),
        items.length ? el("ol", {}, ...items) : el("p", { class: "quiet" }, this.texts.none));
    }));
  }
}
