/** Logging a visit: sensible answers are there already, so that a few taps are enough. */

import { question } from "./aside.js";
import { fromBase64url, toBase64url } from "./bytes.js";
import { today } from "./day.js";
import { button, choices, counter, field, h, say } from "./dom.js";
import { draftName, dropDraft, keepDraft, keptDraft, stopDraft } from "./draft.js";
import { look } from "./guard.js";
import { visitKinds } from "./labels.js";
import { nearest } from "./nearest.js";
import { mine, opened, resend, save } from "./outbox.js";
import { redraw, small } from "./photo.js";
import { PhoneFull, recall, remember } from "./store.js";
import { fullPhone, notSaved } from "./troubles.js";
import { sealBytes, whoIsIn } from "./vault.js";
import { draftOf, newDraft, promised, promiseOf, visitOf } from "./visit_content.js";
import { gettext, languageName } from "./words.js";

const PRESETS = [5, 10, 15, 30, 45, 60];
const PHOTOS = 4;

/** @typedef {import("./visit_content.js").Draft} Draft */

/**
 * @param {string} [id] of an entry to correct, or of a refused one to mend
 * @returns {Promise<HTMLElement>}
 */
export async function visit(id) {
  const day = today();
  if (!day) return h("div", {}, h("h1", {}, gettext("Log a visit")), h("p.empty", {}, gettext(
    "The places come with the next signal. After that you can log visits without one.")));
  const entry = id ? (await mine()).find((one) => one.id === id) : undefined;
  const written = entry ? await opened(entry) : undefined;
  const kept = await keptDraft();
  /** @type {Draft} */
  let draft;
  let fresh = false;
  if (entry && written) {
    draft = draftOf(entry.id, written.content, entry.state === "rejected");
    if (kept && (draft.refused ? kept.refused && kept.id === entry.id : kept.amends === entry.id)) draft = kept;
  } else if (kept && !kept.amends && !kept.refused) draft = kept;
  else {
    draft = newDraft(await usual(day));
    fresh = true;
  }
  return form(draft, day, fresh, entry?.reason ?? null);
}

/** @param {import("./day.js").Day} day @returns {Promise<{area: number | null, place: number | null}>} */
async function usual(day) {
  const all = [...day.areas, ...day.others];
  const last = await recall(`at ${whoIsIn()}`);
  const area = all.find((one) => one.id === last?.area) ?? all[0];
  const place = area?.places.find((one) => one.id === last?.place) ?? area?.places[0];
  return { area: area?.id ?? null, place: place?.id ?? null };
}

/**
 * @param {Draft} draft
 * @param {import("./day.js").Day} day
 * @param {boolean} fresh nothing was chosen by hand yet
 * @param {import("./outbox.js").Reason | null} reason why the server refused it
 */
function form(draft, day, fresh, reason) {
  const change = (/** @type {Partial<Draft>} */ more) => keepDraft(Object.assign(draft, more));
  const problem = h("p.problem", { role: "alert", tabindex: -1 });
  const tell = (/** @type {string} */ text) => {
    problem.replaceChildren(text);
    problem.focus();
  };
  if (reason) problem.append([reason.message, reason.finding?.instead
    && gettext("Better: {words}", { words: reason.finding.instead })].filter(Boolean).join(" "));
  const title = draft.refused ? gettext("Mend the visit")
    : draft.amends ? gettext("Correct the visit") : gettext("Log a visit");
  const saving = h("button.big", { type: "submit" }, gettext("Save"));
  const page = h("form.visit", {
    novalidate: true,
    onsubmit: async (/** @type {Event} */ event) => {
      event.preventDefault();
      saving.disabled = true;
      await finish(draft, tell).catch((error) => {
        tell(error instanceof PhoneFull ? fullPhone() : notSaved());
      });
      saving.disabled = false;
    },
  },
    h("h1", {}, title),
    problem,
    where(draft, day, fresh, change),
    choices({ legend: gettext("What did you do?"), name: "kind", type: "radio", options: visitKinds(),
      chosen: [draft.kind], onchange: ([kind]) => change({ kind }) }),
    howLong(draft, change),
    h("fieldset.group", {}, h("legend", {}, gettext("Talks, by who began them")),
      counter({ label: gettext("They came up to me"), value: draft.they, step: 1, least: 0, most: 500,
        onchange: (they) => change({ they }) }),
      counter({ label: gettext("I went up to them"), value: draft.i, step: 1, least: 0, most: 500,
        onchange: (i) => change({ i }) })),
    raised(draft, day, change),
    day.agency.languages.length > 1 && choices({ legend: gettext("Language, mostly"), name: "language", type: "radio",
      options: day.agency.languages.map((code) => ({ value: code, text: languageName(code) })),
      chosen: [draft.language], onchange: ([language]) => change({ language }) }),
    !draft.refused && !draft.amends && promise(draft, day, change),
    photos(draft, change, tell),
    when(draft, change),
    question(draft.amends, tell),
    button(gettext("Start over"), async () => {
      await dropDraft();
      location.hash = "#/";
    }, ".plain"),
    h("div.act", {}, saving));
  return page;
}

