// The workbench of an organisation, as a spreadsheet: arrows, paste, undo, each cell kept as soon as it is left. Without
// network, cells stay in this browser and are sent when it returns; what a colleague wrote meanwhile is shown beside.
// Without this file the page is one form with a button.

const form = document.querySelector("form[data-workbench]");
const live = JSON.parse(document.getElementById("tableau").textContent);
const cells = new Map(Object.entries(live.cells)); // name → [version, text, who and when]
const inputs = new Map([...form.querySelectorAll(".wb-cell input")].map((input) => [input.name, input]));
const waiting = new Map(); // name → {text, seen, sure}: typed, and not kept by the site yet
const held = new Set(); // those that wait for an answer, of the person
const past = []; // what undoing brings back: groups of [name, text]
let stamp = live.stamp, sending = false, again = false, base = null;
const at = (selector) => document.querySelector(selector);
const [saved, others, panel, toast, undo] = ["[data-saved]", "[data-others]", "[data-panel]", "[data-toast]", "[data-undo]"].map(at);
const stored = (name) => cells.get(name) ?? [0, "", ""];
const split = (name) => { const cut = name.lastIndexOf(":"); return [name.slice(0, cut), name.slice(cut + 1)]; };

// What waits stays in this browser, cell by cell, so that two windows lose nothing of one another.
const KEY = `${live.key}|`;
function keep(name) {
  try {
    if (waiting.has(name)) localStorage.setItem(KEY + name, JSON.stringify(waiting.get(name)));
    else localStorage.removeItem(KEY + name);
  } catch { /* private browsing: what waits lasts for this page */ }
}
function recall() {
  try {
    for (const key of Object.keys(localStorage)) {
      const name = key.slice(KEY.length);
      if (key.startsWith(KEY) && inputs.has(name)) waiting.set(name, JSON.parse(localStorage.getItem(key)));
    }
  } catch { /* the same */ }
  for (const [name, { text }] of waiting) inputs.get(name).value = text;
}

function say(text) { if (saved.textContent !== text) saved.textContent = text; }
function count() {
  const many = waiting.size - held.size;
  if (held.size) return `${held.size} case${held.size > 1 ? "s attendent" : " attend"} votre réponse, sous sa ligne.`;
  if (many) return `${many} case${many > 1 ? "s" : ""} à envoyer, gardée${many > 1 ? "s" : ""} dans ce navigateur.`;
  return "";
}
function marks() { for (const [name, input] of inputs) input.classList.toggle("wb-wait", waiting.has(name)); }

// --- keeping
function put(name, text, seen, sure = false) {
  const [version, text0] = stored(name);
  if (plain(text) === plain(text0) && !sure && seen === version) { waiting.delete(name); held.delete(name); } else {
    waiting.set(name, { text, seen, sure });
    held.delete(name);
  }
  clear(name);
  keep(name);
  marks();
}

async function flush() {
  if (sending) { again = true; return; }
  const sent = [...waiting].filter(([name]) => !held.has(name));
  if (!sent.length) return;
  sending = true;
  say("Enregistrement…");
  const rows = sent.map(([name, { text, seen, sure }]) => { const [lever, column] = split(name); return { lever, column, text, seen, sure }; });
  const body = new URLSearchParams({ csrfmiddlewaretoken: form.elements.csrfmiddlewaretoken.value, cellules: JSON.stringify(rows) });
  const answer = navigator.onLine ? await fetch(live.save, { method: "POST", body, redirect: "manual" }).catch(() => null) : null;
  const told = answer?.ok ? await answer.json().catch(() => null) : null;
  sending = false;
  if (!told) {
    const signed = answer && (answer.type === "opaqueredirect" || answer.status === 403);
    say(`${count()}${signed ? " Votre session est finie : reconnectez-vous dans un autre onglet." : ""}`);
    return;
  }
  const mine = new Map(sent);
  for (const cell of told.cells) settle(cell, mine.get(cell.name));
  stamp = told.stamp;
  show(told.figures);
  marks();
  say(count() || (told.saved ? `Enregistré à ${told.saved}.` : ""));
  if (again) { again = false; flush(); }
}

