/* An import under way goes on by itself; without this there is the button. */
document.querySelector("form[data-advance]")?.requestSubmit();
