/** Someone was detained or searched: the encounter leaves the log, and the officer gets the stop-data procedure. */

import { today } from "./day.js";
import { button, h } from "./dom.js";
import { draftName, stopDraft } from "./draft.js";
import { save } from "./outbox.js";
import { PhoneFull } from "./store.js";
import { fullPhone, notSaved } from "./troubles.js";
import { gettext } from "./words.js";

/** The question with its one button. @param {string | null} amends the visit it takes back @param {(text: string) => void} tell */
export function question(amends, tell) {
  const id = crypto.randomUUID();
  const yes = button(gettext("Yes: take it out of the log"), async () => {
    yes.disabled = true;
    try {
      await stopDraft();
      await save([{ id, kind: "set_aside", content: { at: new Date().toISOString(), amends } }], { draft: draftName() });
      location.hash = "#/aside";
    } catch (error) {
      yes.disabled = false;
      tell(error instanceof PhoneFull ? fullPhone() : notSaved());
    }
  });
  return h("div.aside", {}, h("p", {}, gettext("Was anyone detained or searched?")), yes,
    h("p.hint", {}, gettext("Then it was no visit: it counts nowhere, and what you wrote is deleted.")));
}

/** What the officer does instead. @returns {HTMLElement} */
export const procedure = () => h("div", {},
  h("h1", {}, gettext("What to do now")),
  h("p.procedure", {}, today()?.agency.stop_data_procedure
    || gettext("Follow your agency's procedure for stop data. Ask your sergeant if you do not know it.")),
  h("p.quiet", {}, gettext("The encounter is out of the visit log. Nothing you wrote about it is kept.")),
  h("div.act", {}, h("a.big", { href: "#/" }, gettext("Back to my areas"))));
