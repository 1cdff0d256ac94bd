// The site works without this file. It adds: the choice of theme, folds that links open, and the keys of a room.
const root = document.documentElement;
const dark = matchMedia("(prefers-color-scheme: dark)");

function kept() {
  try { return localStorage.getItem("copilote-theme"); } catch { return null; }
}

function apply(theme) {
  const chosen = theme ?? (dark.matches ? "dark" : "light");
  root.dataset.frTheme = chosen;
  for (const button of document.querySelectorAll("[data-theme-switch]")) {
    button.hidden = false;
    // The button names what it does, not what is.
    button.textContent = chosen === "dark" ? button.dataset.light : button.dataset.dark;
  }
}

apply(kept());
dark.addEventListener("change", () => apply(kept()));
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-theme-switch]");
  if (!button) return;
  const next = root.dataset.frTheme === "dark" ? "light" : "dark";
  try { localStorage.setItem("copilote-theme", next); } catch { /* private browsing: the choice lasts for this page */ }
  apply(next);
});

// What is open on a wide screen and long on a phone, where it is one touch away.
if (matchMedia("(max-width: 48rem)").matches) {
  for (const part of document.querySelectorAll("details[data-wide]")) part.open = false;
}

// A link to a folded part opens it.
function unfold() {
  const part = document.getElementById(decodeURIComponent(location.hash.slice(1)))?.closest("details");
  if (part) part.open = true;
}
addEventListener("hashchange", unfold);
unfold();

// Who signs out leaves nothing of what was being typed in this browser.
document.addEventListener("submit", ({ target }) => {
  if (!target.action?.endsWith("/deconnexion")) return;
  try {
    for (const key of Object.keys(localStorage)) if (key.startsWith("copilote-tableau:")) localStorage.removeItem(key);
  } catch { /* nothing was kept */ }
});

// In a room: arrows go to the page before or after, Escape leaves. Never from a field or something that scrolls.
if (document.body.classList.contains("room")) {
  document.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (event.target.closest("input, textarea, select, [contenteditable], [tabindex='0']")) return;
    const place = { ArrowLeft: '[rel="prev"]', ArrowRight: '[rel="next"]', Escape: "[data-leave]" }[event.key];
    if (place) document.querySelector(`.room-bar ${place}`)?.click();
  });
}
