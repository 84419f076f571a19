// @ts-check
// What a card can vote in. Whether it is listed is found out here, so the server does not learn which card asks;
// whether it has voted, the server tells whoever proves to hold it (PROTOCOL 5.2).
import { byId, fill, pause, tell } from "../dom.js";
import { getJson, getPatiently, readRefusal, sendPatiently } from "./network.js";
import { ask, page, texts } from "./page.js";
import { visit } from "./visit.js";

const AGAIN = 4000; // ms, while no poll is open

/** @param {number} count */
const offline = (count) => tell(byId("notice"), fill(texts.offline, { count }));
/** @param {string} uuid */
const listAddress = (uuid) => `/v/${uuid}/cards`;

/** The open polls; waits while there is none. @param {number} mine the turn */
export async function openPolls(mine) {
  for (;;) {
    const answer = await getPatiently(page.poll, offline);
    if (mine !== visit.turn) return [];
    visit.boardKey = answer.board_key;
    tell(byId("notice"), answer.polls.length ? "" : texts.waiting);
    if (answer.polls.length) return answer.polls;
    await pause(AGAIN);
  }
}

/**
 * The polls that this card is listed for, each with `receipt`: the signed one of its ballot, "" while it has none.
 * @param {any[]} polls @param {string} secret @returns {Promise<{polls: any[]} | {refusal: string}>}
 */
export async function fitting(polls, secret) {
  const { credentials } = await ask({ kind: "card", uuids: polls.map(({ uuid }) => uuid), secret });
  /** @type {any[]} */ const found = [];
  let blocked = false;
  for (const [index, poll] of polls.entries()) {
    const cards = await getPatiently(listAddress(poll.uuid), offline);
    if (cards.void.includes(credentials[index])) blocked = true;
    else if (cards.listed.includes(credentials[index])) found.push({ ...poll, receipt: await receiptOf(poll.uuid, secret) });
  }
  if (found.length) return { polls: found };
  return { refusal: blocked ? "card_void" : "card_unknown" };
}

/** @param {string} uuid @param {string} secret */
async function receiptOf(uuid, secret) {
  const { text } = await ask({ kind: "own", uuid, secret });
  const answer = await sendPatiently(`/v/${uuid}/card`, text, offline);
  return readRefusal(answer.text).receipt || "";
}

/**
 * Whether a typed code is on a list, looked up once while it stands in its field.
 * @param {string} secret @returns {Promise<boolean | null>} null: nobody can say now
 */
export async function isListed(secret) {
  try {
    const { polls } = await getJson(page.poll);
    const { credentials } = await ask({ kind: "card", uuids: polls.map((/** @type {any} */ { uuid }) => uuid), secret });
    const lists = await Promise.all(polls.map((/** @type {any} */ { uuid }) => getJson(listAddress(uuid))));
    if (lists.length === 0) return null;
    return lists.some(({ listed }, index) => listed.includes(credentials[index]));
  } catch {
    return null;
  }
}
