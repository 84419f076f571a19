// @ts-check
// What the registrar prints: four cards to an A4, and before each pack its label. voting/registrar draws the same.
import { drawCode } from "./code.js";
import { el, fill, inFours } from "./dom.js";

const A_SHEET = 4;
const LABELS = 10;

/** @typedef {{address: string, sitting: string, boardKeyId: string, texts: Record<string, string>}} Printed */
/** @typedef {import("../ceremony/packs.js").Pack} Pack */

/**
 * @param {Pack[]} packs @param {Map<string, string>} secrets by serial @param {Printed} printed
 * @returns {HTMLElement[]} sheets: the labels, then the cards pack by pack
 */
export function drawSheets(packs, secrets, printed) {
  const cards = packs.flatMap(({ kind, serials }) => (
    serials.map((serial) => drawCard(serial, secrets.get(serial) || "", kind, printed))));
  const labels = packs.map((pack, i) => drawLabel(pack, i + 1, packs.length, printed));
  return [...sheets(labels, LABELS, "sheet labels"), ...sheets(cards, A_SHEET, "sheet")];
}

/** @param {HTMLElement[]} drawn @param {number} size @param {string} kind @returns {HTMLElement[]} */
function sheets(drawn, size, kind) {
  const found = [];
  for (let first = 0; first < drawn.length; first += size) {
    found.push(el("div", { class: kind }, ...drawn.slice(first, first + size)));
  }
  return found;
}

/** @param {string} text @param {string} kind */
function code(text, kind) {
  const drawn = el("div", { class: kind });
  drawn.append(drawCode(text));
  return drawn;
}

/** @param {string} serial @param {string} secret @param {import("../ceremony/packs.js").Kind} kind @param {Printed} printed */
function drawCard(serial, secret, kind, { address, sitting, boardKeyId, texts }) {
  const mark = { ordinary: "", reserve: texts.reserve, spot: texts.spot }[kind];
  return el("div", { class: kind === "spot" ? "card is-spot" : "card" },
    el("div", { class: "card-stub" }, `${texts.stub} ${serial}`, mark && el("b", { class: "card-kind" }, mark), code(serial, "card-scan")),
    el("div", { class: "card-outside" },
      el("strong", {}, texts.card), el("span", { class: "card-serial" }, serial, mark && el("b", { class: "card-kind" }, mark)),
      el("span", { class: "card-where" }, texts.congress), el("span", { class: "card-where" }, texts.sitting),
      code(serial, "card-scan")),
    el("div", { class: "card-inside" }, code(`${address}/v/${sitting}#${secret}`, "card-code"),
      el("div", { class: "card-words" }, el("span", {}, texts.inside), el("span", { class: "card-secret" }, secret),
        el("span", { class: "card-key" }, `${texts.key} ${inFours(boardKeyId.slice(0, 16))}`))),
    el("div", { class: "card-cover" }, el("p", {}, kind === "spot" ? texts.how_spot : texts.how),
      el("p", { class: "card-fold" }, texts.fold)));
}

/** @param {Pack} pack @param {number} number @param {number} total @param {Printed} printed */
function drawLabel({ kind, label, serials }, number, total, { texts }) {
  return el("div", { class: "label" }, code(label, "label-code"),
    el("div", { class: "label-words" },
      el("strong", {}, label), el("span", {}, fill(texts.pack, { number, total, count: serials.length })),
      el("span", {}, texts[`kind_${kind}`]), el("span", {}, texts.sitting)));
}
