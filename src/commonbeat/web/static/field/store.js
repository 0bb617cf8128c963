/**
 * The phone's own store (IndexedDB). Everything a person wrote lies in it sealed; see vault.js.
 *
 * meta     name -> value: what is unlocked, whether it was locked, the language, sealed day and draft of each member
 * devices  by member: {member, uuid, token, agencyKey, seq}
 * keys     by id: a content key, wrapped to the agency and to the officer
 * entries  by id: the outbox
 * photos   by SHA-256 of the picture
 */

const NAME = "commonbeat-field";
const VERSION = 1;
export const STORES = ["meta", "devices", "keys", "entries", "photos"];

/** @type {Promise<IDBDatabase> | null} */
let opened = null;

/** The phone cannot keep more; nothing of what was being saved was kept. */
export class PhoneFull extends Error {}

/** @returns {Promise<IDBDatabase>} */
function database() {
  opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, VERSION);
    request.onupgradeneeded = () => {
      const keys = { meta: undefined, devices: "member", keys: "id", entries: "id", photos: "hash" };
      for (const [store, keyPath] of Object.entries(keys)) request.result.createObjectStore(store, { keyPath });
    };
    request.onsuccess = () => {
      request.result.onclose = () => (opened = null);
      request.result.onversionchange = () => {
        request.result.close();
        opened = null;
      };
      resolve(request.result);
    };
    request.onerror = () => {
      opened = null;
      reject(asPlain(request.error));
    };
  });
  return opened;
}

/**
 * One transaction. It resolves once everything in it is on the phone's disk, and keeps all of it or nothing.
 *
 * @template T
 * @param {string[]} stores
 * @param {IDBTransactionMode} mode
 * @param {(...stores: IDBObjectStore[]) => T | Promise<T>} work awaits nothing but `asked(...)` of these stores
 * @returns {Promise<T>}
 * @throws {PhoneFull} there is no room
 */
export async function transact(stores, mode, work) {
  const db = await database();
  const transaction = db.transaction(stores, mode, mode === "readwrite" ? { durability: "strict" } : undefined);
  const done = new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve(undefined);
    transaction.onabort = () => reject(asPlain(transaction.error));
  });
  let result;
  try {
    result = await work(...stores.map((name) => transaction.objectStore(name)));
  } catch (error) {
    done.catch(() => undefined);
    try {
      transaction.abort();
    } catch {
      // it ended by itself, for the same reason
    }
    throw asPlain(error);
  }
  await done;
  return result;
}

/** @template T @param {IDBRequest<T>} request @returns {Promise<T>} */
export function asked(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/** @param {string} name @returns {Promise<any>} */
export const recall = (name) => transact(["meta"], "readonly", (meta) => asked(meta.get(name)));

/** @param {string} name @param {unknown} value @returns {Promise<unknown>} */
export const remember = (name, value) => transact(["meta"], "readwrite", (meta) => asked(meta.put(value, name)));

/** @param {string} name @returns {Promise<unknown>} */
export const forget = (name) => transact(["meta"], "readwrite", (meta) => asked(meta.delete(name)));

/** @param {unknown} error @returns {Error} */
function asPlain(error) {
  if (error instanceof DOMException && error.name === "QuotaExceededError") return new PhoneFull(error.message);
  return error instanceof Error ? error : new Error(String(error));
}
