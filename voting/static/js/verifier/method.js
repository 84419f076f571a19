// @ts-check
// The voting method as the rules know it: what is valid, and the questions that it asks (check X5).
import { check, demand } from "../crypto/errors.js";
import { hash } from "../crypto/hashing.js";
import { canonical, demandFields, demandList, demandObject, readCanonical } from "../crypto/json.js";

const CAP = 16384;
/** @type {Record<string, string[]>} */
const WORDS = {
  purpose: ["real", "rehearsal"], kind: ["ballot", "rating"], level: ["decide", "recommend"],
  voters: ["deputies", "committee_members", "assembly_members", "group_members"], place: ["plenary", "delegations"],
  marking: ["tick", "three", "grade"], pass_rule: ["majority_then_votes", "top_k", "each", "grade"],
  base: ["all_deputies", "present", "valid"], tie: ["runoff", "presidium", "accept_all"],
  shortage: ["presidium", "second_ballot", "accept_fewer", "next_session"],
};
const FIELDS = [...Object.keys(WORDS), "articles", "bar", "candidates", "challenge", "exclusive", "grades", "max_marks",
  "min_ballots", "min_marks", "participation", "places", "publication", "quorum", "round", "rounds", "version"].sort();
const COUNTED = ["none", "winners", "all"];
const BOARDS = ["scrutineers", "hall", "public"];

/** @param {any} value @param {number} least @param {number} most */
function demandWhole(value, least, most) {
  demand(Number.isSafeInteger(value) && value >= least && value <= most, "method.number", { value, least, most });
}

/** @param {number} a @param {number} b @returns {number} */
const divisor = (a, b) => (b ? divisor(b, a % b) : a);

/** @param {any} share */
function demandShare(share) {
  demandFields(share, ["denominator", "numerator", "strict"]);
  demandWhole(share.denominator, 1, 100);
  demandWhole(share.numerator, 0, share.denominator);
  demand(divisor(share.numerator, share.denominator) === 1 && typeof share.strict === "boolean", "method.share");
  demand(!share.strict || share.numerator < share.denominator, "method.share");
}

/** @param {any} share @param {boolean} strict nothing required, or with `strict` any vote at all */
const isZero = (share, strict) => share.numerator === 0 && share.strict === strict;

/** @param {any} method */
function demandBounds(method) {
  demandWhole(method.version, 1, 1);
  demandWhole(method.candidates, 1, 200);
  demandWhole(method.places, 1, method.candidates);
  demandWhole(method.max_marks, 1, method.candidates);
  demandWhole(method.min_marks, 0, method.max_marks);
  demandWhole(method.rounds, 1, 9);
  demandWhole(method.round, 1, method.rounds);
  demandWhole(method.min_ballots, 5, 9999);
}

/** @param {any} method */
function demandBallot({ marking, pass_rule, grades, places, candidates, bar }) {
  demand(marking !== "grade" && pass_rule !== "grade" && grades.length === 0, "method.ballot");
  demand(pass_rule !== "each" || places === candidates, "method.places");
  demand((pass_rule === "top_k") === isZero(bar, true) && !isZero(bar, false), "method.bar");
}

/** @param {any} method */
function demandRating({ marking, pass_rule, grades, places, candidates, bar, max_marks, rounds }) {
  demand(marking === "grade" && pass_rule === "grade" && isZero(bar, false), "method.rating");
  demand(max_marks === 1 && places === candidates && rounds === 1, "method.rating");
  demand(grades.length >= 2 && grades.length <= 5, "method.grades");
  const names = grades.map((/** @type {any} */ grade, /** @type {number} */ i) => {
    demandFields(grade, ["name", "share"]);
    demandShare(grade.share);
    demand(typeof grade.name === "string" && grade.name.trim() && [...grade.name].length <= 6, "method.grades");
    demand(isZero(grade.share, false) === (i === grades.length - 1), "method.grades");
    return grade.name;
  });
  demand(new Set(names).size === names.length, "method.grades");
}

/** @param {any} articles */
function demandArticles(articles) {
  demandObject(articles, "method.articles");
  for (const [name, article] of Object.entries(articles)) {
    demand(FIELDS.includes(name), "method.articles");
    demandWhole(article, 1, 999);
  }
}

/** Refuses what is incomplete, out of bounds or contradicts itself. @param {any} method */
function demandValid(method) {
  demandFields(method, FIELDS);
  for (const [name, words] of Object.entries(WORDS)) demand(words.includes(method[name]), "method.word", { name });
  demand(typeof method.challenge === "boolean", "method.challenge");
  demandBounds(method);
  for (const name of ["bar", "quorum", "participation"]) demandShare(method[name]);
  const { publication, exclusive, marking, grades } = method;
  demandFields(publication, ["board", "hall", "public"]);
  demand(COUNTED.includes(publication.hall) && COUNTED.includes(publication.public), "method.publication");
  demand(BOARDS.includes(publication.board), "method.publication");
  demand(canonical(exclusive) === (marking === "three" ? "[[0,1]]" : "[]"), "method.exclusive");
  demandList(grades, "method.grades");
  demandArticles(method.articles);
  if (method.kind === "rating") demandRating(method);
  else demandBallot(method);
}

/** What the method asks about these projects. @param {any} method @param {string[]} names */
function questionsOf({ marking, grades, min_marks: min, max_marks: max }, names) {
  if (marking === "grade") {
    const answers = grades.map((/** @type {any} */ { name }) => name);
    return names.map((question) => ({ question, answers, min, max }));
  }
  const asked = { question: "赞成", answers: names, min, max };
  return marking === "tick" ? [asked] : [asked, { question: "反对", answers: names, min: 0, max: names.length }];
}

/**
 * X5: the election asks what the method orders, and says which method that is.
 * @param {Uint8Array} bytes method.json @param {import("../ballot/election.js").Election} election
 * @returns {any} the method
 */
export function readMethod(bytes, election) {
  return check("X5", () => {
    demand(bytes.length <= CAP, "method.long");
    const method = readCanonical(bytes);
    demandValid(method);
    const { questions, name, description } = election;
    const names = method.kind === "rating" ? questions.map(({ question }) => question) : questions[0].answers;
    demand(names.length === method.candidates && new Set(names).size === names.length, "method.names");
    demand(names.every((text) => text.trim()), "method.names");
    const asked = questions.map(({ question, answers, min, max }) => ({ question, answers, min, max }));
    demand(questions.every(({ blank }) => !blank), "method.questions");
    demand(JSON.stringify(asked) === JSON.stringify(questionsOf(method, names)), "method.questions");
    demand(description.endsWith(`〔票决办法 SHA-256 ${hash(bytes)}〕`), "method.hash");
    const rehearsal = method.purpose === "rehearsal";
    demand([name, description].every((text) => text.includes("预演") === rehearsal), "method.purpose");
    return method;
  });
}
