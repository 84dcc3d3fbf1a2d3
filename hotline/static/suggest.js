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
  const body = new FormData(form);
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
  box.dispatchEvent(new CustomEvent("verdict", { detail: verdict })); // heard by desk_help.js
  mark([...verdict.red_flags.map((word) => [word, "flag"]), ...verdict.because.map((word) => [word, "for"])]);
  part("asked").replaceChildren(...verdict.asked.map((one) => {
    const item = document.createElement("li");
    item.className = one.answer ? "known" : "open";
    item.textContent = one.answer ? `✓ ${one.label}：${one.answer}` : `○ ${one.label}`;
    return item;
  }));
  others.replaceChildren(...verdict.alternatives.map((other, place) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn btn-sm btn-outline-secondary";
    button.textContent = `${place + 1}. ${other.code} ${other.name}`;
    button.addEventListener("click", () => choose(other.code));
    return button;
  }));
}

// The caller's own words again, with what decided: rules and model in different dress.
function mark(words) {
  const marked = part("marked");
  const kinds = new Map(words.filter(([word]) => word).reverse());
  const either = [...kinds.keys()].map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("|");
  const pieces = either ? text.value.split(new RegExp(`(${either})`)) : [];
  marked.hidden = pieces.length < 2;
  marked.replaceChildren(...pieces.map((piece) => {
    if (!kinds.has(piece)) return document.createTextNode(piece);
    const word = document.createElement("mark");
    word.className = kinds.get(piece);
    word.textContent = piece;
    return word;
  }));
}

function choose(code) {
  form.elements.category.value = code;
  form.elements.category.dispatchEvent(new Event("change", { bubbles: true }));
}

function later() {
  clearTimeout(timer);
  timer = setTimeout(ask, PAUSE);
}

form.addEventListener("input", later);
form.addEventListener("change", later);
document.addEventListener("keydown", (event) => {
  if (event.isComposing) return; // an input method is at work: its keys are not ours
  const digit = event.altKey && /^Digit([0-5])$/.exec(event.code);
  if (digit && digit[1] === "0") choose("");
  else if (digit) part("alternatives").children[digit[1] - 1]?.click();
  else if (event.key === "F9") document.getElementById("emergency").click();
  else if (event.key === "Enter" && event.ctrlKey) document.getElementById("keep").click();
  else return;
  event.preventDefault();
});
ask();
