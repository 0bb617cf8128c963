/** Mending the words of a refused entry that is no visit; it is sent again under its own id. */

import { field, h, say } from "./dom.js";
import { look } from "./guard.js";
import { entryKind } from "./labels.js";
import { mine, opened, resend } from "./outbox.js";
import { PhoneFull } from "./store.js";
import { fullPhone, notSaved } from "./troubles.js";
import { gettext } from "./words.js";

/** @param {string} id @returns {Promise<HTMLElement>} */
export async function mend(id) {
  const entry = (await mine()).find((one) => one.id === id && one.state === "rejected");
  if (!entry) return h("div", {}, h("h1", {}, gettext("On this phone")), h("p", {}, gettext("This entry is no longer refused.")));
  const { kind, content } = await opened(entry);
  const labels = {
    what: gettext("What?"), to_role: gettext("To whom, by role?"), due_on: gettext("By when?"),
    by_whom: gettext("By whom?"), for_what: gettext("For what?"), reason: gettext("Why not?"),
  };
  const inputs = Object.entries(labels).filter(([name]) => name in content).map(([name, label]) => {
    const input = h("input", { type: name === "due_on" ? "date" : "text", name, value: content[name] });
    return { name, input, box: field(label, input) };
  });
  const problem = h("p.problem", { role: "alert", tabindex: -1 }, entry.reason?.message ?? "");
  const submit = async (/** @type {Event} */ event) => {
    event.preventDefault();
    for (const { name, input } of inputs) {
      const found = look(input.value);
      if (found) {
        problem.replaceChildren(found.why);
        return problem.focus();
      }
      content[name] = input.value.trim();
    }
    try {
      await resend({ id, kind, content });
      say(gettext("Saved on the phone."));
      location.hash = "#/entries";
    } catch (error) {
      problem.replaceChildren(error instanceof PhoneFull ? fullPhone() : notSaved());
      problem.focus();
    }
  };
  return h("form", { novalidate: true, onsubmit: submit }, h("h1", {}, entryKind(kind)), problem, inputs.map((one) => one.box),
    h("div.act", {}, h("button.big", { type: "submit" }, gettext("Save"))));
}