/**
 * @param {Draft} draft
 * @param {import("./day.js").Day} day
 * @param {boolean} fresh
 * @param {(more: Partial<Draft>) => void} change
 */
function where(draft, day, fresh, change) {
  const select = h("select", {
    onchange: () => {
      const [area, place] = select.value.split("/");
      change({ area: Number(area), place: place ? Number(place) : null });
      fresh = false;
    },
  });
  const choose = () => {
    select.replaceChildren(...first([...day.areas, ...day.others], draft.area).map((area) => h("optgroup", { label: area.name },
      first(area.places, area.id === draft.area ? draft.place : null).map((place) =>
        h("option", { value: `${area.id}/${place.id}` }, place.label)),
      h("option", { value: `${area.id}/` }, gettext("Elsewhere in {area}", { area: area.name })))));
    select.value = `${draft.area}/${draft.place ?? ""}`;
  };
  choose();
  const box = field(gettext("Where?"), select);
  if (fresh) {
    const all = [...day.areas, ...day.others];
    nearest(all.flatMap((area) => area.places)).then((found) => {
      const area = found && all.find((one) => one.places.includes(found));
      if (!area || !fresh) return;
      change({ area: area.id, place: found.id });
      choose();
      box.append(h("p.hint", {}, gettext("Nearest to you")));
    });
  }
  return box;
}

/**
 * The one that was used last, or is nearest, before the others.
 * @template {{id: number}} T @param {T[]} all @param {number | null} id @returns {T[]}
 */
const first = (all, id) => [...all.filter((one) => one.id === id), ...all.filter((one) => one.id !== id)];

/** @param {Draft} draft @param {(more: Partial<Draft>) => void} change */
function howLong(draft, change) {
  const mark = () => row.querySelectorAll("button").forEach((/** @type {HTMLElement} */ one) => one.setAttribute(
    "aria-pressed", String(Number(one.dataset.minutes) === draft.minutes)));
  const number = counter({ label: gettext("Minutes"), value: draft.minutes, step: 5, least: 1, most: 1440,
    onchange: (minutes) => {
      change({ minutes });
      mark();
    } });
  const row = h("div.chips", {}, PRESETS.map((minutes) => {
    const one = button(String(minutes), () => number.set(minutes), ".preset");
    one.dataset.minutes = String(minutes);
    one.setAttribute("aria-label", gettext("{n} minutes", { n: minutes }));
    return one;
  }));
  mark();
  return h("fieldset.group", {}, h("legend", {}, gettext("How long?")), row, number);
}

/** @param {Draft} draft @param {import("./day.js").Day} day @param {(more: Partial<Draft>) => void} change */
function raised(draft, day, change) {
  const text = h("textarea", { rows: 2, maxlength: 500, value: draft.raisedText,
    oninput: () => change({ raisedText: text.value }) });
  return h("div", {},
    day.agency.raised_choices.length > 0 && choices({ legend: gettext("What did people raise?"), name: "raised",
      type: "checkbox", chosen: draft.raised, onchange: (chosen) => change({ raised: chosen }),
      options: day.agency.raised_choices.map((one) => ({ value: one, text: one })) }),
    guarded(field(gettext("In a few words"), text, gettext("About the place, not about a person. No names.")), text));
}

/** A field that says at once when its words lead to a person. @param {HTMLElement} box @param {any} input */
function guarded(box, input) {
  const said = h("div.guard", { role: "status" });
  input.addEventListener("input", () => said.replaceChildren());
  input.addEventListener("change", () => {
    const found = look(input.value);
    if (!found) return;
    said.replaceChildren(h("p", {}, found.why), button(gettext("Leave it out"), () => {
      input.value = found.without;
      input.dispatchEvent(new Event("input"));
      input.focus();
    }));
  });
  box.append(said);
  return box;
}

