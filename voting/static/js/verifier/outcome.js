// @ts-check
// From the numbers of a vote to its outcome, and the identities that they must satisfy (checks R4–R6).
import { demand } from "../crypto/errors.js";

/** @typedef {{all_deputies: number, present: number, handed_out: number, returned: number}} Reported */
/** @typedef {{chosen: number[], tied: number[], unfilled: number, grades: number[], next: string}} Decided `chosen` by votes, `grades` by items */
/** @typedef {{parts: [string, number][], relation: "≥" | "=", right: [string, number][], index?: number}} Equation the sums of two sides */

/** The fewest of `whole` that meet a share. @param {any} share @param {number} whole */
function lineOf({ numerator, denominator, strict }, whole) {
  const product = BigInt(whole) * BigInt(numerator);
  const below = product / BigInt(denominator);
  return Number(strict || below * BigInt(denominator) !== product ? below + 1n : below);
}

/** @param {any} method @param {Reported} reported */
function baseOf({ base }, { all_deputies, present, returned }) {
  return { all_deputies, present, valid: returned }[/** @type {"present"} */ (base)];
}

/** No result should exist where the whole vote is void. @param {any} method @param {Reported} reported */
function demandStanding({ quorum, participation, min_ballots }, { all_deputies: all, present, handed_out, returned }) {
  const chain = [all, present, handed_out, returned];
  demand(chain.every((number, i) => i === 0 || number <= chain[i - 1]), "R6", { fault: "numbers" });
  demand(present >= lineOf(quorum, all), "R6", { fault: "quorum" });
  demand(returned >= lineOf(participation, all), "R6", { fault: "participation" });
  demand(returned >= min_ballots, "R6", { fault: "ballots" });
}

/** @param {number[]} row */
const sumOf = (row) => row.reduce((total, number) => total + number, 0);

/** @param {any} method @param {Reported} reported @param {number[][]} result @returns {Decided} */
function decideBallot(method, reported, result) {
  const { candidates, marking, places, min_marks, max_marks, pass_rule, bar, tie } = method;
  const valid = reported.returned;
  const [votes, against] = result;
  const rows = marking === "three" ? [votes, against] : [votes];
  demand(rows.length === result.length && rows.every((row) => row.length === candidates), "R6", { fault: "shape" });
  const marked = votes.map((_, i) => sumOf(rows.map((row) => row[i])));
  demand(marked.every((number) => number <= valid), "R6", { fault: "marks" });
  demand(sumOf(votes) <= max_marks * valid && sumOf(votes) >= min_marks * valid, "R6", { fault: "marks" });
  const least = lineOf(bar, baseOf(method, reported));
  const passed = votes.map((_, i) => i).filter((i) => votes[i] >= least).sort((a, b) => votes[b] - votes[a] || a - b);
  const { sure, level } = fill(passed, votes, places);
  const chosen = tie === "accept_all" ? [...sure, ...level] : sure;
  const tied = tie === "accept_all" ? [] : level;
  const unfilled = tied.length || pass_rule === "each" ? 0 : Math.max(0, places - chosen.length);
  return { chosen, tied: tied.sort((a, b) => a - b), unfilled, grades: [], next: nextStep(method, tied.length > 0, unfilled) };
}

/** Those who fill the places, and those level at the cut of whom there are too many. @param {number[]} passed @param {number[]} votes @param {number} places */
function fill(passed, votes, places) {
  if (passed.length <= places) return { sure: passed, level: [] };
  const cut = votes[passed[places - 1]];
  if (votes[passed[places]] < cut) return { sure: passed.slice(0, places), level: [] };
  return { sure: passed.filter((i) => votes[i] > cut), level: passed.filter((i) => votes[i] === cut) };
}

