/** The first screen: what an officer needs today, then one big button. */

import { today } from "./day.js";
import { button, h, say } from "./dom.js";
import { noteKind } from "./labels.js";
import { mine, opened, save } from "./outbox.js";
import { PhoneFull } from "./store.js";
import { fullPhone } from "./troubles.js";
import { dayInWords, dayOf, gettext, languageName, ngettext, timeInWords } from "./words.js";

/** @returns {Promise<HTMLElement>} */
export async function home() {
  const day = today();
  if (!day) return nothingYet();
  const done = await answered();
  const areas = day.areas.map((area) => areaCard(area, day, done));
  return h("div.home", {},
    h("h1", {}, gettext("My areas")),
    toTell(day),
    areas.length ? areas : h("p.empty", {}, gettext(
      "You are not posted to an area yet. Your sergeant posts officers. You can log a visit at any approved area.")),
    mySteps(day),
    h("p", {}, h("a.line", { href: "/office/briefing/" }, gettext("Find the briefing of an address"))),
    h("p", {}, h("a.line", { href: "/office/concerns/new" }, gettext("Enter a concern you were told")), " ",
      h("span.quiet", {}, gettext("Needs a signal."))),
    day.written?.length > 0 && h("p", {}, h("a.line", { href: "#/notes" }, gettext("Notes I wrote"))),
    h("p.quiet", {}, gettext("As of {when}", { when: timeInWords(day.as_of, day.agency.zone) })),
    h("div.act", {},
      h("a.big", { href: "#/visit" }, gettext("Log a visit")),
      h("a.second", { href: "#/pulled" }, gettext("I was pulled away"))));
}

/** Reasons nobody told yet: on a page that needs a signal. @param {import("./day.js").Day} day */
const toTell = ({ to_tell: count = 0 }) => count > 0 && h("p", {}, h("a.line", { href: "/office/commitments/" },
  ngettext("{n} promise was not kept: tell them why", "{n} promises were not kept: tell them why", count)));

/** Actions on problems that the officer sees to, the one due first at the top. @param {import("./day.js").Day} day */
function mySteps(day) {
  const items = (day.actions ?? []).map((one) => h("li", {},
    h("a.line", { href: `/office/problems/${one.problem.id}` }, one.what),
    h(one.due_on < day.today ? "span.late" : "span.quiet", {}, [
      one.due_on < day.today ? gettext("Was due {day}", { day: dayInWords(one.due_on) })
        : gettext("Due {day}", { day: dayInWords(one.due_on) }), one.problem.title, one.problem.area].join(" · "))));
  return items.length > 0 && h("section.area", { "aria-label": gettext("My part in problems") },
    h("h2", {}, gettext("My part in problems")), h("div.part", {}, h("ul", {}, items)));
}

function nothingYet() {
  return h("div.home", {}, h("h1", {}, gettext("My areas")),
    h("p.empty", {}, gettext("Your day comes with the next signal. After that it is here without one.")));
}

/**
 * @param {import("./day.js").MyArea} area
 * @param {import("./day.js").Day} day
 * @param {Set<string>} done
 */
function areaCard(area, day, done) {
  const zone = day.agency.zone;
  const promises = area.commitments.filter((one) => !done.has(one.entry));
  const notes = area.confirm.filter((one) => !done.has(`note ${one.id}`));
  const parts = [
    part(gettext("Commitments due"), promises.map((one) => promise(one, day.today))),
    part(area.last_here ? gettext("Called in since you were here") : gettext("Called in lately"),
      area.calls.map((one) => h("li", {}, h("strong", {}, one.words), h("span.quiet", {},
        `${timeInWords(one.at, zone)} · ${one.place}`))),
      area.more_calls ? ngettext("and {n} more", "and {n} more", area.more_calls) : ""),
    part(gettext("On today"), area.today.map((one) => h("li", {}, one.text, h("span.quiet", {}, one.place)))),
    part(gettext("Still true?"), notes.map((one) => stillTrue(one, area, day.today))),
    part(gettext("Who else was here"), area.colleagues.map((one) => h("li", {}, one.name, h("span.quiet", {},
      dayOf(one.last_at, zone))))),
  ];
  return h("section.area", { "aria-label": area.name },
    h("h2", {}, area.name, area.role === "backup" && h("span.tag", {}, gettext("backup"))),
    h("p.quiet", {}, area.last_here
      ? gettext("You were last here {day}.", { day: dayOf(area.last_here, zone) })
      : gettext("This will be your first visit here.")),
    area.languages.length > 0 && h("p", {}, gettext("Spoken here: {languages}",
      { languages: area.languages.map(languageName).join(", ") })),
    parts.some(Boolean) ? parts
      : h("p", {}, area.last_here ? gettext("Nothing new since then.") : gettext("Nothing is due and nothing was called in lately.")),
    area.places.length > 0 && briefings(area));
}

