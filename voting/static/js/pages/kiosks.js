// @ts-check
// 写票处: draws the code of each kiosk, which no server needs to draw.
import { drawCode } from "./code.js";
import "./print.js";

for (const place of document.querySelectorAll("[data-code]")) {
  place.append(drawCode(/** @type {any} */ (place).dataset.code, "M"));
}
