// @ts-check
// The registrar's tool (票卡管理员): draws the cards, computes one list per poll, signs (PROTOCOL 4, 6).
import { drawSecret, publicCredential } from "../crypto/credentials.js";
import { publicKey, sign } from "../crypto/ed25519.js";
import { base58, toInteger, utf8 } from "../crypto/encoding.js";
import { demand } from "../crypto/errors.js";
import { GENERATOR } from "../crypto/group.js";
import { hash } from "../crypto/hashing.js";
import { canonical, compact, demandFields } from "../crypto/json.js";
import { serialOf } from "./packs.js";

/** @typedef {(length: number) => Uint8Array} RandomBytes */
/** A card as it is printed. @typedef {{serial: string, secret: string}} Card */
/**
 * What stays when the secrets are forgotten: serial → uuid → public credential.
 * @typedef {Record<string, Record<string, string>>} Register
 */

const CARDS_AT_MOST = 9999; // serials have four digits
const REASONS = ["unopened", "lost", "spot_check"];

/** 22 Base58 characters; the bias is below 2⁻¹²⁶. @param {RandomBytes} randomBytes */
export function drawUuid(randomBytes) {
  return base58(toInteger(randomBytes(32)), 22);
}

/** @param {number} count at most 9999 @param {RandomBytes} randomBytes @returns {Card[]} */
export function drawCards(count, randomBytes) {
  demand(Number.isSafeInteger(count) && count > 0 && count <= CARDS_AT_MOST, "cards.count");
  return Array.from({ length: count }, (_, i) => ({
    serial: serialOf(i + 1), secret: drawSecret(randomBytes(32)),
  }));
}

/**
 * All public credentials of all polls of the sitting, spares included.
 * @param {Card[]} cards @param {string[]} uuids @param {(done: number, total: number) => void} [progress]
 * @returns {Register}
 */
export function registerCards(cards, uuids, progress = () => {}) {
  GENERATOR.prepare();
  return Object.fromEntries(cards.map(({ serial, secret }, i) => {
    const credentials = Object.fromEntries(uuids.map((uuid) => [uuid, publicCredential(uuid, secret)]));
    progress(i + 1, cards.length);
    return [serial, credentials];
  }));
}

/** Forgets the secrets of printed cards; the objects that pages still hold become empty too. @param {Card[]} cards */
export function forgetSecrets(cards) {
  for (const card of cards) card.secret = "";
}

/**
 * `public_credentials` of one poll without the cards that were left over.
 * @param {Register} register @param {string} uuid @param {Set<string>} leftOut serials @returns {string}
 */
export function publicList(register, uuid, leftOut) {
  const listed = Object.keys(register).filter((serial) => !leftOut.has(serial));
  const list = listed.map((serial) => register[serial][uuid]);
  demand(list.length > 0 && list.every(Boolean), "cards.uuid", { uuid });
  demand(new Set(list).size === list.length, "cards.repeated");
  return compact(list.sort());
}

/**
 * The registrar's statement over a list that he re-read from the archive.
 * @param {{uuid: string, credentials: string, listed: number, reserve: number}} facts `credentials` is the text of the list
 * @param {Uint8Array} secret 32 bytes @returns {string} `registrar` record
 */
export function signRegistrar({ uuid, credentials, listed, reserve }, secret) {
  const signer = { key: publicKey(secret), kind: "registrar" };
  const record = { ...signer, credentials: hash(credentials), listed, reserve, uuid, v: 1 };
  return canonical({ ...record, signature: sign(utf8(`piaojue-registrar-v1\n${canonical(record)}`), secret) });
}

/**
 * The registrar's half of a void.
 * @param {{uuid: string, election_hash: string, height: number, event: string, side: string, credential: string, reason: string}} facts
 * @param {Uint8Array} secret 32 bytes @returns {any} to be completed by a scrutineer
 */
export function signVoidByRegistrar(facts, secret) {
  demandFields(facts, ["uuid", "election_hash", "height", "event", "side", "credential", "reason"]);
  demand(REASONS.includes(facts.reason), "void.reason");
  const record = { ...facts, kind: "void", v: 1 };
  return { ...record, registrar_signature: sign(utf8(`piaojue-void-v1\n${canonical(record)}`), secret) };
}
