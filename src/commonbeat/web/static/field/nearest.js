/** Which of the officer's places is nearest. The phone's own position is used here and never sent or stored. */

/** Meters; farther away than this, a place is not proposed. */
const FAR = 1500;

/** @typedef {{id: number, label: string, lon: number | null, lat: number | null}} Place */

/** @param {Place[]} places @returns {Promise<Place | null>} null: the phone may not tell, or nothing is near */
export async function nearest(places) {
  const here = await position();
  if (!here) return null;
  let best = null;
  let least = FAR;
  for (const place of places) {
    if (place.lon === null || place.lat === null) continue;
    const away = meters(here.coords, { longitude: place.lon, latitude: place.lat });
    if (away < least) [best, least] = [place, away];
  }
  return best;
}

/** @returns {Promise<GeolocationPosition | null>} */
function position() {
  return new Promise((resolve) => {
    if (!navigator.geolocation) resolve(null);
    else navigator.geolocation.getCurrentPosition(resolve, () => resolve(null), { timeout: 5000, maximumAge: 60_000 });
  });
}

/** Flat-earth distance, good to a percent over a few kilometers. */
function meters(/** @type {any} */ one, /** @type {any} */ other) {
  const degree = 111_195;
  const north = (one.latitude - other.latitude) * degree;
  const east = (one.longitude - other.longitude) * degree * Math.cos((one.latitude * Math.PI) / 180);
  return Math.hypot(north, east);
}
