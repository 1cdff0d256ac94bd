// The page works without this file. It adds: the other quantity follows as one types.
// q = max(0, q2019 + kt × ratio), as on the server, which rounds and explains what is out of range.
const SPACES = /[\s\u00a0\u202f\u2009']/g;

function parse(text) {
  let bare = text.replace(SPACES, "").replace("−", "-");
  if (/^[+-]?\d{1,3}(,\d{3})+\.\d*$/.test(bare)) bare = bare.replaceAll(",", "");
  bare = bare.replaceAll(",", ".");
  return /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d{1,3})?$/i.test(bare) ? Number(bare) : NaN;
}

const write = (value, decimals) => value.toLocaleString("fr-FR", { maximumFractionDigits: decimals });

for (const box of document.querySelectorAll("[data-equation]")) {
  const baseline = Number(box.dataset.baseline);
  const ratio = Number(box.dataset.ratio);
  const decimals = Number(box.dataset.decimals);
  const [kt, physical] = box.querySelectorAll("input");
  const keep = box.querySelector("[data-keep]");
  box.addEventListener("input", () => { keep.href = keep.dataset.keep + encodeURIComponent(kt.value); });
  kt.addEventListener("input", () => {
    const value = parse(kt.value);
    if (value >= 0 && Number.isFinite(value)) physical.value = write(Math.max(0, baseline + value * ratio), decimals);
  });
  physical.addEventListener("input", () => {
    const value = parse(physical.value);
    if (Number.isFinite(value)) kt.value = write(Math.max(0, (value - baseline) / ratio), 1);
  });
}
