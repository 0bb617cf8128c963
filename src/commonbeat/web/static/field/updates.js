/** New versions of the app: taken whole, and only while nothing is being written. */

/** @param {() => boolean} idle whether no form is open */
export async function takeUpdates(idle) {
  if (!navigator.serviceWorker) return;
  const first = !navigator.serviceWorker.controller;
  let reloaded = first;
  navigator.serviceWorker.addEventListener("controllerchange", () => {
    if (reloaded) {
      reloaded = false;
      return;
    }
    reloaded = true;
    location.reload();
  });
  const registration = await navigator.serviceWorker
    .register("/field/sw.js", { scope: "/field/", type: "module", updateViaCache: "none" })
    .catch(() => null); // a browser without module workers: the app works, though not without a signal
  if (!registration) return;
  const offer = () => {
    if (registration.waiting && navigator.serviceWorker.controller && idle()) registration.waiting.postMessage("take over");
  };
  registration.addEventListener("updatefound", () => registration.installing?.addEventListener("statechange", offer));
  addEventListener("hashchange", offer);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") registration.update().then(offer, () => undefined);
  });
  offer();
}
