// @ts-check
// Voids: the registrar signs with the key of his file, a scrutineer with his slip, both at one device. The page
// reads and verifies the whole board before each signature, for a void names the heads that it was decided on.
import { signVoidByRegistrar } from "../ceremony/registrar.js";
import { readSlip } from "../ceremony/slip.js";
import { fromHex } from "../crypto/encoding.js";
import { byId, fill, openWorker, pageData, tell } from "./dom.js";
import { readCopy } from "./keycopy.js";
import { readSerials, unlockRegister } from "./register.js";
import { Answered, getBytes, getJson, post } from "./server.js";

const page = pageData();
const { texts } = page;
const ask = openWorker(page.worker);

/** @returns {string} the slip's text: scanned, or the working copy where this device has one */
function slipAtHand() {
  const typed = byId("slip").value.trim();
  const copy = page.index ? readCopy(page.ceremony, page.index) : null;
  const text = typed || copy?.slip || "";
  return readSlip(text).ceremony === page.ceremony ? text : "";
}

/** @param {string} credential @param {string} reason @param {Uint8Array} secret @param {string} slip */
async function voidOne(credential, reason, secret, slip) {
  const { uuid, election_hash, height, event, side: head } = await getJson(page.basis);
  const [archive, side, method] = await Promise.all(["archive", "side", "method"].map((name) => getBytes(page.files[name])));
  const expected = { registrarKey: page.registrarKey, setupEvent: page.setupEvent };
  await ask({ kind: "verify", archive, side, method, expected });
  const signed = signVoidByRegistrar({ uuid, election_hash, height, event, side: head, credential, reason }, secret);
  const { record } = await ask({ kind: "void", slip, signed });
  await post(page.send, record, page.csrf);
}

/** A ballot may have been archived in between; then it is signed again on the new heads. @param {() => Promise<void>} work */
async function twice(work) {
  try {
    await work();
  } catch (error) {
    const moved = error instanceof Answered ? error.status === 409 : /** @type {any} */ (error).code === "void.heads";
    if (!moved) throw error;
    await work();
  }
}

/** @param {any} error @param {string} serial */
function explain(error, serial) {
  if (error instanceof Answered) return fill(texts.refused, { serial, sentence: error.message });
  return error.code ? fill(texts.bad, { code: error.code }) : texts.offline;
}

/** @returns {Promise<import("./register.js").Kept | null>} */
async function openFile() {
  try {
    const [file] = byId("file").files;
    return await unlockRegister(await file.text(), byId("file-pass").value, page.sitting);
  } catch {
    return null;
  }
}

/** @returns {string} */
function slipOrNothing() {
  try {
    return slipAtHand();
  } catch {
    return "";
  }
}

/** @param {Event} event */
async function work(event) {
  event.preventDefault();
  tell(byId("refusal"), "");
  tell(byId("verdict"), "");
  const kept = await openFile();
  if (!kept) return tell(byId("refusal"), texts.locked);
  const serials = readSerials(byId("serials").value);
  const foreign = serials.filter((serial) => !kept.register[serial]);
  if (foreign.length || !serials.length) {
    return tell(byId("refusal"), foreign.length ? fill(texts.serial, { list: foreign.join(" ") }) : texts.none);
  }
  const slip = slipOrNothing();
  if (!slip) return tell(byId("refusal"), texts.slip);
  const done = [];
  for (const serial of serials) {
    byId("note").textContent = fill(texts.signing, { serial, done: done.length, total: serials.length });
    const credential = kept.register[serial][page.uuid];
    try {
      await twice(() => voidOne(credential, byId("reason").value, fromHex(kept.secret, 32), slip));
      done.push(serial);
    } catch (error) {
      tell(byId("refusal"), explain(error, serial));
      break;
    }
  }
  byId("note").textContent = "";
  byId("file-pass").value = byId("slip").value = byId("serials").value = "";
  if (done.length) tell(byId("verdict"), fill(texts.done, { count: done.length, list: done.join(" ") }));
}

byId("void")?.addEventListener("submit", work);
