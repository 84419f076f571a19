// @ts-check
// The registrar's page: draw, print, forget; then leave out what was left over, sign the lists, upload them.
import {
  drawCards, forgetSecrets, publicList, registerCards, signRegistrar,
} from "../ceremony/registrar.js";
import { publicKey } from "../crypto/ed25519.js";
import { fromHex, hex } from "../crypto/encoding.js";
import { drawCode } from "./code.js";
import { byId, el, fill, inFours, pageData, pause, randomBytes, show, tell } from "./dom.js";
import { lockRegister, readSerials, unlockRegister } from "./register.js";
import { Answered, post } from "./server.js";

const CHUNK = 5; // cards between two looks at the progress bar
const page = pageData();
const { texts } = page;
/** @type {import("../ceremony/registrar.js").Card[]} */ let cards = [];
/** @type {import("./register.js").Kept | null} */ let kept = null;
let lockedFile = "";

// Drawing and printing

/** @param {Event} event */
async function draw(event) {
  event.preventDefault();
  tell(byId("draw-refusal"), "");
  const count = Number(byId("count").value);
  const reserve = Number(byId("reserve").value);
  const refusal = refuseForm(count, reserve);
  if (refusal) return tell(byId("draw-refusal"), refusal);
  const passphrase = byId("pass").value;
  show(byId("draw"), false);
  cards = drawCards(count, randomBytes);
  const register = await registerAll();
  kept = {
    sitting: page.sitting, secret: hex(randomBytes(32)), register,
    reserve: reserve ? cards.slice(-reserve).map(({ serial }) => serial) : [],
  };
  lockedFile = await lockRegister(kept, passphrase, randomBytes);
  byId("pass").value = byId("pass2").value = "";
  drawSheets();
  byId("draw-note").textContent = fill(texts.drawn, { count });
  for (const id of ["save", "print", "forget"]) show(byId(id));
}

/** @param {number} count @param {number} reserve */
function refuseForm(count, reserve) {
  const whole = Number.isInteger(count) && Number.isInteger(reserve);
  if (!whole || count < 1 || count > 5000 || reserve < 0 || reserve > count) return texts.count;
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

function drawSheets() {
  const address = byId("address").value.replace(/\/+$/, "");
  const sheets = [];
  for (let first = 0; first < cards.length; first += 4) {
    sheets.push(el("div", { class: "sheet" }, ...cards.slice(first, first + 4).map((card) => drawCard(card, address))));
  }
  byId("sheets").replaceChildren(...sheets);
}

/** @param {import("../ceremony/registrar.js").Card} card @param {string} address */
function drawCard({ serial, secret }, address) {
  const code = el("div", { class: "card-code" });
  code.append(drawCode(`${address}/v/${page.sitting}#${secret}`));
  const reserve = kept?.reserve.includes(serial) ? ` · ${texts.reserve}` : "";
  return el("div", { class: "card" },
    el("div", { class: "card-stub" }, `${texts.stub} ${serial}`),
    el("div", { class: "card-outside" },
      el("strong", {}, texts.card), el("span", { class: "card-serial" }, serial + reserve),
      el("span", { class: "card-where" }, texts.congress), el("span", { class: "card-where" }, texts.sitting)),
    el("div", { class: "card-inside" }, code,
      el("div", { class: "card-words" }, el("span", {}, texts.inside), el("span", { class: "card-secret" }, secret),
        el("span", { class: "card-key" }, `${texts.key} ${inFours(page.boardKeyId.slice(0, 16))}`))),
    el("div", { class: "card-cover" }, el("p", {}, texts.how), el("p", { class: "card-fold" }, texts.fold)));
}

function save() {
  const link = el("a", { download: `票卡名册-${page.sitting.slice(0, 8)}.piaojue` });
  link.href = URL.createObjectURL(new Blob([lockedFile], { type: "application/json" }));
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

function forget() {
  forgetSecrets(cards);
  cards = [];
  byId("sheets").replaceChildren();
  for (const id of ["print", "forget"]) show(byId(id), false);
  byId("draw-note").textContent = texts.forgotten;
  openRegister();
}

// Leaving out and signing

/** @param {Event} event */
async function unlock(event) {
  event.preventDefault();
  byId("unlock-note").textContent = "";
  try {
    const [file] = byId("file").files;
    kept = await unlockRegister(await file.text(), byId("file-pass").value, page.sitting);
  } catch {
    byId("unlock-note").textContent = texts.locked;
    return;
  }
  byId("file-pass").value = "";
  openRegister();
}

function openRegister() {
  if (!kept) return;
  const count = Object.keys(kept.register).length;
  byId("unlock-note").textContent = fill(texts.unlocked, { count, reserve: kept.reserve.length });
  show(byId("unlock"), false);
  show(byId("sign"));
  balance();
}

/** The cards by what became of them; `refusal` names serials that cannot be. */
function balance() {
  const { register, reserve: reserved } = /** @type {import("./register.js").Kept} */ (kept);
  const left = readSerials(byId("left").value);
  const spoilt = readSerials(byId("spoilt").value);
  const foreign = [...left, ...spoilt].filter((serial) => !register[serial]);
  const twice = left.filter((serial) => spoilt.includes(serial));
  const leftOut = new Set([...left, ...spoilt]);
  const printed = Object.keys(register).length;
  const listed = printed - leftOut.size;
  const reserve = reserved.filter((serial) => !leftOut.has(serial)).length;
  byId("sum").textContent = fill(texts.sum, { printed, listed, reserve, left: left.length, spoilt: spoilt.length });
  const refusal = foreign.length ? fill(texts.serial, { list: foreign.slice(0, 8).join(" ") })
    : twice.length ? fill(texts.both, { list: twice.join(" ") }) : "";
  return { printed, listed, reserve, left: left.length, spoilt: spoilt.length, leftOut, refusal };
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
    statements[uuid] = signRegistrar({ uuid, credentials: lists[uuid], listed: sum.listed, reserve: sum.reserve }, secret);
    await pause(0);
  }
  const body = {
    key: publicKey(secret), lists, statements, printed: sum.printed, left_over: sum.left, spoilt: sum.spoilt,
  };
  try {
    const { listed } = await post(page.upload, JSON.stringify(body), page.csrf, "application/json");
    tell(byId("sign-note"), fill(texts.done, { listed }));
    show(byId("sign"), false);
  } catch (error) {
    tell(byId("sign-refusal"), (error instanceof Answered && error.message) || texts.offline);
  }
  show(byId("sign-bar"), false);
}

if (byId("draw")) {
  byId("address").value = location.origin;
  byId("draw").addEventListener("submit", draw);
  byId("save").addEventListener("click", save);
  byId("print").addEventListener("click", () => print());
  byId("forget").addEventListener("click", forget);
  byId("unlock").addEventListener("submit", unlock);
  byId("sign").addEventListener("submit", sign);
  for (const id of ["left", "spoilt"]) byId(id).addEventListener("input", balance);
  addEventListener("pagehide", () => forgetSecrets(cards));
}
