// Tells the office that the page of a link was really shown: body part [data-opening="where to say so"], in sight for three seconds.
// It says nothing about who looked; mail scanners that only fetch pages, or that keep them hidden, are not counted.

const IN_SIGHT = 3000;
const { opening } = document.querySelector("[data-opening]").dataset;
let waiting;

function watch() {
  clearTimeout(waiting);
  if (document.visibilityState !== "visible") return;
  waiting = setTimeout(() => {
    document.removeEventListener("visibilitychange", watch);
    fetch(opening, { method: "POST", body: new URLSearchParams({ shown: 1 }), keepalive: true }).catch(() => {}); // proof is welcome, not needed
  }, IN_SIGHT);
}

document.addEventListener("visibilitychange", watch);
watch();
