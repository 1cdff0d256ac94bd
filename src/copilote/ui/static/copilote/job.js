// The page works without this file: a link reads it again. With it, the bar moves by itself.
const box = document.querySelector("[data-job]");

async function look() {
  const answer = await fetch(box.dataset.job, { headers: { Accept: "application/json" } });
  if (!answer.ok) return;
  const { running, done, total } = await answer.json();
  if (!running) {
    location.reload();
    return;
  }
  const bar = box.querySelector("progress");
  if (total && bar.value !== done) {
    bar.max = total;
    bar.value = done;
    box.querySelector("[data-status]").textContent = box.dataset.said.replace("%(done)s", done.toLocaleString("fr")).replace("%(total)s", total.toLocaleString("fr"));
  }
}

const wait = () => setTimeout(() => look().catch(() => {}).finally(wait), 1000);
wait();
