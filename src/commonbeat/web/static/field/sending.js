/** When to send: at once, when the signal comes back, when the app comes into view, and with patience in between. */

import { tidy, waiting, watch, photosWaiting } from "./outbox.js";
import { send } from "./sync.js";

const FIRST = 2_000;
const LONGEST = 5 * 60_000;

/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;
let failures = 0;
let sending = false;
let again = false;

/** @typedef {{signIn: boolean, missing: number}} State */
/** @type {State} */
export const state = { signIn: false, missing: 0 };

/** @param {() => void} onstate called when `state` changed */
export function keepSending(onstate) {
  const now = () => {
    failures = 0;
    void attempt(onstate);
  };
  watch(() => void attempt(onstate));
  addEventListener("online", now);
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && now());
  now();
}

/** @param {() => void} onstate */
async function attempt(onstate) {
  if (sending) {
    again = true;
    return;
  }
  sending = true;
  clearTimeout(timer);
  try {
    if (!(await waiting()) && !(await photosWaiting())) return;
    await askForBackgroundSync();
    const { left, again: pause, signIn, missing } = await send();
    if (signIn !== state.signIn || missing !== state.missing) {
      Object.assign(state, { signIn, missing });
      onstate();
    }
    if (!left && pause === null && !signIn) {
      failures = 0;
      await tidy();
    } else if (!signIn) {
      failures += 1;
      const backoff = Math.min(LONGEST, FIRST * 2 ** (failures - 1)) * (0.75 + Math.random() / 2);
      timer = setTimeout(() => void attempt(onstate), Math.max(pause ?? 0, backoff));
    }
  } finally {
    sending = false;
    if (again) {
      again = false;
      if (failures === 0) void attempt(onstate);
    }
  }
}

/** Let the browser send even after the app was closed, where it can. */
async function askForBackgroundSync() {
  const registration = await navigator.serviceWorker?.getRegistration("/field/").catch(() => undefined);
  if (registration && "sync" in registration) {
    await /** @type {any} */ (registration).sync.register("outbox").catch(() => undefined);
  }
}
