// @ts-check
// What every page needs of the document: elements, the page's data, sentences, hashes in fours.

/** @param {string} id @returns {any} */
export const byId = (id) => document.getElementById(id);

/** The data that the server wrote into the page. @returns {any} */
export function pageData() {
  return JSON.parse(byId("page").textContent);
}

/** A sentence of the page with its numbers filled in. @param {string} text @param {Record<string, unknown>} [values] */
export function fill(text, values = {}) {
  return text.replace(/\{(\w+)\}/g, (_, name) => String(values[name]));
}

/**
 * @param {string} tag @param {Record<string, string | boolean>} [attributes] `true` sets it empty, `false` leaves it out
 * @param {...(Node | string)} children @returns {any}
 */
export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== false) node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children);
  return node;
}

/** @param {any} node @param {boolean} shown */
export function show(node, shown = true) {
  node.hidden = !shown;
}

/** @param {any} node @param {string} text hidden where empty */
export function tell(node, text) {
  node.textContent = text;
  show(node, text !== "");
}

/** @param {string} text @returns {string} */
export const inFours = (text) => (text.match(/.{1,4}/g) || []).join(" ");

/** @param {number} length @returns {Uint8Array} */
export const randomBytes = (length) => crypto.getRandomValues(new Uint8Array(length));
/** @param {number} ms */
export const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** One Worker whose answers come in the order of the questions. @param {string} address */
export function openWorker(address) {
  const worker = new Worker(address);
  /** @type {{resolve: (answer: any) => void, reject: (error: any) => void}[]} */ const waiting = [];
  /** @type {(progress: any) => void} */ let listener = () => {};
  worker.onmessage = ({ data }) => {
    if (data.kind === "progress") return listener(data);
    const asked = waiting.shift();
    if (data.kind === "refused") asked?.reject(Object.assign(new Error(data.code), { code: data.code, data: data.data }));
    else asked?.resolve(data);
  };
  worker.onerror = () => {
    for (const asked of waiting.splice(0)) asked.reject(Object.assign(new Error("worker"), { code: "worker.failed", data: {} }));
  };
  /** @param {any} message @param {(progress: any) => void} [progress] @returns {Promise<any>} */
  return (message, progress) => new Promise((resolve, reject) => {
    if (progress) listener = progress;
    waiting.push({ resolve, reject });
    worker.postMessage(message);
  });
}
