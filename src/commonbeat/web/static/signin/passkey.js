/* Passkeys: asks the browser for one and puts the answer into a form. No other site is asked anything. */
(function () {
  "use strict";

  function bytes(text) {
    const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
    return Uint8Array.from(plain, (letter) => letter.charCodeAt(0)).buffer;
  }

  function text(buffer) {
    let plain = "";
    for (const byte of new Uint8Array(buffer)) plain += String.fromCharCode(byte);
    return btoa(plain).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  }

  function withBytes(credentials) {
    return (credentials || []).map((one) => ({ ...one, id: bytes(one.id) }));
  }

  async function fresh(publicKey, alone) {
    const selection = { ...publicKey.authenticatorSelection };
    selection.residentKey = alone ? "required" : "discouraged";
    selection.requireResidentKey = alone;
    if (alone) selection.userVerification = "required";
    const made = await navigator.credentials.create({
      publicKey: {
        ...publicKey,
        authenticatorSelection: selection,
        challenge: bytes(publicKey.challenge),
        user: { ...publicKey.user, id: bytes(publicKey.user.id) },
        excludeCredentials: withBytes(publicKey.excludeCredentials),
      },
    });
    const response = {
      clientDataJSON: text(made.response.clientDataJSON),
      attestationObject: text(made.response.attestationObject),
      transports: made.response.getTransports ? made.response.getTransports() : [],
    };
    return packed(made, response);
  }

  async function shown(publicKey) {
    const found = await navigator.credentials.get({
      publicKey: {
        ...publicKey,
        challenge: bytes(publicKey.challenge),
        allowCredentials: withBytes(publicKey.allowCredentials),
      },
    });
    const handle = found.response.userHandle;
    return packed(found, {
      clientDataJSON: text(found.response.clientDataJSON),
      authenticatorData: text(found.response.authenticatorData),
      signature: text(found.response.signature),
      userHandle: handle ? text(handle) : null,
    });
  }

  function packed(credential, response) {
    return {
      type: credential.type,
      id: credential.id,
      rawId: text(credential.rawId),
      authenticatorAttachment: credential.authenticatorAttachment,
      response,
      clientExtensionResults: credential.getClientExtensionResults(),
    };
  }

  async function options(form) {
    const inPage = document.getElementById("passkey-options");
    if (inPage) return JSON.parse(inPage.textContent);
    const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error("options");
    return answer.json();
  }

  function say(form, key) {
    const place = form.querySelector("[data-passkey-says]");
    place.textContent = place.dataset[key] || place.dataset.failed;
    place.hidden = false;
  }

  async function run(form) {
    const add = form.dataset.passkey === "add";
    const given = await options(form);
    const alone = form.querySelector("[name=passwordless]");
    const credential = add
      ? await fresh(given.creation_options.publicKey, alone ? alone.checked : true)
      : await shown(given.request_options.publicKey);
    form.querySelector("[name=credential]").value = JSON.stringify(credential);
    form.submit();
  }

  for (const form of document.querySelectorAll("form[data-passkey]")) {
    const button = form.querySelector("button");
    if (!window.PublicKeyCredential) {
      say(form, "unable");
      button.disabled = true;
      continue;
    }
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      button.disabled = true;
      run(form)
        .catch((error) => say(form, error.name === "SecurityError" ? "address" : error.name === "InvalidStateError" ? "known" : "failed"))
        .finally(() => { button.disabled = false; });
    });
  }
})();
