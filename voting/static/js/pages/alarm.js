// @ts-check
// The bar on the hall pages of those who can stop the vote: hidden while all numbers agree.
import { byId, show } from "./dom.js";
import { watch } from "./watch.js";

const bar = byId("alarm");

watch(bar.dataset.numbers, ({ breaks, paused }) => {
  const sentence = breaks.length ? `${breaks[0].text}${breaks[0].mend}` : paused ? bar.dataset.paused : "";
  const said = bar.querySelector("strong");
  if (said.textContent !== sentence) said.textContent = sentence;
  show(bar, sentence !== "");
});
