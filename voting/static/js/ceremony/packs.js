// @ts-check
// Serials, kinds and packs of cards (PROTOCOL 4): ordinary ones first, then the reserve, spot-check cards last.

export const PACK = 20;
const DIGITS = 4;

/** @typedef {"ordinary" | "reserve" | "spot"} Kind */
/** One pack: `serials` in the order of printing. @typedef {{kind: Kind, label: string, serials: string[]}} Pack */

/** @param {number} number */
export const serialOf = (number) => String(number).padStart(DIGITS, "0");

/** Serials as typed or scanned, ranges as 0301-0320; a pack's label is such a range. @param {string} text @returns {string[]} */
export function readSerials(text) {
  const found = text.split(/[\s,，、;；]+/).filter(Boolean).flatMap((part) => {
    const range = /^(\d{1,4})[-–—~～](\d{1,4})$/.exec(part);
    if (!range) return [part.padStart(DIGITS, "0")];
    const [from, to] = [Number(range[1]), Number(range[2])];
    return Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => serialOf(from + i));
  });
  return [...new Set(found)];
}

/**
 * Packs of one kind each, shuffled inside, so that the order of the pile tells no serial.
 * @param {string[]} serials in their order @param {{reserve: string[], spot: string[]}} kept
 * @param {(length: number) => Uint8Array} randomBytes @returns {Pack[]}
 */
export function packsOf(serials, { reserve, spot }, randomBytes) {
  const back = new Set([...reserve, ...spot]);
  /** @type {[Kind, string[]][]} */
  const kinds = [["ordinary", serials.filter((serial) => !back.has(serial))], ["reserve", reserve], ["spot", spot]];
  return kinds.flatMap(([kind, all]) => {
    const packs = [];
    for (let first = 0; first < all.length; first += PACK) {
      const pack = all.slice(first, first + PACK);
      packs.push({ kind, label: `${pack[0]}-${pack[pack.length - 1]}`, serials: shuffled(pack, randomBytes) });
    }
    return packs;
  });
}

/** Fisher and Yates; the bias of 32 bits modulo 20 is below 2⁻²⁷. @param {string[]} list @param {(length: number) => Uint8Array} randomBytes */
function shuffled(list, randomBytes) {
  const mixed = [...list];
  for (let last = mixed.length - 1; last > 0; last--) {
    const bytes = randomBytes(4);
    const place = new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0) % (last + 1);
    [mixed[last], mixed[place]] = [mixed[place], mixed[last]];
  }
  return mixed;
}

/**
 * What is voided before closing: all spot-check cards, the reserve but what was handed out, what else was never
 * handed out, and what was lost in an earlier poll of the sitting. Cards that are void here already are left out.
 * @param {{register: Record<string, Record<string, string>>, reserve: string[], spot?: string[]}} kept
 * @param {string} uuid @param {[string, string, string][]} known uuid, credential, reason of every void of the sitting
 * @param {{handedOut: string[], others: string[]}} given serials
 * @returns {{serial: string, reason: string}[]}
 */
export function planVoids(kept, uuid, known, { handedOut, others }) {
  const here = new Set(known.filter(([poll]) => poll === uuid).map(([, credential]) => credential));
  /** @type {Map<string, string>} */ const plan = new Map();
  for (const serial of others) plan.set(serial, "unopened");
  for (const serial of kept.reserve) if (!handedOut.includes(serial)) plan.set(serial, "unopened");
  for (const serial of kept.spot || []) plan.set(serial, "spot_check");
  for (const serial of lostBefore(kept, uuid, known)) plan.set(serial, "lost");
  return [...plan].map(([serial, reason]) => ({ serial, reason }))
    .filter(({ serial }) => kept.register[serial] && !here.has(kept.register[serial][uuid]));
}

/**
 * The reserve that an earlier poll of the sitting used up; empty where there was none.
 * @param {{register: Record<string, Record<string, string>>, reserve: string[]}} kept
 * @param {string} uuid @param {[string, string, string][]} known @returns {string[]}
 */
export function reserveHandedOut(kept, uuid, known) {
  const before = known.filter(([poll]) => poll !== uuid);
  const left = new Set(before.map(([, credential]) => credential));
  if (left.size === 0) return [];
  return kept.reserve.filter((serial) => !Object.values(kept.register[serial] || {}).some((credential) => left.has(credential)));
}

/**
 * @param {{register: Record<string, Record<string, string>>}} kept @param {string} uuid
 * @param {[string, string, string][]} known
 */
function lostBefore({ register }, uuid, known) {
  const lost = new Set(known.filter(([poll, , reason]) => poll !== uuid && reason === "lost").map(([, credential]) => credential));
  return Object.keys(register).filter((serial) => Object.values(register[serial]).some((credential) => lost.has(credential)));
}