function settle(cell, mine) {
  const now = waiting.get(cell.name), input = inputs.get(cell.name);
  cells.set(cell.name, [cell.version, cell.text, cell.sign]);
  if (now && (now.text !== mine.text || now.sure !== mine.sure)) { // typed again meanwhile, over what is now kept
    if (cell.state === "saved") now.seen = cell.version;
    keep(cell.name);
    again = true;
    return;
  }
  if (cell.state === "saved") {
    waiting.delete(cell.name);
    keep(cell.name);
    if (input !== document.activeElement) input.value = cell.text;
    else if (base) base.seen = cell.version;
    return;
  }
  held.add(cell.name);
  ask(cell, mine.text);
}

// --- what is asked, under its own line
function clear(name) {
  for (const row of form.querySelectorAll(`tr[data-for="${CSS.escape(name)}"]`)) row.remove();
  inputs.get(name)?.classList.remove("wb-left");
}

function ask(cell, typed) {
  clear(cell.name);
  const input = inputs.get(cell.name), label = input.getAttribute("aria-label");
  input.classList.add("wb-left");
  const [row, td, box] = ["tr", "td", "div"].map((tag) => document.createElement(tag));
  Object.assign(row, { className: "wb-ask" }).dataset.for = cell.name;
  row.setAttribute("role", "row"); td.setAttribute("role", "cell"); td.colSpan = 7;
  box.className = "keys-asked"; box.setAttribute("role", "alert");
  const line = (text) => { const p = document.createElement("p"); p.textContent = text; box.append(p); };
  const act = (text, done) => {
    const button = Object.assign(document.createElement("button"), { type: "button", className: "fr-btn fr-btn--secondary fr-btn--sm", textContent: text });
    button.addEventListener("click", () => { done(); input.focus(); flush(); });
    box.append(button);
  };
  const back = () => { input.value = cell.text; put(cell.name, cell.text, cell.version); say(count()); };
  if (cell.state === "meanwhile") {
    line(`${label} : un collègue a écrit ${cell.text || "une case vide"}${cell.sign ? ` (${cell.sign})` : ""} ; vous, ${typed || "une case vide"}.`);
    act("Garder la mienne", () => put(cell.name, typed, cell.version));
    act("Prendre la sienne", back);
  } else {
    if (cell.why) line(cell.why);
    for (const { text } of cell.asked) line(text);
    const instead = cell.asked.find((each) => each.instead)?.instead;
    if (instead) act(`Mettre ${instead}`, () => { input.value = instead; put(cell.name, instead, cell.version); });
    if (cell.asked.length) act(`C’est bien ${typed}`, () => put(cell.name, typed, cell.version, true));
    act("Revenir à l’ancien chiffre", back);
  }
  td.append(box); row.append(td);
  let after = input.closest("tr");
  while (after.nextElementSibling?.classList.contains("wb-ask")) after = after.nextElementSibling;
  after.after(row);
}

