// @ts-check
// The list of cards: leave out packs by one scan each, sign for every poll of the sitting, upload, forget.
import { readSerials } from "../ceremony/packs.js";
import { publicList, signRegistrar } from "../ceremony/registrar.js";
import { publicKey } from "../crypto/ed25519.js";
import { fromHex } from "../crypto/encoding.js";
import { byId, fill, pause, show, tell } from "./dom.js";
import { unlockRegister } from "./register.js";
import { Answered, post } from "./server.js";

/** @type {any} */ let page;
/** @type {import("./register.js").Kept | null} */ let kept = null;

/** @param {any} data of the page */
export function listenToList(data) {
  page = data;
  byId("unlock").addEventListener("submit", unlock);
  byId("sign").addEventListener("submit", sign);
  byId("scan").addEventListener("keydown", scan);
  byId("offline").addEventListener("submit", uploadFile);
  for (const id of ["left", "spoilt"]) byId(id).addEventListener("input", balance);
  addEventListener("pagehide", forget);
}

/** @param {import("./register.js").Kept} register just drawn, or out of its file */
export function takeRegister(register) {
  kept = register;
  const count = Object.keys(kept.register).length;
  const { reserve, spot = [] } = kept;
  byId("unlock-note").textContent = fill(page.texts.unlocked, { count, reserve: reserve.length, spot: spot.length });
  show(byId("unlock"), false);
  show(byId("sign"));
  balance();
}

function forget() {
  kept = null;
  byId("left").value = byId("spoilt").value = byId("scan").value = byId("file-pass").value = "";
  byId("file").value = "";
}

/** @param {Event} event */
async function unlock(event) {
  event.preventDefault();
  byId("unlock-note").textContent = "";
  try {
    const [file] = byId("file").files;
    takeRegister(await unlockRegister(await file.text(), byId("file-pass").value, page.sitting));
  } catch {
    byId("unlock-note").textContent = page.texts.locked;
  }
  byId("file-pass").value = "";
}

/** A scanner types a pack's label or one serial and then Enter. @param {KeyboardEvent} event */
function scan(event) {
  if (event.key !== "Enter") return;
  event.preventDefault();
  const scanned = byId("scan").value.trim();
  byId("scan").value = "";
  const serials = readSerials(scanned);
  if (!kept || !serials.length) return;
  const foreign = serials.filter((serial) => !kept?.register[serial]);
  if (foreign.length) return tell(byId("scanned"), fill(page.texts.serial, { list: foreign.slice(0, 8).join(" ") }));
  const before = readSerials(byId("left").value);
  const fresh = serials.filter((serial) => !before.includes(serial)).length;
  if (fresh) byId("left").value = [byId("left").value.trim(), scanned].filter(Boolean).join("\n");
  tell(byId("scanned"), fill(fresh ? page.texts.scanned : page.texts.scanned_before, { label: scanned, count: fresh }));
  balance();
}

/** The cards by what became of them; `refusal` names serials that cannot be. */
function balance() {
  const { register, reserve: reserved, spot: spots = [] } = /** @type {import("./register.js").Kept} */ (kept);
  const { texts } = page;
  const left = readSerials(byId("left").value);
  const spoilt = readSerials(byId("spoilt").value);
  const foreign = [...left, ...spoilt].filter((serial) => !register[serial]);
  const twice = left.filter((serial) => spoilt.includes(serial));
  const leftOut = new Set([...left, ...spoilt]);
  const remaining = (/** @type {string[]} */ serials) => serials.filter((serial) => !leftOut.has(serial)).length;
  const printed = Object.keys(register).length;
  const [listed, reserve, spot] = [printed - leftOut.size, remaining(reserved), remaining(spots)];
  const sums = { printed, listed, reserve, spot, left: left.length, spoilt: spoilt.length };
  byId("sum").textContent = fill(texts.sum, { ...sums, ordinary: listed - reserve - spot });
  const refusal = foreign.length ? fill(texts.serial, { list: foreign.slice(0, 8).join(" ") })
    : twice.length ? fill(texts.both, { list: twice.join(" ") }) : "";
  return { ...sums, leftOut, refusal };
}

/** @param {Event} event */
async function sign(event) {
  event.preventDefault();
  const sum = balance();
  tell(byId("sign-refusal"), sum.refusal);
  if (sum.refusal || !kept) return;
  const secret = fromHex(kept.secret, 32);
  /** @type {Record<string, string>} */ const lists = {};
  /** @type {Record<string, string>} */ const statements = {};
  show(byId("sign-bar"));
  byId("sign-bar").max = page.uuids.length;
  for (const [done, uuid] of page.uuids.entries()) {
    byId("sign-bar").value = done;
    lists[uuid] = publicList(kept.register, uuid, sum.leftOut);
    const facts = { uuid, credentials: lists[uuid], listed: sum.listed, reserve: sum.reserve + sum.spot };
    statements[uuid] = signRegistrar(facts, secret);
    await pause(0);
  }
  await upload({
    key: publicKey(secret), lists, statements, printed: sum.printed, left_over: sum.left, spoilt: sum.spoilt, spot: sum.spot,
  });
  secret.fill(0);
  show(byId("sign-bar"), false);
}

/** What the offline command wrote: the same body, signed elsewhere. @param {Event} event */
async function uploadFile(event) {
  event.preventDefault();
  tell(byId("sign-refusal"), "");
  let found;
  try {
    found = JSON.parse(await byId("offline-file").files[0].text());
  } catch {
    found = {};
  }
  const { kind, v, sitting, ...body } = found;
  if (kind !== "piaojue card lists" || v !== 1 || sitting !== page.sitting) return tell(byId("sign-refusal"), page.texts.offline_bad);
  await upload(body);
}

/** @param {any} body */
async function upload(body) {
  const { texts } = page;
  try {
    const { listed } = await post(page.upload, JSON.stringify(body), page.csrf, "application/json");
    tell(byId("sign-note"), fill(texts.done, { listed }));
  } catch (error) {
    return tell(byId("sign-refusal"), (error instanceof Answered && error.message) || texts.offline);
  }
  const { printed, left_over, spoilt, spot } = body;
  const listed = printed - left_over - spoilt;
  for (const [name, number] of Object.entries({ printed, listed, left_over, spoilt, spot })) {
    for (const shown of document.querySelectorAll(`[data-number="${name}"]`)) shown.textContent = String(number);
  }
  show(byId("sign"), false);
  show(byId("unlock"));
  byId("unlock-note").textContent = "";
  forget();
  byId("offline-file").value = "";
}
