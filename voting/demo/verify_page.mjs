// Runs the program of verify.html outside a browser: node verify_page.mjs VERIFY.HTML BUNDLE → its report as JSON.
// The page makes its Worker of the same script; here this process is that Worker.
import { readFileSync } from "node:fs";

const [page, bundle] = process.argv.slice(2);
const html = readFileSync(page, "utf8");
const inside = (pattern) => html.match(pattern)[1];
const { steps } = JSON.parse(inside(/<script type="application\/json" id="page">([^]*?)<\/script>/));

globalThis.self = globalThis;
globalThis.postMessage = (message) => {
  if (message.kind === "broken") throw new Error(message.message);
  if (message.kind === "report") process.stdout.write(JSON.stringify(message.report));
};
(0, eval)(inside(/<script id="program">([^]*?)<\/script>/));
globalThis.onmessage({ data: { name: bundle, bytes: new Uint8Array(readFileSync(bundle)), wishes: { steps } } });
