// A text field that keeps what the clipboard knows of its format; the server cleans it. Without script: plain text.
for (const field of document.querySelectorAll("textarea[data-paste]")) {
  const sheet = document.createElement("div");
  sheet.className = "paste-sheet";
  sheet.contentEditable = "true";
  sheet.setAttribute("role", "textbox");
  sheet.setAttribute("aria-multiline", "true");
  sheet.setAttribute("aria-label", field.labels[0]?.textContent || "");
  // After an error the field comes back with what was pasted, cleaned by the server.
  if (/<\w/.test(field.value)) sheet.innerHTML = field.value;
  else sheet.innerText = field.value;
  field.hidden = true;
  field.after(sheet);
  field.form.addEventListener("submit", () => { field.value = sheet.innerHTML; });
}
