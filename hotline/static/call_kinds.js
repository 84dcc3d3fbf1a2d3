// First decision first: digits choose the kind of call while no field has the focus; the caller's strip follows the number.
const form = document.getElementById("call");
const box = document.getElementById("known");
const types = [...form.querySelectorAll("[name=demand_kind]")];
const PAUSE = 300; // milliseconds without a key before the server is asked
const THOUGHT = 700; // milliseconds: a sentence has ended
let timer = 0;
let turn = 0;

// Likely duplicates change nothing else on the page, so a slow answer is simply thrown away.
const alike = document.getElementById("alike");
let compared = 0;
let pause = 0;
async function compare() {
  const mine = ++compared;
  try {
    const answer = await fetch(alike.dataset.alike, { method: "POST", body: new FormData(form) });
    if (answer.ok && !answer.redirected && mine === compared) alike.innerHTML = await answer.text(); // escaped by the server
  } catch {
    // Off line: the call goes on without it.
  }
}

async function look() {
  const mine = ++turn;
  try {
    const answer = await fetch(`${box.dataset.look}?part=1`, { method: "POST", body: new FormData(form) });
    if (answer.ok && !answer.redirected && mine === turn) box.innerHTML = await answer.text(); // drawn and escaped by the server
  } catch {
    // Off line: the call goes on without it.
  }
}

function choose(type) {
  type.checked = true;
  form.elements.demand_type.value = type.value;
  document.getElementById("consult").open = type.value === "Q";
  form.elements.caller_phone.focus();
}

types.forEach((type) => type.addEventListener("click", (event) => { if (event.detail) choose(type); }));
form.addEventListener("change", (event) => {
  if (types.includes(event.target)) form.elements.demand_type.value = event.target.value;
});
form.addEventListener("input", (event) => {
  if (["text", "employer", "caller_phone"].includes(event.target.name)) {
    clearTimeout(pause);
    pause = setTimeout(compare, THOUGHT);
  }
  if (!["caller_phone", "employer", "region_code", "category"].includes(event.target.name)) return;
  clearTimeout(timer);
  timer = setTimeout(look, PAUSE);
});
document.addEventListener("keydown", (event) => {
  if (event.isComposing) return;
  if (event.key === "Enter" && !event.ctrlKey && event.target.matches("#call input")) {
    event.preventDefault();
    if (event.target.name === "caller_phone") document.getElementById("text").focus();
    return;
  }
  if (event.key === "F6") {
    const chases = box.querySelectorAll("[data-chase]");
    if (chases.length === 1) chases[0].click();
    else chases[0]?.focus(); // several open tickets: Tab goes on, Enter chases
    event.preventDefault();
    return;
  }
  const typing = event.target.matches("textarea, select, input:not([type=radio])");
  if (typing || event.altKey || event.ctrlKey || event.metaKey) return;
  const found = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
  if (!found) return;
  event.preventDefault();
  if (types.includes(found)) choose(found);
  else found.focus(); // Enter on it keeps the call: two keys, no form
});
if (form.elements.caller_phone.value) look();
