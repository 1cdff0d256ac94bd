// A phone turns the slides of this screen: nothing is asked of the server until someone opens the remote control.
const LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
const EVERY_MS = 1200;
const button = document.querySelector("[data-remote]");
const place = document.querySelector("[data-remote-address]");

function store(name, value) {
  try { return value === undefined ? sessionStorage.getItem(name) : sessionStorage.setItem(name, value); } catch { return null; }
}

function made() {
  const draws = crypto.getRandomValues(new Uint8Array(6));
  return [...draws].map((draw) => LETTERS[draw % LETTERS.length]).join("");
}

async function ask(code) {
  try {
    const answer = await fetch(button.dataset.remote.replace("CODE", code));
    const { count, way } = await answer.json();
    const seen = store("copilote-salle-vu");
    store("copilote-salle-vu", count);
    if (seen !== null && count > Number(seen)) document.querySelector(`.room-bar [rel="${way}"]`)?.click();
  } catch { /* no network: the keys still turn the slides */ }
}

function open(code) {
  place.textContent = `${button.dataset.says} ${location.host}${button.dataset.page.replace("CODE", code)}`;
  place.hidden = false;
  ask(code);
  setInterval(ask, EVERY_MS, code);
}

button.hidden = false;
button.addEventListener("click", () => {
  const code = store("copilote-salle") ?? made();
  store("copilote-salle", code);
  button.hidden = true;
  open(code);
});
if (store("copilote-salle")) { button.hidden = true; open(store("copilote-salle")); }
