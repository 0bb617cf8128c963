/**
 * The outbox: entries of this phone, each with its own id and number, kept until the server has named that id.
 *
 * An entry is "waiting", then "sent", "conflict" or "rejected". Nothing here shows an entry as saved before the
 * transaction that holds it is on the phone's disk, and nothing lets go of one before the server's answer for it.
 */

import { asked, transact } from "./store.js";
import { seal, unseal, whoIsIn, wrappedKeys } from "./vault.js";

/**
 * @typedef {{kind: string, start: number, end: number, why: string, instead: string}} Finding
 * @typedef {{code: string, message: string, field?: string, finding?: Finding}} Reason
 * @typedef {"waiting" | "sent" | "conflict" | "rejected"} State
 * @typedef {object} Entry
 * @property {string} id
 * @property {number} member
 * @property {number} seq
 * @property {State} state
 * @property {string} keyId
 * @property {Uint8Array<ArrayBuffer>} iv
 * @property {ArrayBuffer} ct
 * @property {number} made milliseconds
 * @property {number | null} answered milliseconds
 * @property {Reason | null} reason
 * @typedef {{id: string, kind: string, content: Record<string, any>}} Written
 * @typedef {{hash: string, member: number, entry: string, keyId: string, iv: Uint8Array<ArrayBuffer>, ct: ArrayBuffer,
 *   problem: string | null}} Photo
 */

/** Acknowledged entries stay readable for so long, to be corrected. */
const KEPT = 24 * 60 * 60 * 1000;
const channel = new BroadcastChannel("commonbeat-field");
/** @type {Set<() => void>} */
const watchers = new Set();
channel.onmessage = () => watchers.forEach((watcher) => watcher());

/** @param {() => void} watcher called after every change, in this tab or another */
export const watch = (watcher) => watchers.add(watcher);

export function changed() {
  watchers.forEach((watcher) => watcher());
  channel.postMessage("changed");
}

/**
 * Save entries, all or none, in this order; the draft they came from goes in the same step.
 *
 * @param {Written[]} written
 * @param {{draft?: string, photos?: Photo[]}} [more] name of the draft in `meta`
 * @throws {import("./store.js").PhoneFull} nothing was saved
 */
export async function save(written, more = {}) {
  const member = whoIsIn();
  if (member === null) throw new Error("locked");
  const sealed = await Promise.all(
    written.map(async ({ id, kind, content }) => ({ id, ...(await seal(id, { kind, content })) })));
  const wrapped = wrappedKeys([...sealed, ...(more.photos ?? [])]);
  const stores = ["entries", "devices", "meta", "photos", "keys"];
  await transact(stores, "readwrite", async (entries, devices, meta, photos, keys) => {
    for (const key of wrapped) await asked(keys.put(key));
    const device = await asked(devices.get(member));
    for (const one of sealed) {
      device.seq += 1;
      const waiting = { member, seq: device.seq, state: "waiting", made: Date.now(), answered: null, reason: null };
      await asked(entries.add({ ...one, ...waiting }));
    }
    await asked(devices.put(device));
    for (const photo of more.photos ?? []) await asked(photos.put(photo));
    if (more.draft) await asked(meta.delete(more.draft));
  });
  changed();
}

/** Send a refused entry again, edited, under its own id and number. @param {Written} written */
export async function resend(written, /** @type {{draft?: string, photos?: Photo[]}} */ more = {}) {
  const sealed = await seal(written.id, { kind: written.kind, content: written.content });
  const wrapped = wrappedKeys([sealed, ...(more.photos ?? [])]);
  await transact(["entries", "meta", "photos", "keys"], "readwrite", async (entries, meta, photos, keys) => {
    for (const key of wrapped) await asked(keys.put(key));
    const old = await asked(entries.get(written.id));
    await asked(entries.put({ ...old, ...sealed, state: "waiting", reason: null, answered: null }));
    for (const photo of more.photos ?? []) await asked(photos.put(photo));
    if (more.draft) await asked(meta.delete(more.draft));
  });
  changed();
}

/** Give up an entry that the server refused. @param {string} id */
export async function giveUp(id) {
  await transact(["entries", "photos"], "readwrite", async (entries, photos) => {
    const entry = await asked(entries.get(id));
    if (entry?.state !== "rejected") return;
    await asked(entries.delete(id));
    for (const photo of await asked(photos.getAll())) if (photo.entry === id) await asked(photos.delete(photo.hash));
  });
  changed();
}

/** @returns {Promise<Entry[]>} the signed-in officer's entries, newest first */
export async function mine() {
  const member = whoIsIn();
  const all = await transact(["entries"], "readonly", (entries) => asked(entries.getAll()));
  return all.filter((entry) => entry.member === member).sort((one, other) => other.seq - one.seq);
}

/** @returns {Promise<number>} entries of anybody that the server has not acknowledged */
export async function waiting() {
  const all = await transact(["entries"], "readonly", (entries) => asked(entries.getAll()));
  return all.filter((entry) => entry.state === "waiting").length;
}

/** @returns {Promise<number>} pictures not on the server yet */
export const photosWaiting = async () =>
  (await transact(["photos"], "readonly", (photos) => asked(photos.getAll()))).filter((one) => !one.problem).length;

/** @param {Entry} entry @returns {Promise<Written>} @throws {Error} locked */
export async function opened(entry) {
  return { id: entry.id, ...(await unseal(entry.id, entry)) };
}

/**
 * Write down what the server said of each id.
 * @param {{id: string, outcome: string, code?: string, message?: string, field?: string, finding?: Finding}[]} results
 * @param {Map<string, ArrayBuffer>} sent what was sent, by id: an answer is for this content alone
 */
export async function settle(results, sent) {
  const states = { accepted: "sent", already: "sent", conflict: "conflict", rejected: "rejected" };
  await transact(["entries"], "readwrite", async (entries) => {
    for (const result of results) {
      const state = states[/** @type {keyof typeof states} */ (result.outcome)];
      const entry = await asked(entries.get(result.id));
      if (!state || entry?.state !== "waiting" || !same(entry.ct, sent.get(result.id))) continue;
      const { code = "", message = "", field, finding } = result;
      const reason = state === "rejected" ? { code, message, field, finding } : null;
      await asked(entries.put({ ...entry, state, reason, answered: Date.now() }));
    }
  });
  changed();
}

/** @param {ArrayBuffer} one @param {ArrayBuffer | undefined} other */
function same(one, other) {
  if (!other || one.byteLength !== other.byteLength) return false;
  const [left, right] = [new Uint8Array(one), new Uint8Array(other)];
  return left.every((byte, index) => byte === right[index]);
}

/** Let go of what the server has had for a day, and of content keys that nothing needs. */
export async function tidy() {
  await transact(["entries", "keys", "photos"], "readwrite", async (entries, keys, photos) => {
    const needed = new Set((await asked(photos.getAll())).map((photo) => photo.keyId));
    for (const entry of await asked(entries.getAll())) {
      const done = entry.state === "sent" || entry.state === "conflict";
      if (done && Date.now() - entry.answered > KEPT) await asked(entries.delete(entry.id));
      else needed.add(entry.keyId);
    }
    for (const id of await asked(keys.getAllKeys())) if (!needed.has(id)) await asked(keys.delete(id));
  });
}
