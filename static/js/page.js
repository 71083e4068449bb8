// All pages work without this file.

// Changing the letter size in place keeps what someone has already typed; without script the link reloads the page.
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-mode]");
  if (!link) return;
  event.preventDefault();
  const { mode } = link.dataset;
  const secure = location.protocol === "https:" ? "; secure" : "";
  document.cookie = `mode=${mode}; path=/; max-age=31536000; samesite=lax${secure}`;
  document.documentElement.classList.toggle("elder", mode === "elder");
  document.querySelector(mode === "elder" ? "a[data-mode=standard]" : "a[data-mode=elder]").focus();
});

document.querySelector(".error-summary")?.focus();
