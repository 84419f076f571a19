// @ts-check
// The archive of spec 4.4: a tar of hashed records and a chain of events (PROTOCOL 2; checks K1–K7, E1–E6, B18).
import { fromUtf8, sameBytes, utf8 } from "../crypto/encoding.js";
import { check, demand } from "../crypto/errors.js";
import { hash } from "../crypto/hashing.js";
import { demandFields, demandObject, isText, readCompact, readJson } from "../crypto/json.js";

const BLOCK = 512;
const MIB = 1 << 20;
const CAPS = { archive: 1024 * MIB, header: 1024, record: 16 * MIB };
/**
 * The caps of the data records before an event, which of them its payload (the last) names in which field,
 * and which types may follow it.
 * @type {Record<string, {caps: number[], names: string[], next: string[]}>}
 */
const EVENTS = {
  Setup: {
    caps: [MIB, MIB, 16 * MIB, 16 * MIB], names: ["election", "trustees", "credentials"], next: ["Ballot", "EndBallots"],
  },
  Ballot: { caps: [MIB / 4], names: [], next: ["Ballot", "EndBallots"] },
  EndBallots: { caps: [], names: [], next: ["EncryptedTally"] },
  EncryptedTally: { caps: [16 * MIB, 16 * MIB], names: ["encrypted_tally"], next: ["PartialDecryption"] },
  PartialDecryption: { caps: [16 * MIB, 16 * MIB], names: ["payload"], next: ["PartialDecryption", "Result"] },
  Result: { caps: [16 * MIB], names: [], next: [] },
};
const HASH = /^[0-9a-f]{64}$/;

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
  block.set(Uint8Array.from(name, (character) => character.charCodeAt(0)));
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
  return String.fromCharCode(...block.subarray(0, 100)).replace(/\0+$/, "");
}

/** @param {Uint8Array} bytes @returns {Generator<{name: string, time: number, bytes: Uint8Array}>} */
function* readTar(bytes) {
  demand(bytes.length <= CAPS.archive, "K7");
  for (let offset = 0; offset < bytes.length;) {
    const block = bytes.subarray(offset, offset + BLOCK);
    demand(block.length === BLOCK, "K1", { offset });
    const name = nameOf(block);
    const size = octalOf(block.subarray(124, 136));
    const time = octalOf(block.subarray(136, 148));
    demand(sameBytes(block, headerBlock(name, size, time)), "K1", { offset });
    demand(size <= CAPS.record, "K7", { offset });
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
  demand(bytes.length <= CAPS.header, "K2");
  const text = check("K2", () => fromUtf8(bytes));
  const found = /^\{"version":1,"timestamp":("?)(0|[1-9]\d{0,10})\1\}$/.exec(text);
  demand(found && Number(found[2]) === time, "K2");
  return found[2];
}

/** @param {Data} record @param {Event[]} events @param {Data[]} data @returns {Event} */
function readEvent(record, events, data) {
  const height = events.length;
  const previous = events[height - 1];
  demand(record.bytes.length <= CAPS.header, "E1", { height });
  const event = check("E1", () => readCompact(record.bytes), { height });
  const rule = Object.prototype.hasOwnProperty.call(EVENTS, event?.type) ? EVENTS[event.type] : undefined;
  demand(rule, "E1", { height });
  const optional = (/** @type {string} */ name) => (event[name] === undefined ? [] : [name]);
  check("E1", () => demandFields(event, [...optional("parent"), "height", "type", ...optional("payload")]), { height });
  demand((event.payload === undefined) === (rule.caps.length === 0), "E5", { height });
  demand(event.parent === previous?.hash, "E2", { height });
  demand(event.height === height, "E3", { height });
  demand(previous ? EVENTS[previous.type].next.includes(event.type) : event.type === "Setup", "E4", { height });
  if (event.type === "Ballot" && data.length === 0) {
    demand(!events.some(({ type, data: [ballot] }) => type === "Ballot" && ballot.hash === event.payload), "B18", { height });
  }
  demand(event.payload === undefined || event.payload === data[data.length - 1]?.hash, "E6", { height });
  data.forEach(({ bytes }, i) => demand(i >= rule.caps.length || bytes.length <= rule.caps[i], "K7", { height }));
  demand(data.length === rule.caps.length, "K6", { height });
  const named = check("E6", () => namedBy(rule.names, data), { height });
  demand(named.every((name, i) => name === data[i].hash), "K6", { height });
  return { hash: record.hash, height, type: event.type, data };
}

/** The hashes by which an event's payload names the other data. @param {string[]} names @param {Data[]} data */
function namedBy(names, data) {
  if (names.length === 0) return [];
  const { bytes } = data[data.length - 1];
  const payload = readJson(bytes);
  demandObject(payload, "event.payload");
  if (names.length > 1) {
    demandFields(payload, names);
    readCompact(bytes);
  }
  demand(names.every((name) => isText(payload[name], HASH)), "event.payload");
  return names.map((name) => payload[name]);
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
    const found = /^([0-9a-f]{64})\.(data|event)\.json$/.exec(name);
    demand(found, "K3", { name });
    demand(time === firstTime, "K2", { name });
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
  demand(events.length > 0, "E4");
  return { timestamp, events };
}

/** @param {Archive} archive @param {string} type @returns {Event[]} */
export function eventsOf(archive, type) {
  return archive.events.filter((event) => event.type === type);
}
