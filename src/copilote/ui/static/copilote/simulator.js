// Values of the other unit, totals, gauge and address follow what one types. Without this file, the button
// "Mettre à jour" does the same on the server, with the same formulas: quantity = max(0, start + (kt + done) × ratio).
const form = document.querySelector("form[data-sim]");
const MILLIONTH = 5e-7;
const MOST = 1e6;

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

function total(kt) {
  const near = rounded(Math.abs(kt), 1) < 10;
  const [whole, rest] = bare(fixed(Math.abs(kt), near ? 1 : 0)).split(".");
  const text = whole.replace(/\B(?=(\d{3})+$)/g, "\u202f") + (rest ? `,${rest}` : "");
  return `${kt < 0 && /[1-9]/.test(text) ? "−" : ""}${text}\u00a0ktCO2e`;
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
      kt: row.querySelector(`[name="${kind}-${data.lever}"]`),
      physical: row.querySelector(`[name="${kind}p-${data.lever}"]`),
    };
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
    place.textContent = message;
    place.hidden = !message;
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
    const kt = wrong || empty ? 0 : input === one.kt ? value : ofQuantity(one, value, input.value);
    const problem = wrong || (kt > MOST ? form.dataset.tooLarge : "");
    say(input, problem);
    if (problem) return;
    if (target) one.set = empty || Math.abs(kt - one.remaining()) < MILLIONTH ? null : kt;
    else {
      one.done = kt;
      if (one.set !== null && Math.abs(one.set - one.remaining()) < MILLIONTH) one.set = null;
    }
    typed.set(one.id, input.name);
    const other = input === one.kt ? one.physical : one.kt;
    if (!other) return;
    say(other, "");
    const shown = one.shown();
    other.value = other === one.kt ? field(shown, 1) : field(one.quantity(shown), decimals(one, shown));
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
    if (before.has("salle")) pairs.append("salle", before.get("salle"));
    return pairs.toString();
  }

  function sum(part) { return levers.reduce((all, one) => all + part(one), 0); }

  function show(key, text) {
    const place = form.querySelector(`[data-total="${key}"]`);
    if (place && place.textContent !== text) place.textContent = text;
  }

  function draw(name, attribute, value) {
    form.querySelector(`[data-gauge="${name}"]`)?.setAttribute(attribute, value.toFixed(2));
  }

  function settle() {
    const goal = sum((one) => one.goal ?? 0);
    const done = sum((one) => one.done);
    const planned = done + (target ? sum((one) => one.planned()) : 0);
    const gap = goal - planned;
    show("done", total(done));
    show("remaining", total(sum((one) => one.remaining())));
    show("new", total(planned - done));
    show("gap", total(Math.abs(gap) < 0.05 ? 0 : Math.abs(gap)));
    const label = form.querySelector('[data-total-label="gap"]');
    if (label) label.textContent = gap <= -0.05 ? form.dataset.over : form.dataset.rest;
    const spread = form.querySelector("[data-spread]");
    if (spread) spread.hidden = gap < 0.05;
    const whole = Math.max(goal, planned) || 1;
    draw("done", "width", (100 * done) / whole);
    draw("planned", "width", (100 * planned) / whole);
    draw("rest", "width", (100 * goal) / whole);
    draw("target", "x1", (100 * goal) / whole);
    draw("target", "x2", (100 * goal) / whole);
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
      if (!answer.ok) return;
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
      document.title = fresh.title;
      for (const place of ["h1", "p.lead", "[data-theme-sum]", "[data-said]"]) {
        const news = fresh.querySelectorAll(place);
        document.querySelectorAll(place).forEach((old, rank) => {
          if (!news[rank]) return;
          if (old.textContent !== news[rank].textContent) old.replaceChildren(...news[rank].childNodes);
          old.hidden = news[rank].hidden;
        });
      }
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
    });
    back.hidden = !past.length;
    if (back.hidden) form.querySelector(".lever input")?.focus();
    settle();
  }

  form.addEventListener("change", keep);
  back?.addEventListener("click", undo);

  form.addEventListener("input", (event) => {
    if (!event.target.matches(".lever input")) return;
    typedIn(event.target);
    clearTimeout(timer);
    timer = setTimeout(settle, 200);
  });

  form.addEventListener("click", (event) => {
    const button = event.target.closest("[data-observed]");
    const one = button && levers.find((each) => each.id === button.value);
    if (!one?.kt) return;
    event.preventDefault();
    one.kt.value = field(Number(button.dataset.observed), 1);
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
document.getElementById("erreurs")?.focus();
