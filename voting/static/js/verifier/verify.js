// @ts-check
// Whether a poll is good: every check that a bundle or a bare archive allows, in the order of the other verifier.
import { eventsOf, readArchive } from "../board/archive.js";
import {
  verifyClosings, verifyListStatement, verifyNumbers, verifyShareProofs, verifyVoids, verifyZeroReports,
} from "../board/sidecheck.js";
import { readSideLog } from "../board/sidelog.js";
import { demand } from "../crypto/errors.js";
import { hash } from "../crypto/hashing.js";
import { verifyHistory, verifyReceipts } from "./beside.js";
import { readBundle } from "./bundle.js";
import { verifyCast } from "./cast.js";
import { verifyOpening } from "./opening.js";
import { equationsOf } from "./outcome.js";
import { readAsked, readPoll } from "./poll.js";
import { Report, Stopped } from "./report.js";

/** @typedef {import("./poll.js").Announced} Announced */
/** @typedef {import("./poll.js").Opened} Opened */
/** @typedef {import("../board/setup.js").Setup} Setup */
/**
 * @typedef {object} Wishes
 * @property {import("./report.js").Step[]} steps
 * @property {Announced} [announced] @property {string[]} [receipts] links or signed receipts
 * @property {(done: number, total: number) => void} [progress]
 * @property {Map<string, any>} [cache] what was verified before, under the hashes of all that the verdict depends on
 */

// Two files are compared by the command-line verifier only.
const OTHER_COMMANDS = ["prefix"];

/**
 * A bundle is known by its first bytes or, were those damaged, by its name.
 * @param {string} name @param {Uint8Array} bytes
 */
const isBundle = (name, bytes) => (bytes[0] === 0x50 && bytes[1] === 0x4b) || name.endsWith(".zip");

/** @param {Report} report @param {string} name @param {Uint8Array} bytes @returns {Opened} */
function open(report, name, bytes) {
  const bundle = isBundle(name, bytes) ? report.step("container", () => readBundle(bytes)) : null;
  if (!bundle) report.notChecked("bare", "container");
  const raw = bundle ? bundle.files["archive.bel"] : bytes;
  const archive = report.step("archive", () => readArchive(raw));
  Object.assign(report.facts, { fingerprint: hash(raw), stage: archive.events[archive.events.length - 1].type });
  return { bytes: raw, archive, bundle };
}

/**
 * The steps from "shares proven" to "closing".
 * @param {Report} report @param {Opened & {bundle: import("./bundle.js").Bundle}} opened @param {Setup} setup
 * @param {import("../board/sidelog.js").Side} side @param {import("../board/ballots.js").Ballot[]} ballots
 */
function verifyStatements(report, { archive, bundle: { manifest } }, setup, side, ballots) {
  const used = new Set(ballots.map(({ credential }) => credential));
  report.step("shares proven", () => verifyShareProofs(side, setup, archive));
  report.step("zero report", () => verifyZeroReports(side, setup, archive));
  const voided = report.step("voids", () => verifyVoids(side, setup, archive, manifest.registrar_key, used));
  const counts = report.step("counts", () => {
    const reported = verifyNumbers(side, setup, archive, used.size, voided.size);
    const all = manifest.all_deputies;
    demand(!reported || reported.all_deputies === all, "X4", { reported: reported?.all_deputies, manifest: all });
    return reported;
  });
  report.step("closing", () => verifyClosings(side, setup, archive, used.size));
  if (counts) report.equations = equationsOf(setup.election.method, counts, null);
  return counts;
}

/** @param {Report} report @param {string} name @param {Uint8Array} bytes @param {Wishes} wishes */
function verifyAll(report, name, bytes, { announced = {}, receipts = [], progress = () => {}, cache = new Map() }) {
  const opened = open(report, name, bytes);
  const { archive, bundle } = opened;
  const setup = readPoll(report, opened, announced, (raw) => {
    const id = `election|${hash(raw)}`;
    const election = cache.get(id) ?? readAsked(raw);
    cache.set(id, election);
    return election;
  });
  const events = eventsOf(archive, "Ballot");
  if (!bundle) {
    report.notChecked("bare", "side log", "registrar");
    const ballots = verifyCast(report, setup, events, null, { cache, progress });
    report.notChecked("bare", "shares proven", "zero report", "voids", "counts", "closing", "history", "checkpoints");
    verifyReceipts(report, opened, setup, null, receipts, announced.board_key ?? "");
    verifyOpening(report, archive, setup, ballots, null);
    return;
  }
  report.notes.push("acts");
  const side = report.step("side log", () => readSideLog(bundle.files["side.jsonl"], setup.election));
  report.step("registrar", () => verifyListStatement(side, setup, bundle.manifest.registrar_key));
  const marks = side.lines.filter(({ record }) => record.kind === "marks").map((line) => line.bytes);
  const ballots = verifyCast(report, setup, events, marks, { cache, progress });
  const whole = { ...opened, bundle };
  const counts = verifyStatements(report, whole, setup, side, ballots);
  verifyHistory(report, whole, setup, side);
  verifyReceipts(report, opened, setup, marks, receipts, bundle.manifest.board_key);
  verifyOpening(report, archive, setup, ballots, { side, counts });
}

/**
 * @param {string} name of the file @param {Uint8Array} bytes @param {Wishes} wishes
 * @returns {ReturnType<Report["result"]>}
 */
export function verify(name, bytes, wishes) {
  const report = new Report(wishes.steps);
  try {
    verifyAll(report, name, bytes, wishes);
  } catch (error) {
    if (!(error instanceof Stopped)) throw error;
    report.finish(OTHER_COMMANDS);
  }
  return report.result();
}
