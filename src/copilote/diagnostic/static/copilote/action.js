// The form of an action: its levers proposed as the title is written, the units of the levers chosen, and what a quantity
// avoids as one types. Without this file the buttons of the form do the same.
const form = document.querySelector("form[data-action-form]");

function read(text) {
  const bare = text.replace(/[\s\u00a0\u202f\u2009']/g, "").replace("−", "-").replace(",", ".");
  return /^[+-]?(\d+(\.\d*)?|\.\d+)$/.test(bare) ? Number(bare) : NaN;
}

function carbon(kt) {
  const small = kt > 0 && kt < 1;
  const value = small ? kt * 1000 : kt;
  const options = value >= 100 ? { maximumFractionDigits: 0 } : { maximumSignificantDigits: 3 };
  return `${value.toLocaleString("fr", options)}\u00a0${small ? "t" : "kt"}`;
}

function start() {
  const units = JSON.parse(document.getElementById("unites").textContent);
  const levers = [...form.querySelectorAll("select[name^=levier]")];
  const [title, amount, unit] = ["titre", "quantite", "unite"].map((name) => form.elements[name]);
  const said = document.getElementById("quantite-soit");
  const evoked = document.getElementById("leviers-proposes");
  for (const extra of form.querySelectorAll(".act-propose, .act-convert")) extra.hidden = true;

  const method = form.querySelector(".act-method");

  function show() {
    // Where it comes from is asked of a figure in CO2e only.
    method.hidden = amount.value.trim() === "" || !units[""].some(([key]) => key === unit.value);
    const all = Object.values(units).flat();
    const [, , kt] = all.find(([key]) => key === unit.value) ?? [];
    const value = read(amount.value);
    const text = kt == null || !(value >= 0) ? "" : form.dataset.said.replace("{kt}", carbon(value * kt));
    if (said.textContent !== text) said.textContent = text;
  }

  function offer() {
    const held = unit.value;
    const chosen = [...new Set(levers.map((lever) => lever.value))].filter((lever) => lever && units[lever]);
    const groups = chosen.map((lever) => {
      const group = document.createElement("optgroup");
      group.label = levers[0].querySelector(`option[value="${CSS.escape(lever)}"]`).textContent;
      group.append(...units[lever].map(([key, name]) => new Option(name, key)));
      return group;
    });
    const last = document.createElement("optgroup");
    last.label = "CO2e";
    last.append(...units[""].map(([key, name]) => new Option(name, key)));
    unit.replaceChildren(...groups, last);
    // What is typed keeps its unit; nothing typed takes that of the lever just chosen.
    if (amount.value.trim() !== "" && [...unit.options].some((option) => option.value === held)) unit.value = held;
    show();
  }

  function choose(lever) {
    if (levers.some((each) => each.value === lever)) return;
    const free = levers.find((each) => each.value === "") ?? levers.at(-1);
    free.value = lever;
    free.closest("details")?.setAttribute("open", "");
    offer();
  }

  let asked = "";
  async function propose() {
    const text = title.value.trim();
    if (text === asked || text.length < 4) return;
    asked = text;
    const answer = await fetch(`${form.dataset.suggestions}?titre=${encodeURIComponent(text)}`).catch(() => null);
    if (!answer?.ok || asked !== text) return;
    const { levers: found } = await answer.json();
    const list = document.createElement("ul");
    list.className = "obs-go";
    for (const { id, label, words } of found) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "fr-btn fr-btn--secondary fr-btn--sm";
      button.textContent = label;
      button.addEventListener("click", () => choose(id));
      const why = document.createElement("span");
      why.className = "muted";
      why.textContent = ` (${words})`;
      const item = document.createElement("li");
      item.append(button, why);
      list.append(item);
    }
    const told = document.createElement("p");
    told.textContent = form.dataset.evoked;
    evoked.replaceChildren(...(found.length ? [told, list] : []));
  }

  let wait = 0;
  title.addEventListener("input", () => { clearTimeout(wait); wait = setTimeout(propose, 500); });
  title.addEventListener("change", propose);
  for (const lever of levers) lever.addEventListener("change", offer);
  amount.addEventListener("input", show);
  unit.addEventListener("change", show);
  show();
}

if (form) start();
