/** Talking to the server as the signed-in officer: the phone's registration, its keys, and the day. */

import { asked, recall, transact } from "./store.js";
import { unlock } from "./vault.js";

/** The server wants the officer to sign in. */
export class SignedOut extends Error {}

/** No answer, or none that says anything: no signal, or a server that is busy. */
export class NoAnswer extends Error {}

/** The server read it and says no. */
export class Refused extends Error {}

/** @typedef {{member: {id: number, name: string}, officer_key: string, agency_public_key: JsonWebKey, settings: any}} Opened */

/** @param {string} path @param {RequestInit} [options] @returns {Promise<any>} */
async function json(path, options = {}) {
  let response;
  try {
    response = await fetch(path, { redirect: "manual", cache: "no-store", ...options });
  } catch {
    throw new NoAnswer();
  }
  if (response.type === "opaqueredirect" || [401, 403, 404].includes(response.status)) throw new SignedOut();
  if (response.status === 422) throw new Refused((await response.json().catch(() => ({}))).message);
  if (!response.ok) throw new NoAnswer();
  try {
    return await response.json();
  } catch {
    throw new NoAnswer();
  }
}

/** @param {string} path @param {object} [body] */
function post(path, body) {
  const cookie = document.cookie.split("; ").find((one) => one.startsWith("commonbeat-csrf="));
  const headers = { "Content-Type": "application/json", "X-CSRFToken": cookie?.split("=")[1] ?? "" };
  return json(path, { method: "POST", headers, body: JSON.stringify(body ?? {}) });
}

/**
 * Say that a note is wrong, or take back one's own; at once, not through the outbox.
 * @param {string} code @param {"dispute" | "withdraw"} what @param {object} [body]
 * @throws {SignedOut | NoAnswer | Refused}
 */
export const sayOfNote = (code, what, body) => post(`/field/notes/${code}/${what}`, body);

/** @returns {Promise<any>} what GET /field/day answers */
export const fetchDay = () => json("/field/day");

/**
 * Fetch the officer's key, and register the phone for the officer if it is not or no longer.
 * @returns {Promise<Opened>}
 * @throws {SignedOut | NoAnswer}
 */
export async function open() {
  /** @type {Opened} */
  let opened = await json("/field/unlock");
  const member = opened.member.id;
  let device = await transact(["devices"], "readonly", (devices) => asked(devices.get(member)));
  if (!device?.token) {
    const uuid = await phone();
    const registered = await post("/field/device", { uuid, label: label() });
    opened = { ...opened, ...registered };
    const seq = Math.max(device?.seq ?? 0, registered.last_seq);
    device = { member, token: registered.token, seq };
  }
  const agencyKey = opened.agency_public_key;
  await transact(["devices"], "readwrite", async (devices) => {
    const now = await asked(devices.get(member));
    await asked(devices.put({ ...device, seq: Math.max(now?.seq ?? 0, device.seq), agencyKey }));
  });
  await unlock(member, opened.officer_key);
  return opened;
}

/** End the server's session. @throws {NoAnswer} */
export async function signOut() {
  await fetchToken();
  try {
    const cookie = document.cookie.split("; ").find((one) => one.startsWith("commonbeat-csrf="));
    await fetch("/sign-in/out/", {
      method: "POST",
      redirect: "manual",
      headers: { "X-CSRFToken": cookie?.split("=")[1] ?? "" },
    });
  } catch {
    throw new NoAnswer();
  }
}

/** A page that sets the token a POST needs. */
async function fetchToken() {
  try {
    await fetch("/field/shell", { cache: "no-store" });
  } catch {
    throw new NoAnswer();
  }
}

/** The id of this installation of the app. @returns {Promise<string>} */
async function phone() {
  const made = crypto.randomUUID();
  return transact(["meta"], "readwrite", async (meta) => {
    const known = await asked(meta.get("phone"));
    if (!known) await asked(meta.put(made, "phone"));
    return known ?? made;
  });
}

/** @returns {string} a word for the phone that its owner recognizes */
function label() {
  const system = /Android|iPhone|iPad|Windows|Mac OS|Linux/.exec(navigator.userAgent);
  return system?.[0] ?? "";
}

/** @returns {Promise<boolean>} whether the officer locked the phone, so that only signing in again opens it */
export const wasLocked = async () => Boolean(await recall("locked"));
