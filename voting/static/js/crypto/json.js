// @ts-check
// Two ways of writing JSON, both strict: ours (sorted keys) and that of Belenios (fields in their order).
import { fromUtf8 } from "./encoding.js";
import { demand, Refused } from "./errors.js";

const DEPTH = 16;
const CONTROL = /[\u0000-\u001f\u007f]/;
/** A surrogate without its partner. */
const LONE = /[\ud800-\udbff](?![\udc00-\udfff])|(?:^|[^\ud800-\udbff])[\udc00-\udfff]/;

/** @param {string} text */
function writeString(text) {
  demand(!CONTROL.test(text) && !LONE.test(text), "json.text");
  return JSON.stringify(text);
}

/** @param {unknown} value @param {boolean} ours @param {number} depth @returns {string} */
function write(value, ours, depth) {
  if (typeof value === "string") return writeString(value);
  if (typeof value === "number") {
    demand(Number.isSafeInteger(value), "json.number");
    return String(value);
  }
  if (value === null || typeof value === "boolean") return String(value);
  demand(typeof value === "object", "json.type");
  demand(depth < DEPTH, "json.depth");
  if (Array.isArray(value)) return "[" + value.map((item) => write(item, ours, depth + 1)).join(",") + "]";
  const keys = Object.keys(value);
  if (ours) {
    keys.sort();
    demand(keys.every((key) => /^[a-z0-9_]+$/.test(key)), "json.key");
  }
  const record = /** @type {Record<string, unknown>} */ (value);
  return "{" + keys.map((key) => writeString(key) + ":" + write(record[key], ours, depth + 1)).join(",") + "}";
}

/** Canonical JSON of our own records (PROTOCOL 1). @param {unknown} value */
export function canonical(value) {
  return write(value, true, 0);
}

/**
 * Compact JSON of a Belenios structure whose fields already stand in their order (spec 4.1).
 * @param {unknown} value
 */
export function compact(value) {
  return write(value, false, 0);
}

/** @param {string} text @returns {any} */
function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    throw new Refused("json.syntax");
  }
}

/** Any JSON in UTF-8; how it is written is the reader's business. @param {Uint8Array} bytes @returns {any} */
export function readJson(bytes) {
  return parse(fromUtf8(bytes));
}

/**
 * Reads canonical JSON: what would be written differently is refused.
 * @param {Uint8Array | string} source @returns {any}
 */
export function readCanonical(source) {
  const text = typeof source === "string" ? source : fromUtf8(source);
  const value = parse(text);
  demand(canonical(value) === text, "json.not_canonical");
  return value;
}

/**
 * Reads a Belenios structure; the order of its fields is the reader's business.
 * @param {Uint8Array | string} source @returns {any}
 */
export function readCompact(source) {
  const text = typeof source === "string" ? source : fromUtf8(source);
  const value = parse(text);
  demand(compact(value) === text, "json.not_compact");
  return value;
}

/** How deep brackets stand in one another. @param {string} bare JSON without the content of its texts */
function depthOf(bare) {
  let depth = 0;
  let deepest = 0;
  for (const sign of bare) {
    if (sign === "[" || sign === "{") deepest = Math.max(deepest, ++depth);
    else if (sign === "]" || sign === "}") depth--;
  }
  return deepest;
}

/**
 * Reads an `election`, whose texts may carry any JSON escape when a foreign program wrote them; all else
 * (white space, keys twice, numbers written oddly) is as strict as elsewhere.
 * @param {Uint8Array} bytes @returns {any}
 */
export function readEscaped(bytes) {
  const text = fromUtf8(bytes);
  const value = parse(text);
  const bare = text.replace(/"(?:[^"\\]|\\.)*"/g, '""');
  demand(depthOf(bare) <= DEPTH, "json.depth");
  const plain = text.replace(/"(?:[^"\\]|\\.)*"/g, (literal) => {
    const said = JSON.parse(literal);
    demand(!LONE.test(said), "json.text");
    return JSON.stringify(said);
  });
  demand(JSON.stringify(value) === plain, "json.not_compact");
  return value;
}

/** @param {any} value @param {string} code */
export function demandObject(value, code) {
  demand(value !== null && typeof value === "object" && !Array.isArray(value), code);
}

/** An object with exactly these fields in this order. @param {any} value @param {string[]} names */
export function demandFields(value, names) {
  demandObject(value, "json.fields");
  demand(Object.keys(value).join() === names.join(), "json.fields", { names });
}

/** @param {any} value @param {string} code @param {number} [length] @returns {asserts value is any[]} */
export function demandList(value, code, length) {
  demand(Array.isArray(value) && (length === undefined || value.length === length), code, { length });
}

/** Whether a day and minute `YYYY-MM-DDTHH:MM` exist; JavaScript would take the 31st of June for the 1st of July. @param {string} text */
export function isMoment(text) {
  const moment = new Date(`${text}:00Z`);
  return !Number.isNaN(moment.getTime()) && moment.toISOString().startsWith(text);
}

/** @param {unknown} value @param {RegExp} pattern @returns {value is string} a text of this form */
export function isText(value, pattern) {
  return typeof value === "string" && pattern.test(value);
}
