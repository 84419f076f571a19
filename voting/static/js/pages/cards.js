// @ts-check
// The registrar's page: draw, print, forget; then (cardlist.js) leave out, sign, upload; later (cardcheck.js) compare.
import { drawCards, forgetSecrets, registerCards } from "../ceremony/registrar.js";
import { packsOf } from "../ceremony/packs.js";
import { hex } from "../crypto/encoding.js";
import { listenToCheck } from "./cardcheck.js";
import { listenToList, takeRegister } from "./cardlist.js";
import { drawSheets } from "./cardsheets.js";
import { byId, el, fill, pageData, pause, randomBytes, show, tell } from "./dom.js";
import { lockRegister } from "./register.js";

const CHUNK = 5; // cards between two looks at the progress bar
const page = pageData();
const { texts } = page;
/** @type {import("../ceremony/registrar.js").Card[]} */ let cards = [];
/** @type {import("./register.js").Kept | null} */ let kept = null;
let lockedFile = "";

/** @param {Event} event */
async function draw(event) {
  event.preventDefault();
  tell(byId("draw-refusal"), "");
  const [count, reserve, spot] = ["count", "reserve", "spot"].map((id) => Number(byId(id).value));
  const refusal = refuseForm(count, reserve, spot);
  if (refusal) return tell(byId("draw-refusal"), refusal);
  const passphrase = byId("pass").value;
  byId("pass").value = byId("pass2").value = "";
  show(byId("draw"), false);
  cards = drawCards(count, randomBytes);
  const serials = cards.map(({ serial }) => serial);
  kept = {
    sitting: page.sitting, secret: hex(randomBytes(32)), register: await registerAll(),
    reserve: serials.slice(count - spot - reserve, count - spot), spot: serials.slice(count - spot),
  };
  lockedFile = await lockRegister(kept, passphrase, randomBytes);
  const packs = packsOf(serials, kept, randomBytes);
  const secrets = new Map(cards.map(({ serial, secret }) => [serial, secret]));
  const address = byId("address").value.replace(/\/+$/, "");
  byId("sheets").replaceChildren(...drawSheets(packs, secrets, { ...page, address }));
  byId("draw-note").textContent = fill(texts.drawn, { count });
  show(byId("save")); // nothing is printed whose register is not kept
}

/** @param {number} count @param {number} reserve @param {number} spot */
function refuseForm(count, reserve, spot) {
  const whole = [count, reserve, spot].every((number) => Number.isInteger(number) && number >= 0);
  if (!whole || count < 1 || count > 5000 || reserve + spot >= count) return texts.count;
  if (byId("pass").value.length < 8) return texts.passphrase;
  return byId("pass").value === byId("pass2").value ? "" : texts.passphrases;
}

/** Sixteen public credentials a card, with a look at the bar now and then. */
async function registerAll() {
  /** @type {import("../ceremony/registrar.js").Register} */ const register = {};
  show(byId("draw-bar"));
  byId("draw-bar").max = cards.length;
  for (let done = 0; done < cards.length; done += CHUNK) {
    Object.assign(register, registerCards(cards.slice(done, done + CHUNK), page.uuids));
    byId("draw-bar").value = done;
    byId("draw-note").textContent = fill(texts.drawing, { done, total: cards.length });
    await pause(0);
  }
  show(byId("draw-bar"), false);
  return register;
}

/** @param {string} name @param {string} content */
function saveAs(name, content) {
  const link = el("a", { download: `${name}-${page.sitting.slice(0, 8)}.piaojue` });
  link.href = URL.createObjectURL(new Blob([content], { type: "application/json" }));
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

/** What the offline command needs to know; all of it is public. */
function saveSitting() {
  const address = byId("address").value.replace(/\/+$/, "");
  saveAs(texts.sitting_file, JSON.stringify({
    kind: "piaojue sitting", v: 1, sitting: page.sitting, title: texts.sitting, congress: texts.congress,
    address, board_key_id: page.boardKeyId, uuids: page.uuids,
  }));
}

function wipe() {
  forgetSecrets(cards);
  cards = [];
  kept = null;
  lockedFile = "";
  byId("sheets").replaceChildren();
}

/** After printing: the secrets go, the register stays for the list. */
function forget() {
  const register = kept;
  wipe();
  for (const id of ["save", "print", "forget"]) show(byId(id), false);
  byId("draw-note").textContent = texts.forgotten;
  if (register) takeRegister(register);
}

if (byId("draw")) {
  byId("address").value = location.origin;
  byId("draw").addEventListener("submit", draw);
  byId("save").addEventListener("click", () => {
    saveAs(texts.register_file, lockedFile);
    for (const id of ["print", "forget"]) show(byId(id));
  });
  byId("sitting-file").addEventListener("click", saveSitting);
  byId("print").addEventListener("click", () => print());
  byId("forget").addEventListener("click", forget);
  addEventListener("pagehide", wipe);
  listenToList(page);
}
if (byId("check")) listenToCheck(page);
