// @ts-check
// The way to the server for pages of signed-in officials.

/** What the server refuses, with its own sentence. */
export class Answered extends Error {
  /** @param {number} status @param {string} sentence */
  constructor(status, sentence) {
    super(sentence);
    this.status = status;
  }
}

/** @param {Response} answer */
async function refusalOf(answer) {
  try {
    return new Answered(answer.status, (await answer.json()).sentence);
  } catch {
    return new Answered(answer.status, "");
  }
}

/** @param {string} address @returns {Promise<any>} */
export async function getJson(address) {
  const answer = await fetch(address, { headers: { Accept: "application/json" }, cache: "no-store" });
  if (!answer.ok) throw await refusalOf(answer);
  return answer.json();
}

/** @param {string} address @returns {Promise<Uint8Array>} */
export async function getBytes(address) {
  const answer = await fetch(address, { headers: { Accept: "application/json" }, cache: "no-store" });
  if (!answer.ok) throw await refusalOf(answer);
  return new Uint8Array(await answer.arrayBuffer());
}

/** @param {string} address @param {string} body @param {string} csrf @param {string} [type] @returns {Promise<any>} */
export async function post(address, body, csrf, type = "application/octet-stream") {
  const answer = await fetch(address, {
    method: "POST", body, headers: { "Content-Type": type, Accept: "application/json", "X-CSRFToken": csrf },
  });
  if (!answer.ok) throw await refusalOf(answer);
  return answer.json();
}
