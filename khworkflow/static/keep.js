// Keeps typed words on this device until they are sent, says a chosen day again in full, and lets
// a form go once. Without this module everything works; only the safety net is missing.
const key = (form) => `keep:${location.pathname}:${form.dataset.keep}`;

for (const form of document.querySelectorAll("form[data-keep]")) {
  const areas = [...form.querySelectorAll("textarea")];
  let kept = {};
  try { kept = JSON.parse(localStorage.getItem(key(form)) ?? "{}"); } catch { /* private mode: nothing is kept */ }
  for (const area of areas) if (!area.value && kept[area.name]) area.value = kept[area.name];
  form.addEventListener("input", () => {
    try { localStorage.setItem(key(form), JSON.stringify(Object.fromEntries(areas.map((area) => [area.name, area.value])))); } catch { /* full */ }
  });
}
// A notice of success means that the words have arrived.
if (document.querySelector(".flash")) {
  for (const name of Object.keys(localStorage)) if (name.startsWith(`keep:${location.pathname}:`)) localStorage.removeItem(name);
}
for (const form of document.querySelectorAll("form[method=post]")) {
  form.addEventListener("submit", () => setTimeout(() => { for (const button of form.querySelectorAll("button")) button.disabled = true; }));
}
addEventListener("pageshow", () => { for (const button of document.querySelectorAll("button[disabled]")) button.disabled = false; });
for (const field of document.querySelectorAll("input[type=date]")) {
  const said = field.parentElement.appendChild(Object.assign(document.createElement("output"), { className: "hint", htmlFor: field.id }));
  const say = () => { said.textContent = field.value ? field.value.split("-").reverse().join("/") : ""; };
  field.addEventListener("input", say);
  say();
}
if (matchMedia("(max-width: 59.99rem)").matches) document.querySelector("details.menu")?.removeAttribute("open");
