// Keeps what people type until it has arrived: form[data-keep="a key of this form"].
// Everything works without this module; it only spares people from typing twice.

const PREFIX = "kh-words:";
const SENT = "kh-sent";
const MONTH = 30 * 24 * 3600 * 1000;
const WAIT_BEFORE_SECOND_TRY = 15000;

/** Runs the work on a storage that the browser may refuse or that may be full. */
function safely(work) {
  try {
    return work();
  } catch {
    return null;
  }
}

const read = (store, key) => safely(() => JSON.parse(store.getItem(key)));
const write = (store, key, value) => safely(() => store.setItem(key, JSON.stringify(value)));
const drop = (store, key) => safely(() => store.removeItem(key));

const keys = () => safely(() => Object.keys(localStorage).filter((key) => key.startsWith(PREFIX))) ?? [];
const nameOf = (form) => `${PREFIX}${form.dataset.keep}:${new URL(form.action).pathname}`; // one task's words never appear in another

function typedFields(form) {
  return [...form.elements].filter(
    (field) => field.name && !["hidden", "password", "file", "submit", "button", "fieldset"].includes(field.type),
  );
}

const isTick = (field) => field.type === "radio" || field.type === "checkbox";

function isAsServed(field) {
  if (isTick(field)) return field.checked === field.defaultChecked;
  if (field.type?.startsWith("select")) return [...field.options].every((one) => one.selected === one.defaultSelected);
  return field.value === field.defaultValue;
}

function valueOf(field) {
  if (isTick(field)) return field.checked;
  return field.type === "select-multiple" ? [...field.selectedOptions].map((one) => one.value) : field.value;
}

function put(field, value) {
  if (isTick(field)) field.checked = value === true;
  else if (field.type === "select-multiple") for (const one of field.options) one.selected = value.includes(one.value);
  else field.value = value;
}

const slot = (field) => (isTick(field) ? `${field.name}=${field.value}` : field.name);

function keep(form) {
  const words = {};
  for (const field of typedFields(form)) if (!isAsServed(field)) words[slot(field)] = valueOf(field);
  if (Object.keys(words).length) write(localStorage, nameOf(form), { at: Date.now(), words });
  else drop(localStorage, nameOf(form));
}

function tell(form) {
  const note = document.querySelector("#kept-note")?.content.cloneNode(true);
  if (!note) return;
  note.querySelector("[data-forget]").addEventListener("click", (event) => {
    drop(localStorage, nameOf(form));
    form.reset();
    event.target.closest(".note").remove();
    for (const field of form.querySelectorAll("input[type=date]")) showDay(field);
  });
  form.prepend(note);
}

function restore(form) {
  const kept = read(localStorage, nameOf(form));
  if (!kept) return;
  let changed = false;
  for (const field of typedFields(form)) {
    const name = slot(field);
    if (!(name in kept.words) || !isAsServed(field)) continue;
    const before = JSON.stringify(valueOf(field));
    put(field, kept.words[name]);
    changed ||= before !== JSON.stringify(valueOf(field));
  }
  if (!changed) return;
  tell(form);
  for (let fold = form.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
}

/** Lets go of what arrived: the page says so with [data-saved]; a refusal or a lost connection says nothing. */
function letGo() {
  const sent = read(sessionStorage, SENT);
  const refused = document.querySelector("[data-refused], [aria-invalid=true]");
  if (sent && !refused && document.querySelector("[data-saved]")) {
    drop(localStorage, sent);
    drop(sessionStorage, SENT);
  }
  for (const key of keys()) if (Date.now() - (read(localStorage, key)?.at ?? 0) > MONTH) drop(localStorage, key);
}

const two = (number) => String(number).padStart(2, "0");

/** Shows the chosen day as offices write it, since the browser's own field may write it otherwise. */
function showDay(field) {
  let shown = document.querySelector(`output[for="${CSS.escape(field.id)}"]`);
  if (!shown) field.after((shown = Object.assign(document.createElement("output"), { htmlFor: field.id })));
  const [year, month, day] = field.value.split("-").map(Number);
  shown.textContent = field.value ? `${two(day)}/${month < 3 ? two(month) : month}/${year}` : "";
}

function setWaiting(form, waiting) {
  if (waiting) form.dataset.sending = "";
  else delete form.dataset.sending;
  const buttons = [...document.querySelectorAll("button")].filter((button) => button.form === form && button.type === "submit");
  for (const button of buttons) button.disabled = waiting;
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post") return;
  if ("sending" in form.dataset) {
    event.preventDefault();
    return;
  }
  if (event.defaultPrevented) return;
  if ("forgetAll" in form.dataset) for (const key of keys()) drop(localStorage, key);
  if (form.dataset.keep) {
    keep(form);
    write(sessionStorage, SENT, nameOf(form));
  }
  form.dataset.sending = "";
  setTimeout(() => setWaiting(form, true)); // after the browser has read which button was pressed
  setTimeout(() => setWaiting(form, false), WAIT_BEFORE_SECOND_TRY);
});

document.addEventListener("input", (event) => {
  const { form, type } = event.target;
  if (form?.dataset.keep) keep(form);
  if (type === "date") showDay(event.target);
});

addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sending]")) setWaiting(form, false);
});

letGo();
for (const form of document.querySelectorAll("form[data-keep]")) restore(form);
for (const field of document.querySelectorAll("input[type=date]")) showDay(field);

if (matchMedia("(max-width: 59.99rem)").matches) document.querySelector("details.menu")?.removeAttribute("open");
