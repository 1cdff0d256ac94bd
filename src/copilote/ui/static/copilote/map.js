// The page works without this file. It adds: the name and value of the shape under the pointer, the finger or the
// focus, its row of the table, and arrow keys that go from a territory to its neighbour, one stop of the Tab key for
// each map. Where several maps show the same territories, the shape is framed on all, and its values are said in order.
// Listeners are on what holds the maps: an svg element that listens to focus becomes a stop of the Tab key itself.
const root = document.querySelector("[data-map]");
const now = document.querySelector("[data-now]");
const maps = [...(root?.querySelectorAll("svg") ?? [])].map(drawn).filter((map) => map.areas.length);
const heads = [...(root?.querySelectorAll("figcaption strong") ?? [])].map((head) => head.textContent.split(",")[0]);
const WAYS = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] };
let touched = null;

// A map, and the frame of the shape that is shown, drawn last so that no neighbour covers it.
function drawn(svg) {
  const areas = [...svg.querySelectorAll(".map-area")];
  const frame = document.createElementNS("http://www.w3.org/2000/svg", "path");
  frame.setAttribute("class", "map-frame");
  frame.setAttribute("pointer-events", "none");
  return { svg, areas, frame };
}

function show(area) {
  for (const one of document.querySelectorAll(".is-shown")) one.classList.remove("is-shown");
  const same = maps.map(({ areas }) => areas.find((one) => one.dataset.code === area?.dataset.code));
  maps.forEach(({ frame }, rank) => {
    frame.setAttribute("d", same[rank]?.querySelector("path").getAttribute("d") ?? "");
    frame.classList.toggle("is-focused", same[rank] !== undefined && same[rank] === document.activeElement);
  });
  now.textContent = area ? said(area, same) : now.dataset.hint;
  if (area) document.getElementById(`t-${area.dataset.code}`)?.classList.add("is-shown");
}

function said(area, same) {
  const told = same.slice(0, heads.length).filter(Boolean);
  if (told.length < 2) return area.getAttribute("aria-label");
  const values = told.map((one, rank) => `${heads[rank]} : ${one.getAttribute("aria-label").split(", ")[1]}`);
  return [area.getAttribute("aria-label").split(", ")[0], ...values].join(" · ");
}

function stop(areas, area) {
  for (const one of areas) one.setAttribute("tabindex", one === area ? "0" : "-1");
}

// The nearest in that direction, what lies straight ahead before what lies aside.
function beyond(areas, area, [dx, dy]) {
  const middle = (one) => {
    const box = one.getBBox();
    return [box.x + box.width / 2, box.y + box.height / 2];
  };
  const [x, y] = middle(area);
  let best = null;
  let least = Infinity;
  for (const one of areas) {
    const [ox, oy] = middle(one);
    const ahead = (ox - x) * dx + (oy - y) * dy;
    const aside = Math.abs((ox - x) * dy) + Math.abs((oy - y) * dx);
    if (one !== area && ahead > 1 && ahead + 2 * aside < least) [best, least] = [one, ahead + 2 * aside];
  }
  return best;
}

if (maps.length) {
  now.hidden = false;
  for (const { svg, areas, frame } of maps) {
    frame.setAttribute("transform", areas[0].parentNode.getAttribute("transform"));
    svg.append(frame);
    stop(areas, areas[0]);
  }
  const at = (event) => event.target.closest?.(".map-area");
  const around = (area) => maps.find(({ areas }) => areas.includes(area)).areas;
  show(null);
  root.addEventListener("pointerover", (event) => {
    if (at(event)) show(at(event));
  });
  root.addEventListener("pointerleave", () => show(document.activeElement?.closest?.(".map-area") ?? null));
  root.addEventListener("focusin", (event) => {
    if (!at(event)) return;
    show(at(event));
    stop(around(at(event)), at(event));
  });
  root.addEventListener("focusout", () => show(null));
  // A finger reads first; the same place touched again opens its page.
  root.addEventListener("click", (event) => {
    const area = at(event);
    if (!area || event.pointerType !== "touch" || touched === area) return;
    event.preventDefault();
    touched = area;
    show(area);
  });
  root.addEventListener("keydown", (event) => {
    const way = WAYS[event.key];
    const area = at(event);
    if (!way || !area || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    beyond(around(area), area, way)?.focus();
  });
}
