// @ts-check
// The group Ed25519 of spec 5.2.1. Points are noble's; what is ours is their writing and who may multiply how.
import { mulAddUnsafe } from "@noble/curves/abstract/curve.js";
import { ed25519 } from "@noble/curves/ed25519.js";
import { fromHex } from "./encoding.js";
import { demand, Refused } from "./errors.js";

/** @typedef {import("@noble/curves/abstract/edwards.js").EdwardsPoint} Point */

export const Point = ed25519.Point;
export const ORDER = Point.Fn.ORDER;
/** p = 2²⁵⁵ − 19; coordinates are below it. */
export const FIELD = (1n << 255n) - 19n;
export const IDENTITY = "0".repeat(63) + "1";
const SIGN = 1n << 255n;
const WINDOW = 8;

/** @param {bigint} number @returns {bigint} in [0, q) */
export function reduce(number) {
  const rest = number % ORDER;
  return rest < 0n ? rest + ORDER : rest;
}

/** 64 hexadecimal digits: y, with the parity of x as its top bit. @param {Point} point */
export function writePoint(point) {
  const { x, y } = point.toAffine();
  return (x & 1n ? y | SIGN : y).toString(16).padStart(64, "0");
}

/**
 * Canonical, on the curve and of prime order; the identity only where it is allowed.
 * @param {unknown} text @param {boolean} [identityAllowed] @returns {Point}
 */
export function readPoint(text, identityAllowed = false) {
  demand(typeof text === "string" && /^[0-9a-f]{64}$/.test(text), "point.encoding");
  if (text === IDENTITY) {
    demand(identityAllowed, "point.identity");
    return Point.ZERO;
  }
  let point;
  try {
    point = Point.fromBytes(fromHex(text).reverse());
  } catch {
    throw new Refused("point.encoding");
  }
  demand(point.isTorsionFree() && !point.is0(), "point.order");
  return point;
}

/** The 32 bytes of RFC 8032. @param {Point} point */
export function rawPoint(point) {
  return point.toBytes();
}

/** @param {unknown} text decimal, without sign or leading zero, < q @returns {bigint} */
export function readScalar(text) {
  demand(typeof text === "string" && /^(?:0|[1-9][0-9]{0,76})$/.test(text), "scalar.encoding");
  const number = BigInt(text);
  demand(number < ORDER, "scalar.range");
  return number;
}

/**
 * A point that is multiplied again and again, with its table of multiples. For secret scalars: the same
 * sequence of operations whatever the scalar. It counts, so that a test can show that the number of
 * multiplications does not tell the vote.
 */
export class FixedBase {
  /** @param {Point} point */
  constructor(point) {
    this.point = point;
    this.count = 0;
    point.precompute(WINDOW);
  }

  /** Builds the table now instead of at the first multiplication. */
  prepare() {
    this.point.multiply(2n);
  }

  /** @param {bigint} scalar in [0, q) @returns {Point} */
  times(scalar) {
    this.count++;
    return scalar === 0n ? Point.ZERO : this.point.multiply(scalar);
  }

  /** In variable time: for public data only. @param {bigint} scalar in [0, q) @returns {Point} */
  timesPublic(scalar) {
    return this.point.multiplyUnsafe(scalar);
  }
}

// noble blinds scalars for this very object alone; a copy of the generator would lose that.
export const GENERATOR = new FixedBase(Point.BASE);

/** A point met once, by a secret scalar. @param {Point} point @param {bigint} scalar @returns {Point} */
export function multiplySecret(point, scalar) {
  return scalar === 0n || point.is0() ? Point.ZERO : point.multiply(scalar);
}

/**
 * ∏ pointᵢ^scalarᵢ in variable time: for public data only.
 * @param {Point[]} points @param {bigint[]} scalars @returns {Point}
 */
export function combinePublic(points, scalars) {
  return mulAddUnsafe(Point, points, scalars);
}

/**
 * g^response · key^challenge, the commitment of a proof, in variable time.
 * @param {Point} key @param {bigint} challenge @param {bigint} response @returns {Point}
 */
export function commitmentOf(key, challenge, response) {
  return GENERATOR.timesPublic(response).add(combinePublic([key], [challenge]));
}

/** @param {Point[]} points @returns {Point} */
export function product(points) {
  return points.reduce((whole, point) => whole.add(point), Point.ZERO);
}
