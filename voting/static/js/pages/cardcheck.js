// @ts-check
// S10: the registrar opens his file and compares what he signed with what stands in the archive.
import { checkPublished } from "../ceremony/published.js";
import { byId, fill, tell } from "./dom.js";
import { unlockRegister } from "./register.js";
import { getBytes } from "./server.js";

/** @param {any} page */
export function listenToCheck(page) {
  byId("check").addEventListener("submit", (/** @type {Event} */ event) => {
    event.preventDefault();
    compare(page).finally(() => { byId("file").value = byId("file-pass").value = ""; });
  });
}

/** @param {any} page */
async function compare({ sitting, texts, published: { uuid, archive, side } }) {
  const verdict = byId("verdict");
  const say = (/** @type {string} */ kind, /** @type {string} */ sentence) => {
    verdict.dataset.kind = kind;
    tell(verdict, sentence);
  };
  let kept;
  try {
    kept = await unlockRegister(await byId("file").files[0].text(), byId("file-pass").value, sitting);
  } catch {
    return say("bad", texts.locked);
  }
  let board;
  try {
    const [archived, lines] = await Promise.all([archive, side].map(getBytes));
    board = { archive: archived, side: lines };
  } catch {
    return say("bad", texts.check_offline);
  }
  try {
    const { listed, reserve, leftOut } = checkPublished(kept, uuid, board);
    say("good", fill(texts.check_good, { listed, reserve, left: leftOut.length }));
  } catch (error) {
    say("bad", fill(texts.check_bad, { code: /** @type {any} */ (error).code || "S10" }));
  }
}
