// Answers cases, one JSON line each: {"op", …} → {"ok": …} or {"refused": code, "data": …}. What is neither, an
// error that no page could explain, ends the program. `--bare` takes away what the oldest engines lack.
import { createInterface } from "node:readline";

if (process.argv.includes("--bare")) {
  delete Object.hasOwn;
  delete Array.prototype.at;
  delete String.prototype.at;
  delete Array.prototype.findLast;
  delete String.prototype.replaceAll;
  delete globalThis.structuredClone;
  await import("../../voting/static/js/shim.js");
}
const { operations, Refused } = await import("./operations.mjs");

for await (const line of createInterface({ input: process.stdin })) {
  const { op, ...given } = JSON.parse(line);
  let answer;
  try {
    answer = { ok: await operations[op](given) };
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    answer = { refused: error.code, data: error.data };
  }
  process.stdout.write(JSON.stringify(answer) + "\n");
}
