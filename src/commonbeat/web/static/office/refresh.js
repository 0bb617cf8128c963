// While work goes on, fetch the page again and swap what it says; reload once the work has ended.
(() => {
  "use strict";
  const box = document.querySelector("[data-refresh]");
  if (!box) return;
  const seconds = Number(box.dataset.refresh) || 3;
  const look = async () => {
    try {
      const answer = await fetch(location.href, { headers: { Accept: "text/html" }, cache: "no-store" });
      if (!answer.ok) throw new Error(String(answer.status));
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.querySelector("[data-refresh]");
      if (!fresh) { location.reload(); return; }
      for (const part of ["h2", "p[role=status]"]) {
        const there = box.querySelector(part), now = fresh.querySelector(part);
        if (there && now && there.textContent !== now.textContent) there.textContent = now.textContent;
      }
      const bar = box.querySelector("progress"), now = fresh.querySelector("progress");
      if (bar && now && now.hasAttribute("value")) bar.value = now.value;
      else if (bar) bar.removeAttribute("value");
    } catch { /* no signal: look again later */ }
    setTimeout(look, seconds * 1000);
  };
  setTimeout(look, seconds * 1000);
})();
