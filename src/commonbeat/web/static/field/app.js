/** The officer's app: it starts here. */

import { procedure } from "./aside.js";
import { forgetDay, freshDay, keptDay, today } from "./day.js";
import { button, h, say, unsay } from "./dom.js";
import { stopDraft } from "./draft.js";
import { entries } from "./entries.js";
import { learn } from "./guard.js";
import { home } from "./home.js";
import { locked } from "./locked.js";
import { mend } from "./mend.js";
import { changed, mine, waiting, watch } from "./outbox.js";
import { keepSending, state } from "./sending.js";
import { NoAnswer, open, SignedOut, wasLocked } from "./session.js";
import { notKept, pulledAway } from "./small_forms.js";
import { written, wrong } from "./notes.js";
import { takeUpdates } from "./updates.js";
import { isIdle, lock, resume, touch, whoIsIn } from "./vault.js";
import { visit } from "./visit.js";
import { gettext, ngettext, speak, spoken } from "./words.js";

/** Milliseconds between two looks at the server's day while the app is in use. */
const FRESH = 5 * 60_000;
/** Milliseconds between two tries to register a phone whose token was refused. */
const AGAIN = 60_000;
/** @type {Record<string, (id?: string) => HTMLElement | Promise<HTMLElement>>} */
const screens = {
  "": home, visit, pulled: pulledAway, entries, aside: procedure, mend: (id) => mend(id ?? ""), "not-kept": (id) => notKept(id ?? ""),
  notes: written, wrong: (id) => wrong(id ?? ""),
};
const SIGN_IN = `/sign-in/?next=${encodeURIComponent("/field/")}`;
/** Screens on which something is written. */
const FORMS = new Set(["visit", "pulled", "not-kept", "mend", "wrong"]);
let drawn = 0;
let fetched = 0;
let registered = 0;

const main = /** @type {HTMLElement} */ (document.getElementById("main"));

/** @returns {[string, string | undefined]} */
function route() {
  const [, name = "", id] = location.hash.split("/");
  return [name in screens ? name : "", id];
}

/** Draw the present screen. @param {boolean} moved the officer went there: the heading takes the focus */
async function draw(moved) {
  const turn = (drawn += 1);
  const [name, id] = route();
  if (FORMS.has(name)) await learn();
  const screen = whoIsIn() === null ? await locked() : await screens[name](id);
  if (turn !== drawn) return;
  const scrolled = window.scrollY;
  main.replaceChildren(screen);
  main.dataset.screen = whoIsIn() === null ? "locked" : name || "home";
  const heading = main.querySelector("h1");
  document.title = `${heading?.textContent ?? ""} · Commonbeat`;
  if (moved) {
    heading?.setAttribute("tabindex", "-1");
    heading?.focus({ preventScroll: true });
  }
  window.scrollTo(0, moved ? 0 : scrolled);
  await drawTop();
}

async function drawTop() {
  const top = /** @type {HTMLElement} */ (document.getElementById("top"));
  const count = await waiting();
  const refused = whoIsIn() === null ? 0 : (await mine()).filter((entry) => entry.state === "rejected").length;
  const away = whoIsIn() !== null && route()[0] !== "";
  const bar = h("div.bar", {}, away ? h("a.name", { href: "#/" }, "‹ " + gettext("My areas")) : h("a.name", { href: "#/" }, "Commonbeat"),
    button(spoken() === "es" ? "English" : "Español", async () => {
      await speak(spoken() === "es" ? "en" : "es");
      await draw(true);
    }, ".plain"),
    whoIsIn() !== null && button(gettext("Lock"), async () => {
      await closeUp();
      await draw(true);
    }, ".plain"));
  bar.querySelector("button")?.setAttribute("lang", spoken() === "es" ? "en" : "es");
  const notes = whoIsIn() === null ? [] : [
    count > 0 && h("a.waiting", { href: "#/entries", "data-waiting": count },
      ngettext("{n} entry waits to be sent", "{n} entries wait to be sent", count)),
    refused > 0 && h("a.refused", { href: "#/entries" },
      ngettext("{n} entry was refused: look at it", "{n} entries were refused: look at them", refused)),
    !count && !refused && !away && h("a.calm", { href: "#/entries" }, gettext("On this phone")),
    state.missing > 0 && h("p.refused", {}, ngettext("{n} entry of this phone never reached the server. Tell your sergeant.",
      "{n} entries of this phone never reached the server. Tell your sergeant.", state.missing)),
    state.signIn && h("a.refused", { href: SIGN_IN }, gettext("Sign in again, so that what waits can be sent.")),
  ];
  top.replaceChildren(bar, h("div.notes", {}, notes));
  const skip = document.getElementById("skip");
  if (skip) skip.textContent = gettext("Skip to the content");
}

/** A token was refused: register again with the server's session, or ask for it. */
async function tokenRefused() {
  if (state.signIn && whoIsIn() !== null && Date.now() - registered > AGAIN) {
    registered = Date.now();
    await comeIn();
  }
  await refresh();
}

/** A form that is being filled in is left alone; everything else is drawn anew. */
async function refresh() {
  if (whoIsIn() === null || ["", "entries"].includes(route()[0])) await draw(false);
  else await drawTop();
}

/** The key leaves the phone, and everything that was read with it leaves the screen. */
async function closeUp() {
  await stopDraft();
  await lock();
  forgetDay();
  unsay();
  main.replaceChildren();
}

/** Sign in with the server's session if there is one, and fetch the day. */
async function comeIn() {
  if (await wasLocked()) return;
  try {
    const before = whoIsIn();
    const refused = state.signIn;
    if (before === null || refused) {
      const opened = await open();
      state.signIn = false;
      if (refused) changed(); // what waits goes out with the new token
      if (opened.member.id !== before) await keptDay();
    }
    const day = await freshDay();
    if (day.member.id !== whoIsIn()) {
      await open(); // another officer signed in on this phone
      await freshDay();
    }
    fetched = Date.now();
  } catch (error) {
    if (error instanceof SignedOut) await closeUpAfter(error);
    else if (!(error instanceof NoAnswer)) throw error;
  }
}

/** The session has ended. @param {SignedOut} error */
async function closeUpAfter(error) {
  void error;
  if (whoIsIn() === null) return;
  await stopDraft();
  await lock();
  forgetDay();
}

/** Lock a phone that was left alone; keep the session of one that is used. */
async function look() {
  if (isIdle()) {
    await closeUp();
    await draw(true);
  } else if (whoIsIn() !== null && Date.now() - fetched > FRESH && document.visibilityState === "visible") {
    fetched = Date.now();
    await comeIn();
    if (whoIsIn() === null) await draw(true);
    else await refresh();
  }
}

async function start() {
  await Promise.all([resume(), speak()]);
  if (whoIsIn() !== null) {
    await keptDay();
    await draw(true);
  }
  performance.mark("shown");
  document.documentElement.dataset.ready = "shown";
  await comeIn();
  if (whoIsIn() === null || route()[0] === "" || !today()) await draw(true);
  addEventListener("hashchange", () => draw(true));
  watch(() => void refresh());
  for (const event of ["pointerdown", "keydown"]) addEventListener(event, () => void touch(), { passive: true });
  document.addEventListener("visibilitychange", () => void look());
  setInterval(() => void look(), 15_000);
  keepSending(() => void tokenRefused());
  takeUpdates(() => route()[0] === "");
  void navigator.storage?.persist?.();
  document.documentElement.dataset.ready = "whole";
}

start().catch((error) => {
  console.error(error);
  say(gettext("The app could not start. Close it and open it again."));
});
