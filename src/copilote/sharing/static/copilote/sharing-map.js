// The page works without this file. It adds: the name and value of the shape under the pointer or the focus, its row
// of the table, and arrow keys that go from a territory to its neighbour, one stop of the Tab key for the whole map.
// Listeners are on the figure: an svg element that listens to focus becomes a stop of the Tab key itself.
const map = document.querySelector("[data-map]");
const now = document.querySelector("[data-now]");
const areas = [...(map?.querySelectorAll(".map-area") ?? [])];
const WAYS = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] };

// The frame of the shape that is shown, drawn last so that no neighbour covers it.
const frame = document.createElementNS("http://www.w3.org/2000/svg", "path");
frame.setAttribute("class", "map-frame");
frame.setAttribute("pointer-events", "none");

function show(area) {
  for (const one of document.querySelectorAll(".is-shown")) one.classList.remove("is-shown");
  now.textContent = area ? area.getAttribute("aria-label") : now.dataset.hint;
  frame.setAttribute("d", area?.querySelector("path").getAttribute("d") ?? "");
  frame.classList.toggle("is-focused", area !== null && area === document.activeElement);
  if (area) document.getElementById(`t-${area.dataset.code}`)?.classList.add("is-shown");
}

function stop(area) {
  for (const one of areas) one.setAttribute("tabindex", one === area ? "0" : "-1");
}

// The nearest in that direction, what lies straight ahead before what lies aside.
function beyond(area, [dx, dy]) {
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

if (areas.length) {
  now.hidden = false;
  frame.setAttribute("transform", areas[0].parentNode.getAttribute("transform"));
  map.querySelector("svg").append(frame);
  show(null);
  stop(areas[0]);
  map.addEventListener("pointerover", (event) => show(event.target.closest(".map-area")));
  map.addEventListener("pointerleave", () => show(document.activeElement?.closest?.(".map-area") ?? null));
  map.addEventListener("focusin", (event) => {
    const area = event.target.closest(".map-area");
    show(area);
    if (area) stop(area);
  });
  map.addEventListener("focusout", () => show(null));
  map.addEventListener("keydown", (event) => {
    const way = WAYS[event.key];
    const area = event.target.closest(".map-area");
    if (!way || !area || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    beyond(area, way)?.focus();
  });
}
