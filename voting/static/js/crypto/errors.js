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

/**
 * Does `work` as one numbered check ("B12"): a refusal from inside that has no number of its own ("point.order")
 * is refused under this one, the inner code staying as the reason.
 * @template T @param {string} code @param {() => T} work @param {Record<string, unknown>} [data] @returns {T}
 */
export function check(code, work, data = {}) {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof Refused) || !error.code.includes(".")) throw error;
    throw new Refused(code, { reason: error.code, ...error.data, ...data });
  }
}
