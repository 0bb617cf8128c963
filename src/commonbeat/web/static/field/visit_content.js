/** From what the officer tapped to the entry that is sent (docs/sync.md, "visit"), and back. */

/**
 * @typedef {object} Draft
 * @property {string} id of the entry it becomes; made with the draft, so that saving twice is saving once
 * @property {string | null} amends
 * @property {boolean} refused it is sent again under its id
 * @property {number | null} area
 * @property {number | null} place
 * @property {string | null} began iso time; null: `minutes` before saving
 * @property {number} minutes
 * @property {string} kind
 * @property {number} they
 * @property {number} i
 * @property {string[]} raised
 * @property {string} raisedText
 * @property {string} language
 * @property {{id: string, what: string, toRole: string, dueOn: string}} promise
 * @property {{hash: string, bytes: string}[]} photos base64url
 */

/** @param {{area: number | null, place: number | null}} at @returns {Draft} */
export const newDraft = ({ area, place }) => ({
  id: crypto.randomUUID(), amends: null, refused: false, area, place, began: null, minutes: 15, kind: "hung out",
  they: 0, i: 0, raised: [], raisedText: "", language: "",
  promise: { id: crypto.randomUUID(), what: "", toRole: "", dueOn: "" }, photos: [],
});

/** @param {Draft} draft @param {Date} now */
export function visitOf(draft, now) {
  return {
    area: draft.area,
    place: draft.place,
    began_at: draft.began ?? new Date(now.getTime() - draft.minutes * 60_000).toISOString(),
    minutes: draft.minutes,
    kind: draft.kind,
    talks_they_started: draft.they,
    talks_i_started: draft.i,
    raised: draft.raised,
    raised_text: draft.raisedText.trim(),
    language: draft.language,
    photos: draft.photos.map((photo) => photo.hash),
    amends: draft.amends,
    withdrawn: false,
    written_at: now.toISOString(),
  };
}

/** @param {Draft} draft @param {Date} now */
export function promiseOf(draft, now) {
  const { what, toRole, dueOn } = draft.promise;
  return {
    area: draft.area, place: draft.place, visit: draft.id,
    what: what.trim(), to_role: toRole.trim(), due_on: dueOn, made_at: now.toISOString(),
  };
}

/** @param {Draft} draft */
export const promised = (draft) => Boolean(draft.promise.what.trim());

/** @param {string} id @param {any} content @param {boolean} refused else it is a correction @returns {Draft} */
export const draftOf = (id, content, refused) => ({
  ...newDraft(content),
  id: refused ? id : crypto.randomUUID(),
  amends: refused ? content.amends : id,
  refused,
  began: content.began_at,
  minutes: content.minutes,
  kind: content.kind,
  they: content.talks_they_started,
  i: content.talks_i_started,
  raised: content.raised,
  raisedText: content.raised_text,
  language: content.language,
  photos: content.photos.map((/** @type {string} */ hash) => ({ hash, bytes: "" })),
});
