// @ts-check
// The ballot page in a frame of the draft page: the form of the tablet itself, without card, Worker or network.
import { show, tell } from "./dom.js";
import { openForm } from "./vote/forms.js";

const BUTTONS = ["back", "review-button"];

/** What marks depend on: as many projects, marked in the same way. @param {any} poll */
function shapeOf(poll) {
  const { marking, grades, max_marks: most } = JSON.parse(poll.method);
  return [poll.projects.length, marking, grades.length, most].join();
}

export class Tablet {
  /** @param {HTMLIFrameElement} frame */
  constructor(frame) {
    this.frame = frame;
    /** @type {any} */ this.poll = null;
    frame.addEventListener("load", () => this.begin());
    if (this.document.getElementById("projects")) this.begin();
  }

  get document() {
    return /** @type {Document} */ (this.frame.contentDocument);
  }

  /** @param {string} id @returns {any} */
  find(id) {
    return this.document.getElementById(id);
  }

  begin() {
    this.texts = JSON.parse(this.find("page").textContent).texts;
    this.find("review-button").onclick = () => this.review();
    this.find("back").onclick = () => this.go("mark", "review-button");
    this.find("alert-close").onclick = () => show(this.find("alert"), false);
    for (const button of this.sizes()) button.addEventListener("click", () => this.setSize(button.dataset.size || ""));
    if (this.poll) this.draw(this.poll);
  }

  /** @param {string} size */
  setSize(size) {
    this.document.documentElement.dataset.size = size;
    for (const button of this.sizes()) button.setAttribute("aria-pressed", String(button.dataset.size === size));
  }

  /** @returns {NodeListOf<HTMLElement>} */
  sizes() {
    return this.document.querySelectorAll(".sizes [data-size]");
  }

  /** @param {any} poll as poll.json has it; marks are kept while they fit */
  draw(poll) {
    this.poll = poll;
    if (!this.find("projects")) return; // still loading
    const shape = shapeOf(poll);
    const marks = this.form && this.shape === shape ? this.form.marks : [];
    this.shape = shape;
    this.form = openForm(poll, marks, /** @type {any} */ (this.texts), {
      changed: () => this.count(),
      refused: (sentence) => this.warn(sentence),
      more: () => [],
    });
    this.find("poll-title").textContent = poll.title;
    this.find("poll-sentence").textContent = poll.sentence;
    show(this.find("rehearsal"), JSON.parse(poll.method).purpose === "rehearsal");
    for (const hint of this.document.querySelectorAll("[id^=mark-hint]")) show(hint, hint.id === this.form.hint);
    this.form.draw(this.find("projects"));
    this.go("mark", "review-button");
  }

  review() {
    const refusal = this.form?.refusal();
    if (refusal) return this.warn(refusal);
    this.form?.drawReview(this.find("review"));
    this.go("review", "back");
  }

  /** @param {string} screen @param {string} button */
  go(screen, button) {
    for (const section of this.document.querySelectorAll("[data-screen]")) {
      show(section, /** @type {HTMLElement} */ (section).dataset.screen === screen);
    }
    for (const id of BUTTONS) show(this.find(id), id === button);
    show(this.find("bottom"));
    this.count();
  }

  count() {
    tell(this.find("count"), this.form?.counter() || "");
  }

  /** @param {string} sentence */
  warn(sentence) {
    this.find("alert-text").textContent = sentence;
    show(this.find("alert"));
  }
}
