// @ts-check
// The box is opened: tally, shares, result, outcome; all held against the tally that was recomputed (T, P, R).
import { eventsOf } from "../board/archive.js";
import { verifyResult } from "../board/result.js";
import { occasionOf } from "../board/shares.js";
import { verifyOutcomePlace } from "../board/sidecheck.js";
import { multiplyBallots, verifyTally } from "../board/tally.js";
import { verifyFactors, verifyStrongProof } from "../ceremony/shares.js";
import { check, demand } from "../crypto/errors.js";
import { demandFields, demandList, readCompact } from "../crypto/json.js";
import { decide, demandExclusion, demandSums, equationsOf } from "./outcome.js";

/** @typedef {import("../board/archive.js").Archive} Archive */
/** @typedef {import("../board/setup.js").Setup} Setup */
/** @typedef {import("../crypto/group.js").Point} Point */
/** @typedef {import("../board/ballots.js").Ciphertext[][]} Tally */
/** @typedef {{side: import("../board/sidelog.js").Side, counts: any}} Beside */
/** @typedef {{partial: import("../board/archive.js").Data, owner: number, factors: Point[][]}} Share */

const STEPS = ["tally", "shares", "strong proofs", "result", "exclusion", "outcome"];

/** P1–P5. @param {Setup} setup @param {Archive} archive @param {Tally} tally @param {string} tallyEvent @returns {Share[]} */
function readShares(setup, archive, tally, tallyEvent) {
  /** @type {Share[]} */ const shares = [];
  for (const { data: [partial, ownedData] } of eventsOf(archive, "PartialDecryption")) {
    const { owner } = check("P1", () => {
      const owned = readCompact(ownedData.bytes);
      demandFields(owned, ["owner", "payload"]);
      return owned;
    });
    demand(!shares.some((share) => share.owner === owner), "P2", { owner });
    const occasion = occasionOf(setup, tallyEvent, owner);
    shares.push({ partial, owner, factors: verifyFactors(occasion, tally, partial.bytes) });
  }
  return shares;
}

/** P7: as many strong proofs as shares, in the same order. @param {Setup} setup @param {Share[]} shares @param {Tally} tally @param {string} tallyEvent @param {Beside} beside */
function verifyStrongProofs(setup, shares, tally, tallyEvent, { side }) {
  const proofs = side.lines.filter(({ record }) => record.kind === "decryption");
  demand(proofs.length === shares.length, "P7", { shares: shares.length, proofs: proofs.length });
  shares.forEach(({ partial, owner, factors }, i) => {
    verifyStrongProof(occasionOf(setup, tallyEvent, owner), tally, factors, partial.hash, proofs[i].bytes);
  });
}

/** R6. @param {Setup} setup @param {Archive} archive @param {Beside} beside @param {number[][]} result */
function verifyOutcome({ election }, archive, { side, counts }, result) {
  const outcome = verifyOutcomePlace(side, archive);
  check("R6", () => {
    demandFields(outcome, ["chosen", "election_hash", "grades", "kind", "next", "result_event", "tied", "unfilled", "uuid", "v"]);
    for (const list of [outcome.chosen, outcome.tied, outcome.grades]) demandList(list, "outcome.list");
  });
  const decided = decide(election.method, counts, result);
  for (const [field, value] of Object.entries(decided)) {
    const announced = outcome[field];
    demand(JSON.stringify(announced) === JSON.stringify(value), "R6", { field, announced, decided: value });
  }
  return decided;
}

/**
 * The steps "tally" to "outcome", as far as the archive goes.
 * @param {import("./report.js").Report} report @param {Archive} archive @param {Setup} setup
 * @param {import("../board/ballots.js").Ballot[]} ballots @param {Beside | null} beside null for a bare archive
 */
export function verifyOpening(report, archive, setup, ballots, beside) {
  const [tallyEvent] = eventsOf(archive, "EncryptedTally");
  if (!tallyEvent) return report.notChecked("not_yet", ...STEPS);
  const tally = report.step("tally", () => {
    const product = multiplyBallots(setup.election, ballots);
    verifyTally(tallyEvent, product, ballots.length);
    return product;
  });
  if (eventsOf(archive, "PartialDecryption").length === 0) return report.notChecked("not_yet", ...STEPS.slice(1));
  const shares = report.step("shares", () => readShares(setup, archive, tally, tallyEvent.hash));
  if (beside) report.step("strong proofs", () => verifyStrongProofs(setup, shares, tally, tallyEvent.hash, beside));
  else report.notChecked("bare", "strong proofs");
  const [resultEvent] = eventsOf(archive, "Result");
  if (!resultEvent) return report.notChecked("not_yet", ...STEPS.slice(3));
  const { election, trustees: { groups, threshold } } = setup;
  const result = report.step("result", () => {
    const owners = shares.map(({ owner }) => owner);
    demand(!beside || (owners.length === threshold + 1 && owners[threshold] === 1), "P6", { owners });
    const factors = new Map(shares.map((share) => [share.owner, share.factors]));
    const counted = verifyResult(resultEvent.data[0].bytes, tally, factors, groups, ballots.length);
    demandSums(election.questions, counted, ballots.length);
    return counted;
  });
  report.facts.result = result;
  report.facts.questions = election.questions.map(({ question, answers }) => ({ question, answers }));
  if (!beside) return report.notChecked("bare", "exclusion", "outcome");
  if (election.exclusive.length) report.step("exclusion", () => demandExclusion(election.exclusive, result, ballots.length));
  else report.notChecked("no_exclusion", "exclusion");
  const decided = report.step("outcome", () => verifyOutcome(setup, archive, beside, result));
  const { questions, method } = election;
  if (method.kind === "rating") {
    report.facts.grades = decided.grades.map((grade, i) => `${questions[i].question}：${questions[i].answers[grade]}`);
  } else {
    report.facts.chosen = decided.chosen.map((index) => questions[0].answers[index]);
  }
  report.equations = equationsOf(election.method, beside.counts, result);
}
