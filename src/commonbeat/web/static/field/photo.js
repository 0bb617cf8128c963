/** A picture of the place: drawn anew on the phone, so that nothing the camera wrote into it leaves the phone. */

import { toHex } from "./bytes.js";

/** Longest side in pixels. */
const LONGEST = 1600;

/** @param {Blob} file @returns {Promise<{hash: string, bytes: ArrayBuffer}>} JPEG @throws {Error} no picture */
export async function redraw(file) {
  const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
  const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(picture.width * scale));
  canvas.height = Math.max(1, Math.round(picture.height * scale));
  canvas.getContext("2d")?.drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  /** @type {Blob | null} */
  const jpeg = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.8));
  if (!jpeg) throw new Error("the picture could not be drawn");
  const bytes = await jpeg.arrayBuffer();
  return { hash: toHex(await crypto.subtle.digest("SHA-256", bytes)), bytes };
}

/** The picture, small, to know it by. @param {Uint8Array<ArrayBuffer>} bytes @returns {HTMLCanvasElement} drawn soon */
export function small(bytes) {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 0;
  createImageBitmap(new Blob([bytes])).then((picture) => {
    const scale = Math.min(1, 160 / Math.max(picture.width, picture.height));
    canvas.width = Math.max(1, Math.round(picture.width * scale));
    canvas.height = Math.max(1, Math.round(picture.height * scale));
    canvas.getContext("2d")?.drawImage(picture, 0, 0, canvas.width, canvas.height);
    picture.close();
  }, () => undefined);
  return canvas;
}
