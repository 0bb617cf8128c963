/** What a phone shows that nobody is signed in on: nothing of what waits, only that it waits. */

import { button, h, say } from "./dom.js";
import { waiting } from "./outbox.js";
import { NoAnswer, signOut } from "./session.js";
import { forget } from "./store.js";
import { gettext, ngettext } from "./words.js";

/** @returns {Promise<HTMLElement>} */
export async function locked() {
  const count = await waiting();
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
    count > 0 && h("p", { "data-waiting": count }, ngettext(
      "{n} entry waits. It is sent as soon as there is a signal, and cannot be read until you sign in.",
      "{n} entries wait. They are sent as soon as there is a signal, and cannot be read until you sign in.", count)),
    h("div.act", {}, enter));
}
