// @ts-check
/**
 * Something that the protocol refuses. `code` names the rule that was broken and `data` carries what a
 * person needs to find the place; the pages turn both into a sentence.
 */
export class Refused extends Error {
  /** @param {string} code @param {Record<string, unknown>} [data] */
  constructor(code, data = {}) {
    super(code);
    this.name = "Refused";
    this.code = code;
    this.data = data;
  }
}

/**
 * @param {unknown} condition @param {string} code @param {Record<string, unknown>} [data]
 * @returns {asserts condition}
 */
export function demand(condition, code, data) {
  if (!condition) throw new Refused(code, data);
}
