// The site works without this file. It adds: the choice of theme.
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
