// Scenarios kept in this browser, and the buttons that copy a link. Nothing leaves the browser.
const KEY = "copilote-scenarios";

function kept() {
  try {
    const found = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return Array.isArray(found) ? found.filter((one) => one && typeof one.query === "string" && typeof one.region === "string") : [];
  } catch {
    return [];
  }
}

function keep(list) {
  try {
    localStorage.setItem(KEY, JSON.stringify(list));
    return true;
  } catch {
    return false;
  }
}

for (const button of document.querySelectorAll("[data-copy]")) {
  if (!navigator.clipboard) break;
  button.hidden = false;
  button.addEventListener("click", async () => {
    const place = document.querySelector("[data-copied]");
    const input = document.getElementById(button.dataset.copy);
    try {
      await navigator.clipboard.writeText(input.value);
      place.textContent = place.dataset.copied;
    } catch {
      input.select();
    }
  });
}

const box = document.querySelector("[data-kept]");
const form = document.querySelector("form[data-keep]");
const said = document.querySelector("[data-kept-said]");

function address(one) {
  const base = box.dataset.compare.replace(/\/regions\/[^/]+\/comparer$/, "");
  const query = new URLSearchParams(one.query);
  query.set("nom", one.name);
  return `${base}/regions/${encodeURIComponent(one.region)}/simulateur/resultat?${query}`;
}

function row(one, list) {
  const item = document.querySelector("template[data-kept-row]").content.firstElementChild.cloneNode(true);
  const part = (name) => item.querySelector(name);
  const link = part("[data-open]");
  link.textContent = one.name;
  link.href = address(one);
  const day = new Date(one.date);
  const date = Number.isNaN(day.getTime()) ? "" : day.toLocaleDateString(document.documentElement.lang, { dateStyle: "long" });
  part("[data-about]").textContent = [one.regionName, one.sentence, date].filter(Boolean).join(" · ");
  const pick = part("input[type=checkbox]");
  pick.value = address(one);
  part(".kept__pick .fr-sr-only").append(` : ${one.name}`);
  if (one.region !== box.dataset.region) part(".kept__pick").replaceChildren();
  const rename = part(".kept__rename");
  const confirm = part(".kept__confirm");
  const close = (back) => { rename.hidden = true; confirm.hidden = true; part(back).focus(); };
  part("[data-rename]").setAttribute("aria-label", `${part("[data-rename]").textContent} : ${one.name}`);
  part("[data-delete]").setAttribute("aria-label", `${part("[data-delete]").textContent} : ${one.name}`);
  part("[data-rename]").addEventListener("click", () => {
    confirm.hidden = true;
    rename.hidden = false;
    const input = rename.querySelector("input");
    input.value = one.name;
    input.select();
  });
  part("[data-delete]").addEventListener("click", () => {
    rename.hidden = true;
    confirm.hidden = false;
    part("[data-confirm]").focus();
  });
  rename.querySelector("[data-cancel]").addEventListener("click", () => close("[data-rename]"));
  confirm.querySelector("[data-cancel]").addEventListener("click", () => close("[data-delete]"));
  rename.addEventListener("submit", (event) => {
    event.preventDefault();
    const name = rename.querySelector("input").value.trim();
    if (!name) return;
    one.name = name;
    keep(list);
    show(box.dataset.renamed);
  });
  part("[data-confirm]").addEventListener("click", () => {
    keep(list.filter((other) => other !== one));
    show(box.dataset.deleted);
    document.getElementById("gardes").focus();
  });
  return item;
}

function picked() {
  return [...box.querySelectorAll(".kept__pick input:checked")];
}

function show(message = "") {
  const list = kept();
  box.hidden = false;
  box.querySelector("[data-kept-none]").hidden = list.length > 0;
  box.querySelector("[data-kept-list]").replaceChildren(...list.map((one) => row(one, list)));
  const here = list.filter((one) => one.region === box.dataset.region).length > 1;
  box.querySelector("[data-kept-compare]").hidden = !here;
  box.querySelector("[data-kept-help]").hidden = !here;
  said.textContent = message;
}

if (box) {
  show();
  box.querySelector("[data-kept-compare]").addEventListener("click", () => {
    const chosen = picked();
    if (chosen.length < 2 || chosen.length > 4) {
      said.textContent = box.querySelector("[data-kept-help]").textContent;
      return;
    }
    const query = new URLSearchParams(chosen.map((one) => ["s", one.value]));
    location.assign(`${box.dataset.compare}?${query}`);
  });
}

if (form && box) {
  form.hidden = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const name = form.elements.nom.value.trim();
    if (!name) return;
    const { query, region, regionName, sentence } = form.dataset;
    const list = kept().filter((one) => one.name !== name || one.region !== region);
    const done = keep([{ name, query, region, regionName, sentence, date: new Date().toISOString() }, ...list]);
    show(done ? box.dataset.kept : box.dataset.full);
  });
}
