/**
 * Sending what waits (docs/sync.md). Used by the page and, where there is Background Sync, by the service worker.
 *
 * Entries go out as they rest, sealed, with the token of the officer who wrote them, locked or not.
 */

import { toBase64url } from "./bytes.js";
import { changed, settle } from "./outbox.js";
import { asked, transact } from "./store.js";
import { unsealBytes, whoIsIn } from "./vault.js";

/** Entries and bytes of one request; the server takes 200 and 1 MiB. */
const ENTRIES = 50;
const BYTES = 500_000;

/** @typedef {{left: number, again: number | null, signIn: boolean, missing: number}} Outcome
 *   left: entries still waiting; again: milliseconds the server wants to be left alone; signIn: a token was refused;
 *   missing: numbers the server never saw and this phone no longer has */

/** Send everything that waits, once, unless it is being sent already. @returns {Promise<Outcome>} */
export function send() {
  const nothing = { left: 0, again: null, signIn: false, missing: 0 };
  return navigator.locks.request("commonbeat-send", { ifAvailable: true }, async (lock) => {
    if (!lock) return { ...nothing, left: 1 };
    const outcome = nothing;
    for (const device of await transact(["devices"], "readonly", (devices) => asked(devices.getAll()))) {
      const one = await sendOf(device);
      outcome.left += one.left;
      outcome.signIn ||= one.signIn;
      outcome.missing += one.missing;
      if (one.again !== null) outcome.again = Math.max(outcome.again ?? 0, one.again);
    }
    return outcome;
  });
}

/** @param {any} device @returns {Promise<Outcome>} */
async function sendOf(device) {
  const outcome = { left: 0, again: null, signIn: false, missing: 0 };
  let size = ENTRIES;
  for (;;) {
    const waiting = await waitingOf(device.member);
    outcome.left = waiting.length;
    if (!waiting.length) break;
    if (!device.token) return { ...outcome, signIn: true };
    const { body, sent } = await batch(waiting.slice(0, size));
    const response = await ask("/field/sync", device.token, { method: "POST", body });
    if (response?.status === 401) {
      await refused(device);
      return { ...outcome, signIn: true };
    }
    if ((response?.status === 413 || response?.status === 400) && size > 1) {
      size = Math.ceil(Math.min(size, sent.size) / 2);
      continue;
    }
    const answer = response?.ok ? await response.json().catch(() => null) : null;
    if (!Array.isArray(answer?.results)) return { ...outcome, again: pause(response) };
    await settle(answer.results, sent);
    outcome.missing = await lost(device.member, answer.missing ?? []);
    const named = new Set(answer.results.map((/** @type {{id: string}} */ result) => result.id));
    if (![...sent.keys()].some((id) => named.has(id))) return { ...outcome, again: pause(null) };
  }
  return { ...outcome, ...(await sendPhotos(device)) };
}

/** @param {number} member @returns {Promise<import("./outbox.js").Entry[]>} in the order they were written */
async function waitingOf(member) {
  const all = await transact(["entries"], "readonly", (entries) => asked(entries.getAll()));
  const mine = all.filter((entry) => entry.member === member && entry.state === "waiting");
  return mine.sort((one, other) => one.seq - other.seq);
}

/** @param {import("./outbox.js").Entry[]} waiting */
async function batch(waiting) {
  const wrapped = await transact(["keys"], "readonly", (keys) => asked(keys.getAll()));
  const byId = new Map(wrapped.map((key) => [key.id, key.agency]));
  const sent = new Map();
  const entries = [];
  let bytes = 0;
  for (const { id, seq, keyId, iv, ct } of waiting) {
    bytes += ct.byteLength * 1.4 + 500;
    if (entries.length && bytes > BYTES) break;
    entries.push({ id, seq, sealed: { key: byId.get(keyId), iv: toBase64url(iv), ct: toBase64url(ct) } });
    sent.set(id, ct);
  }
  return { body: JSON.stringify({ entries }), sent };
}

/** @param {string} path @param {string} token @param {RequestInit} options @returns {Promise<Response | null>} */
async function ask(path, token, options) {
  const headers = { Authorization: `Device ${token}`, "Content-Type": "application/json" };
  try {
    const signal = AbortSignal.timeout(60_000);
    return await fetch(path, { credentials: "omit", redirect: "manual", cache: "no-store", signal, headers, ...options });
  } catch {
    return null;
  }
}

/** @param {Response | null} response @returns {number} milliseconds */
function pause(response) {
  const asked = Number(response?.headers.get("Retry-After"));
  return Number.isFinite(asked) && asked > 0 ? Math.min(asked, 600) * 1000 : 0;
}

/** The token is no longer good: what waits stays, and the phone is registered again after signing in. */
async function refused(/** @type {any} */ device) {
  await transact(["devices"], "readwrite", async (devices) => {
    const now = await asked(devices.get(device.member));
    if (now?.token === device.token) await asked(devices.put({ ...now, token: null }));
  });
  changed();
}

/** @param {number} member @param {[number, number][]} missing @returns {Promise<number>} */
async function lost(member, missing) {
  const here = new Set((await waitingOf(member)).map((entry) => entry.seq));
  let count = 0;
  for (const [first, last] of missing) for (let seq = first; seq <= last; seq += 1) if (!here.has(seq)) count += 1;
  return count;
}

/**
 * Photos go after the entry that names them, and only while the officer is signed in: they are sent opened.
 * @param {any} device @returns {Promise<{again: number | null, signIn: boolean}>}
 */
async function sendPhotos(device) {
  const done = { again: null, signIn: false };
  if (whoIsIn() !== device.member) return done;
  const all = await transact(["photos"], "readonly", (photos) => asked(photos.getAll()));
  for (const photo of all.filter((one) => one.member === device.member && !one.problem)) {
    const entry = await transact(["entries"], "readonly", (entries) => asked(entries.get(photo.entry)));
    if (entry && entry.state !== "sent") continue;
    if (!device.token) return { again: null, signIn: true };
    const body = await unsealBytes(photo.hash, photo);
    const response = await ask(`/field/photo/${photo.hash}`, device.token, {
      method: "PUT", body, headers: { Authorization: `Device ${device.token}`, "Content-Type": "image/jpeg" },
    });
    if (response?.ok) await transact(["photos"], "readwrite", (photos) => asked(photos.delete(photo.hash)));
    else if (response?.status === 422 || response?.status === 413) await unreadable(photo, response);
    else if (response?.status === 401) {
      await refused(device);
      return { again: null, signIn: true };
    } else return { again: pause(response), signIn: false };
    changed();
  }
  return done;
}

/** @param {any} photo @param {Response} response */
async function unreadable(photo, response) {
  const { message = "" } = await response.json().catch(() => ({}));
  await transact(["photos"], "readwrite", (photos) => asked(photos.put({ ...photo, problem: message || "size" })));
}
