// Selecting words of the text offers to make them a directive, or to let the directive under them quote exactly these;
// a click inside a quote offers to split it there. Without this module the forms beside the text do the same.
const float = document.querySelector("#float");
const add = document.querySelector("#add");
const change = document.querySelector("#change");
const part = document.querySelector("#part");
const form = document.querySelector("#mark");
const text = () => document.querySelector("#words");

const points = (words) => [...words].length; // code points, as the server counts

function pieces(range) {
  return [...text().querySelectorAll("[data-start]")].filter((piece) => piece.firstChild && range.intersectsNode(piece.firstChild));
}

/** Returns what is selected: offsets, words, the directives under it; a mere caret has only its place. */
function selected() {
  const selection = getSelection();
  if (!selection.rangeCount) return null;
  const range = selection.getRangeAt(0);
  if (!text().contains(range.commonAncestorContainer)) return null;
  let start = null;
  let end = null;
  let words = "";
  const under = new Set();
  for (const piece of pieces(range)) {
    const node = piece.firstChild;
    const from = node === range.startContainer ? range.startOffset : 0;
    const to = node === range.endContainer ? range.endOffset : node.length;
    if (from > to || (from === to && !range.collapsed)) continue;
    const base = Number(piece.dataset.start);
    start ??= base + points(node.data.slice(0, from));
    end = base + points(node.data.slice(0, to));
    words += `${node.data.slice(from, to)} `;
    if (piece.dataset.of) under.add(piece.dataset.of);
  }
  if (start === null || (!range.collapsed && !words.trim())) return null;
  return { start, end, words, under: [...under], caret: range.collapsed, box: range.getBoundingClientRect() };
}

const numberOf = (id) => document.getElementById(`t${id}`)?.textContent ?? "";

function offer(button, id) {
  button.hidden = !id;
  if (id) button.textContent = button.dataset.words.replace("#", numberOf(id));
}

function place() {
  const found = selected();
  const only = found?.under.length === 1 ? found.under[0] : null;
  const useful = found && (!found.caret || only);
  float.hidden = !useful;
  if (!useful) return;
  add.hidden = found.caret;
  offer(change, found.caret ? null : only);
  offer(part, found.caret ? only : null);
  float.style.insetInlineStart = `${Math.max(8, Math.min(found.box.left, innerWidth - float.offsetWidth - 8))}px`;
  float.style.insetBlockStart = `${Math.max(8, Math.min(found.box.bottom + 8, innerHeight - float.offsetHeight - 8))}px`;
}

function fill(target, values) {
  for (const [name, value] of Object.entries(values)) if (target.elements[name]) target.elements[name].value = value;
  getSelection().removeAllRanges();
  float.hidden = true;
  target.requestSubmit();
}

if (float && form) {
  document.querySelector("[data-selectable]").hidden = false;
  document.addEventListener("selectionchange", place);
  document.addEventListener("words-changed", place);
  document.addEventListener("scroll", place, { capture: true, passive: true });
  float.addEventListener("pointerdown", (event) => event.preventDefault()); // keeps the selection
  add.addEventListener("click", () => {
    const found = selected();
    if (!found) return;
    for (const box of form.querySelectorAll("[name=clauses]")) box.checked = false;
    fill(form, { start: found.start, end: found.end, quote: found.words });
  });
  change.addEventListener("click", () => {
    const found = selected();
    const span = found && document.querySelector(`#n${found.under[0]}-span`);
    if (span) fill(span, { start: found.start, end: found.end, quote: found.words });
  });
  part.addEventListener("click", () => {
    const found = selected();
    const split = found && document.querySelector(`#n${found.under[0]}-split`);
    if (!split) return;
    const at = split.elements.at;
    if (at.tagName === "SELECT") at.add(new Option("", found.start, true, true));
    fill(split, { at: found.start });
  });
}
