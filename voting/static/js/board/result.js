// @ts-check
// The result follows from the tally and the shares (spec 4.21; checks P6, R1–R3).
import { check, demand } from "../crypto/errors.js";
import { combinePublic, GENERATOR, Point, reduce } from "../crypto/group.js";
import { demandFields, demandList, readCompact } from "../crypto/json.js";

/** @typedef {import("../crypto/group.js").Point} PointType */

/**
 * @param {number[]} indices of the participants whose shares are used @param {number} index one of them
 * @returns {bigint} λ
 */
function lagrange(indices, index) {
  const others = indices.filter((other) => other !== index).map(BigInt);
  const above = others.reduce((whole, other) => reduce(whole * other), 1n);
  const below = others.reduce((whole, other) => reduce(whole * (other - BigInt(index))), 1n);
  return reduce(above * Point.Fn.inv(below));
}

/**
 * How each owner's factor enters F: of each group the first that are needed, by Lagrange.
 * @param {number[]} present owners @param {import("./trustees.js").Group[]} groups
 * @returns {Map<number, bigint>}
 */
function weightsOf(present, groups) {
  const weights = new Map();
  for (const { needed, owners } of groups) {
    const used = owners.filter((owner) => present.includes(owner)).slice(0, needed);
    demand(used.length === needed, "P6", { owners: present });
    const indices = used.map((owner) => owner - owners[0] + 1);
    used.forEach((owner, i) => weights.set(owner, lagrange(indices, indices[i])));
  }
  return weights;
}

/**
 * @param {Uint8Array} bytes `result` @param {import("./ballots.js").Ciphertext[][]} tally recomputed
 * @param {Map<number, PointType[][]>} factors verified, by owner
 * @param {import("./trustees.js").Group[]} groups @param {number} ballots
 * @returns {number[][]} how often each answer was chosen
 */
export function verifyResult(bytes, tally, factors, groups, ballots) {
  const weights = weightsOf([...factors.keys()], groups);
  const { result } = check("R1", () => {
    const read = readCompact(bytes);
    demandFields(read, ["result"]);
    demandList(read.result, "result.shape", tally.length);
    tally.forEach((row, question) => demandList(read.result[question], "result.shape", row.length));
    return read;
  });
  tally.forEach((row, question) => row.forEach(({ beta }, answer) => {
    const count = result[question][answer];
    demand(Number.isSafeInteger(count) && count >= 0, "R1", { question, answer });
    demand(count <= ballots, "R3", { question, answer, count });
    const owners = [...weights.keys()];
    const points = owners.map((owner) => /** @type {PointType[][]} */ (factors.get(owner))[question][answer]);
    const combined = combinePublic(points, owners.map((owner) => /** @type {bigint} */ (weights.get(owner))));
    demand(GENERATOR.timesPublic(BigInt(count)).add(combined).equals(beta), "R2", { question, answer, count });
  }));
  return result;
}