/** @param {Draft} draft @param {import("./day.js").Day} day @param {(more: Partial<Draft>) => void} change */
function promise(draft, day, change) {
  const made = draft.promise;
  const input = (/** @type {"what" | "toRole" | "dueOn"} */ name, /** @type {Record<string, any>} */ more) => {
    const one = h("input", { ...more, value: made[name], oninput: () => {
      made[name] = one.value;
      change({});
    } });
    return one;
  };
  const what = input("what", { type: "text", maxlength: 280 });
  const role = input("toRole", { type: "text", maxlength: 80 });
  return h("details.more", { open: promised(draft) },
    h("summary", {}, gettext("I made a commitment")),
    guarded(field(gettext("What?"), what), what),
    guarded(field(gettext("To whom, by role?"), role, gettext("Such as: property manager, shop owner, residents")), role),
    field(gettext("By when?"), input("dueOn", { type: "date", min: day.today })));
}

/** @param {Draft} draft @param {(more: Partial<Draft>) => void} change @param {(text: string) => void} tell */
function photos(draft, change, tell) {
  const list = h("ul.photos", {});
  const show = () => list.replaceChildren(...draft.photos.map((photo, index) => h("li", {},
    photo.bytes && small(fromBase64url(photo.bytes)),
    gettext("Photo {n}", { n: index + 1 }),
    button(gettext("Remove"), () => {
      draft.photos.splice(index, 1);
      change({});
      show();
    }))));
  const input = h("input", { type: "file", accept: "image/*",
    onchange: async () => {
      const file = input.files?.[0];
      input.value = "";
      if (!file || draft.photos.length >= PHOTOS) return;
      try {
        const { hash, bytes } = await redraw(file);
        if (!draft.photos.some((photo) => photo.hash === hash)) draft.photos.push({ hash, bytes: toBase64url(bytes) });
        change({});
        show();
      } catch {
        tell(gettext("That file is no picture this phone can read."));
      }
    } });
  show();
  return h("details.more", { open: draft.photos.length > 0 }, h("summary", {}, gettext("Add a photo")),
    field(gettext("Photo of the place"), input, gettext("Of the place, without faces or plates. Where and when it was taken is removed.")),
    list);
}

/** @param {Draft} draft @param {(more: Partial<Draft>) => void} change */
function when(draft, change) {
  const local = (/** @type {string | null} */ iso) => {
    if (!iso) return "";
    const at = new Date(iso);
    return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
  };
  const input = h("input", { type: "datetime-local", value: local(draft.began),
    oninput: () => change({ began: input.value ? new Date(input.value).toISOString() : null }) });
  return h("details.more", { open: Boolean(draft.began) }, h("summary", {}, gettext("It was earlier")),
    field(gettext("It began at"), input, gettext("Left empty: it ended just now.")));
}

/** @param {Draft} draft @param {(text: string) => void} tell */
async function finish(draft, tell) {
  const now = new Date();
  if (draft.area === null) return tell(gettext("Choose where it was."));
  const { what, toRole, dueOn } = draft.promise;
  if (promised(draft) && !toRole.trim()) return tell(gettext("Say to which role you made the commitment."));
  if (promised(draft) && !dueOn) return tell(gettext("Say by when you will keep the commitment."));
  for (const text of [draft.raisedText, what, toRole]) {
    const found = look(text);
    if (found) return tell([found.why, gettext("Found: {words}", { words: found.found })].join(" "));
  }
  await stopDraft();
  const visitEntry = { id: draft.id, kind: "visit", content: visitOf(draft, now) };
  const pictures = await Promise.all(draft.photos.filter((photo) => photo.bytes).map(async (photo) => ({
    hash: photo.hash, member: /** @type {number} */ (whoIsIn()), entry: draft.id, problem: null,
    ...(await sealBytes(photo.hash, fromBase64url(photo.bytes))) })));
  const more = { draft: draftName(), photos: pictures };
  if (draft.refused) await resend(visitEntry, more);
  else {
    const entries = [visitEntry];
    if (promised(draft)) entries.push({ id: draft.promise.id, kind: "commitment", content: /** @type {any} */ (promiseOf(draft, now)) });
    await save(entries, more);
  }
  await remember(`at ${whoIsIn()}`, { area: draft.area, place: draft.place }).catch(() => undefined);
  say(navigator.onLine ? gettext("Saved on the phone. It is being sent.")
    : gettext("Saved on the phone. It is sent with the next signal."));
  location.hash = "#/";
}
