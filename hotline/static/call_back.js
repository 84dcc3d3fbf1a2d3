// 回访 by keyboard: P asks for the number, digits choose how the call ended, Ctrl+Enter saves and goes to the next.
import { onKeys } from "./keys.js";

const form = document.getElementById("round");
const box = document.getElementById("phone");
const SHOWN = 120_000; // milliseconds for which a number stays on the screen

function reached() {
  const chosen = form.querySelector("[name=outcome]:checked");
  form.querySelector("[data-reached]").hidden = Boolean(chosen) && chosen.value !== "reached";
  // Only who redoes, or closes against the caller's word, has to say why.
  const asked = form.querySelector("[name=solved][value=false]:checked, [value=poor]:checked, [name=then][value=rework]:checked, [name=then][value=close]:checked");
  form.querySelector("[data-reason]").hidden = !asked && !form.elements.reason.value;
}

async function unseal(button) {
  const answer = await fetch(`${button.formAction}?part=1`, { method: "POST", body: new FormData(form) });
  if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
  const hidden = box.innerHTML;
  box.innerHTML = await answer.text(); // drawn and escaped by the server
  setTimeout(() => { box.innerHTML = hidden; }, SHOWN);
}

if (form) {
  reached();
  form.addEventListener("change", reached);
  box?.addEventListener("click", (event) => {
    const button = event.target.closest("[data-phone]");
    if (!button) return;
    event.preventDefault();
    unseal(button).catch(() => form.requestSubmit(button)); // the page way, with the page's own words
  });
  form.addEventListener("keydown", (event) => {
    if (event.isComposing || event.key !== "Enter" || !event.ctrlKey) return;
    event.preventDefault();
    document.getElementById("keep").click();
  });
  const digits = [...form.querySelectorAll("[data-key]")].map((input) => [input.dataset.key, () => {
    input.click();
    input.focus();
  }]);
  onKeys({
    ...Object.fromEntries(digits),
    p: () => box?.querySelector("[data-phone]")?.click(),
    n: () => document.querySelector("[data-onward]")?.click(),
  });
}
