/** What this phone has logged: what waits, what was sent, what the server refused and why. */

import { today } from "./day.js";
import { button, h } from "./dom.js";
import { entryKind, visitKinds } from "./labels.js";
import { giveUp, mine, opened, photosWaiting } from "./outbox.js";
import { gettext, ngettext, timeInWords } from "./words.js";

/** @returns {Promise<HTMLElement>} */
export async function entries() {
  const all = await mine();
  const rows = await Promise.all(all.map(row));
  const photos = await photosWaiting();
  return h("div", {}, h("h1", {}, gettext("On this phone")),
    rows.length ? h("ul.entries", {}, rows)
      : h("p.empty", {}, gettext("Nothing is here. What you log waits here until the server has it, and stays one more day.")),
    photos > 0 && h("p.quiet", {}, ngettext("{n} photo waits.", "{n} photos wait.", photos)),
    h("div.act", {}, h("a.second", { href: "#/" }, gettext("Back to my areas"))));
}

/** @param {import("./outbox.js").Entry} entry */
async function row(entry) {
  const { kind, content } = await opened(entry);
  const at = content.began_at ?? content.at ?? content.made_at ?? content.closed_at;
  const zone = today()?.agency.zone ?? "UTC";
  return h("li", { "data-entry": entry.id, "data-state": entry.state, "data-kind": kind },
    h("div.row", {}, h("strong", {}, heading(kind, content)), h(`span.state.${entry.state}`, {}, inWords(entry.state))),
    h("p.quiet", {}, [at && timeInWords(at, zone), about(kind, content)].filter(Boolean).join(" · ")),
    entry.reason && h("p.problem", {}, [entry.reason.message || entry.reason.code, entry.reason.finding?.instead
      && gettext("Better: {words}", { words: entry.reason.finding.instead })].filter(Boolean).join(" ")),
    actions(entry, kind, content));
}

/** @param {string} kind @param {any} content */
function heading(kind, content) {
  if (kind !== "visit") return entryKind(kind);
  const name = visitKinds().find((one) => one.value === content.kind)?.text ?? content.kind;
  const minutes = gettext("{n} minutes", { n: content.minutes });
  return content.amends ? gettext("Correction: {what}", { what: `${name}, ${minutes}` }) : `${name}, ${minutes}`;
}

/** @param {string} kind @param {any} content */
function about(kind, content) {
  const day = today();
  const area = [...(day?.areas ?? []), ...(day?.others ?? [])].find((one) => one.id === content.area);
  const place = area?.places.find((one) => one.id === content.place);
  return [place?.label ?? area?.name, kind === "visit" ? content.raised_text : content.what ?? content.for_what ?? content.reason]
    .filter(Boolean).join(" · ");
}

/** @param {import("./outbox.js").State} state */
function inWords(state) {
  switch (state) {
    case "waiting":
      return gettext("Waiting");
    case "sent":
      return gettext("Sent");
    case "conflict":
      return gettext("Your sergeant decides");
    default:
      return gettext("Refused");
  }
}

/** @param {import("./outbox.js").Entry} entry @param {string} kind @param {any} content */
function actions(entry, kind, content) {
  if (entry.state === "rejected") {
    return h("div.row", {},
      kind === "visit" ? h("a.button", { href: `#/visit/${entry.id}` }, gettext("Mend it"))
        : kind !== "set_aside" && h("a.button", { href: `#/mend/${entry.id}` }, gettext("Mend it")),
      button(gettext("Delete"), () => confirm(gettext("Delete this entry from the phone? It was not stored anywhere."))
        && giveUp(entry.id)));
  }
  if (kind !== "visit" || content.withdrawn || entry.state === "conflict") return null;
  return h("div.row", {}, h("a.button", { href: `#/visit/${entry.id}` }, gettext("Correct it")));
}
