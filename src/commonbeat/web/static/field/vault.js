/**
 * What rests on the phone is sealed here (docs/sync.md, "Sealed entries").
 *
 * Each run of the app makes a content key. It is wrapped twice: to the agency's public key, so that an entry can be
 * sent by whoever holds the phone's token, and to the officer's key, so that the officer can read what waits. The
 * officer's key is on the phone only while the officer is signed in: as a key that no script can export, with the time
 * it was last used, and gone after lock, sign-out or half an hour without a touch.
 */

import { fromBase64url, fromUtf8, random, toBase64url, utf8 } from "./bytes.js";
import { asked, recall, transact } from "./store.js";

/** Milliseconds without a touch after which the phone locks. The server's session ends at the same age. */
export const IDLE = 30 * 60 * 1000;

/**
 * @typedef {{member: number, key: CryptoKey, used: number}} Unlocked
 * @typedef {{id: string, member: number, agency: object, officer: {iv: Uint8Array<ArrayBuffer>, ct: ArrayBuffer}}} Wrapped
 * @typedef {{key: CryptoKey, wrapped: Wrapped}} ContentKey
 * @typedef {{keyId: string, iv: Uint8Array<ArrayBuffer>, ct: ArrayBuffer}} Sealed
 *   To be stored in one transaction with `wrappedKeys([it])`, without which nobody could read it.
 */

/** @type {Unlocked | null} */
let unlocked = null;
/** @type {Promise<ContentKey> | null} the content key of this run, made once however many ask at the same time */
let mine = null;
/** @type {Map<string, CryptoKey>} */
const read = new Map();
/** @type {Map<string, Wrapped>} keys made in this run */
const made = new Map();

/** @returns {number | null} the member whose key is here */
export const whoIsIn = () => unlocked?.member ?? null;

/** The officer is signed in. @param {number} member @param {string} officerKey 32 bytes, base64url */
export async function unlock(member, officerKey) {
  const key = await crypto.subtle.importKey("raw", fromBase64url(officerKey), "AES-GCM", false, ["encrypt", "decrypt"]);
  if (unlocked?.member !== member) clear();
  unlocked = { member, key, used: Date.now() };
  await transact(["meta"], "readwrite", async (meta) => {
    await asked(meta.put(unlocked, "unlocked"));
    await asked(meta.delete("locked"));
  });
}

/** Take up where the app was closed or killed. @returns {Promise<boolean>} false: locked */
export async function resume() {
  /** @type {Unlocked | undefined} */
  const found = await recall("unlocked");
  if (!found) {
    clear();
    return false;
  }
  const age = Date.now() - found.used;
  if (age > IDLE || age < -IDLE) {
    await lock();
    return false;
  }
  if (unlocked?.member !== found.member) clear();
  unlocked = found;
  return true;
}

/** The officer touched the phone. */
export async function touch() {
  if (!unlocked) return;
  const now = Date.now();
  if (now - unlocked.used > IDLE) return lock();
  if (now - unlocked.used < 20_000) return;
  unlocked.used = now;
  const seen = unlocked;
  await transact(["meta"], "readwrite", async (meta) => {
    if (await asked(meta.get("unlocked"))) await asked(meta.put(seen, "unlocked"));
  });
}

/** @returns {boolean} whether nobody touched the phone for so long that it must lock */
export const isIdle = () => unlocked !== null && Date.now() - unlocked.used > IDLE;

/** The officer's key leaves the phone. What waits can still be sent, and no longer be read. */
export async function lock() {
  clear();
  await transact(["meta"], "readwrite", async (meta) => {
    await asked(meta.delete("unlocked"));
    await asked(meta.put(true, "locked"));
  });
}

function clear() {
  unlocked = null;
  mine = null;
  read.clear();
  made.clear();
}

/** @param {string} id @param {unknown} value what docs/sync.md calls the plaintext @returns {Promise<Sealed>} */
export async function seal(id, value) {
  return sealBytes(id, utf8(JSON.stringify(value)));
}

/** @param {string} id @param {BufferSource} bytes @returns {Promise<Sealed>} */
export async function sealBytes(id, bytes) {
  mine ??= newContentKey();
  const making = mine;
  const content = await making.catch((error) => {
    if (mine === making) mine = null;
    throw error;
  });
  const iv = random(12);
  const ct = await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: utf8(id) }, content.key, bytes);
  return { keyId: content.wrapped.id, iv, ct };
}

