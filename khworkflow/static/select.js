// Selecting words of the text offers to make them a directive; without this module the form below the text does the same.
const text = document.querySelector("#words");
const button = document.querySelector("#add");
const form = document.querySelector("#mark");

const points = (words) => [...words].length; // code points, as the server counts

function selected() {
  const selection = getSelection();
  if (selection.isCollapsed || !selection.rangeCount) return null;
  const range = selection.getRangeAt(0);
  if (!text.contains(range.commonAncestorContainer)) return null;
  let start = null;
  let end = null;
  let words = "";
  for (const piece of text.querySelectorAll("[data-start]")) {
    const node = piece.firstChild;
    if (!node || !range.intersectsNode(node)) continue;
    const from = node === range.startContainer ? range.startOffset : 0;
    const to = node === range.endContainer ? range.endOffset : node.length;
    if (from >= to) continue;
    const base = Number(piece.dataset.start);
    start ??= base + points(node.data.slice(0, from));
    end = base + points(node.data.slice(0, to));
    words += `${node.data.slice(from, to)} `;
  }
  return words.trim() ? { start, end, words, box: range.getBoundingClientRect() } : null;
}

function place() {
  const found = selected();
  button.hidden = !found;
  if (!found) return;
  button.style.insetInlineStart = `${Math.max(8, Math.min(found.box.left, innerWidth - button.offsetWidth - 8))}px`;
  button.style.insetBlockStart = `${Math.min(found.box.bottom + 8, innerHeight - button.offsetHeight - 8)}px`;
}

if (text && button && form) {
  document.querySelector("[data-selectable]").hidden = false;
  document.addEventListener("selectionchange", place);
  document.addEventListener("scroll", place, { capture: true, passive: true });
  button.addEventListener("pointerdown", (event) => event.preventDefault()); // keeps the selection
  button.addEventListener("click", () => {
    const found = selected();
    if (!found) return;
    for (const box of form.querySelectorAll("[name=clauses]")) box.checked = false;
    form.elements.start.value = found.start;
    form.elements.end.value = found.end;
    form.elements.quote.value = found.words;
    form.requestSubmit();
  });
}

for (const all of document.querySelectorAll("[data-tick-all]")) {
  all.addEventListener("click", (event) => {
    event.preventDefault();
    for (const box of document.getElementsByName(all.dataset.tickAll)) box.checked = true;
  });
}
