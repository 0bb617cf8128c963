/**
 * The guard on the phone: numbers and addresses that lead to a person, and words on immigration, religion, politics and
 * gangs, by the same rows as on the server (/field/guard.json). Names are looked for on the server, which checks
 * everything again.
 */

import { gettext } from "./words.js";

/**
 * @typedef {{kind: string, regex: RegExp, group: number, digits: number, needs: string[], words: string[]}} Pattern
 * @typedef {{kind: string, regex: RegExp, cased: boolean, begins: string[]}} Phrase
 * @typedef {{kind: string, start: number, end: number}} Span
 * @typedef {{start: number, end: number, fold: string, capital: boolean}} Word
 */

/** @type {Pattern[]} */
let patterns = [];
/** @type {Phrase[]} */
let phrases = [];
/** @type {Map<string, string>} */
let topicOf = new Map();
/** @type {Map<string, string>} */
let casedTopicOf = new Map();
/** @type {Set<string>} */
let places = new Set();

const [ACCENTED, PLAIN] = ["áàâäãéèêëíìîïóòôöõúùûüñç’", "aaaaaeeeeiiiiooooouuuunc'"];
/** Given names among the topic words: with a capital and another behind they are names, which the server judges. */
const ALSO_NAMES = new Set(["christian", "mara"]);

/** Milliseconds that a form waits for the rows; without them the server still checks. */
const PATIENCE = 3_000;
/** @type {Promise<void> | null} */
let learning = null;

/** Fetch the rows, once, for the first form: the first screen does without. */
export function learn() {
  learning ??= fetch("/field/guard.json", { signal: AbortSignal.timeout(PATIENCE) }).then(async (response) => {
    if (!response.ok) throw new Error("no rows");
    take(await response.json());
  }).catch(() => {
    learning = null;
  });
  return learning;
}

/** @param {any} rows what /field/guard.json answers */
export function take(rows) {
  patterns = rows.patterns.flatMap((/** @type {any} */ row) => compiled(row.pattern, row.cased ? "g" : "gi", {
    kind: row.kind, group: row.whole ? 0 : 1, digits: row.digits ?? 0, needs: listed(row.needs, "|"), words: listed(row.words, " "),
  }));
  const topics = Object.entries(rows.topics ?? {});
  topicOf = new Map(topics.flatMap(([kind, row]) => listed(row.words, " ").map((word) => [word, kind])));
  casedTopicOf = new Map(topics.flatMap(([kind, row]) => listed(row.cased, " ").map((word) => [word, kind])));
  phrases = topics.flatMap(([kind, row]) => row.phrases.flatMap((/** @type {any} */ one) =>
    compiled(one.pattern, "g", { kind, cased: Boolean(one.cased), begins: listed(one.begins, "|") })));
  places = new Set(listed(rows.places, " "));
}

/** @param {string | undefined} text @param {string} between @returns {string[]} */
const listed = (text, between) => (text ?? "").split(between).filter(Boolean);

/** @param {string} source @param {string} flags @param {any} rest @returns {any[]} */
function compiled(source, flags, rest) {
  try {
    return [{ ...rest, regex: new RegExp(source, flags) }];
  } catch {
    return []; // an older browser without look-behind: the server still checks
  }
}

/** @param {string} text @returns {{kind: string, found: string, why: string, without: string} | null} the first finding */
export function look(text) {
  const [first] = findings(text);
  if (!first) return null;
  const without = (text.slice(0, first.start) + text.slice(first.end)).replace(/ {2,}/g, " ").trim();
  return { kind: first.kind, found: text.slice(first.start, first.end), why: reason(first.kind), without };
}

/** @param {string} text @returns {Span[]} in the order of the text */
export function findings(text) {
  const lower = Array.from({ length: text.length }, (_, at) => {
    const low = text[at].toLowerCase();
    return low.length === 1 ? low : text[at]; // a few capitals grow, and offsets must hold
  }).join("");
  const folded = lower.replace(/[^ -~]/g, (one) => PLAIN[ACCENTED.indexOf(one)] ?? one);
  const words = wordsOf(text, folded);
  return [...numbers(text, lower, words), ...topics(text, folded, words)]
    .sort((one, other) => one.start - other.start || other.end - one.end);
}

/** @param {string} text @param {string} folded @returns {Word[]} */
function wordsOf(text, folded) {
  return Array.from(text.matchAll(/\p{L}+(?:['’-]\p{L}+)*/gu), (match) => {
    const start = match.index;
    const fold = folded.slice(start, start + match[0].length).replace(/['’]s$/, "");
    return { start, end: start + fold.length, fold, capital: /\p{Lu}/u.test(text[start]) };
  });
}

/** @param {string} text @param {string} lower @param {Word[]} words @returns {Span[]} */
function numbers(text, lower, words) {
  const digits = text.replace(/[^0-9]/g, "").length;
  const written = new Set(words.map((word) => word.fold));
  return patterns
    .filter((one) => one.digits <= digits && (!one.words.length || one.words.some((word) => written.has(word)))
      && (!one.needs.length || one.needs.some((need) => ` ${lower}`.includes(need))))
    .flatMap(({ kind, regex, group }) => Array.from(text.matchAll(regex), (match) => {
      const found = match.length > 1 && group ? match[group] ?? "" : match[0];
      const start = match.index + match[0].indexOf(found);
      return { kind, start, end: start + found.length };
    }))
    .filter((span) => span.start < span.end);
}

/** @param {string} text @param {string} folded @param {Word[]} words @returns {Span[]} */
function topics(text, folded, words) {
  const spans = words.flatMap((word, at) => {
    const { start, end, fold, capital } = word;
    const kind = topicOf.get(fold) ?? (capital ? casedTopicOf.get(text.slice(start, end)) : undefined);
    if (!kind) return [];
    const around = [...words.slice(Math.max(0, at - 2), at), ...words.slice(at + 1, at + 3)];
    if (kind !== "gang" && around.some((one) => places.has(one.fold))) return []; // "immigration clinic" is a place
    if (ALSO_NAMES.has(fold) && capital && words[at + 1]?.capital) return [];
    return [{ kind, start, end }];
  });
  const digit = /[0-9]/.test(text);
  for (const { kind, regex, cased, begins } of phrases) {
    const worth = begins.some((begin) => (begin === "0" ? digit : words.some((word) => word.fold.startsWith(begin))));
    if (!worth) continue;
    for (const match of (cased ? text : folded).matchAll(regex)) {
      spans.push({ kind, start: match.index, end: match.index + match[0].length });
    }
  }
  return spans;
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
    case "immigration":
      return gettext("This is about immigration. The log does not hold that. Write what happened at the place.");
    case "religion":
      return gettext("This is about someone's religion. The log does not hold that. Write what happened at the place.");
    case "politics":
      return gettext("This is about someone's politics. The log does not hold that. Write what happened at the place.");
    case "gang":
      return gettext("This is a gang word. The log is not a gang file. Write what was done and where.");
    default:
      return gettext("This looks like a number that identifies a person. Leave it out.");
  }
}
