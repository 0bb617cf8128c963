/** Two short forms: pulled away, and a commitment that was not kept. */

import { today } from "./day.js";
import { choices, counter, field, h, say } from "./dom.js";
import { look } from "./guard.js";
import { save } from "./outbox.js";
import { PhoneFull } from "./store.js";
import { fullPhone, notSaved } from "./troubles.js";
import { gettext } from "./words.js";

/** @returns {HTMLElement} */
export function pulledAway() {
  const areas = (today()?.areas ?? []).filter((area) => area.role === "posted");
  if (!areas.length) return h("div", {}, h("h1", {}, gettext("I was pulled away")),
    h("p.empty", {}, gettext("You are not posted to an area, so you cannot be pulled away from one.")));
  const answer = { area: String(areas[0].id), minutes: 60, by: "" };
  const who = [
    { value: "dispatch", text: gettext("Dispatch") }, { value: "sergeant", text: gettext("Sergeant") },
    { value: "watch commander", text: gettext("Watch commander") }, { value: "court", text: gettext("Court") },
  ];
  const what = h("input", { type: "text", maxlength: 200, required: true });
  return simpleForm({
    title: gettext("I was pulled away"),
    lead: gettext("Time you were promised to an area and were sent elsewhere. It is not held against you."),
    parts: [
      areas.length > 1 && choices({ legend: gettext("From which area?"), name: "area", type: "radio",
        options: areas.map((area) => ({ value: String(area.id), text: area.name })), chosen: [answer.area],
        onchange: ([area]) => (answer.area = area) }),
      counter({ label: gettext("For how many minutes, until now?"), value: answer.minutes, step: 15, least: 1, most: 1440,
        onchange: (minutes) => (answer.minutes = minutes) }),
      choices({ legend: gettext("By whom?"), name: "by", type: "radio", options: who,
        chosen: [], onchange: ([by]) => (answer.by = by) }),
      field(gettext("For what?"), what, gettext("Such as: patrol backup, a shift that was short, a special event")),
    ],
    read: (now) => {
      if (!answer.by) return gettext("Choose by whom.");
      if (!what.value.trim()) return gettext("Say for what, in a word or two.");
      const found = look(what.value);
      if (found) return found.why;
      return { kind: "pulled_away", content: {
        area: Number(answer.area), began_at: new Date(now.getTime() - answer.minutes * 60_000).toISOString(),
        minutes: answer.minutes, by_whom: answer.by, for_what: what.value.trim() } };
    },
  });
}

/** @param {string} entry of the commitment @returns {HTMLElement} */
export function notKept(entry) {
  const one = today()?.areas.flatMap((area) => area.commitments).find((each) => each.entry === entry);
  if (!one) return h("div", {}, h("h1", {}, gettext("Not kept")), h("p", {}, gettext("This commitment is closed.")));
  const why = h("textarea", { rows: 3, maxlength: 280, required: true });
  return simpleForm({
    title: gettext("Not kept"),
    lead: one.what,
    parts: [field(gettext("Why not?"), why, gettext("What stood in the way, and what comes next. No names."))],
    read: (now) => {
      if (!why.value.trim()) return gettext("Say why it was not kept.");
      const found = look(why.value);
      if (found) return found.why;
      return { kind: "commitment_closed", content: {
        commitment: entry, outcome: "not kept", reason: why.value.trim(), closed_at: now.toISOString() } };
    },
  });
}

/**
 * @param {{title: string, lead: string, parts: any[],
 *   read: (now: Date) => string | {kind: string, content: Record<string, any>}}} of `read` gives a problem or an entry
 */
function simpleForm({ title, lead, parts, read }) {
  const id = crypto.randomUUID();
  const problem = h("p.problem", { role: "alert", tabindex: -1 });
  const saving = h("button.big", { type: "submit" }, gettext("Save"));
  const tell = (/** @type {string} */ text) => {
    problem.replaceChildren(text);
    problem.focus();
  };
  const submit = async (/** @type {Event} */ event) => {
    event.preventDefault();
    const answer = read(new Date());
    if (typeof answer === "string") return tell(answer);
    saving.disabled = true;
    try {
      await save([{ id, ...answer }]);
      say(gettext("Saved on the phone."));
      location.hash = "#/";
    } catch (error) {
      saving.disabled = false;
      tell(error instanceof PhoneFull ? fullPhone() : notSaved());
    }
  };
  return h("form", { novalidate: true, onsubmit: submit }, h("h1", {}, title), h("p", {}, lead), problem, parts,
    h("div.act", {}, saving));
}
