// Says while the page is seen that it is open, and shows who else has it open. Whatever fails, nothing is claimed.
const box = document.getElementById("presence");
const EVERY = 15_000; // milliseconds

function body(gone) {
  const form = new FormData();
  form.set("csrf_token", document.querySelector("[name=csrf_token]").value);
  if (gone) form.set("gone", "1");
  return form;
}

async function tell() {
  if (document.hidden) return;
  let others = [];
  try {
    const answer = await fetch(box.dataset.url, { method: "POST", body: body() });
    if (answer.ok && !answer.redirected) ({ others } = await answer.json());
  } catch {
    // Off line: nobody is said to be here.
  }
  box.hidden = others.length === 0;
  box.textContent = others.length ? `${others.join("、")}正在查看` : "";
}

function leave() {
  fetch(box.dataset.url, { method: "POST", body: body(true), keepalive: true }).catch(() => {});
}

tell();
setInterval(tell, EVERY);
document.addEventListener("visibilitychange", () => (document.hidden ? leave() : tell()));
addEventListener("pagehide", leave);
