/**
 * The service worker: the app comes up without a signal, whole and of one version, and what waits is sent when the
 * phone finds a signal again. It keeps no page with anything of an agency; the outbox is not its business.
 */

import { resume } from "./vault.js";
import { send } from "./sync.js";

const PREFIX = "commonbeat-field-";

/** @param {{version: string, shell: string, files: string[]}} kept */
export function keep({ version, shell, files }) {
  const worker = /** @type {any} */ (self);
  const name = PREFIX + version;
  const paths = new Set(files);

  worker.addEventListener("install", (/** @type {any} */ event) => {
    event.waitUntil(fill(name, files));
  });

  worker.addEventListener("activate", (/** @type {any} */ event) => {
    event.waitUntil(clean(name).then(() => worker.clients.claim()));
  });

  worker.addEventListener("message", (/** @type {any} */ event) => {
    if (event.data === "take over") worker.skipWaiting();
  });

  worker.addEventListener("fetch", (/** @type {any} */ event) => {
    const { request } = event;
    const url = new URL(request.url);
    if (request.method !== "GET" || url.origin !== location.origin || request.cache === "no-store") return;
    if (request.mode === "navigate" && url.pathname === "/field/") event.respondWith(kept(name, shell, request));
    else if (paths.has(url.pathname)) event.respondWith(kept(name, url.pathname, request));
  });

  worker.addEventListener("sync", (/** @type {any} */ event) => {
    if (event.tag === "outbox") event.waitUntil(sendAll());
  });
}

/** All files or none: a version is used only whole. @param {string} name @param {string[]} files */
async function fill(name, files) {
  const cache = await caches.open(name);
  try {
    await cache.addAll(files.map((file) => new Request(file, { cache: "reload" })));
  } catch (error) {
    await caches.delete(name);
    throw error;
  }
}

/** @param {string} name the present version */
async function clean(name) {
  for (const other of await caches.keys()) {
    if (other.startsWith(PREFIX) && other !== name) await caches.delete(other);
  }
}

/** @param {string} name @param {string} path @param {Request} request @returns {Promise<Response>} */
async function kept(name, path, request) {
  const found = await (await caches.open(name)).match(path, { ignoreVary: true });
  return found ?? fetch(request);
}

/** @throws {Error} when something still waits, so that the browser tries again later */
async function sendAll() {
  await resume();
  const { left, again, signIn } = await send();
  if ((left || again !== null) && !signIn) throw new Error("entries still wait");
}
