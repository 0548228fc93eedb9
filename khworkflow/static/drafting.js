// A draft keeps itself: what is changed is sent by the form it stands in, and the page takes over what the server answers.
// Without this module every form has its button and the page is loaded anew.

const status = document.querySelector("#said");
const forms = () => document.querySelectorAll("form[data-keeps-itself], form[data-at-once]");
let line = Promise.resolve(); // one request after the other: each takes the version that the last one left
let waiting = 0;
let timer = 0;
let pending = null; // the form whose change waits for the hand to rest
let leaving = false;

/** Lets what the server says now stand in place of the old, and leaves the hand where it was. */
function takeOver(fresh, whole) {
  const held = document.activeElement?.id;
  const open = [...document.querySelectorAll("details[open]")].map((one) => one.id).filter(Boolean);
  if (whole) {
    for (const id of ["drafts", "words"]) document.getElementById(id).replaceWith(fresh.getElementById(id));
    for (const id of open) document.getElementById(id)?.setAttribute("open", "");
    document.dispatchEvent(new Event("words-changed"));
    keepThemselves();
  } else {
    for (const head of document.querySelectorAll("[id$='-head'][class]")) {
      const now = fresh.getElementById(head.id);
      if (now) head.replaceWith(now);
    }
    for (const card of document.querySelectorAll("li.draft")) card.className = fresh.getElementById(card.id)?.className ?? card.className;
    for (const summary of document.querySelectorAll("li.draft summary")) {
      const now = fresh.querySelector(`#${CSS.escape(summary.parentElement.id)} > summary`);
      if (now) summary.textContent = now.textContent;
    }
    const days = document.querySelector("#days");
    const left = fresh.querySelector("#days");
    if (days && left) days.querySelector("b").textContent = left.querySelector("b").textContent;
    else days?.remove();
  }
  document.getElementById("bar").replaceWith(fresh.getElementById("bar"));
  for (const form of document.querySelectorAll("main form")) {
    const now = [...fresh.querySelectorAll("main form")].find((one) => one.getAttribute("action") === form.getAttribute("action"));
    const seen = now?.querySelector("[name$=seen_version]");
    if (seen) form.querySelector("[name$=seen_version]").value = seen.value;
  }
  if (held) document.getElementById(held)?.focus({ preventScroll: true });
}

const twinOf = (form) => [...document.querySelectorAll("main form")].find((one) => one.getAttribute("action") === form.getAttribute("action"));

async function send(form, button, whole) {
  if (!form.isConnected) { // the page has taken over newer cards meanwhile; the words are still these
    const seen = twinOf(form)?.querySelector("[name$=seen_version]");
    if (seen) form.querySelector("[name$=seen_version]").value = seen.value;
  }
  const words = new FormData(form);
  if (button?.name) words.append(button.name, button.value);
  let answer;
  try {
    answer = await fetch(form.action, { method: "POST", body: words, signal: AbortSignal.timeout(20000) });
  } catch {
    status.textContent = status.dataset.lost;
    form.classList.add("unsent");
    return;
  }
  if (!answer.ok) return submitPlainly(form, button); // refused, or another person was faster: the server's own page says it best
  form.classList.remove("unsent");
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (!fresh.getElementById("drafts")) return location.reload();
  if (waiting > 1 && !whole) return; // the next answer is fresher
  takeOver(fresh, whole);
  const place = whole && new URL(answer.url).hash.slice(1);
  if (place) document.getElementById(place)?.scrollIntoView({ block: "nearest" });
  status.textContent = status.dataset.kept;
}

/** Sends the form as a page does; a form that the page has left behind is put back for it. */
function submitPlainly(form, button) {
  waiting = 0;
  leaving = true;
  form.removeAttribute("data-keeps-itself");
  form.removeAttribute("data-at-once");
  if (!form.isConnected) document.body.append(form);
  if (button) form.requestSubmit(button);
  else form.requestSubmit();
}

function queue(form, button, whole = false) {
  waiting += 1;
  line = line.then(() => send(form, button, whole)).finally(() => { waiting = Math.max(0, waiting - 1); });
}

function sendPending(besides) {
  clearTimeout(timer);
  if (pending && pending !== besides) queue(pending);
  pending = null;
}

function keepThemselves() {
  for (const form of forms()) {
    if (form.dataset.watched) continue;
    form.dataset.watched = "yes";
    for (const plain of form.querySelectorAll("[data-plain]")) plain.hidden = true;
    if (form.hasAttribute("data-keeps-itself")) {
      form.addEventListener("change", () => {
        sendPending(form);
        pending = form;
        timer = setTimeout(sendPending, 150);
      });
    }
    form.addEventListener("submit", (event) => {
      if (!form.hasAttribute("data-keeps-itself") && !form.hasAttribute("data-at-once")) return;
      event.preventDefault();
      sendPending(form);
      queue(form, event.submitter, true);
    });
  }
}

/** Shows in the text which directive the hand is at. */
function follow(id) {
  const text = document.querySelector("#words");
  for (const piece of text.querySelectorAll(".current")) piece.classList.remove("current");
  const pieces = [...text.querySelectorAll(`[data-of="${CSS.escape(id)}"]`)];
  for (const piece of pieces) piece.classList.add("current");
  const pane = text.closest(".stay");
  if (pieces.length && getComputedStyle(pane).overflowY === "auto") { // on a phone the text stands above the cards and stays there
    pane.scrollTo({ top: pane.scrollTop + pieces[0].getBoundingClientRect().top - pane.getBoundingClientRect().top - 48 });
  }
}

if (status) {
  keepThemselves();
  const first = document.querySelector("#words [data-of]")?.dataset.of;
  if (first) follow(first);
  document.addEventListener("focusin", (event) => {
    const card = event.target.closest?.("li.draft");
    if (card) follow(card.id.slice(1));
  });
  addEventListener("online", () => { for (const form of document.querySelectorAll("form.unsent")) queue(form); });
  addEventListener("beforeunload", (event) => { if (!leaving && (waiting > 0 || pending || document.querySelector("form.unsent"))) event.preventDefault(); });
}

// A file dropped on the form is the paper.
for (const form of document.querySelectorAll("form[data-drop]")) {
  const field = document.getElementById(form.dataset.drop);
  form.addEventListener("dragover", (event) => { if (event.dataTransfer.types.includes("Files")) event.preventDefault(); });
  form.addEventListener("drop", (event) => {
    if (!event.dataTransfer.files.length) return;
    event.preventDefault();
    field.files = event.dataTransfer.files;
  });
}
