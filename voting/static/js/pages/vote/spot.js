// @ts-check
// 设备抽检 on the tablet: it shows what it encrypted instead of signing it. That ballot can never be cast.
import { drawCode } from "../code.js";
import { byId, show } from "../dom.js";
import { failed } from "./casting.js";
import { ask, texts } from "./page.js";
import { go } from "./screens.js";
import { visit, wipe } from "./visit.js";

/** @param {boolean} anybody whether the method lets every deputy do it */
export function offerSpotCheck(anybody) {
  byId("spot-button").textContent = anybody ? texts.spot : texts.spot_scrutineers;
}

/** The question before: whoever turns back finds the sealed ballot as it was. */
export function askSpotCheck() {
  const anybody = JSON.parse(visit.poll.method).challenge;
  show(byId("spot-anybody"), anybody);
  show(byId("spot-scrutineers"), !anybody);
  go("spot", ["spot-back", "spot-open"]);
}

export async function openSpotCheck() {
  go("spot");
  let text;
  try {
    ({ text } = await ask({ kind: "challenge" }));
  } catch {
    return failed();
  }
  wipe();
  byId("spot-qr").replaceChildren(drawCode(text, "L"));
  byId("spot-text").textContent = text;
  go("opened", ["spot-done"]);
}
