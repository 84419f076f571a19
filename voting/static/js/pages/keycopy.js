// @ts-check
// The working copy of a scrutineer's key on his own device, by ceremony and place: seed, slip, and what this key
// must not forget (which Setup it sealed, which board it saw, which tally it opened).
// It lies in localStorage, sealed under an AES key that the browser keeps and hands to no script. A browser that
// has no such keys (no secure context, a private window) keeps it unsealed. Losing it costs nothing: the slip is
// the backup.
import { base64url, fromBase64url, fromUtf8, utf8 } from "../crypto/encoding.js";
import { randomBytes } from "./dom.js";

/**
 * @typedef {{seed?: string, slip?: string, pinned?: Record<string, string>, opened?: Record<string, string>,
 *   earlier?: Record<string, {length: number, hash: string}>}} Copy `pinned` and `earlier` by uuid, `opened` by φ
 */

const STORE = "keys";
const NAME = "working copies";

/** @param {string} ceremony @param {number} index */
const nameOf = (ceremony, index) => `piaojue-key-${ceremony}-${index}`;

/** @template T @param {IDBRequest<T>} asked @returns {Promise<T>} */
const answered = (asked) => new Promise((resolve, reject) => {
  asked.onsuccess = () => resolve(asked.result);
  asked.onerror = () => reject(asked.error);
});

/** The key of this browser, made when first asked for; null where there can be none. @returns {Promise<CryptoKey | null>} */
async function sealingKey() {
  if (!globalThis.crypto?.subtle || !globalThis.indexedDB) return null;
  try {
    const opening = indexedDB.open("piaojue", 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore(STORE);
    const shelf = await answered(opening);
    const kept = () => shelf.transaction(STORE, "readwrite").objectStore(STORE);
    const fresh = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
    // Only the first of two windows that start at once adds its key; both then read the same.
    const found = await answered(kept().get(NAME)) ?? await answered(kept().add(fresh, NAME)).then(() => fresh, () => answered(kept().get(NAME)));
    shelf.close();
    return found;
  } catch {
    return null;
  }
}

/** @param {string} name @param {Uint8Array} iv */
const cipher = (name, iv) => ({ name: "AES-GCM", iv, additionalData: utf8(name) });

/** @param {string} ceremony @param {number} index @returns {Promise<Copy | null>} null where there is none that can be read */
export async function readCopy(ceremony, index) {
  const name = nameOf(ceremony, index);
  try {
    const kept = JSON.parse(localStorage.getItem(name) || "null");
    if (!kept?.sealed) return kept;
    const key = /** @type {CryptoKey} */ (await sealingKey());
    const open = await crypto.subtle.decrypt(cipher(name, fromBase64url(kept.iv)), key, fromBase64url(kept.sealed));
    return JSON.parse(fromUtf8(new Uint8Array(open)));
  } catch {
    return null;
  }
}

/** @param {string} ceremony @param {number} index @param {Copy} copy @returns {Promise<boolean>} whether it is sealed */
export async function keepCopy(ceremony, index, copy) {
  const name = nameOf(ceremony, index);
  const key = await sealingKey();
  if (!key) {
    localStorage.setItem(name, JSON.stringify(copy));
    return false;
  }
  const iv = randomBytes(12);
  const sealed = new Uint8Array(await crypto.subtle.encrypt(cipher(name, iv), key, utf8(JSON.stringify(copy))));
  localStorage.setItem(name, JSON.stringify({ iv: base64url(iv), sealed: base64url(sealed) }));
  return true;
}
