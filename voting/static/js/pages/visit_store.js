// @ts-check
// What was written on this device and is not at the server yet: one record a visit, pictures included, in IndexedDB.
// A record is {id, person, state, fields, pictures: ArrayBuffer[], written, sentence}; its state is draft, waiting
// or refused. Nothing else of the page is kept here.
const STORE = "visits";

/** @returns {Promise<IDBDatabase>} */
function open() {
  return new Promise((resolve, reject) => {
    const asked = indexedDB.open("visits", 1);
    asked.onupgradeneeded = () => { asked.result.createObjectStore(STORE, { keyPath: "id" }); };
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
}

/** @type {Promise<any>} */ let last = Promise.resolve();

/** One after the other, so that a draft never overtakes the visit that it became. @param {IDBTransactionMode} mode @param {(store: IDBObjectStore) => IDBRequest} what */
const within = (mode, what) => { last = last.catch(() => {}).then(() => transact(mode, what)); return last; };

/** Its answer comes when it is on the disk. @param {IDBTransactionMode} mode @param {(store: IDBObjectStore) => IDBRequest} what */
async function transact(mode, what) {
  const database = await open();
  try {
    return await new Promise((resolve, reject) => {
      const transaction = database.transaction(STORE, mode);
      const asked = what(transaction.objectStore(STORE));
      transaction.oncomplete = () => resolve(asked.result);
      transaction.onabort = transaction.onerror = () => reject(transaction.error);
    });
  } finally {
    database.close();
  }
}

/** @param {any} record */
export const put = (record) => within("readwrite", (store) => store.put(record));
/** @param {string} id */
export const forget = (id) => within("readwrite", (store) => store.delete(id));
/** In the order in which they were written. @returns {Promise<any[]>} */
export const all = async () => (await within("readonly", (store) => store.getAll()))
  .sort((/** @type {any} */ a, /** @type {any} */ b) => a.written - b.written);
