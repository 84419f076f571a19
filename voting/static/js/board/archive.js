// @ts-check
// The archive of spec 4.4: a tar of hashed records and a chain of events (PROTOCOL 2; checks K1–K7, E1–E6).
import { fromUtf8, sameBytes, utf8 } from "../crypto/encoding.js";
import { check, demand } from "../crypto/errors.js";
import { hash } from "../crypto/hashing.js";
import { demandFields, readCompact } from "../crypto/json.js";

const BLOCK = 512;
const MIB = 1 << 20;
const CAPS = { archive: 1024 * MIB, header: 1024, record: 16 * MIB };
/**
 * How many data records stand before an event, and which types may follow it.
 * @type {Record<string, {data: number, next: string[]}>}
 */
const EVENTS = {
  Setup: { data: 4, next: ["Ballot", "EndBallots"] },
  Ballot: { data: 1, next: ["Ballot", "EndBallots"] },
  EndBallots: { data: 0, next: ["EncryptedTally"] },
  EncryptedTally: { data: 2, next: ["PartialDecryption"] },
  PartialDecryption: { data: 2, next: ["PartialDecryption", "Result"] },
  Result: { data: 1, next: [] },
};

/** @typedef {{hash: string, bytes: Uint8Array}} Data */
/**
 * @typedef {{hash: string, height: number, type: string, data: Data[]}} Event with the records before it, in their order
 */
/** @typedef {{timestamp: string, events: Event[]}} Archive */

/**
 * The one header block of a record.
 * @param {string} name @param {number} size @param {number} time @returns {Uint8Array}
 */
function headerBlock(name, size, time) {
  const block = new Uint8Array(BLOCK);
  const octal = (/** @type {number} */ number) => number.toString(8).padStart(11, "0") + "\0";
  const text = `0000644\0${"0000000\0".repeat(2)}${octal(size)}${octal(time)}        0`;
  block.set(utf8(name));
  block.set(utf8(text), 100);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.set(utf8(sum.toString(8).padStart(6, "0") + "\0 "), 148);
  return block;
}

/** @param {Uint8Array} field */
function octalOf(field) {
  const text = String.fromCharCode(...field);
  demand(/^[0-7]{11}\0$/.test(text), "K1");
  return parseInt(text, 8);
}

/** @param {Uint8Array} block */
function nameOf(block) {
  const end = block.indexOf(0);
  demand(end > 0 && end < 100, "K3");
  return String.fromCharCode(...block.subarray(0, end));
}

/** @param {Uint8Array} bytes @returns {Generator<{name: string, time: number, bytes: Uint8Array}>} */
function* readTar(bytes) {
  demand(bytes.length <= CAPS.archive, "K7");
  demand(bytes.length % BLOCK === 0, "K1");
  for (let offset = 0; offset < bytes.length;) {
    const block = bytes.subarray(offset, offset + BLOCK);
    const name = nameOf(block);
    const size = octalOf(block.subarray(124, 136));
    const time = octalOf(block.subarray(136, 148));
    demand(sameBytes(block, headerBlock(name, size, time)), "K1", { offset });
    demand(size <= (offset ? CAPS.record : CAPS.header), "K7", { offset });
    const end = offset + BLOCK + Math.ceil(size / BLOCK) * BLOCK;
    demand(end <= bytes.length, "K1", { offset });
    const padding = bytes.subarray(offset + BLOCK + size, end);
    demand(padding.every((byte) => byte === 0), "K1", { offset });
    yield { name, time, bytes: bytes.subarray(offset + BLOCK, offset + BLOCK + size) };
    offset = end;
  }
}

/** @param {Uint8Array} bytes @param {number} time of the tar header */
function readFirst(bytes, time) {
  const text = fromUtf8(bytes);
  const found = /^\{"version":1,"timestamp":("?)(\d{1,12})\1\}$/.exec(text);
  demand(found && Number(found[2]) === time, "K2");
  return found[2];
}

/** @param {Data} record @param {Event[]} events @param {Data[]} data @returns {Event} */
function readEvent(record, events, data) {
  const height = events.length;
  const previous = events[height - 1];
  const event = check("E1", () => readCompact(record.bytes), { height });
  const rule = Object.prototype.hasOwnProperty.call(EVENTS, event?.type) ? EVENTS[event.type] : undefined;
  demand(rule, "E1", { height });
  const optional = (/** @type {string} */ name) => (event[name] === undefined ? [] : [name]);
  check("E1", () => demandFields(event, [...optional("parent"), "height", "type", ...optional("payload")]), { height });
  demand(event.parent === previous?.hash, "E2", { height });
  demand(event.height === height, "E3", { height });
  demand(previous ? EVENTS[previous.type].next.includes(event.type) : event.type === "Setup", "E4", { height });
  demand((event.payload === undefined) === (rule.data === 0), "E5", { height });
  demand(data.length === rule.data, "K6", { height });
  demand(event.payload === data[data.length - 1]?.hash, "E5", { height });
  return { hash: record.hash, height, type: event.type, data };
}

/** @param {Uint8Array} bytes of the whole archive, or of a prefix that ends after an event @returns {Archive} */
export function readArchive(bytes) {
  const seen = new Set();
  /** @type {Event[]} */ const events = [];
  /** @type {Data[]} */ let data = [];
  let timestamp = "";
  let firstTime = -1;
  for (const { name, time, bytes: content } of readTar(bytes)) {
    if (firstTime < 0) {
      demand(name === "BELENIOS", "K2");
      timestamp = readFirst(content, time);
      firstTime = time;
      continue;
    }
    demand(time === firstTime, "K2", { name });
    const found = /^([0-9a-f]{64})\.(data|event)\.json$/.exec(name);
    demand(found, "K3", { name });
    const record = { hash: hash(content), bytes: content };
    demand(record.hash === found[1], "K4", { name });
    demand(!seen.has(record.hash), "K5", { name });
    seen.add(record.hash);
    if (found[2] === "data") {
      data.push(record);
    } else {
      events.push(readEvent(record, events, data));
      data = [];
    }
  }
  demand(firstTime >= 0, "K2");
  demand(data.length === 0, "K6");
  return { timestamp, events };
}

/** @param {Archive} archive @param {string} type @returns {Event[]} */
export function eventsOf(archive, type) {
  return archive.events.filter((event) => event.type === type);
}
