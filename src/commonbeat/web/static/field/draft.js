/** What the officer is writing now, kept sealed on the phone so that a killed tab costs nothing. */

import { asked, recall, transact } from "./store.js";
import { sealLocal, unsealLocal, whoIsIn } from "./vault.js";

/** @returns {string} its name in `meta` */
export const draftName = () => `draft ${whoIsIn()}`;

/** @returns {Promise<any>} undefined: there is none */
export async function keptDraft() {
  const sealed = await recall(draftName());
  return sealed ? unsealLocal(draftName(), sealed).catch(() => undefined) : undefined;
}

/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;
/** @type {Promise<unknown>} */
let last = Promise.resolve();

/** Keep it soon; the last one wins. A full phone is said at saving, not while writing. @param {unknown} draft */
export function keepDraft(draft) {
  clearTimeout(timer);
  timer = setTimeout(() => {
    last = last.then(() => put(draft)).catch(() => undefined);
  }, 250);
}

/** @param {unknown} draft */
async function put(draft) {
  if (whoIsIn() === null) return;
  const name = draftName();
  const sealed = await sealLocal(name, draft);
  await transact(["meta"], "readwrite", (meta) => asked(meta.put(sealed, name)));
}

/** No draft is written after this. */
export async function stopDraft() {
  clearTimeout(timer);
  await last;
}

/** The officer let go of what was written. */
export async function dropDraft() {
  await stopDraft();
  await transact(["meta"], "readwrite", (meta) => asked(meta.delete(draftName())));
}
