// @ts-check
// What one poll hands to everyone: the container's files and the manifest that names them (PROTOCOL 10; Z13, Z14).
import { check, demand } from "../crypto/errors.js";
import { hash } from "../crypto/hashing.js";
import { demandFields, isText, readCanonical } from "../crypto/json.js";
import { NAMES, readContainer } from "./container.js";

const MIB = 1 << 20;
const FILES = NAMES.slice(0, -1);
const FIELDS = ["all_deputies", "board_key", "congress", "files", "kind", "registrar_key", "session", "software",
  "threshold", "title", "trustees", "uuid", "v"];
const HASH = /^[0-9a-f]{64}$/;

/** @typedef {{manifest: any, files: Record<string, Uint8Array>}} Bundle */

/** @param {string} name */
const keyOf = (name) => name.replace(".", "_");

/** @param {Uint8Array} bytes @returns {any} */
function readManifest(bytes) {
  demand(bytes.length <= MIB, "Z13");
  return check("Z13", () => {
    const manifest = readCanonical(bytes);
    demandFields(manifest, FIELDS);
    demandFields(manifest.files, FILES.map(keyOf).sort());
    const { trustees: n, threshold: t, all_deputies: all, board_key, registrar_key, congress, session, title, software } = manifest;
    demand(manifest.v === 1 && manifest.kind === "bundle", "manifest.kind");
    demand([congress, session, title, software].every((text) => typeof text === "string"), "manifest.text");
    demand([board_key, registrar_key, ...Object.values(manifest.files)].every((text) => isText(text, HASH)), "manifest.hash");
    demand(isText(manifest.uuid, /^[1-9A-HJ-NP-Za-km-z]{22}$/), "manifest.uuid");
    demand([n, t, all].every(Number.isSafeInteger) && all >= 1, "manifest.number");
    demand(t >= 2 && t < n && 2 * t > n, "manifest.majority");
    return manifest;
  });
}

/** @param {Uint8Array} bytes @returns {Bundle} */
export function readBundle(bytes) {
  const files = readContainer(bytes);
  const manifest = readManifest(files["manifest.json"]);
  for (const name of FILES) demand(hash(files[name]) === manifest.files[keyOf(name)], "Z14", { file: name });
  return { manifest, files };
}
