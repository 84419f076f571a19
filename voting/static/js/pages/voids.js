// @ts-check
// Voids: the registrar signs with the key of his file, a scrutineer with his slip, both at one device. The page
// reads and verifies the whole board before a batch, for voids name the heads that they were decided on; each
// record of the batch hangs on the one before, and the server takes all of them or none.
import { planVoids, readSerials, reserveHandedOut } from "../ceremony/packs.js";
import { signVoidByRegistrar } from "../ceremony/registrar.js";
import { readSlip } from "../ceremony/slip.js";
import { fromHex } from "../crypto/encoding.js";
import { byId, fill, openWorker, pageData, show, tell } from "./dom.js";
import { readCopy } from "./keycopy.js";
import { unlockRegister } from "./register.js";
import { Answered, getBytes, getJson, post } from "./server.js";
import { watch } from "./watch.js";

/** @typedef {{serial: string, reason: string}} Wanted */
const WAYS = ["closing", "lost", "serials"];
const FIELDS = ["handed", "others", "lost", "replacement", "serials"];
const page = pageData();
const { texts } = page;
const ask = openWorker(page.worker);
/** @type {import("./register.js").Kept | null} */ let kept = null;
/** @type {[string, string, string][]} */ let known = [];
/** @type {number | null} */ let unissued = null;

/** @param {Event} event */
async function open(event) {
  event.preventDefault();
  tell(byId("open-refusal"), "");
  try {
    const [file] = byId("file").files;
    kept = await unlockRegister(await file.text(), byId("file-pass").value, page.sitting);
    known = await getJson(page.known);
  } catch (error) {
    kept = null;
    return tell(byId("open-refusal"), error instanceof TypeError ? texts.offline : texts.locked);
  }
  byId("file-pass").value = "";
  byId("handed").value = reserveHandedOut(kept, page.uuid, known).join(" ");
  show(byId("open"), false);
  show(byId("void"));
  tell(byId("verdict"), "");
  choose();
}

/** Nothing of the file stays when the work is done or the page is left. */
function close() {
  kept = null;
  for (const id of [...FIELDS, "slip", "file", "file-pass"]) byId(id).value = "";
  show(byId("void"), false);
  show(byId("open"));
}

function choose() {
  for (const way of WAYS) show(byId(`by-${way}`), byId("what").value === way);
  tell(byId("refusal"), "");
  drawPlan();
}

/** @param {string} id */
const serialsIn = (id) => readSerials(byId(id).value);

/** @returns {{wanted: Wanted[], refusal: string}} */
function decide() {
  if (!kept) return { wanted: [], refusal: texts.locked };
  const { register, reserve, spot = [] } = kept;
  const typed = { closing: ["handed", "others"], lost: ["lost", "replacement"], serials: ["serials"] }[byId("what").value] || [];
  const foreign = typed.flatMap(serialsIn).filter((serial) => !register[serial]);
  if (foreign.length) return { wanted: [], refusal: fill(texts.serial, { list: foreign.slice(0, 8).join(" ") }) };
  if (byId("what").value === "closing") {
    const wanted = planVoids(kept, page.uuid, known, { handedOut: serialsIn("handed"), others: serialsIn("others") });
    const over = unissued !== null && wanted.length > unissued;
    return { wanted, refusal: over ? fill(texts.too_many, { count: wanted.length, unissued }) : "" };
  }
  if (byId("what").value === "lost") {
    const [lost, replacement] = [serialsIn("lost"), serialsIn("replacement")];
    const fit = lost.length === 1 && replacement.length === 1 && lost[0] !== replacement[0];
    const ready = fit && reserve.includes(replacement[0]) && !spot.includes(lost[0]) && !isVoid(replacement[0]);
    return { wanted: lost.map((serial) => ({ serial, reason: "lost" })), refusal: ready ? "" : texts.replacement };
  }
  // A spot-check card is void as such, whatever became of it: so many were printed, so many are accounted for.
  const reason = (/** @type {string} */ serial) => (spot.includes(serial) ? "spot_check" : byId("reason").value);
  return { wanted: serialsIn("serials").map((serial) => ({ serial, reason: reason(serial) })), refusal: "" };
}

/** @param {string} serial */
function isVoid(serial) {
  const credential = kept?.register[serial]?.[page.uuid];
  return known.some(([uuid, voided]) => uuid === page.uuid && voided === credential);
}

