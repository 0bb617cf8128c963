/* Recovery codes are shown once: copying them and printing them is one tap, and leaving without them asks first. */
(function () {
  "use strict";
  const kept = document.getElementById("codes-kept");
  const on = document.getElementById("codes-on");
  if (!kept || !on) return;
  const ask = (event) => event.preventDefault();
  window.addEventListener("beforeunload", ask);
  on.addEventListener("click", () => window.removeEventListener("beforeunload", ask));
  kept.addEventListener("change", () => {
    if (kept.checked) window.removeEventListener("beforeunload", ask);
    else window.addEventListener("beforeunload", ask);
  });
  const print = document.getElementById("codes-print");
  print.hidden = false;
  print.addEventListener("click", () => window.print());
})();