/** @param {Sealed[]} sealed in this run @returns {Wrapped[]} their keys @throws {Error} the phone was locked meanwhile */
export function wrappedKeys(sealed) {
  return [...new Set(sealed.map((one) => one.keyId))].map((id) => {
    const wrapped = made.get(id);
    if (!wrapped) throw new Error("locked");
    return wrapped;
  });
}

/** @param {string} id @param {Sealed} sealed @returns {Promise<any>} */
export async function unseal(id, sealed) {
  return JSON.parse(fromUtf8(await unsealBytes(id, sealed)));
}

/** @param {string} id @param {Sealed} sealed @returns {Promise<ArrayBuffer>} */
export async function unsealBytes(id, sealed) {
  const key = read.get(sealed.keyId) ?? (await unwrap(sealed.keyId));
  return crypto.subtle.decrypt({ name: "AES-GCM", iv: sealed.iv, additionalData: utf8(id) }, key, sealed.ct);
}

/** Seal what never leaves the phone (the day, the draft) with the officer's key itself. @param {string} name */
export async function sealLocal(name, /** @type {unknown} */ value) {
  const iv = random(12);
  const additionalData = utf8(name);
  const ct = await crypto.subtle.encrypt(
    { name: "AES-GCM", iv, additionalData }, officer().key, utf8(JSON.stringify(value)));
  return { iv, ct };
}

/** @param {string} name @param {{iv: Uint8Array<ArrayBuffer>, ct: ArrayBuffer}} sealed @returns {Promise<any>} */
export async function unsealLocal(name, sealed) {
  const how = { name: "AES-GCM", iv: sealed.iv, additionalData: utf8(name) };
  return JSON.parse(fromUtf8(await crypto.subtle.decrypt(how, officer().key, sealed.ct)));
}

/** @returns {Unlocked} */
function officer() {
  if (!unlocked) throw new Error("locked");
  return unlocked;
}

/** @returns {Promise<ContentKey>} */
async function newContentKey() {
  const { member, key: officerKey } = officer();
  const device = await transact(["devices"], "readonly", (devices) => asked(devices.get(member)));
  const id = crypto.randomUUID();
  const raw = random(32);
  const iv = random(12);
  const ct = await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: utf8(id) }, officerKey, raw);
  const wrapped = { id, member, agency: await wrapToAgency(raw, device.agencyKey), officer: { iv, ct } };
  const key = await crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt", "decrypt"]);
  raw.fill(0);
  read.set(id, key);
  made.set(id, wrapped);
  return { key, wrapped };
}

/** @param {Uint8Array<ArrayBuffer>} raw @param {JsonWebKey} agencyKey */
async function wrapToAgency(raw, agencyKey) {
  const curve = { name: "ECDH", namedCurve: "P-256" };
  const { kty, crv, x, y } = agencyKey;
  const agency = await crypto.subtle.importKey("jwk", { kty, crv, x, y }, curve, false, []);
  const pair = /** @type {CryptoKeyPair} */ (await crypto.subtle.generateKey(curve, false, ["deriveBits"]));
  const epk = await crypto.subtle.exportKey("raw", pair.publicKey);
  const shared = await crypto.subtle.deriveBits({ name: "ECDH", public: agency }, pair.privateKey, 256);
  const base = await crypto.subtle.importKey("raw", shared, "HKDF", false, ["deriveKey"]);
  const hkdf = { name: "HKDF", hash: "SHA-256", salt: epk, info: utf8("commonbeat content key") };
  const wrapping = await crypto.subtle.deriveKey(hkdf, base, { name: "AES-GCM", length: 256 }, false, ["encrypt"]);
  const iv = random(12);
  const ct = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, wrapping, raw);
  return { epk: toBase64url(epk), iv: toBase64url(iv), ct: toBase64url(ct) };
}

/** @param {string} keyId @returns {Promise<CryptoKey>} */
async function unwrap(keyId) {
  const { key: officerKey } = officer();
  const found = await transact(["keys"], "readonly", (keys) => asked(keys.get(keyId)));
  const how = { name: "AES-GCM", iv: found.officer.iv, additionalData: utf8(keyId) };
  const raw = await crypto.subtle.decrypt(how, officerKey, found.officer.ct);
  const key = await crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt", "decrypt"]);
  read.set(keyId, key);
  return key;
}
