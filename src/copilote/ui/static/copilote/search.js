// Suggestions under each search field as one types. Without this file the form searches as it is.
const PAUSE_MS = 140;
let fields = 0;

for (const input of document.querySelectorAll("[data-suggest]")) suggest(input);

function suggest(input) {
  const form = input.form;
  const list = document.createElement("ul");
  const status = document.createElement("p");
  let waiting, asked, active = -1, options = [];

  list.id = `suggestions-${++fields}`;
  list.className = "suggest";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", input.dataset.label);
  status.className = "fr-sr-only";
  status.setAttribute("role", "status");
  (input.closest("[data-suggest-here]") ?? form).append(list, status);
  for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id })) input.setAttribute(name, value);

  function close() {
    list.hidden = true;
    active = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function point(to) {
    options[active]?.setAttribute("aria-selected", "false");
    active = (to + options.length) % options.length;
    options[active].setAttribute("aria-selected", "true");
    options[active].scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", options[active].id);
  }

  function show(suggestions) {
    options = suggestions.map(({ name, detail, address }, rank) => {
      const option = document.createElement("li"), what = document.createElement("strong"), where = document.createElement("span");
      option.id = `${list.id}-${rank}`;
      option.dataset.address = address;
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      what.textContent = name;
      where.textContent = detail;
      option.append(what, " ", where);
      return option;
    });
    close();
    list.replaceChildren(...options);
    list.hidden = !options.length;
    input.setAttribute("aria-expanded", String(options.length > 0));
    status.textContent = input.dataset.counted.replace("#", options.length);
  }

  async function ask() {
    const text = input.value.trim();
    if (text === asked) return;
    asked = text;
    if (text.length < 2) return show([]);
    const query = new URLSearchParams({ q: text });
    if (form.elements.region) query.set("region", form.elements.region.value);
    try {
      const answer = await fetch(`${input.dataset.suggest}?${query}`);
      // What was typed meanwhile has its own answer on the way.
      if (answer.ok && input.value.trim() === text) show(await answer.json());
    } catch { /* no network: the form still searches */ }
  }

  input.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(ask, PAUSE_MS); });
  input.addEventListener("blur", () => setTimeout(close, 150));
  input.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !list.hidden) { event.preventDefault(); close(); }
    if (event.key === "ArrowDown" && list.hidden && options.length) { list.hidden = false; input.setAttribute("aria-expanded", "true"); }
    if (list.hidden) return;
    const to = { ArrowDown: active + 1, ArrowUp: active < 0 ? -1 : active - 1 }[event.key];
    if (to !== undefined) { event.preventDefault(); point(to); }
    if (event.key === "Enter" && active >= 0) { event.preventDefault(); location.assign(options[active].dataset.address); }
  });
  // Before the field loses the focus, which would close the list.
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) location.assign(option.dataset.address);
  });
}
