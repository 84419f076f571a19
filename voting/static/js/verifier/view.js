// @ts-check
// The report on the page: verdict first, then numbers, fingerprints and one line per check.
import { byId, el, fill } from "../pages/dom.js";

/** @typedef {import("./report.js").Line} Line */
/**
 * The Python verifier's words: pairs are Chinese and English.
 * @typedef {{steps: import("./report.js").Step[], checks: Record<string, [string, string]>, unchecked: Record<string, [string, string]>,
 *   places: Record<string, [string, string]>, signs: Record<string, string>, facts: string[], notes: Record<string, [string, string]>,
 *   words: Record<"zh" | "en", Record<string, string>>}} Table
 */
/** @typedef {{fileName: string, moment: string, drilled: string}} Occasion `drilled` says what was changed, "" where nothing */
/** @typedef {{table: Table, lang: "zh" | "en", say: (key: string) => string}} Speech */

/** A hash in groups of four, its first and last eight digits strong. @param {string} text */
function groups(text) {
  const fours = text.match(/.{1,4}/g) ?? [];
  const edge = (/** @type {number} */ i) => i < 2 || i >= fours.length - 2;
  return el("span", { class: "hash" }, ...fours.map((four, i) => el(edge(i) ? "b" : "span", {}, four)));
}

/** @param {string} key @param {unknown} item @param {Speech} speech */
function detail(key, item, { table, lang }) {
  if (table.places[key] && Number.isInteger(item)) {
    return table.places[key][Number(lang === "en")].replace("{}", String(Number(item) + 1));
  }
  return `${key}=${typeof item === "object" ? JSON.stringify(item) : item}`;
}

/** What stands behind a check that did not simply pass. @param {Line} line @param {Speech} speech */
function more({ status, reason = "", data = {} }, speech) {
  if (status === "passed") return "";
  const { table, lang } = speech;
  const words = table.words[lang];
  const why = table.unchecked[reason]?.[Number(lang === "en")] ?? reason;
  const said = [...Object.entries(data).map(([key, item]) => detail(key, item, speech)), why].filter(Boolean).join(words.and);
  return `  [${words[status]}${said ? words.between + said : ""}]`;
}

/** @param {Record<string, Line>} lines @param {Speech} speech */
function checksOf(lines, speech) {
  const { table, lang } = speech;
  const codes = table.steps.flatMap((step) => step.codes).filter((code) => lines[code]);
  return el("ul", { class: "checks" }, ...codes.map((code) => {
    const line = lines[code];
    const text = `${table.checks[code][Number(lang === "en")]}${more(line, speech)}`;
    return el("li", { "data-status": line.status, "data-code": code },
      el("span", { class: "sign", "aria-hidden": "true" }, table.signs[line.status]), el("b", { class: "code" }, code), el("span", {}, text));
  }));
}

// What a number of an equation may be; any other name is that of a grade, as the method has it.
const NUMBERS = ["all_deputies", "present", "handed_out", "listed", "voided", "returned", "valid", "void", "for", "against", "abstain", "unmarked"];

/** @param {[string, number][]} parts @param {Speech} speech */
function side(parts, { say }) {
  return parts.map(([name, number]) => `${NUMBERS.includes(name) ? say(name === "all_deputies" ? "all" : name) : name} ${number}`).join(" + ");
}

/** @param {any} report @param {Speech} speech */
function equationsOf({ equations, facts }, speech) {
  return el("ul", { class: "equations" }, ...equations.map((/** @type {any} */ { parts, relation, right, index }) => {
    const named = facts.grades ? facts.questions[index]?.question : facts.questions?.[0].answers[index];
    const name = index === undefined ? "" : `${index + 1}. ${named}${speech.lang === "en" ? ": " : "："}`;
    return el("li", {}, el("span", { class: "sign", "aria-hidden": "true" }, "✓"), `${name}${side(parts, speech)} ${relation} ${side(right, speech)}`);
  }));
}

/** @param {any} facts @param {Occasion} occasion @param {Speech} speech */
function factsOf(facts, { fileName, moment }, { table, lang, say }) {
  const words = table.words[lang];
  const rows = [[say("file"), fileName], [say("moment"), moment]];
  for (const name of table.facts) {
    if (facts[name] === undefined || name === "chosen" || name === "grades") continue;
    const value = facts[name];
    if (name === "fingerprint" || name === "election_hash") rows.push([words[name], groups(value)]);
    else if (Array.isArray(value)) rows.push([words[name], value.map((item) => item ?? words.none).join(words.list)]);
    else rows.push([words[name], words[value] ?? String(value)]);
  }
  return el("dl", {}, ...rows.flatMap(([name, value]) => [el("dt", {}, name), el("dd", {}, value)]));
}

/** @param {any} report @param {Speech} speech */
function notesOf({ notes, facts }, { table, lang, say }) {
  const said = notes.map((/** @type {string} */ key) => (table.notes[key]
    ? fill(table.notes[key][Number(lang === "en")], { number: facts.replaced }) : say(`note_${key}`)));
  return el("ul", { class: "notes" }, ...said.map((/** @type {string} */ text) => el("li", {}, text)));
}

/** @param {any} report @param {Speech} speech */
function verdictOf({ good, failed, lines }, { table, lang, say }) {
  const number = (/** @type {string} */ status) => Object.values(lines).filter((line) => /** @type {Line} */ (line).status === status).length;
  const sentence = good
    ? fill(say("passed"), { passed: number("passed"), unchecked: number("not_checked") })
    : fill(say("first_failure"), { code: failed, check: table.checks[failed][Number(lang === "en")] });
  const sign = table.signs[good ? "passed" : "failed"];
  return [el("h2", {}, `${sign} ${table.words[lang][good ? "good" : "bad"]}`), el("p", {}, sentence)];
}

/** @param {any} report @param {Occasion} occasion @param {Speech} speech */
export function showReport(report, occasion, speech) {
  const { say } = speech;
  const { drilled } = occasion;
  const verdict = byId("verdict");
  verdict.dataset.verdict = report.good ? "good" : "bad";
  verdict.replaceChildren(...verdictOf(report, speech), ...(drilled ? [el("p", {}, drilled)] : []));
  const section = (/** @type {string} */ title, /** @type {Node} */ content) => el("section", {}, el("h2", {}, say(title)), content);
  const { chosen = [], grades = [] } = report.facts;
  const list = (/** @type {string[]} */ names) => el("ol", {}, ...names.map((name) => el("li", {}, name)));
  byId("report").replaceChildren(
    ...(chosen.length ? [section("chosen", list(chosen))] : []),
    ...(grades.length ? [section("grades", list(grades))] : []),
    ...(report.equations.length ? [section("equations", equationsOf(report, speech))] : []),
    section("facts", factsOf(report.facts, occasion, speech)),
    section("checks", checksOf(report.lines, speech)),
    ...(report.notes.length ? [section("notes", notesOf(report, speech))] : []),
    el("p", { class: "signed" }, say("signed")),
  );
}
