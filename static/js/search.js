// The search page works without this file: it adds titles while one types, and tells the editors what was not found.
const box = document.querySelector("[data-suggest]");
let waiting;
box?.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(async () => {
    const answer = await fetch(`${box.dataset.suggest}?q=${encodeURIComponent(box.value)}`);
    if (answer.ok) document.getElementById("titles").innerHTML = await answer.text();
  }, 200);
});

const missing = document.querySelector("form[data-missing]");
if (missing) {
  fetch(missing.action, { method: "POST", body: new FormData(missing) });
  missing.hidden = true;
}
