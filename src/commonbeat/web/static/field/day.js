/** The officer's day: fetched when there is a signal, kept sealed for when there is none. */

import { asked, recall, transact } from "./store.js";
import { sealLocal, unsealLocal, whoIsIn } from "./vault.js";
import { fetchDay } from "./session.js";

/**
 * @typedef {{id: number, key: string, label: string, lon: number | null, lat: number | null}} Place
 * @typedef {{id: number, name: string, places: Place[]}} PlainArea
 * @typedef {{id: number, code: string, kind: string, text: string, place: string, confirm_by: string}} Note
 * @typedef {{entry: string, what: string, to_role: string, due_on: string, place: string | null}} Commitment
 * @typedef {{what: string, due_on: string, problem: {id: number, title: string, area: string}}} Action
 * @typedef {PlainArea & {role: "posted" | "backup", languages: string[], last_here: string | null, more_calls: number,
 *   calls: {at: string, words: string, place: string}[], commitments: Commitment[], confirm: Note[], today: Note[],
 *   colleagues: {name: string, last_at: string}[]}} MyArea
 * @typedef {{as_of: string, today: string, member: {id: number, name: string}, areas: MyArea[], others: PlainArea[], written: Note[],
 *   actions?: Action[], to_tell?: number,
 *   agency: {name: string, zone: string, raised_choices: string[], languages: string[], stop_data_procedure: string}}} Day
 */

/** @type {{member: number, day: Day} | null} */
let known = null;

/** @returns {Day | null} the day as this phone last saw it */
export const today = () => (known && known.member === whoIsIn() ? known.day : null);

/** Read the kept day. @returns {Promise<Day | null>} */
export async function keptDay() {
  const member = whoIsIn();
  if (member === null) return null;
  const sealed = await recall(`day ${member}`);
  if (!sealed) return null;
  known = { member, day: await unsealLocal(`day ${member}`, sealed) };
  return known.day;
}

/**
 * Fetch the day and keep it. A full phone still shows it.
 * @returns {Promise<Day>}
 * @throws {import("./session.js").SignedOut | import("./session.js").NoAnswer}
 */
export async function freshDay() {
  const day = await fetchDay();
  const member = whoIsIn();
  if (day.member.id !== member) return day;
  known = { member, day };
  const sealed = await sealLocal(`day ${member}`, day);
  await transact(["meta"], "readwrite", (meta) => asked(meta.put(sealed, `day ${member}`))).catch(() => undefined);
  return day;
}

export function forgetDay() {
  known = null;
}