/** @param {any} method @param {boolean} isTied @param {number} unfilled */
function nextStep({ round, rounds, tie, shortage }, isTied, unfilled) {
  const last = round === rounds;
  if (isTied) return tie === "runoff" && !last ? "runoff_among_tied" : "presidium_breaks_tie";
  if (!unfilled) return "announce";
  return `shortage_${last && shortage === "second_ballot" ? "presidium" : shortage}`;
}

/** A rating chooses nothing; its numbers must be those of ballots. @param {any} method @param {Reported} reported @param {number[][]} result @returns {Decided} */
function decideRating(method, reported, result) {
  const { candidates, grades, min_marks } = method;
  const { returned } = reported;
  demand(result.length === candidates && result.every((row) => row.length === grades.length), "R6", { fault: "shape" });
  for (const row of result) {
    const unmarked = returned - sumOf(row);
    demand(unmarked >= 0 && (unmarked === 0 || min_marks === 0), "R6", { fault: "marks" });
  }
  const limits = grades.map((/** @type {any} */ { share }) => lineOf(share, baseOf(method, reported)));
  return { chosen: [], tied: [], unfilled: 0, grades: result.map((row) => wonBy(row, limits)), next: "announce" };
}

/** The best grade whose votes together with those of all better ones reach its limit; the last has none. @param {number[]} row @param {number[]} limits */
const wonBy = (row, limits) => limits.findIndex((limit, grade) => sumOf(row.slice(0, grade + 1)) >= limit);

/** R6: what the method makes of the result. @param {any} method @param {Reported} reported @param {number[][]} result @returns {Decided} */
export function decide(method, reported, result) {
  demandStanding(method, reported);
  return (method.kind === "rating" ? decideRating : decideBallot)(method, reported, result);
}

/** R4. @param {import("../ballot/election.js").Question[]} questions @param {number[][]} result @param {number} ballots */
export function demandSums(questions, result, ballots) {
  questions.forEach(({ min, max, blank }, question) => {
    const row = result[question];
    const filled = ballots - (blank ? row[0] : 0);
    const marks = sumOf(blank ? row.slice(1) : row);
    demand(min * filled <= marks && marks <= max * filled, "R4", { question, marks });
  });
}

/** R5. @param {[number, number][]} pairs @param {number[][]} result @param {number} ballots */
export function demandExclusion(pairs, result, ballots) {
  for (const [a, b] of pairs) {
    result[a].forEach((left, answer) => demand(left + result[b][answer] <= ballots, "R5", { answer }));
  }
}

/** The report's identities, to be printed. @param {any} method @param {any} counts @param {number[][] | null} result @returns {Equation[]} */
export function equationsOf(method, counts, result) {
  /** @type {(name: string) => [string, number]} */ const of = (name) => [name, counts[name]];
  /** @type {Equation[]} */ const equations = [
    { parts: [of("all_deputies")], relation: "≥", right: [of("present")] },
    { parts: [of("present")], relation: "≥", right: [of("handed_out")] },
    { parts: [of("listed")], relation: "=", right: [of("handed_out"), of("voided")] },
    { parts: [of("handed_out")], relation: "≥", right: [of("returned")] },
    { parts: [of("returned")], relation: "=", right: [["valid", counts.returned], ["void", 0]] },
  ];
  if (!result) return equations;
  if (method.kind === "rating") {
    result.forEach((row, index) => {
      /** @type {[string, number][]} */ const given = row.map((votes, i) => [method.grades[i].name, votes]);
      const unmarked = counts.returned - sumOf(row);
      equations.push({ parts: [...given, ["unmarked", unmarked]], relation: "=", right: [["valid", counts.returned]], index });
    });
    return equations;
  }
  result[0].forEach((votes, index) => {
    /** @type {[string, number][]} */ const marked = [["for", votes]];
    if (result.length > 1) marked.push(["against", result[1][index]]);
    const abstain = counts.returned - sumOf(marked.map(([, number]) => number));
    equations.push({ parts: [...marked, ["abstain", abstain]], relation: "=", right: [["valid", counts.returned]], index });
  });
  return equations;
}
