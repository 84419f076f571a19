// @ts-check
// The one way in which a bundle is a ZIP (PROTOCOL 10; checks Z1–Z12). Nothing is ever inflated.
import { fromUtf8, join, sameBytes, utf8 } from "../crypto/encoding.js";
import { demand } from "../crypto/errors.js";

export const NAMES = ["archive.bel", "side.jsonl", "method.json", "checkpoints.jsonl", "acts.jsonl", "manifest.json"];
const LIMIT = 2 ** 31;
const LOCAL = { mark: 0x04034b50, size: 30 };
const CENTRAL = { mark: 0x02014b50, size: 46 };
const END = { mark: 0x06054b50, size: 22 };
const VERSION = 20;
const NEW_YEAR_1980 = (1 << 5) | 1;
const MOST_ENTRIES = 64;

/** @typedef {{name: string, size: number, crc: number, offset: number}} Entry `offset` is that of its local header */

const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});

/** @param {Uint8Array} bytes @returns {number} CRC-32 */
function crc32(bytes) {
  let crc = 0xffffffff;
  for (let i = 0; i < bytes.length; i++) crc = TABLE[(crc ^ bytes[i]) & 0xff] ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}

/** Numbers little-endian, 16 bits where the width is 2. @param {...[number, 2 | 4]} fields */
function pack(...fields) {
  const bytes = new Uint8Array(fields.reduce((length, [, width]) => length + width, 0));
  const view = new DataView(bytes.buffer);
  let offset = 0;
  for (const [value, width] of fields) {
    if (width === 2) view.setUint16(offset, value, true);
    else view.setUint32(offset, value, true);
    offset += width;
  }
  return bytes;
}

/** Flags, method, time, date, CRC, both sizes, length of the name, length of the extra field. @param {Entry} entry @returns {[number, 2 | 4][]} */
const common = ({ name, size, crc }) => [
  [0, 2], [0, 2], [0, 2], [NEW_YEAR_1980, 2], [crc, 4], [size, 4], [size, 4], [name.length, 2], [0, 2],
];

/** @param {Entry} entry */
function localHeader(entry) {
  return join(pack([LOCAL.mark, 4], [VERSION, 2], ...common(entry)), utf8(entry.name));
}

/** @param {Entry} entry */
function centralHeader(entry) {
  const tail = /** @type {[number, 2 | 4][]} */ ([[0, 2], [0, 2], [0, 2], [0, 4], [entry.offset, 4]]);
  return join(pack([CENTRAL.mark, 4], [VERSION, 2], [VERSION, 2], ...common(entry), ...tail), utf8(entry.name));
}

/** @param {Entry} entry */
const startOf = ({ offset, name }) => offset + LOCAL.size + name.length;
/** @param {Entry} entry */
const endOf = (entry) => startOf(entry) + entry.size;

/** @param {Entry[]} entries */
function directoryOf(entries) {
  const central = join(...entries.map(centralHeader));
  const { length } = entries;
  const start = endOf(entries[length - 1]);
  return join(central, pack([END.mark, 4], [0, 2], [0, 2], [length, 2], [length, 2], [central.length, 4], [start, 4], [0, 2]));
}

/**
 * Where the central directory stands, from the last bytes of the file.
 * @param {Uint8Array} bytes @param {DataView} view
 */
function readEnd(bytes, view) {
  demand(bytes.length >= LOCAL.size && view.getUint32(0, true) === LOCAL.mark, "Z1");
  let found = bytes.length - 4;
  const first = Math.max(0, bytes.length - 0xffff - END.size);
  while (found >= first && view.getUint32(found, true) !== END.mark) found--;
  demand(found >= first && found + END.size <= bytes.length, "Z1");
  demand(found + END.size === bytes.length, "Z3", { extra: bytes.length - found - END.size });
  const count = view.getUint16(found + 10, true);
  const size = view.getUint32(found + 12, true);
  const start = view.getUint32(found + 16, true);
  demand(start + size + END.size <= bytes.length, "Z1");
  demand(count <= MOST_ENTRIES, "Z5", { count });
  return { start, size, count };
}

/** @param {Uint8Array} raw */
function plainName(raw) {
  demand(raw.every((byte) => byte >= 0x20 && byte < 0x7f), "Z4");
  const name = fromUtf8(raw);
  demand(!/[/\\:]/.test(name) && !["", ".", ".."].includes(name), "Z4", { file: name });
  return name;
}

/** The central directory, each deviation under its own code. @param {Uint8Array} bytes @returns {Entry[]} */
function readDirectory(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const { start, size, count } = readEnd(bytes, view);
  /** @type {Entry[]} */ const entries = [];
  let place = start;
  for (let i = 0; i < count; i++) {
    demand(place + CENTRAL.size <= start + size, "Z10");
    const short = (/** @type {number} */ at) => view.getUint16(place + at, true);
    const long = (/** @type {number} */ at) => view.getUint32(place + at, true);
    demand(long(0) === CENTRAL.mark, "Z10");
    const length = short(28);
    const name = plainName(bytes.subarray(place + CENTRAL.size, place + CENTRAL.size + length));
    const file = { file: name };
    demand(NAMES.includes(name), "Z5", file);
    demand(!entries.some((entry) => entry.name === name), "Z7", file);
    demand(short(10) === 0 && (short(8) & 1) === 0, "Z9", file);
    const offset = long(42);
    demand(long(20) === long(24) && offset + LOCAL.size + length + long(24) <= start, "Z10", file);
    entries.push({ name, size: long(24), crc: long(16), offset });
    place += CENTRAL.size + length + short(30) + short(32);
  }
  const names = entries.map(({ name }) => name);
  const missing = NAMES.filter((name) => !names.includes(name));
  demand(missing.length === 0, "Z6", { file: missing.join() });
  demand(names.join() === NAMES.join(), "Z8", { file: names.join() });
  return entries;
}

/** @param {Uint8Array} bytes of the whole file @returns {Record<string, Uint8Array>} contents by name, as views */
export function readContainer(bytes) {
  demand(bytes.length <= LIMIT, "Z2", { limit: LIMIT });
  const entries = readDirectory(bytes);
  let offset = 0;
  for (const entry of entries) {
    demand(entry.offset === offset, "Z10", { file: entry.name });
    demand(sameBytes(bytes.subarray(offset, startOf(entry)), localHeader(entry)), "Z11", { file: entry.name });
    offset = endOf(entry);
  }
  const directory = directoryOf(entries);
  demand(offset + directory.length === bytes.length, "Z10");
  demand(sameBytes(bytes.subarray(offset), directory), "Z11");
  /** @type {Record<string, Uint8Array>} */ const contents = {};
  for (const entry of entries) {
    contents[entry.name] = bytes.subarray(startOf(entry), endOf(entry));
    demand(crc32(contents[entry.name]) === entry.crc, "Z12", { file: entry.name });
  }
  return contents;
}
