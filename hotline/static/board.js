// Keeps the large numbers of the 督办台 true while it is open: asks again after news, and counts seconds of waiting P1s.
const QUIET = 1_500; // several events of one move ask once
let asked = 0;

async function renew() {
  asked = 0;
  try {
    const answer = await fetch(location.href, { cache: "no-store" });
    if (!answer.ok || answer.redirected) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const tile of document.querySelectorAll("[data-tile]")) {
      const other = fresh.querySelector(`[data-tile="${tile.dataset.tile}"]`);
      if (other) tile.replaceWith(document.adoptNode(other));
    }
  } catch {
    // The bar of live.js tells of a broken line.
  }
}

document.addEventListener("hotline:news", () => {
  if (!asked) asked = setTimeout(renew, QUIET);
});

const offset = Date.parse(document.getElementById("now-band").dataset.now) - Date.now(); // the server's clock counts
function tick() {
  for (const one of document.querySelectorAll("[data-since]")) {
    const seconds = Math.max(0, Math.floor((Date.now() + offset - Date.parse(one.dataset.since)) / 1000));
    const hours = Math.floor(seconds / 3600);
    const rest = `${Math.floor((seconds % 3600) / 60)}分${String(seconds % 60).padStart(2, "0")}秒`;
    one.textContent = hours ? `${hours}小时${rest}` : rest;
  }
}
setInterval(tick, 1_000);
tick();
