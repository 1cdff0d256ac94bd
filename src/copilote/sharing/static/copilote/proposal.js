// What one types, said in the other unit beside the field. Without this file the next step says the same before anything
// is published, with the server's formula: quantity = max(0, start + kt × ratio).
const form = document.querySelector("form[data-proposal]");

function read(text) {
  let bare = text.replace(/[\s\u00a0\u202f\u2009']/g, "").replace("−", "-");
  const english = document.documentElement.lang.startsWith("en");
  if (english && /^[+-]?\d{1,3}(,\d{3})+$/.test(bare)) bare = bare.replaceAll(",", "");
  if (/^[+-]?\d{1,3}(,\d{3})+\.\d*$/.test(bare)) bare = bare.replaceAll(",", "");
  bare = bare.replace(",", ".");
  return /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d{1,3})?$/i.test(bare) ? Number(bare) : NaN;
}

function write(value, digits) {
  const whole = Math.abs(value) >= 10 ** (digits - 1);
  const options = whole ? { maximumFractionDigits: 0 } : { maximumSignificantDigits: digits };
  return value.toLocaleString(document.documentElement.lang, options);
}

function start() {
  const { baseline, ratio, share, unit, carbon, perKt, times, outside } = form.dataset;
  const [from, slope, own] = [baseline, ratio, share].map((text) => (text === "" ? null : Number(text)));

  // A quantity that is past the limit by less than its last digit says the limit, as the server has it.
  function slack(text) { return 0.5 * 10 ** -(text.trim().replace(",", ".").split(".")[1] ?? "").length; }

  function said(text, physical) {
    const value = read(text);
    if (!Number.isFinite(value) || value < 0) return "";
    let kt = value / Number(perKt);
    let told = "";
    if (physical) {
      kt = (value - from) / slope;
      if (kt < 0 && Math.abs(value - from) > slack(text)) return outside;
      kt = Math.max(0, kt);
      told = `= ${write(kt * Number(perKt), 3)}\u00a0${carbon}`;
    } else if (slope !== null) {
      told = `= ${write(Math.max(0, from + kt * slope), 4)}\u00a0${unit}`;
    }
    // A lever without a quantity has nothing before the comma.
    return own ? (told + times.replace("{n}", write(kt / own, 2))).replace(/^, /, "") : told;
  }

  for (const group of form.querySelectorAll("[data-amount]")) {
    const [input, select, place] = ["input", "select", ".keys-live"].map((one) => group.querySelector(one));
    const show = () => {
      const text = input.value.trim() === "" ? "" : said(input.value, select.value === "physique");
      if (place.textContent !== text) place.textContent = text;
    };
    input.addEventListener("input", show);
    select.addEventListener("change", show);
    show();
  }
}

if (form) start();
