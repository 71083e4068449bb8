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