// --- figures of the page
function show(figures) {
  if (!figures) return;
  at("[data-title]").textContent = figures.title;
  for (const [name, text] of [["covers", figures.covers], ["amount", figures.amount]]) for (const one of document.querySelectorAll(`[data-${name}]`)) one.textContent = text;
  for (const [kind, start, wide] of figures.bars) {
    const bar = at(`[data-bar="${kind}"]`);
    bar?.setAttribute("x", start); bar?.setAttribute("width", wide);
  }
  at(".wb-bar")?.setAttribute("aria-label", figures.drawn);
  at("[data-target]")?.setAttribute("x", figures.target);
  at(".wb-rest")?.setAttribute("width", figures.target);
  for (const theme of form.querySelectorAll("[data-theme]")) theme.querySelector("[data-said]").textContent = figures.themes[theme.dataset.theme] ?? "";
  for (const row of form.querySelectorAll("[data-lever]")) gap(row.querySelector("[data-gap]"), figures.gaps[row.dataset.lever]);
}
const SVG = "http://www.w3.org/2000/svg";
function gap(place, found) {
  if (!found?.[0] || place.textContent === found[0]) return;
  const [text, kind, reach] = found, span = document.createElement("span");
  span.textContent = text;
  if (kind) span.className = `wb-${kind}`;
  place.replaceChildren(span);
  if (!kind) return;
  const svg = document.createElementNS(SVG, "svg");
  for (const [name, value] of [["viewBox", "0 0 150 6"], ["preserveAspectRatio", "none"], ["aria-hidden", "true"]]) svg.setAttribute(name, value);
  for (const [look, x, width] of [["wb-way-bg", 0, 150], ["wb-fill", 0, reach], ["wb-mark", 99, 3]]) {
    const bar = document.createElementNS(SVG, "rect");
    for (const [name, value] of [["class", look], ["x", x], ["width", width], ["height", 6]]) bar.setAttribute(name, value);
    svg.append(bar);
  }
  place.append(svg);
}

function convert(input) {
  const [lever, column] = split(input.name);
  panel.hidden = false;
  panel.replaceChildren(...words(live, lever, column, read(input.value), input.getAttribute("aria-label")));
}

// --- typing
function leave(input) {
  if (!base || base.name !== input.name) return;
  const { name, text, seen } = base;
  if (plain(input.value) === plain(text)) return;
  past.push([[name, text]]);
  undo.disabled = false;
  base = { name, text: input.value, seen };
  put(name, input.value.trim(), waiting.get(name)?.seen ?? seen);
  if (!input.value.trim()) tell(`${input.getAttribute("aria-label")} : case vidée.`);
  flush();
}

function several(changes) {
  past.push(changes.map(([name]) => [name, inputs.get(name).value]));
  undo.disabled = false;
  for (const [name, text] of changes) {
    inputs.get(name).value = text;
    put(name, text, waiting.get(name)?.seen ?? stored(name)[0]);
  }
  if (base) base.text = inputs.get(base.name).value;
  flush();
}

// A cell that is being typed, and is not left yet, waits in this browser like the others.
function hold() {
  const input = document.activeElement;
  if (base && base.name === input?.name && plain(input.value) !== plain(base.text)) put(base.name, input.value, base.seen);
}

function takeBack() {
  const group = past.pop();
  if (!group) return;
  undo.disabled = !past.length;
  toast.hidden = true;
  for (const [name, text] of group) {
    inputs.get(name).value = text;
    put(name, text, waiting.get(name)?.seen ?? stored(name)[0]);
    if (base?.name === name) base.text = text;
  }
  inputs.get(group[0][0]).focus();
  flush();
}

let fading = 0;
function tell(text, takes = true) {
  toast.firstElementChild.textContent = text;
  toast.lastElementChild.hidden = !takes;
  toast.hidden = false;
  clearTimeout(fading);
  fading = setTimeout(() => { toast.hidden = true; }, 10000);
}

// --- moving as in a spreadsheet
const column = (input) => [...inputs.values()].filter((other) => split(other.name)[1] === split(input.name)[1] && other.checkVisibility());
function down(input, step) {
  const line = column(input);
  line[line.indexOf(input) + step]?.focus();
}
function aside(input, step) {
  const all = [...input.closest("tr").querySelectorAll("input")];
  all[all.indexOf(input) + step]?.focus();
}

