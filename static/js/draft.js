// What is typed stays on this phone until it has arrived: a network that drops loses nothing. Pages work without it.

const DAY = 24 * 60 * 60 * 1000;
const NEVER_KEPT = ["csrfmiddlewaretoken", "consent", "go", "screen"];
const form = document.querySelector("form[data-draft]");
const arrived = document.querySelector("[data-arrived]");

for (const name of arrived?.dataset.arrived.split(" ") ?? []) localStorage.removeItem(`draft:${name}`);

if (form) {
  const name = `draft:${form.dataset.draft}`;
  const keep = () => {
    const fields = [...new FormData(form)].filter(([key, value]) => !NEVER_KEPT.includes(key) && typeof value === "string");
    localStorage.setItem(name, JSON.stringify({ at: Date.now(), fields }));
  };
  const kept = JSON.parse(localStorage.getItem(name) ?? "null");
  const fill = () => {
    // The key comes back as well: what did arrive before the network went is not made twice.
    for (const [key, value] of kept.fields) {
      for (const field of form.querySelectorAll(`[name="${CSS.escape(key)}"]`)) {
        if (["radio", "checkbox"].includes(field.type)) field.checked = field.value === value;
        else if (field.type !== "file") field.value = value;
      }
    }
  };

  if (kept && Date.now() - kept.at > DAY) localStorage.removeItem(name);
  else if (kept && "fresh" in form.dataset && kept.fields.some(([key, value]) => key === "own_words" && value.trim())) {
    fill();
    form.querySelector("[data-restored]").hidden = false;
  }
  form.querySelector("[data-forget]")?.addEventListener("click", () => {
    localStorage.removeItem(name);
    location.reload();
  });
  form.addEventListener("input", keep);

  let state = "typing";
  window.addEventListener("pageshow", () => (state = "typing"));
  // Phones older than 2022 lack one of these: there the form goes the plain way.
  if (form.requestSubmit && AbortSignal.timeout) form.addEventListener("submit", async (event) => {
    if (state === "sending") return;
    event.preventDefault();
    if (state === "asking") return;
    state = "asking";
    keep();
    const lost = form.querySelector("[data-lost]");
    try {
      await fetch("/healthz", { cache: "no-store", signal: AbortSignal.timeout(8000) });
      state = "sending";
      lost.hidden = true;
      form.requestSubmit(event.submitter ?? undefined);
    } catch {
      state = "typing";
      lost.hidden = false;
      lost.scrollIntoView({ block: "center" });
    }
  });
}
