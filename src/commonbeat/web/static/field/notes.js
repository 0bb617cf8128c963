/** Notes: saying that one is wrong, and taking back one's own. Both need a signal, so that everybody reads the same. */

import { freshDay, today } from "./day.js";
import { button, field, h, say } from "./dom.js";
import { look } from "./guard.js";
import { noteKind } from "./labels.js";
import { NoAnswer, Refused, sayOfNote } from "./session.js";
import { dayInWords, gettext } from "./words.js";

/** @returns {HTMLElement} */
export function written() {
  const notes = today()?.written ?? [];
  const problem = h("p.problem", { role: "alert", tabindex: -1 });
  return h("div", {}, h("h1", {}, gettext("Notes I wrote")), problem,
    notes.length ? h("ul.entries", {}, notes.map((note) => row(note, problem)))
      : h("p.empty", {}, gettext("You have no notes. Write one on the briefing of a place; any officer sent there reads it.")),
    h("div.act", {}, h("a.second", { href: "#/" }, gettext("Back to my areas"))));
}

/** @param {import("./day.js").Note} note @param {HTMLElement} problem */
function row(note, problem) {
  const withdraw = button(gettext("Withdraw"), async () => {
    if (!confirm(gettext("Take this note out of every briefing?"))) return;
    withdraw.disabled = true;
    const trouble = await done(() => sayOfNote(note.code, "withdraw"));
    withdraw.disabled = false;
    if (trouble) return tell(problem, trouble);
    say(gettext("The note is withdrawn."));
    item.remove();
  });
  withdraw.setAttribute("aria-label", gettext("Withdraw: {what}", { what: note.text }));
  const item = h("li", { "data-note": note.code }, note.text, h("p.quiet", {},
    [noteKind(note.kind), note.place, gettext("Lapses {day}", { day: dayInWords(note.confirm_by) })].join(" · ")),
    h("div.row", {}, withdraw));
  return item;
}

/** @param {string} code of a note that the officer was asked about @returns {HTMLElement} */
export function wrong(code) {
  const note = today()?.areas.flatMap((area) => [...area.confirm, ...area.today]).find((one) => one.code === code);
  if (!note) return h("div", {}, h("h1", {}, gettext("Not true")), h("p", {}, gettext("This note is no longer here.")));
  const why = h("textarea", { rows: 3, maxlength: 280, required: true });
  const problem = h("p.problem", { role: "alert", tabindex: -1 });
  const saving = h("button.big", { type: "submit" }, gettext("Say so"));
  const submit = async (/** @type {Event} */ event) => {
    event.preventDefault();
    const found = look(why.value);
    if (!why.value.trim()) return tell(problem, gettext("Say what is wrong."));
    if (found) return tell(problem, found.why);
    saving.disabled = true;
    const trouble = await done(() => sayOfNote(code, "dispute", { why: why.value }));
    saving.disabled = false;
    if (trouble) return tell(problem, trouble);
    say(gettext("Thank you. The note is marked, and a sergeant will settle it."));
    location.hash = "#/";
  };
  return h("form", { novalidate: true, onsubmit: submit }, h("h1", {}, gettext("Not true")), h("p", {}, note.text), problem,
    field(gettext("What is wrong?"), why, gettext("It is marked until a sergeant settles it. No names.")),
    h("div.act", {}, saving));
}

/** @param {() => Promise<any>} ask @returns {Promise<string>} what went wrong; "" when it is done */
async function done(ask) {
  try {
    await ask();
  } catch (error) {
    if (error instanceof Refused) return error.message;
    if (error instanceof NoAnswer) return gettext("There is no signal. Try again when there is one.");
    return gettext("Sign in again, then try once more.");
  }
  await freshDay().catch(() => undefined);
  return "";
}

/** @param {HTMLElement} problem @param {string} text */
function tell(problem, text) {
  problem.replaceChildren(text);
  problem.focus();
}
