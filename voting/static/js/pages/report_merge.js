// @ts-check
// Two people write one report: what each changed since both saw the same is put together, field by field.

/** @typedef {Record<string, string>} Fields */

/** @param {Fields} fields @param {string} key */
const at = (fields, key) => fields[key] || "";

/**
 * @param {Fields} base what both had seen @param {Fields} mine @param {Fields} theirs
 * @returns {{merged: Fields, differing: string[]}} where both changed a field differently mine stays for now, and
 *   the field is named: a person decides
 */
export function merge(base, mine, theirs) {
  /** @type {Fields} */ const merged = {};
  /** @type {string[]} */ const differing = [];
  for (const key of new Set([...Object.keys(base), ...Object.keys(mine), ...Object.keys(theirs)])) {
    const [was, here, there] = [at(base, key), at(mine, key), at(theirs, key)];
    merged[key] = here === was ? there : here;
    if (here !== was && there !== was && here !== there) differing.push(key);
  }
  return { merged, differing };
}

/** @param {Fields} left @param {Fields} right */
export function same(left, right) {
  return [...Object.keys(left), ...Object.keys(right)].every((key) => at(left, key) === at(right, key));
}
