// @ts-check
// What a form says of a project besides its name: the line of facts and the details, opened in place.
import { el, fill } from "../dom.js";

/** @param {any} project @param {Record<string, string>} texts */
export function facts(project, texts) {
  return [
    project.unit,
    project.investment && fill(texts.money, { money: project.investment }),
    project.deadline && fill(texts.by, { date: project.deadline }),
  ].filter(Boolean).join(" · ");
}

/** @param {any} project @param {Record<string, string>} texts @returns {Node[]} none where there is nothing to tell */
export function details(project, texts) {
  const lines = [
    project.content,
    project.benefit && fill(texts.benefit, { text: project.benefit }),
    project.funding && fill(texts.funding, { text: project.funding }),
    project.co_unit && fill(texts.with, { unit: project.co_unit }),
    project.category && fill(texts.category, { text: project.category }),
  ].filter(Boolean);
  if (lines.length === 0) return [];
  const close = el("button", { type: "button", class: "fold" }, texts.fold);
  const opened = el("details", {}, el("summary", {}, texts.details), ...lines.map((line) => el("p", {}, line)), close);
  returnWhenClosed(opened);
  close.addEventListener("click", () => {
    opened.open = false;
    opened.firstElementChild.focus({ preventScroll: true });
  });
  return [opened];
}

/** Whoever closes the details is where he was when he opened them. @param {HTMLDetailsElement} opened */
function returnWhenClosed(opened) {
  let place = 0;
  opened.addEventListener("toggle", () => {
    if (opened.open) place = scrollY;
    else scrollTo(0, place);
  });
}
