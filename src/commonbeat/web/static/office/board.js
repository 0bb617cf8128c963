// The posting board: dragging an officer sets the box on the card, and every change asks the plan what it objects to.
(() => {
  "use strict";
  const home = document.getElementById("plan");
  if (!home) return;
  let dragged = null;

  const prepare = () => {
    const hint = home.querySelector(".of-drag-hint");
    if (hint) hint.hidden = false;
    const button = home.querySelector("#plan-form button");
    if (button) button.closest("p").hidden = true;
    for (const card of home.querySelectorAll(".of-officer")) card.draggable = true;
  };

  const send = async (officer) => {
    const form = home.querySelector("#plan-form");
    try {
      const answer = await fetch(form.action, {
        method: "POST", body: new FormData(form), headers: { "X-Requested-With": "fetch" }, redirect: "manual",
      });
      if (!answer.ok) throw new Error(String(answer.status));
      home.innerHTML = await answer.text();
      prepare();
      const again = home.querySelector(`#area-${officer}`);
      if (again) again.focus();
    } catch { form.submit(); }
  };

  home.addEventListener("change", (event) => {
    if (event.target.matches(".of-officer select")) send(event.target.closest(".of-officer").dataset.officer);
  });
  home.addEventListener("dragstart", (event) => {
    dragged = event.target.closest(".of-officer");
    if (!dragged) return;
    dragged.classList.add("of-dragged");
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", dragged.dataset.officer);
  });
  home.addEventListener("dragend", () => {
    if (dragged) dragged.classList.remove("of-dragged");
    for (const column of home.querySelectorAll(".of-over")) column.classList.remove("of-over");
    dragged = null;
  });
  home.addEventListener("dragover", (event) => {
    const column = event.target.closest(".of-column");
    if (!dragged || !column) return;
    event.preventDefault();
    for (const other of home.querySelectorAll(".of-over")) if (other !== column) other.classList.remove("of-over");
    column.classList.add("of-over");
  });
  home.addEventListener("drop", (event) => {
    const column = event.target.closest(".of-column");
    if (!dragged || !column) return;
    event.preventDefault();
    const box = dragged.querySelector("select");
    if (box.value === column.dataset.area) return;
    box.value = column.dataset.area;
    send(dragged.dataset.officer);
  });
  prepare();
})();
