// All pages work without this file.

// Changing the letter size in place keeps what someone has already typed; without script the link reloads the page.
document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-mode]");
  if (!link) return;
  event.preventDefault();
  const { mode } = link.dataset;
  const secure = location.protocol === "https:" ? "; secure" : "";
  document.cookie = `mode=${mode}; path=/; max-age=31536000; samesite=lax${secure}`;
  document.documentElement.classList.toggle("elder", mode === "elder");
  document.querySelector(mode === "elder" ? "[data-mode=standard]" : "[data-mode=elder]").focus();
});

document.querySelector(".error-summary")?.focus();

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

// 听一听: what the page says of the matter, read out by the phone itself.
const listen = document.querySelector("[data-listen]");
if (listen && "speechSynthesis" in window) {
  listen.hidden = false;
  listen.addEventListener("click", () => {
    const reading = speechSynthesis.speaking;
    speechSynthesis.cancel();
    if (reading) return;
    const said = new SpeechSynthesisUtterance([...document.querySelectorAll("[data-said]")].map((part) => part.innerText).join("。"));
    said.lang = "zh-CN";
    said.rate = 0.9;
    speechSynthesis.speak(said);
  });
}

// What was chosen stands on the button that lies over a file input.
document.addEventListener("change", ({ target }) => {
  const words = target.closest(".file")?.querySelector("span");
  if (!words) return;
  words.dataset.asks ??= words.textContent;
  const { files } = target;
  words.textContent = files.length > 1 ? `选了 ${files.length} 个` : files[0]?.name ?? words.dataset.asks;
});
