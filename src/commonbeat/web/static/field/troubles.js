/** Sentences for what can go wrong on a phone. */

import { gettext } from "./words.js";

/** @returns {string} */
export const fullPhone = () => gettext(
  "The phone is full, so this was not saved. Your words are still here. Free some space, then save again.");

/** @returns {string} */
export const notSaved = () => gettext("This was not saved. Your words are still here. Try again.");
