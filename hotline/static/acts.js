// The row of acts: one form open at a time, its first field in focus, Escape closes; a link into a closed part opens it.
const acts = [...document.querySelectorAll(".acts-row details")];

for (const act of acts) {
  act.addEventListener("toggle", () => {
    if (!act.open) return;
    acts.filter((other) => other !== act).forEach((other) => { other.open = false; });
    if (act.contains(document.activeElement)) act.querySelector("select, textarea, input:not([type=hidden])")?.focus();
  });
  act.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.isComposing) return;
    act.open = false;
    act.querySelector("summary").focus();
  });
}

function reveal() {
  const part = location.hash && document.getElementById(location.hash.slice(1))?.querySelector("details");
  if (part) part.open = true;
}
addEventListener("hashchange", reveal);
reveal();
