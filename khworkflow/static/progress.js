// Watches a report being compiled and opens it when it is ready.
const box = document.querySelector("[data-progress]");
const bar = box?.querySelector("progress");
let pause = 500;

async function look() {
  try {
    const { state, done, steps } = await (await fetch(box.dataset.progress)).json();
    if (state !== "requested" && state !== "compiling") return location.reload();
    if (steps) Object.assign(bar, { max: steps, value: done });
  } catch { /* the network is away for a moment: look again */ }
  pause = Math.min(pause * 1.5, 5000);
  setTimeout(look, pause);
}
if (box) setTimeout(look, pause);