form.addEventListener("keydown", (event) => {
  const input = event.target;
  if (!inputs.has(input.name) || event.altKey || event.metaKey) return;
  if ((event.ctrlKey || event.metaKey) && event.key === "z" && base && plain(input.value) === plain(base.text)) {
    event.preventDefault();
    takeBack();
    return;
  }
  if (event.ctrlKey) return;
  const [from, to, whole] = [input.selectionStart, input.selectionEnd, input.value.length];
  const all = from === 0 && to === whole;
  const moves = {
    Enter: () => down(input, event.shiftKey ? -1 : 1),
    ArrowDown: () => down(input, 1),
    ArrowUp: () => down(input, -1),
    ArrowLeft: all || to === 0 ? () => aside(input, -1) : null,
    ArrowRight: all || from === whole ? () => aside(input, 1) : null,
    Escape: () => { input.value = base?.text ?? input.value; convert(input); },
  };
  if (!moves[event.key]) return;
  event.preventDefault();
  moves[event.key]();
});
form.addEventListener("focusin", ({ target }) => {
  if (!inputs.has(target.name)) return;
  base = { name: target.name, text: target.value, seen: waiting.get(target.name)?.seen ?? stored(target.name)[0] };
  target.classList.remove("wb-new");
  target.select();
  convert(target);
});
form.addEventListener("focusout", ({ target }) => { if (inputs.has(target.name)) { leave(target); base = null; } });
form.addEventListener("input", ({ target }) => { if (inputs.has(target.name)) convert(target); });
form.addEventListener("paste", (event) => {
  const rows = paste(event.clipboardData?.getData("text/plain") ?? "");
  if (!inputs.has(event.target.name) || (rows.length === 1 && rows[0].length === 1)) return;
  event.preventDefault();
  const lines = [...form.querySelectorAll("tr[data-lever]")];
  const first = lines.indexOf(event.target.closest("tr"));
  const left = [...lines[first].querySelectorAll("input")].indexOf(event.target);
  const changes = [];
  let out = 0;
  rows.forEach((row, down) => row.forEach((text, across) => {
    const input = lines[first + down]?.querySelectorAll("input")[left + across];
    if (input) changes.push([input.name, text.trim()]);
    else if (text.trim()) out += 1;
  }));
  several(changes);
  tell(`${changes.length} case${changes.length > 1 ? "s collées" : " collée"}${out ? `, ${out} hors du tableau laissée${out > 1 ? "s" : ""}` : ""}.`);
});
form.addEventListener("submit", (event) => { event.preventDefault(); flush(); });
toast.lastElementChild.addEventListener("click", takeBack);
undo.addEventListener("click", takeBack);

// Nothing is sent or published while a cell is only here.
for (const way of document.querySelectorAll("[data-leaves]")) {
  way.addEventListener(way.matches("form") ? "submit" : "click", (event) => {
    if (!waiting.size) return;
    event.preventDefault();
    tell(count(), false);
    flush();
  });
}

// --- what colleagues do
function bring(news) {
  for (const [name, [version, text, sign]] of Object.entries(news)) {
    const input = inputs.get(name), plainCell = at(`[data-cell="${CSS.escape(name)}"]`);
    if (plainCell) plainCell.textContent = text || "–";
    if (!input || stored(name)[0] === version) continue;
    const editing = input === document.activeElement && base && plain(input.value) !== plain(base.text);
    cells.set(name, [version, text, sign]);
    if (waiting.has(name) || editing) continue; // it is told when this one is sent
    const changed = plain(input.value) !== plain(text);
    input.value = text;
    input.classList.toggle("wb-new", changed);
    input.title = changed && sign ? sign : "";
    if (base?.name === name) base = { name, text, seen: version };
  }
}

async function listen() {
  if (document.hidden || !navigator.onLine) return;
  if (waiting.size > held.size) flush();
  const theme = document.activeElement?.closest?.("[data-theme]")?.dataset.theme ?? "";
  const address = `${live.state}&depuis=${encodeURIComponent(stamp)}&theme=${encodeURIComponent(theme)}`;
  const answer = await fetch(address, { redirect: "manual" }).catch(() => null);
  const told = answer?.ok ? await answer.json().catch(() => null) : null;
  if (!told) return;
  if (others.textContent !== told.others) others.textContent = told.others;
  if (told.cells && !sending) { bring(told.cells); show(told.figures); stamp = told.stamp; }
}

