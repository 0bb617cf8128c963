/** The words of the app in the officer's language. The catalogs are /field/words/<language>.json, made by gettext. */

import { recall, remember } from "./store.js";

/** @type {Record<string, string | string[]>} */
let catalog = {};
let language = "en";

/** Load the language chosen on this phone, else the browser's, else English. @param {string} [wanted] */
export async function speak(wanted) {
  if (wanted) await remember("language", wanted);
  const chosen = wanted ?? (await recall("language")) ?? navigator.language.slice(0, 2);
  const response = await fetch(`/field/words/${chosen === "es" ? "es" : "en"}.json`).catch(() => null);
  catalog = response?.ok ? await response.json() : {};
  language = response?.ok && chosen === "es" ? "es" : "en";
  document.documentElement.lang = language;
}

/** @returns {string} */
export const spoken = () => language;

/** @param {string} text @param {Record<string, string | number>} [values] for {names} in the text */
export function gettext(text, values = {}) {
  const found = catalog[text];
  return fill(typeof found === "string" ? found : text, values);
}

/** @param {string} one @param {string} many @param {number} count @param {Record<string, string | number>} [values] */
export function ngettext(one, many, count, values = {}) {
  const found = catalog[one];
  const forms = Array.isArray(found) ? found : [one, many];
  return fill(forms[count === 1 ? 0 : 1] ?? many, { n: count, ...values });
}

/** @param {string} text @param {Record<string, string | number>} values */
const fill = (text, values) => text.replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));

/** @param {string} iso a time @param {string} zone @returns {string} such as "Tue, Mar 3, 4:10 PM" */
export const timeInWords = (iso, zone) => format(new Date(iso), {
  timeZone: zone, weekday: "short", month: "short", day: "numeric", hour: "numeric", minute: "2-digit" });

/** @param {string} day such as 2026-03-04 @returns {string} such as "Wed, Mar 4" */
export const dayInWords = (day) => format(new Date(`${day.slice(0, 10)}T12:00:00Z`), {
  timeZone: "UTC", weekday: "short", month: "short", day: "numeric" });

/** @param {string} iso a time @param {string} zone @returns {string} the day in the agency's zone */
export const dayOf = (iso, zone) => format(new Date(iso), {
  timeZone: zone, weekday: "short", month: "short", day: "numeric" });

/** @param {Date} date @param {Intl.DateTimeFormatOptions} options */
const format = (date, options) => new Intl.DateTimeFormat(language === "es" ? "es-US" : "en-US", options).format(date);

/** @param {string} code @returns {string} a language's own name in the reader's language */
export function languageName(code) {
  try {
    return new Intl.DisplayNames([language], { type: "language" }).of(code) ?? code;
  } catch {
    return code;
  }
}
