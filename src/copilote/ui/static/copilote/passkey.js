// Passkeys: the page gives what the browser signs, the form takes what it answers. Without it, other ways remain.
const able = Boolean(window.PublicKeyCredential && navigator.credentials && isSecureContext);

function bytes(text) {
  const padded = text.replace(/-/g, "+").replace(/_/g, "/");
  return Uint8Array.from(atob(padded), (letter) => letter.charCodeAt(0));
}

function text(buffer) {
  const letters = Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join("");
  return btoa(letters).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

// What the server writes as text is bytes for the browser, and the other way round.
function read({ publicKey }) {
  const options = { ...publicKey, challenge: bytes(publicKey.challenge) };
  if (options.user) options.user = { ...options.user, id: bytes(options.user.id) };
  for (const list of ["allowCredentials", "excludeCredentials"]) {
    if (options[list]) options[list] = options[list].map((known) => ({ ...known, id: bytes(known.id) }));
  }
  return options;
}

function written(credential) {
  const { response } = credential;
  const answer = { clientDataJSON: text(response.clientDataJSON) };
  for (const part of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (response[part]) answer[part] = text(response[part]);
  }
  if (response.getTransports) answer.transports = response.getTransports();
  return {
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment ?? undefined,
    clientExtensionResults: credential.getClientExtensionResults(),
    response: answer,
  };
}

async function optionsOf(form) {
  const given = document.getElementById("passkey-options");
  if (given) return JSON.parse(given.textContent);
  const answer = await fetch(form.dataset.options, { headers: { accept: "application/json" } });
  if (!answer.ok) throw new Error(String(answer.status));
  return (await answer.json()).request_options;
}

async function send(form) {
  const error = document.querySelector("[data-passkey-error]");
  if (error) error.hidden = true;
  try {
    const publicKey = read(await optionsOf(form));
    const creating = form.dataset.passkey === "create";
    const credential = await navigator.credentials[creating ? "create" : "get"]({ publicKey });
    form.elements.credential.value = JSON.stringify(written(credential));
    form.submit();
  } catch {
    if (error) error.hidden = false;
  }
}

if (able) {
  for (const way of document.querySelectorAll("[data-passkey-way]")) way.hidden = false;
  for (const absent of document.querySelectorAll("[data-passkey-absent]")) absent.hidden = true;
  for (const form of document.querySelectorAll("[data-passkey]")) {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      send(form);
    });
  }
}
