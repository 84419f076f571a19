// @ts-check
// Pages that keep up by themselves: every few seconds a look whether somebody else has moved on. The parts that show
// it are exchanged, unless somebody is at work in them.
const EVERY_MS = 4000;
const PARTS = "#mine, #guide, [data-live]";

/** @param {any} field */
const isChanged = (field) => field.type !== "hidden" && (field.checked !== field.defaultChecked || field.value !== field.defaultValue);

/** @param {Element} part */
function isInUse(part) {
  const inside = document.activeElement;
  const typing = inside?.matches("input, select, textarea") && part.contains(inside);
  return typing || part.querySelector("details[open]") || [...part.querySelectorAll("input, textarea")].some(isChanged);
}

/** What a person sees of it: tokens of forms are other ones each time. @param {Element} part */
function contentOf(part) {
  const copy = /** @type {Element} */ (part.cloneNode(true));
  copy.querySelectorAll('input[type="hidden"]').forEach((token) => token.remove());
  return copy.innerHTML;
}

async function refresh() {
  const parts = [...document.querySelectorAll(PARTS)];
  if (document.hidden || parts.some(isInUse)) return;
  const answer = await fetch(location.href, { cache: "no-store" });
  if (!answer.ok || answer.redirected) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const part of parts) {
    const now = fresh.getElementById(part.id);
    if (now && !isInUse(part) && contentOf(part) !== contentOf(now)) part.replaceWith(now);
  }
}

setInterval(() => refresh().catch(() => {}), EVERY_MS);
