/** Words for the codes that phone and server exchange. */

import { gettext } from "./words.js";

/** @returns {{value: string, text: string}[]} */
export const visitKinds = () => [
  { value: "hung out", text: gettext("Hung out") },
  { value: "walked", text: gettext("Walked") },
  { value: "meeting", text: gettext("Meeting") },
  { value: "event", text: gettext("Event") },
  { value: "follow-up", text: gettext("Follow-up") },
];

/** @param {string} kind @returns {string} */
export function noteKind(kind) {
  const names = {
    access: gettext("Access"),
    hazard: gettext("Hazard"),
    contact: gettext("Contact by role"),
    works: gettext("What works"),
    failed: gettext("What failed"),
    language: gettext("Language"),
    calendar: gettext("Calendar"),
    services: gettext("Services"),
  };
  return names[/** @type {keyof typeof names} */ (kind)] ?? kind;
}

/** @param {string} kind @returns {string} */
export function entryKind(kind) {
  const names = {
    visit: gettext("Visit"),
    set_aside: gettext("Set aside"),
    commitment: gettext("Commitment"),
    commitment_closed: gettext("Commitment closed"),
    pulled_away: gettext("Pulled away"),
    note_confirmed: gettext("Note confirmed"),
  };
  return names[/** @type {keyof typeof names} */ (kind)] ?? kind;
}