/** @param {string} title @param {HTMLElement[]} items @param {string} [rest] */
const part = (title, items, rest = "") =>
  items.length > 0 && h("div.part", {}, h("h3", {}, title), h("ul", {}, items), rest && h("p.quiet", {}, rest));

/** @param {import("./day.js").Commitment} one @param {string} now */
function promise(one, now) {
  const late = one.due_on < now;
  const due = late ? gettext("Was due {day}", { day: dayInWords(one.due_on) })
    : gettext("Due {day}", { day: dayInWords(one.due_on) });
  return h("li", {}, h("strong", {}, one.what),
    h(late ? "span.late" : "span.quiet", {}, [due, one.to_role, one.place].filter(Boolean).join(" · ")),
    h("div.row", {},
      named(button(gettext("Kept"), () => keep(one)), gettext("Kept: {what}", { what: one.what })),
      h("a.button", { href: `#/not-kept/${one.entry}`, "aria-label": gettext("Not kept: {what}", { what: one.what }) },
        gettext("Not kept"))));
}

/** Everything known of each place, on pages that need a signal. @param {import("./day.js").MyArea} area */
const briefings = (area) => h("details.more", {}, h("summary", {}, gettext("Briefings")),
  h("ul", {}, area.places.map((place) => h("li", {}, h("a.line", { href: `/office/briefing/${encodeURIComponent(place.key)}` },
    place.label)))),
  h("p.quiet", {}, gettext("Briefings need a signal.")));

/** @param {import("./day.js").Note} note @param {import("./day.js").MyArea} area @param {string} now */
function stillTrue(note, area, now) {
  const until = note.confirm_by < now ? gettext("Lapsed {day}", { day: dayInWords(note.confirm_by) })
    : gettext("Lapses {day}", { day: dayInWords(note.confirm_by) });
  return h("li", {}, note.text, h("span.quiet", {}, [noteKind(note.kind), note.place, until].join(" · ")),
    h("div.row", {}, named(button(gettext("Still true"), () => confirmed(note)),
      gettext("Still true: {what}", { what: note.text })),
      h("a.button", { href: `#/wrong/${note.code}`, "aria-label": gettext("Not true: {what}", { what: note.text }) },
        gettext("Not true"))));
}

/** @param {HTMLElement} element @param {string} name for a screen reader, beginning with the words shown */
function named(element, name) {
  element.setAttribute("aria-label", name);
  return element;
}

/** @param {import("./day.js").Commitment} one */
async function keep(one) {
  const content = { commitment: one.entry, outcome: "kept", reason: "", closed_at: new Date().toISOString() };
  await quick("commitment_closed", content, gettext("Kept. Well done."));
}

/** @param {import("./day.js").Note} note */
async function confirmed(note) {
  await quick("note_confirmed", { note: note.id, at: new Date().toISOString() }, gettext("Thank you. The note stays."));
}

/** @param {string} kind @param {Record<string, any>} content @param {string} thanks */
async function quick(kind, content, thanks) {
  try {
    await save([{ id: crypto.randomUUID(), kind, content }]);
    say(thanks);
  } catch (error) {
    if (!(error instanceof PhoneFull)) throw error;
    say(fullPhone());
  }
}

/** What this phone has answered already and the kept day does not know yet. @returns {Promise<Set<string>>} */
async function answered() {
  const done = new Set();
  for (const entry of await mine()) {
    if (entry.state === "rejected") continue;
    const { kind, content } = await opened(entry);
    if (kind === "commitment_closed") done.add(content.commitment);
    if (kind === "note_confirmed") done.add(`note ${content.note}`);
  }
  return done;
}