function drawPlan() {
  const { wanted, refusal } = decide();
  const of = (/** @type {string} */ reason) => wanted.filter((each) => each.reason === reason).length;
  const sums = { total: wanted.length, spot: of("spot_check"), unopened: of("unopened"), lost: of("lost") };
  byId("plan").textContent = refusal || fill(texts.plan, sums);
}

/** @returns {Promise<string>} the slip's text: scanned, or the working copy where this device has one; else empty */
async function slipAtHand() {
  const typed = byId("slip").value.trim();
  const copy = page.index ? await readCopy(page.ceremony, page.index) : null;
  const text = typed || copy?.slip || "";
  try {
    return readSlip(text).ceremony === page.ceremony ? text : "";
  } catch {
    return "";
  }
}

/** @param {Wanted[]} wanted @param {string} slip */
async function voidAll(wanted, slip) {
  const { register, secret } = /** @type {import("./register.js").Kept} */ (kept);
  const key = fromHex(secret, 32);
  byId("note").textContent = texts.checking;
  const { uuid, election_hash, height, event, side: start } = await getJson(page.basis);
  const [archive, side, method] = await Promise.all(["archive", "side", "method"].map((name) => getBytes(page.files[name])));
  const expected = { registrarKey: page.registrarKey, setupEvent: page.setupEvent };
  await ask({ kind: "verify", archive, side, method, expected });
  const records = [];
  let head = start;
  for (const { serial, reason } of wanted) {
    byId("note").textContent = fill(texts.signing, { serial, done: records.length, total: wanted.length });
    byId("bar").value = records.length;
    const credential = register[serial][page.uuid];
    const signed = signVoidByRegistrar({ uuid, election_hash, height, event, side: head, credential, reason }, key);
    const answer = await ask({ kind: "void", slip, signed });
    records.push(answer.record);
    head = answer.side;
  }
  key.fill(0);
  await post(page.send, records.join("\n"), page.csrf);
}

/** Ballots may have been archived in between; then all are signed again on the new heads. @param {() => Promise<void>} work */
async function patiently(work) {
  for (let left = 2; ; left--) {
    try {
      return await work();
    } catch (error) {
      const moved = error instanceof Answered ? error.status === 409 : /** @type {any} */ (error).code === "void.heads";
      if (!moved || left === 0) throw error;
    }
  }
}

/** @param {any} error */
function explain(error) {
  if (error instanceof Answered) return fill(texts.refused, { sentence: error.message });
  return error.code ? fill(texts.bad, { code: error.code }) : texts.offline;
}

/** @param {Event} event */
async function work(event) {
  event.preventDefault();
  tell(byId("refusal"), "");
  tell(byId("verdict"), "");
  const { wanted, refusal } = decide();
  if (refusal || !wanted.length) return tell(byId("refusal"), refusal || texts.none);
  const slip = await slipAtHand();
  if (!slip) return tell(byId("refusal"), texts.slip);
  const lost = byId("what").value === "lost" ? { lost: wanted[0].serial, replacement: serialsIn("replacement")[0] } : null;
  byId("submit").disabled = true;
  byId("bar").max = wanted.length;
  show(byId("bar"));
  try {
    await patiently(() => voidAll(wanted, slip));
    const list = wanted.map(({ serial }) => serial).join(" ");
    tell(byId("verdict"), lost ? fill(texts.replaced, lost) : fill(texts.done, { count: wanted.length, list }));
    close();
  } catch (error) {
    tell(byId("refusal"), explain(error));
  }
  byId("note").textContent = "";
  show(byId("bar"), false);
  byId("submit").disabled = false;
}

if (byId("void")) {
  byId("open").addEventListener("submit", open);
  byId("void").addEventListener("submit", work);
  byId("what").addEventListener("change", choose);
  for (const id of FIELDS) byId(id).addEventListener("input", drawPlan);
  byId("reason").addEventListener("change", drawPlan);
  addEventListener("pagehide", close);
  watch(page.numbers, ({ numbers }) => {
    unissued = numbers.unissued;
    for (const [name, number] of Object.entries(numbers)) {
      for (const shown of document.querySelectorAll(`[data-number="${name}"]`)) shown.textContent = number === null ? "—" : String(number);
    }
  });
}
