// Asks the server what the text sounds like while the operator types; a slow or failed answer disturbs nobody.
const form = document.getElementById("call");
const text = document.getElementById("text");
const box = document.getElementById("suggestion");
const part = (name) => box.querySelector(`[data-${name}]`);
const PAUSE = 350; // milliseconds without a key before the server is asked
let timer = 0;
let asked = 0;

async function ask() {
  const turn = ++asked;
  if (text.value.trim().length < 4) return;
  const body = new FormData();
  body.set("text", text.value);
  body.set("csrf_token", form.elements.csrf_token.value);
  try {
    const answer = await fetch(form.dataset.suggest, { method: "POST", body });
    if (answer.ok && turn === asked) show(await answer.json());
  } catch {
    // Off line: the form still saves by itself when the line is back.
  }
}

function show(verdict) {
  part("empty").hidden = true;
  part("filled").hidden = false;
  const flags = part("flags");
  flags.hidden = verdict.red_flags.length === 0;
  flags.textContent = flags.hidden ? "" : `规则命中：${verdict.red_flags.join("、")}`;
  part("category").textContent = verdict.category ? `${verdict.category} ${verdict.category_name}` : "尚未判断";
  part("confidence").textContent = verdict.confidence === null ? "" : verdict.abstained
    ? `模型把握 ${Math.round(verdict.confidence * 100)}%，不确定：保存后转派单审核`
    : `模型把握 ${Math.round(verdict.confidence * 100)}%`;
  part("queue").textContent = verdict.queue_label;
  part("urgency").textContent = verdict.urgency_label;
  part("because").textContent = verdict.because.length ? `依据词：${verdict.because.join("、")}` : "";
  const others = part("alternatives");
  others.replaceChildren(...verdict.alternatives.map((other) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn btn-sm btn-outline-secondary";
    button.textContent = `${other.code} ${other.name}`;
    button.addEventListener("click", () => { form.elements.category.value = other.code; });
    return button;
  }));
}

text.addEventListener("input", () => {
  clearTimeout(timer);
  timer = setTimeout(ask, PAUSE);
});
ask();
