// @ts-check
// 查票: the receipt stands in the fragment; the whole list of trackers is fetched and compared here.
import { findTracker, readFragment, verifyReceipt } from "../ballot/receipt.js";
import { byId, fill, inFours, pageData, show } from "./dom.js";
import { offerContrast, offerSizes } from "./sizes.js";
import { getJson } from "./vote/network.js";

const { texts } = pageData();

/** @param {"good" | "wait" | "bad"} kind @param {string} sentence */
function say(kind, sentence) {
  byId("verdict").dataset.kind = kind;
  byId("verdict").firstElementChild.textContent = sentence;
}

/** @param {string} fragment @returns {{text: string, uuid: string} | null} */
function readReceipt(fragment) {
  try {
    const text = readFragment(fragment);
    return { text, uuid: String(JSON.parse(text).receipt.uuid) };
  } catch {
    return null;
  }
}

/** @param {any} receipt @param {any} board */
function compare(receipt, board) {
  try {
    const height = findTracker(receipt, board.trackers);
    if (height >= 0) {
      byId("facts").textContent += ` · ${fill(texts.place, { height })}`;
      return say("good", texts.found);
    }
  } catch {
    return say("bad", texts.altered);
  }
  if (board.closed) say("bad", texts.missing);
  else say("wait", texts.waiting);
}

async function main() {
  if (!location.hash) return say("wait", texts.none);
  const read = readReceipt(location.hash);
  if (!read) return say("bad", texts.unreadable);
  say("wait", texts.fetching);
  let board;
  try {
    board = await getJson(`/v/${encodeURIComponent(read.uuid)}/trackers`);
  } catch {
    return say("wait", texts.offline);
  }
  let receipt;
  try {
    receipt = verifyReceipt(read.text, board.board_key);
  } catch {
    return say("bad", texts.forged);
  }
  byId("title").textContent = board.title;
  byId("hash").textContent = inFours(receipt.ballot_hash);
  byId("key-id").textContent = inFours(receipt.key.slice(0, 16));
  const minute = new Date(receipt.minute.replace("Z", ":00Z")).toLocaleString("zh-CN", { timeZone: "Asia/Shanghai", dateStyle: "medium", timeStyle: "short" });
  byId("facts").textContent = fill(texts.minute, { minute });
  show(byId("read"));
  compare(receipt, board);
}

offerSizes();
offerContrast();
addEventListener("hashchange", () => main());
main();
