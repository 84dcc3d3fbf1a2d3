// Saves what is being typed on the server: every 2 s while something changed, on leaving a field, on hiding the page.
// Nothing is kept in the browser. A failed save says so and is tried again.
const form = document.getElementById("call");
const told = document.getElementById("saved");
const EVERY = 2000; // milliseconds: what a crash may cost at most
const SLOW = 600; // milliseconds
let dirty = [...form.elements].some(changed);  // on a slow line somebody types before this script is here
let saving = false;
let leaving = false;

function changed(field) {
  if (field.type === "checkbox" || field.type === "radio") return field.checked !== field.defaultChecked;
  return "defaultValue" in field && field.type !== "hidden" && field.value !== field.defaultValue;
}

async function save() {
  if (!dirty || saving || leaving) return;
  dirty = false;
  saving = true;
  // Only a slow line is worth a word: on a quick one it would flicker every two seconds.
  const slow = setTimeout(() => { told.textContent = "正在保存草稿……"; told.className = "muted"; }, SLOW);
  try {
    const answer = await fetch(form.dataset.draft, { method: "POST", body: new FormData(form), keepalive: true });
    if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
    told.textContent = `草稿已保存 ${(await answer.json()).at}`;
    told.className = "muted";
  } catch {
    dirty = true;
    told.textContent = "草稿没有保存上，正在重试；如已退出登录，请在新窗口登录，本页内容仍在。";
    told.className = "field-error";
  } finally {
    clearTimeout(slow);
    saving = false;
  }
}

form.addEventListener("input", () => { dirty = true; });
form.addEventListener("change", () => { dirty = true; save(); });
form.addEventListener("focusout", save);
form.addEventListener("submit", () => { leaving = true; });
document.addEventListener("visibilitychange", () => { if (document.hidden) save(); });
addEventListener("pagehide", save);
setInterval(save, EVERY);
