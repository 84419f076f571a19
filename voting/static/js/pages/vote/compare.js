// @ts-check
// Two or three projects side by side.
import { el, fill } from "../dom.js";

export const FEWEST = 2;
const MOST = 3;

export class Comparison {
  /**
   * @param {any[]} projects @param {Record<string, string>} texts
   * @param {{changed: () => void, refused: (sentence: string) => void}} told
   */
  constructor(projects, texts, told) {
    this.projects = projects;
    this.texts = texts;
    this.told = told;
    /** @type {Set<number>} */ this.chosen = new Set();
  }

  /** Puts a project in or takes it out. @param {number} index @returns {HTMLElement} */
  button(index) {
    const button = el("button", { type: "button", class: "pick", "aria-pressed": "false" }, this.texts.compare_this);
    button.addEventListener("click", () => {
      this.toggle(index);
      button.setAttribute("aria-pressed", String(this.chosen.has(index)));
    });
    return button;
  }

  /** @param {number} index */
  toggle(index) {
    if (this.chosen.has(index)) this.chosen.delete(index);
    else if (this.chosen.size < MOST) this.chosen.add(index);
    else return this.told.refused(fill(this.texts.compare_most, { most: MOST }));
    this.told.changed();
  }

  get ready() {
    return this.chosen.size >= FEWEST;
  }

  /** @param {HTMLElement} place */
  draw(place) {
    const { texts } = this;
    const indices = [...this.chosen].sort((a, b) => a - b);
    const heads = indices.map((index) => el("th", { scope: "col" }, `${index + 1}　${this.projects[index].name}`));
    const rows = this.lines().map(([word, said]) => {
      const cells = indices.map((index) => said(this.projects[index]) || "");
      return cells.some(Boolean) && el("tr", {}, el("th", { scope: "row" }, word), ...cells.map((text) => el("td", {}, text || "—")));
    });
    place.replaceChildren(el("table", {},
      el("thead", {}, el("tr", {}, el("th", { scope: "col" }, texts.compare_what), ...heads)),
      el("tbody", {}, ...rows.filter(Boolean))));
  }

  /** @returns {[string, (project: any) => string][]} a line where at least one of the projects says something */
  lines() {
    const { texts } = this;
    return [
      [texts.row_content, (project) => project.content],
      [texts.row_money, (project) => project.investment && fill(texts.money, { money: project.investment })],
      [texts.row_funding, (project) => project.funding],
      [texts.row_unit, (project) => [project.unit, project.co_unit].filter(Boolean).join("、")],
      [texts.row_deadline, (project) => project.deadline],
      [texts.row_benefit, (project) => project.benefit],
      [texts.row_category, (project) => project.category],
    ];
  }
}
