// A large export goes in parts: no part is held longer than it takes to send it, and a lost one is sent again.
(() => {
  "use strict";
  const form = document.querySelector("[data-upload]");
  if (!form) return;
  const input = form.querySelector("input[type=file]"), button = form.querySelector("button");
  const trouble = form.querySelector("[data-trouble]"), bar = form.querySelector("[data-bar]");
  const token = form.querySelector("[name=csrfmiddlewaretoken]").value;
  let begun = null; // { file, ticket, part, there }, kept when the connection is lost

  class Refused extends Error {}

  const ask = async (address, body) => {
    const answer = await fetch(address, { method: "POST", body, headers: { "X-CSRFToken": token }, redirect: "manual" });
    if (answer.status !== 200 && answer.status !== 422) throw new Error(String(answer.status));
    const told = await answer.json();
    if (told.error) throw new Refused(told.error);
    return told;
  };

  const again = async (send) => {
    for (let turn = 0; ; turn += 1) {
      try { return await send(); } catch (error) {
        if (error instanceof Refused || turn >= 4) throw error;
        await new Promise((done) => { setTimeout(done, 500 * 2 ** turn); });
      }
    }
  };

  const fields = (told) => {
    const body = new FormData();
    for (const [name, value] of Object.entries(told)) body.append(name, value);
    return body;
  };

  const say = (words) => {
    trouble.hidden = !words;
    trouble.querySelector("p").textContent = words;
  };

  const show = (sent, all) => {
    bar.hidden = false;
    bar.querySelector("progress").value = all ? (100 * sent) / all : 0;
    const words = bar.querySelector("p"), mb = (bytes) => Math.ceil(bytes / 1048576).toLocaleString(document.documentElement.lang);
    const now = sent < all ? words.dataset.sent.replace("{sent}", mb(sent)).replace("{all}", mb(all)) : words.dataset.end;
    if (words.textContent !== now) words.textContent = now;
  };

  form.addEventListener("submit", async (event) => {
    const file = input.files[0];
    if (!file) return; // the browser or the server says that one is missing
    event.preventDefault();
    if (file.size > Number(form.dataset.most)) { say(trouble.dataset.large); return; }
    say("");
    button.disabled = true;
    try {
      if (!begun || begun.file !== file) {
        begun = { file, there: 0, ...await again(() => ask(form.dataset.begin, fields({ file: file.name, size: file.size }))) };
      }
      while (begun.there < file.size) {
        show(begun.there, file.size);
        const address = `${form.dataset.part}?${new URLSearchParams({ ticket: begun.ticket, at: begun.there })}`;
        const part = file.slice(begun.there, begun.there + begun.part);
        begun.there = (await again(() => ask(address, part))).there;
      }
      show(file.size, file.size);
      location.assign((await ask(form.dataset.finish, fields({ ticket: begun.ticket }))).page);
    } catch (error) {
      bar.hidden = true;
      if (error instanceof Refused) begun = null;
      say(error instanceof Refused ? error.message : trouble.dataset.lost);
      button.disabled = false;
      button.focus();
    }
  });
})();
