/** What a phone shows that nobody is signed in on: nothing of what waits, only that it waits. */

import { button, h, say } from "./dom.js";
import { photosWaiting, waiting } from "./outbox.js";
import { state } from "./sending.js";
import { NoAnswer, signOut } from "./session.js";
import { forget } from "./store.js";
import { gettext, ngettext } from "./words.js";

/** @returns {Promise<HTMLElement>} */
export async function locked() {
  const [count, photos] = [await waiting(), await photosWaiting()];
  const enter = button(gettext("Sign in"), async () => {
    enter.disabled = true;
    try {
      await signOut();
      await forget("locked");
      location.assign(`/sign-in/?next=${encodeURIComponent("/field/")}`);
    } catch (error) {
      enter.disabled = false;
      if (!(error instanceof NoAnswer)) throw error;
      say(gettext("There is no signal. Sign in when there is one."));
    }
  }, ".big");
  return h("div.locked", {}, h("h1", {}, gettext("Locked")),
    h("p", {}, gettext("Sign in to see your areas.")),
    count > 0 && h("p", { "data-waiting": count }, state.signIn
      ? ngettext("{n} entry waits. Sign in, so that it can be sent.", "{n} entries wait. Sign in, so that they can be sent.", count)
      : ngettext("{n} entry waits. It is sent as soon as there is a signal, and cannot be read until you sign in.",
        "{n} entries wait. They are sent as soon as there is a signal, and cannot be read until you sign in.", count)),
    photos > 0 && h("p", { "data-photos": photos }, ngettext("{n} photo waits until you sign in.",
      "{n} photos wait until you sign in.", photos)),
    h("div.act", {}, enter));
}
