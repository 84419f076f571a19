// @ts-check
// Check S10 by the registrar himself: what he signed, read again from the archive (PROTOCOL 6).
import { readArchive } from "../board/archive.js";
import { readCredentials } from "../board/setup.js";
import { splitLines, without } from "../board/sidelog.js";
import { publicKey, verify } from "../crypto/ed25519.js";
import { fromHex, utf8 } from "../crypto/encoding.js";
import { demand } from "../crypto/errors.js";
import { hash } from "../crypto/hashing.js";
import { canonical, readCanonical } from "../crypto/json.js";

/**
 * The list in the archive is the one of his statement, the statement is his, and every card is of his file.
 * @param {{register: Record<string, Record<string, string>>, secret: string}} kept
 * @param {string} uuid @param {{archive: Uint8Array, side: Uint8Array}} board
 * @returns {{listed: number, reserve: number, leftOut: string[]}} `leftOut` are serials
 */
export function checkPublished({ register, secret }, uuid, { archive, side }) {
  const [setup] = readArchive(archive).events;
  const [line] = splitLines(side, "L1");
  const record = readCanonical(line);
  demand(record.kind === "registrar" && record.uuid === uuid, "S10", { fault: "kind" });
  demand(record.key === publicKey(fromHex(secret, 32)), "S10", { fault: "key" });
  const signed = `piaojue-registrar-v1\n${canonical(without(record, ["signature"]))}`;
  verify(utf8(signed), record.key, record.signature, "S10");
  const { bytes } = setup.data[2];
  demand(record.credentials === hash(bytes), "S10", { fault: "list" });
  const listed = new Set(readCredentials(bytes));
  demand(record.listed === listed.size, "S10", { fault: "number" });
  const leftOut = Object.keys(register).filter((serial) => !listed.has(register[serial][uuid]));
  demand(Object.keys(register).length - leftOut.length === listed.size, "S10", { fault: "foreign" });
  return { listed: record.listed, reserve: record.reserve, leftOut };
}
