// The page works without this file. It adds: a shape of the map that is clicked checks or unchecks its box, and a box
// that changes fills or empties its shape. The boxes stay what is sent, and what a keyboard or a screen reader uses.
const figure = document.querySelector("[data-pick]");
const form = document.querySelector("[data-picked]");

function boxOf(code) {
  return form.querySelector(`input[type="checkbox"][value="${CSS.escape(code)}"]`);
}

if (figure && form) {
  figure.classList.add("is-live");
  figure.querySelector("[data-hint]").hidden = false;
  figure.addEventListener("click", (event) => {
    const area = event.target.closest(".pick-area");
    const box = area && boxOf(area.dataset.code);
    if (!box) return;
    box.checked = !box.checked;
    area.classList.toggle("is-chosen", box.checked);
  });
  form.addEventListener("change", (event) => {
    if (event.target.type !== "checkbox") return;
    const area = figure.querySelector(`[data-code="${CSS.escape(event.target.value)}"]`);
    area?.classList.toggle("is-chosen", event.target.checked);
  });
}
