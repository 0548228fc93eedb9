// Hands a text on: button[data-share="#where it stands"] opens the phone's share sheet, button[data-copy] the clipboard.
// Both are hidden until the browser is known to be able; the text can always be marked and copied by hand.

const textOf = (selector) => document.querySelector(selector).value;

for (const button of document.querySelectorAll("[data-share]")) {
  if (!navigator.share) continue;
  button.hidden = false;
  button.addEventListener("click", () => navigator.share({ text: textOf(button.dataset.share) }).catch(() => {})); // closed again: nothing to say
}

for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    const field = document.querySelector(button.dataset.copy);
    field.select();
    try {
      await navigator.clipboard.writeText(field.value);
    } catch {
      if (!document.execCommand("copy")) return; // without TLS there is no other way
    }
    button.textContent = button.dataset.done;
  });
}
