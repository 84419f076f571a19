// @ts-check
// The ballots and their exclusive marks: every proof of each, one ballot a card (checks B1–B20, M1–M4).
import { verifyBallot, verifyMarks } from "../board/ballots.js";
import { demand, Refused } from "../crypto/errors.js";
import { hash } from "../crypto/hashing.js";

/** @typedef {import("../board/ballots.js").Ballot} Ballot */
/** @typedef {import("../board/setup.js").Setup} Setup */

/** @template T @param {number} ballot its place @param {() => T} work @returns {T} */
function placed(ballot, work) {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    throw new Refused(error.code, { ballot, ...error.data });
  }
}

/**
 * A card votes once. In the archives of others it may vote again; the last ballot counts.
 * @param {Ballot[]} seen @param {boolean} foreign @returns {Ballot[]} those that count
 */
function latestOf(seen, foreign) {
  const latest = new Map(seen.map((ballot) => [ballot.credential, ballot]));
  const replaced = seen.findIndex((ballot) => latest.get(ballot.credential) !== ballot);
  demand(foreign || replaced < 0, "B19", { ballot: replaced });
  return [...latest.values()];
}

/**
 * The steps "ballots" and "marks".
 * @param {import("./report.js").Report} report @param {Setup} setup
 * @param {import("../board/archive.js").Event[]} events @param {Uint8Array[] | null} marks null for a bare archive
 * @param {{cache: Map<string, unknown>, progress: (done: number, total: number) => void}} options
 * @returns {Ballot[]} those that count
 */
export function verifyCast(report, setup, events, marks, { cache, progress }) {
  const { election, credentials } = setup;
  const counted = report.step("ballots", () => latestOf(events.map(({ data: [{ hash: payload, bytes }] }, place) => {
    const id = `ballot|${payload}|${setup.event}`;
    const known = /** @type {Ballot | undefined} */ (cache.get(id));
    const ballot = known ?? placed(place, () => verifyBallot(election, credentials, bytes));
    cache.set(id, ballot);
    progress(place + 1, events.length);
    return ballot;
  }), marks === null));
  report.facts.ballots = counted.length;
  if (counted.length < events.length) {
    report.notes.push("replaced");
    report.facts.replaced = events.length - counted.length;
  }
  if (marks === null) {
    report.notChecked("bare", "marks");
    return counted;
  }
  report.step("marks", () => {
    const wanted = election.exclusive.length ? counted.length : 0;
    demand(marks.length === wanted, "M1", { marks: marks.length, ballots: counted.length });
    marks.forEach((record, place) => {
      const id = `marks|${events[place].data[0].hash}|${hash(record)}|${setup.event}|${JSON.stringify(election.exclusive)}`;
      if (!cache.has(id)) placed(place, () => verifyMarks(election, counted[place], record));
      cache.set(id, true);
    });
  });
  if (election.exclusive.length === 0) report.notChecked("no_exclusion", "marks");
  return counted;
}
