// The page works without this file. It adds: what is under the pointer is framed on every map, and its row said.
const maps = document.querySelector("[data-maps]");
const now = maps?.querySelector("[data-now]");
const areas = [...(maps?.querySelectorAll(".map-area") ?? [])];

function show(code) {
  for (const one of maps.querySelectorAll(".is-shown")) one.classList.remove("is-shown");
  const same = areas.filter((area) => area.dataset.code === code);
  for (const area of same) area.classList.add("is-shown");
  document.getElementById(`t-${code}`)?.classList.add("is-shown");
  const heads = [...maps.querySelectorAll(".cmaps-row figcaption strong")].map((head) => head.textContent);
  const said = same.slice(0, heads.length).map((area, rank) => {
    const [name, value] = area.getAttribute("aria-label").split(", ");
    return `${rank ? "" : `${name} · `}${heads[rank].split(",")[0]} : ${value}`;
  });
  now.textContent = said.join(" · ") || now.dataset.hint;
}

if (areas.length) {
  now.hidden = false;
  show("");
  maps.addEventListener("pointerover", (event) => {
    const area = event.target.closest(".map-area");
    if (area) show(area.dataset.code);
  });
}
