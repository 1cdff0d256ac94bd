// Values of the other unit, totals, gauge and address follow what one types. Without this file, the button
// "Mettre à jour" does the same on the server, with the same formulas: quantity = max(0, start + (kt + done) × ratio).
const form = document.querySelector("form[data-sim]");
const MILLIONTH = 5e-7;
const MOST = 1e6;
// The unit of the page: kt, or tonnes where the territory is small. Amounts are kept in kt.
const UNIT = form?.dataset.unit;
const PER = Number(form?.dataset.perKt);
const LEAST = 0.05 / PER;

function read(text) {
  let bare = text.replace(/[\s\u00a0\u202f\u2009']/g, "").replace("−", "-");
  if (/^[+-]?\d{1,3}(,\d{3})+\.\d*$/.test(bare)) bare = bare.replaceAll(",", "");
  bare = bare.replace(",", ".");
  return /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d{1,3})?$/i.test(bare) ? Number(bare) : NaN;
}

// Halves go up, as the server rounds them: the digits of the shortest writing decide, not the binary value.
function rounded(value, decimals) {
  const [digits, power = "0"] = String(Math.abs(value)).split("e");
  const whole = Math.round(Number(`${digits}e${Number(power) + decimals}`));
  const back = Number(`${whole}e${-decimals}`);
  return value < 0 ? -back : back;
}

function fixed(value, decimals) { return rounded(value, decimals).toFixed(decimals); }
function bare(text) { return text.includes(".") ? text.replace(/0+$/, "").replace(/\.$/, "") : text; }
function plain(value) { return bare(value.toFixed(6)); }
function field(value, decimals) { return bare(fixed(value, decimals)).replace(".", ","); }

function amount(kt) { return field(kt * PER, PER > 1 && rounded(kt * PER, 1) >= 10 ? 0 : 1); }

function total(kt) {
  const told = Math.abs(kt) * PER;
  const [whole, rest] = bare(fixed(told, rounded(told, 1) < 10 ? 1 : 0)).split(".");
  const text = whole.replace(/\B(?=(\d{3})+$)/g, "\u202f") + (rest ? `,${rest}` : "");
  return `${kt < 0 && /[1-9]/.test(text) ? "−" : ""}${text}\u00a0${UNIT}`;
}

const SENTENCES = ["h1", "p.lead", "[data-theme-sum]", "[data-said]"];

// Puts what a page of the server's says in the place of what this one says; the page.
async function take(answer, places) {
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  document.title = fresh.title;
  for (const place of places) {
    const news = fresh.querySelectorAll(place);
    document.querySelectorAll(place).forEach((old, rank) => {
      if (!news[rank]) return;
      if (old.textContent !== news[rank].textContent) old.replaceChildren(...news[rank].childNodes);
      old.hidden = news[rank].hidden;
    });
  }
  return fresh;
}

// Levers without carbon have no unit in common: the server says what each comes to, once the hand rests. Fields left
// alone keep their exact value, by the query that the form was filled from; without an answer, the button still works.
function follow(served) {
  let pause = 0;
  let asked = null;

  async function ask() {
    asked?.abort();
    asked = new AbortController();
    try {
      const answer = await fetch(`${served.action}?${new URLSearchParams(new FormData(served))}`, { signal: asked.signal });
      if (!answer.ok) return;
      const fresh = await take(answer, [...SENTENCES, "[data-total]", "[data-asked]", ".lever .fr-error-text"]);
      for (const input of served.querySelectorAll(".lever input")) {
        const news = fresh.getElementById(input.id);
        for (const name of ["aria-invalid", "aria-describedby"]) {
          if (news?.hasAttribute(name)) input.setAttribute(name, news.getAttribute(name));
          else input.removeAttribute(name);
        }
      }
      const { pathname, search, searchParams } = new URL(answer.url);
      if (searchParams.has("avant")) return; // a value that cannot be used: the address stays what it was
      history.replaceState(null, "", pathname + search);
      searchParams.delete("annuler");
      const text = searchParams.toString();
      for (const link of document.querySelectorAll("a[data-query]")) {
        link.href = new URL(link.href).pathname + (text ? `?${text}` : "");
      }
    } catch { /* aborted by the next change, or no network */ }
  }

  served.addEventListener("input", () => {
    clearTimeout(pause);
    pause = setTimeout(ask, 300);
  });
}

function start() {
  form.dataset.live = "";
  const kind = form.dataset.sim;
  const target = kind === "t";
  const levers = [...form.querySelectorAll("[data-lever]")].map((row) => lever(row, kind));
  const typed = new Map();
  let timer = 0;
  let pause = 0;
  let asked = null;
  const past = [];
  let now = null;
  const back = form.querySelector("[data-undo]");

  function lever(row) {
    const data = row.dataset;
    const number = (text) => (text === "" ? null : Number(text));
    const found = {
      row, id: data.lever, goal: number(data.target), done: Number(data.done), set: number(data.new),
      ratio: number(data.ratio), start: number(data.baseline),
      kt: row.querySelector(`[name="${kind}-${data.lever}"], [name="${kind}t-${data.lever}"]`),
      physical: row.querySelector(`[name="${kind}p-${data.lever}"]`),
      slider: row.querySelector("input[type=range]"), theme: row.closest("[data-theme]"),
    };
    const box = row.querySelector("[data-slider]");
    if (box) box.hidden = false;
    found.remaining = () => (found.goal === null ? 0 : Math.max(0, found.goal - found.done));
    found.planned = () => found.set ?? found.remaining();
    found.shown = () => (target ? found.planned() : found.done);
    found.counted = () => (target ? found.done : 0);
    found.quantity = (kt) => Math.max(0, found.start + (kt + found.counted()) * found.ratio);
    return found;
  }

  function decimals(one, kt) {
    const allowed = Math.max(0.5, 0.005 * kt) * Math.abs(one.ratio);
    return Math.max(1, Math.ceil(-Math.log10(2 * allowed) - 1e-12));
  }

  // The kt of a typed quantity: kept in the lever's range, with the fewest decimals that show it as it was typed.
  function ofQuantity(one, quantity, text) {
    const within = one.ratio < 0 ? Math.min(Math.max(quantity, 0), one.start) : Math.max(quantity, one.start);
    const exact = Math.max(0, (within - one.start) / one.ratio - one.counted());
    const written = (text.trim().replace(",", ".").split(".")[1] ?? "").length;
    const precision = Math.max(written, decimals(one, exact));
    for (let count = 0; count < 6; count += 1) {
      const kt = rounded(exact, count);
      if (Math.abs(one.quantity(kt) - within) < 0.05 * 10 ** -precision) return kt;
    }
    return rounded(exact, 6);
  }

  function say(input, message) {
    const place = document.getElementById(`${input.id}-erreur`);
    if (place.textContent !== message) place.textContent = message;
    input.toggleAttribute("aria-invalid", Boolean(message));
    if (message) input.setAttribute("aria-invalid", "true");
    const others = (input.getAttribute("aria-describedby") ?? "").split(" ").filter((id) => id && id !== place.id);
    input.setAttribute("aria-describedby", [...(message ? [place.id] : []), ...others].join(" "));
  }

  function typedIn(input) {
    const one = levers.find((each) => each.kt === input || each.physical === input);
    if (!one) return;
    const empty = input.value.trim() === "";
    const value = empty ? 0 : read(input.value);
    const wrong = Number.isNaN(value) ? form.dataset.notNumber : value < 0 ? form.dataset.negative : "";
    const kt = wrong || empty ? 0 : input === one.kt ? value / PER : ofQuantity(one, value, input.value);
    const problem = wrong || ((input === one.kt ? value : kt) > MOST ? form.dataset.tooLarge : "");
    say(input, problem);
    if (problem) return;
    if (target) one.set = empty || Math.abs(kt - one.remaining()) < MILLIONTH ? null : kt;
    else {
      one.done = kt;
      if (one.set !== null && Math.abs(one.set - one.remaining()) < MILLIONTH) one.set = null;
    }
    typed.set(one.id, input.name);
    if (one.slider) one.slider.value = one.shown() * PER;
    const other = input === one.kt ? one.physical : one.kt;
    if (!other) return;
    say(other, "");
    const shown = one.shown();
    other.value = other === one.kt ? amount(shown) : field(one.quantity(shown), decimals(one, shown));
  }

  function query() {
    const pairs = new URLSearchParams();
    for (const one of levers) {
      if (one.done >= MILLIONTH) pairs.append(`c-${one.id}`, plain(one.done));
      if (one.set !== null) pairs.append(`t-${one.id}`, plain(one.set));
    }
    const before = new URLSearchParams(location.search);
    const name = before.get("nom") ?? new URLSearchParams(form.elements.avant.value).get("nom");
    if (name) pairs.append("nom", name);
    if (form.elements.pour) pairs.append("pour", form.elements.pour.value);
    if (before.has("salle")) pairs.append("salle", before.get("salle"));
    return pairs.toString();
  }

  function sum(part) { return levers.reduce((all, one) => all + part(one), 0); }

  function show(key, text) {
    const place = form.querySelector(`[data-total="${key}"]`);
    if (place && place.textContent !== text) place.textContent = text;
  }

  function draw(bar, goal, done, planned, whole) {
    const parts = { done: { width: done }, planned: { width: planned }, rest: { width: goal }, target: { x1: goal, x2: goal } };
    for (const [name, sizes] of Object.entries(parts)) {
      const part = bar?.querySelector(`[data-gauge="${name}"]`);
      for (const [attribute, value] of Object.entries(sizes)) part?.setAttribute(attribute, ((100 * value) / (whole || 1)).toFixed(2));
    }
  }

  // The themes, on one scale, with what each lacks.
  function drawThemes() {
    const sums = [...form.querySelectorAll("[data-theme]")].map((theme) => {
      const own = levers.filter((one) => one.theme === theme);
      const add = (part) => own.reduce((all, one) => all + part(one), 0);
      const done = add((one) => one.done);
      return { goal: add((one) => one.goal ?? 0), done, planned: done + (target ? add((one) => one.planned()) : 0) };
    });
    const whole = Math.max(...sums.map(({ goal, planned }) => Math.max(goal, planned)));
    const words = form.querySelector(".sim__themes").dataset;
    form.querySelectorAll("[data-theme-bar]").forEach((line, rank) => {
      const { goal, done, planned } = sums[rank];
      const gap = goal - planned;
      draw(line, goal, done, planned, whole);
      const text = line.querySelector("[data-theme-gap]");
      text.textContent = Math.abs(gap) < LEAST ? words.kept : (gap > 0 ? words.lacks : words.beyond).replace("#", total(Math.abs(gap)));
      text.classList.toggle("is-lacking", gap >= LEAST);
    });
  }

  // At once, as the hand moves: numbers and bars. The address and the sentences follow when it rests.
  function redraw() {
    const goal = sum((one) => one.goal ?? 0);
    const done = sum((one) => one.done);
    const planned = done + (target ? sum((one) => one.planned()) : 0);
    const gap = goal - planned;
    show("done", total(done));
    show("remaining", total(sum((one) => one.remaining())));
    show("new", total(planned - done));
    show("gap", total(Math.abs(gap) < LEAST ? 0 : Math.abs(gap)));
    const label = form.querySelector('[data-total-label="gap"]');
    if (label) label.textContent = gap <= -LEAST ? form.dataset.over : form.dataset.rest;
    const spread = form.querySelector("[data-spread]");
    if (spread) spread.hidden = gap < LEAST;
    draw(form.querySelector(".sim__running > .gauge"), goal, done, planned, Math.max(goal, planned));
    drawThemes();
  }

  function settle() {
    redraw();
    const text = query();
    const tail = text ? `?${text}` : "";
    history.replaceState(null, "", location.pathname + tail);
    for (const link of document.querySelectorAll("a[data-query]")) {
      link.href = new URL(link.href).pathname + tail;
    }
    clearTimeout(pause);
    pause = setTimeout(renew, 600);
  }

  // The sentences of the page (title, lead, themes) are the server's: they are asked for again once the hand rests.
  // Without an answer (a poor network) the totals above stay right, and the button still brings the whole page.
  async function renew() {
    asked?.abort();
    asked = new AbortController();
    try {
      const answer = await fetch(location.href, { signal: asked.signal });
      if (answer.ok) await take(answer, SENTENCES);
    } catch { /* aborted by the next change, or no network */ }
  }

  // One step back for each value that was typed and left, or taken from what is observed.
  function snapshot() {
    return {
      typed: new Map(typed),
      levers: levers.map((one) => [one.done, one.set, one.exact, one.kt?.value, one.physical?.value]),
    };
  }

  function keep() {
    const after = snapshot();
    if (JSON.stringify(after.levers) === JSON.stringify(now.levers)) return;
    past.push(now);
    now = after;
    if (back) back.hidden = false;
  }

  function undo() {
    const before = past.pop();
    if (!before) return;
    now = before;
    typed.clear();
    for (const [id, name] of before.typed) typed.set(id, name);
    levers.forEach((one, rank) => {
      const [done, set, exact, kt, physical] = before.levers[rank];
      Object.assign(one, { done, set, exact });
      for (const [input, value] of [[one.kt, kt], [one.physical, physical]]) {
        if (!input) continue;
        input.value = value;
        say(input, "");
      }
      if (one.slider) one.slider.value = one.shown() * PER;
    });
    back.hidden = !past.length;
    if (back.hidden) form.querySelector(".lever input")?.focus();
    settle();
  }

  form.addEventListener("change", keep);
  back?.addEventListener("click", undo);

  form.addEventListener("input", (event) => {
    if (!event.target.matches(".lever input")) return;
    const slid = levers.find((one) => one.slider === event.target);
    if (slid) slid.kt.value = amount(Number(slid.slider.value) / PER);
    typedIn(slid ? slid.kt : event.target);
    redraw();
    clearTimeout(timer);
    timer = setTimeout(settle, 200);
  });

  form.addEventListener("click", (event) => {
    const button = event.target.closest("[data-observed]");
    const one = button && levers.find((each) => each.id === button.value);
    if (!one?.kt) return;
    event.preventDefault();
    one.kt.value = amount(Number(button.dataset.observed));
    typedIn(one.kt);
    one.done = Number(button.dataset.observed);
    if (one.physical) one.physical.value = field(one.quantity(one.done), decimals(one, one.done));
    one.exact = true;
    keep();
    settle();
    one.kt.focus();
  });

  now = snapshot();

  // What was filled in by this file is not sent: the server keeps what people typed, exactly.
  form.addEventListener("formdata", (event) => {
    for (const one of levers) {
      const name = typed.get(one.id);
      for (const input of [one.kt, one.physical]) if (input && name && input.name !== name) event.formData.delete(input.name);
      if (one.exact && name === one.kt.name && read(one.kt.value) === rounded(one.done, 1)) {
        event.formData.set(one.kt.name, plain(one.done));
      }
    }
  });
}

if (form) start();
document.querySelectorAll("form[data-served]").forEach(follow);
document.getElementById("erreurs")?.focus();
