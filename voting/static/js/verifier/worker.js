// @ts-check
// The verification beside the page, so that the page stays alive: {name, bytes, wishes} in,
// {kind: "progress", done, total} and at last {kind: "report", report} or {kind: "broken", message} out.
import { verify } from "./verify.js";

/** @param {any} message @param {(answer: any) => void} post */
export function answer({ name, bytes, wishes }, post) {
  const progress = (/** @type {number} */ done, /** @type {number} */ total) => post({ kind: "progress", done, total });
  try {
    post({ kind: "report", report: verify(name, bytes, { ...wishes, progress }) });
  } catch (error) {
    // Not a refusal but a fault of this program: no verdict either way.
    post({ kind: "broken", message: String(error) });
  }
}

/** @param {any} scope of a Worker */
export function serve(scope) {
  scope.onmessage = (/** @type {MessageEvent} */ event) => answer(event.data, (message) => scope.postMessage(message));
}

/**
 * A page opened from a disk may load no other file: the worker is made of the page's own script. Where even that
 * is forbidden, the page itself does the work and stands still meanwhile.
 * @param {string} program @param {any} message @param {(answer: any) => void} hear
 * @returns {() => void} ends it; nothing is heard any more
 */
export function verifyBeside(program, message, hear) {
  let wanted = true;
  /** @type {Worker | undefined} */ let worker;
  const end = () => {
    wanted = false;
    worker?.terminate();
  };
  const tell = (/** @type {any} */ data) => wanted && hear(data);
  const here = () => setTimeout(() => wanted && answer(message, tell), 50);
  try {
    worker = new Worker(URL.createObjectURL(new Blob([program], { type: "text/javascript" })));
  } catch {
    here();
    return end;
  }
  worker.onmessage = ({ data }) => {
    tell(data);
    if (data.kind !== "progress") end();
  };
  worker.onerror = () => {
    worker?.terminate();
    here();
  };
  worker.postMessage(message);
  return end;
}
