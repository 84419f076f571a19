// @ts-check
// Five idle minutes clear the page of somebody who left; a ballot on its way is not idle, nor is a receipt, which
// leaves by itself.
import { byId, fill } from "../dom.js";
import { texts } from "./page.js";
import { shown, warn } from "./screens.js";
import { startAfresh, visit } from "./visit.js";

const IDLE_SECONDS = 300;
const WARN_SECONDS = 60;
const WARNED = ["choose", "mark", "compare", "review", "seal", "spot", "opened"];
let lastTouch = Date.now();

function watch() {
  const idle = (Date.now() - lastTouch) / 1000;
  const warned = WARNED.includes(shown());
  // A refusal without a button stays until a scrutineer has seen it.
  const left = (shown() === "card" && (visit.secret || byId("card-code").value)) || (shown() === "refused" && !byId("bottom").hidden);
  if (idle > IDLE_SECONDS && (warned || left)) startAfresh();
  else if (idle > IDLE_SECONDS - WARN_SECONDS && warned) warn(fill(texts.idle, { count: Math.ceil(IDLE_SECONDS - idle) }));
}

export function watchIdle() {
  for (const kind of ["pointerdown", "keydown", "wheel"]) addEventListener(kind, () => { lastTouch = Date.now(); }, { passive: true });
  setInterval(watch, 1000);
}
