// All pages of the desk work without this file: each key only presses what stands on the page.

let sent = false;
document.addEventListener("submit", () => { sent = true; });
window.addEventListener("pageshow", () => { sent = false; });

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable]");
  if (sent || typing || event.repeat || event.ctrlKey || event.metaKey || event.altKey) return;
  const named = document.querySelectorAll(`[data-key="${CSS.escape(event.key.toLowerCase())}"]`);
  const shown = [...named].find((one) => one.checkVisibility());
  if (!shown) return;
  event.preventDefault();
  shown.click();
  shown.closest("details")?.scrollIntoView({ block: "nearest" });
});

// While the 公开版 is written: what in it tells too much. The server refuses what it must not tell.
document.addEventListener("DOMContentLoaded", () => {
  for (const note of document.querySelectorAll("[data-heeds]")) {
    const patterns = JSON.parse(document.getElementById("heed").textContent);
    const fields = [...document.querySelectorAll(note.dataset.heeds)];
    const heed = () => {
      const text = fields.map((field) => field.value).join("\n");
      const found = patterns.flatMap(([kind, source]) => [...text.matchAll(new RegExp(source, "g"))].map(([words]) => `${kind}“${words}”`));
      note.textContent = found.length ? `写到了${[...new Set(found)].join("、")}，可能暴露家人隐私，请改一改。` : "";
    };
    fields.forEach((field) => field.addEventListener("input", heed));
    heed();
  }
});
