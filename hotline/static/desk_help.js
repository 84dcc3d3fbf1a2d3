// Beside the call: ready answers that one key inserts, and the emergency cards of what is heard.
const text = document.getElementById("answer");
const consult = document.getElementById("consult");
const answers = document.getElementById("answers");
const cards = document.getElementById("cards");
let heard = "";

function insert(words) {
  consult.open = true;
  text.value = text.value ? `${text.value}\n${words}` : words;
  text.dispatchEvent(new Event("input", { bubbles: true })); // so that the draft knows
  text.focus();
}

function offer(found) {
  answers.replaceChildren(...found.map((one, place) => {
    const item = document.createElement("div");
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn btn-sm btn-outline-secondary";
    button.textContent = place ? `插入：${one.title}` : `插入（F8）：${one.title}`;
    button.addEventListener("click", () => insert(one.text));
    const words = document.createElement("p");
    words.className = "muted";
    words.textContent = one.text;
    item.append(button, words);
    return item;
  }));
}

// Only when what is heard changes: a card that the operator opened or closed stays as it is.
function lay(kinds) {
  if (heard === kinds.join() || kinds.length === 0) return;
  heard = kinds.join();
  cards.open = true;
  for (const kind of kinds.toReversed()) { // the gravest ends on top
    const card = cards.querySelector(`[data-kind="${kind}"]`);
    card.open = true;
    cards.querySelector("summary").after(card);
  }
}

document.getElementById("suggestion").addEventListener("verdict", (event) => {
  offer(event.detail.answers);
  lay(event.detail.cards);
});
document.getElementById("emergency").addEventListener("click", () => { cards.open = true; });
document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.key !== "F8") return;
  answers.querySelector("button")?.click();
  event.preventDefault();
});