form.querySelector("[data-plain]").hidden = true;
at("[data-keys]").hidden = false;
undo.hidden = false;
if (matchMedia("(max-width: 48rem)").matches) for (const theme of [...form.querySelectorAll("details")].slice(1)) theme.open = false;
recall();
marks();
if (waiting.size) say(count());
flush();
listen();
setInterval(listen, 15000);
addEventListener("online", () => { flush(); listen(); });
addEventListener("offline", () => say(count() || "Sans réseau : ce que vous tapez reste dans ce navigateur."));
document.addEventListener("visibilitychange", () => { if (document.hidden) hold(); else listen(); });
// The page is about to go, perhaps in the middle of a cell. Without network it would not come back: one is asked first.
addEventListener("pagehide", hold);
addEventListener("beforeunload", (event) => { hold(); if (!navigator.onLine) event.preventDefault(); });

// --- numbers and words
function plain(text) {
  return text.replace(/[\s\u00a0\u202f\u2009']/g, "").replace("−", "-").replace(",", ".");
}

function read(text) {
  const bare = plain(text);
  return /^[+-]?(\d+(\.\d*)?|\.\d+)$/.test(bare) ? Number(bare) : NaN;
}

// A block as spreadsheets copy it: rows by line, cells by tab; a cell between quotes may hold both.
function paste(text) {
  const rows = [[""]];
  let quoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const sign = text[at], row = rows.at(-1);
    if (sign === '"' && (quoted || row.at(-1) === "")) {
      if (quoted && text[at + 1] === '"') { row[row.length - 1] += '"'; at += 1; } else quoted = !quoted;
    } else if (!quoted && sign === "\t") row.push("");
    else if (!quoted && sign === "\n") rows.push([""]);
    else if (sign !== "\r") row[row.length - 1] += sign;
  }
  if (rows.length > 1 && rows.at(-1).length === 1 && !rows.at(-1)[0].trim()) rows.pop();
  return rows;
}

function told(value, digits = 3) {
  const whole = Math.abs(value) >= 100 && digits > 2;
  return value.toLocaleString("fr", whole ? { maximumFractionDigits: 0 } : { maximumSignificantDigits: digits });
}

function carbon(kt) {
  const small = kt > 0 && kt < 1;
  return `${told(small ? kt * 1000 : kt)}\u00a0${small ? "t" : "kt"}`;
}

function made(tag, text) {
  const node = document.createElement(tag);
  node.textContent = text;
  return node;
}

// The side panel for a cell: what is typed in its unit, in kt, beside the share; its bounds; a detail to be added.
function words(live, lever, column, value, label) {
  const [unit, each, share, stock, target, observed] = live.levers[lever];
  const parts = [made("h2", label)], list = document.createElement("ul");
  const line = (text) => list.append(made("li", text));
  if (value >= 0) {
    parts.push(made("strong", `${value.toLocaleString("fr", { maximumFractionDigits: 6 })}\u00a0${unit}`));
    if (each != null) {
      line(`= ${carbon(value * each)} de CO2e évitées par an`);
      if (share) line(`= ${told((100 * value * each) / share, 2)}\u00a0% de votre part indicative`);
    }
  } else parts.push(made("p", unit));
  if (share) line(`Votre part : ${each && stock !== undefined ? `${told(share / each, 2)}\u00a0${unit}, ` : ""}${carbon(share)}`);
  if (stock != null) line(`Au plus : ${told(stock, 2)}\u00a0${unit}, tout ce que le territoire avait en 2019`);
  if (target) line(`Objectif de toute la région : ${each ? `${told(target / each, 2)}\u00a0${unit}, ` : ""}${carbon(target)}`);
  if (observed) line(observed);
  parts.push(list);
  if (column !== "proposal") {
    const link = made("a", "Ajouter l’action (titre, date, budget)");
    link.href = `${live.add}&levier=${encodeURIComponent(lever)}&statut=${encodeURIComponent(column)}`;
    parts.push(link);
  }
  return parts;
}
