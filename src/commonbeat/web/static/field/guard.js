/**
 * The guard on the phone: numbers and addresses that lead to a person, by the same patterns as on the server
 * (/field/guard.json). Names and the rest are looked for on the server, which checks everything again.
 */

import { gettext } from "./words.js";

/** @typedef {{kind: string, regex: RegExp, group: number}} Pattern */

/** @type {Pattern[]} */
let patterns = [];

export async function learn() {
  const response = await fetch("/field/guard.json").catch(() => null);
  if (!response?.ok) return;
  const rows = (await response.json()).patterns;
  patterns = rows.flatMap((/** @type {any} */ row) => {
    try {
      const regex = new RegExp(row.pattern, row.cased ? "g" : "gi");
      return [{ kind: row.kind, regex, group: row.whole ? 0 : 1 }];
    } catch {
      return []; // an older browser without look-behind: the server still checks
    }
  });
}

/** @param {string} text @returns {{kind: string, found: string, why: string, without: string} | null} */
export function look(text) {
  for (const { kind, regex, group } of patterns) {
    regex.lastIndex = 0;
    const match = regex.exec(text);
    if (match) {
      const found = match[group] ?? match[0];
      return { kind, found, why: reason(kind), without: text.replace(found, "").replace(/ {2,}/g, " ").trim() };
    }
  }
  return null;
}

/** @param {string} kind @returns {string} */
function reason(kind) {
  switch (kind) {
    case "phone":
      return gettext("This looks like a phone number. The log is about the place, so leave it out.");
    case "plate":
      return gettext("This looks like a license plate. A plate leads to a person. Leave it out.");
    case "birth date":
      return gettext("This looks like a date of birth. Leave it out.");
    case "email":
      return gettext("This looks like an e-mail address. Leave it out.");
    default:
      return gettext("This looks like a number that identifies a person. Leave it out.");
  }
}
