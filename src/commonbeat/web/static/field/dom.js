/** Building pages: one small function, and the few parts that several screens share. */

import { gettext } from "./words.js";

/** @typedef {Node | string | null | undefined | false} Child */

/**
 * @param {string} tag with classes: "p.quiet"
 * @param {Record<string, any>} [props] attributes; `onclick` and the like are listeners; false and null are left out
 * @param {...(Child | Child[])} children
 * @returns {any}
 */
export function h(tag, props = {}, ...children) {
  const [name, ...classes] = tag.split(".");
  const element = document.createElement(name);
  if (classes.length) element.className = classes.join(" ");
  for (const [key, value] of Object.entries(props)) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else if (key === "value" || key === "checked") /** @type {any} */ (element)[key] = value;
    else element.setAttribute(key, value === true ? "" : String(value));
  }
  element.append(.../** @type {any[]} */ (children.flat().filter((child) => child || child === "")));
  return element;
}

/** @param {string} text @param {(event: Event) => void} onclick @param {string} [look] */
export const button = (text, onclick, look = "") => h(`button${look}`, { type: "button", onclick }, text);

let made = 0;
/** @returns {string} an id no other element has */
export const newId = () => `e${(made += 1)}`;

/**
 * A group of choices as big buttons; radio buttons or check boxes underneath.
 * @param {{legend: string, name: string, type: "radio" | "checkbox", options: {value: string, text: string}[],
 *   chosen: string[], onchange: (chosen: string[]) => void}} of
 */
export function choices({ legend, name, type, options, chosen, onchange }) {
  const box = h("fieldset.group", {}, h("legend", {}, legend));
  const row = h("div.chips", {
    onchange: () => onchange(Array.from(row.querySelectorAll("input:checked"), (input) => input.value)),
  });
  for (const { value, text } of options) {
    const id = newId();
    row.append(h("span.chip", {},
      h("input", { type, name, id, value, checked: chosen.includes(value) }), h("label", { for: id }, text)));
  }
  box.append(row);
  return box;
}

/**
 * A number with a button on each side.
 * @param {{label: string, value: number, step: number, least: number, most: number, unit?: string,
 *   onchange: (value: number) => void}} of
 */
export function counter({ label, value, step, least, most, unit = "", onchange }) {
  const id = newId();
  const input = h("input", { id, type: "number", inputmode: "numeric", min: least, max: most, step: 1, value });
  const set = (/** @type {number} */ wanted) => {
    input.value = Math.min(most, Math.max(least, Math.round(wanted) || least));
    onchange(Number(input.value));
  };
  input.addEventListener("change", () => set(Number(input.value)));
  const less = button("−", () => set(Number(input.value) - step), ".step");
  const more = button("+", () => set(Number(input.value) + step), ".step");
  less.setAttribute("aria-label", gettext("Less: {what}", { what: label }));
  more.setAttribute("aria-label", gettext("More: {what}", { what: label }));
  const box = h("div.counter", {}, h("label", { for: id }, label), h("div.steps", {}, less, input, more),
    unit && h("span.unit", {}, unit));
  box.set = set;
  return box;
}

/** @param {string} label @param {any} input @param {string} [hint] */
export function field(label, input, hint) {
  const id = newId();
  input.id = id;
  if (hint) input.setAttribute("aria-describedby", `${id}-hint`);
  return h("div.field", {}, h("label", { for: id }, label), hint && h("p.hint", { id: `${id}-hint` }, hint), input);
}

/** Say something in passing, aloud for a screen reader too. @param {string} text */
export function say(text) {
  const place = document.getElementById("said");
  if (!place) return;
  place.replaceChildren(h("p", {}, text));
  clearTimeout(Number(place.dataset.timer));
  place.dataset.timer = String(setTimeout(() => place.replaceChildren(), 6000));
}

/** What was said in passing is over. */
export const unsay = () => document.getElementById("said")?.replaceChildren();
