// @ts-check
// Sending what waits on the device, oldest first. The server knows each visit by the id that this device drew, so
// that sending again after a lost answer adds nothing.
import { Answered, getJson } from "./server.js";
import { all, forget, put } from "./visit_store.js";

/** The form's fields and pictures as the server reads them. @param {any} record */
function bodyOf(record) {
  const body = new FormData();
  body.set("id", record.id);
  for (const [name, value] of record.fields) body.append(name, value);
  for (const [at, picture] of record.pictures.entries()) {
    body.append("pictures", new Blob([picture], { type: "image/jpeg" }), `${at + 1}.jpg`);
  }
  return body;
}

/** @param {string} address @param {any} record @param {string} token */
async function send(address, record, token) {
  const answer = await fetch(address, {
    method: "POST", body: bodyOf(record), headers: { Accept: "application/json", "X-CSRFToken": token },
  });
  const said = await answer.json();
  if (!answer.ok) throw new Answered(answer.status, said.sentence);
  return said;
}

// What the person has to mend; anything else is tried again as it is.
const isFinal = (/** @type {unknown} */ error) => error instanceof Answered && [400, 403, 404, 409, 413, 415].includes(error.status);

/**
 * Send this person's waiting visits. `told` hears what became of each; returns why it stopped: "", "offline",
 * "signed_out" or "other" (somebody else is signed in).
 * @param {{send: string, ready: string, person: string}} page @param {(record: any, what: string, said?: any) => Promise<void>} told
 */
export async function sync(page, told) {
  const waiting = (await all()).filter((record) => record.state === "waiting" && record.person === page.person);
  if (waiting.length === 0) return "";
  try {
    const { token, person } = await getJson(page.ready);
    if (person !== page.person) return "other";
    for (const record of waiting) {
      await told(record, "sending");
      try {
        const said = await send(page.send, record, token);
        await forget(record.id);
        await told(record, "sent", said);
      } catch (error) {
        if (!isFinal(error)) throw error;
        await put({ ...record, state: "refused", sentence: /** @type {Error} */ (error).message });
        await told(record, "refused");
      }
    }
    return "";
  } catch (error) {
    return error instanceof Answered && error.status === 401 ? "signed_out" : "offline";
  }
}
