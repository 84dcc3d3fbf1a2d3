// Hears what happens to tickets while the page is open. Rows never jump: a bar says how much is new and shows it on demand.
const bar = document.getElementById("news");
const here = bar.dataset.number; // on the page of one ticket only its own news count
const title = document.title;
const numbers = new Set();
const urgent = new Set();

function show() {
  bar.hidden = false;
  bar.classList.toggle("emergency-bar", urgent.size > 0);
  bar.querySelector("[data-words]").textContent = here
    ? "本工单有新进展。"
    : `${numbers.size} 件工单有新动态${urgent.size ? `，其中 ${urgent.size} 件特急` : ""}。`;
  document.title = `(${urgent.size ? `特急 ${urgent.size}` : numbers.size}) ${title}`;
}

function beep() {
  try {
    const sound = new AudioContext();
    const tone = sound.createOscillator();
    tone.frequency.value = 880;
    tone.connect(sound.destination);
    tone.start();
    tone.stop(sound.currentTime + 0.4);
  } catch {
    // A browser without sound still has the bar and the title.
  }
}

const stream = new EventSource(bar.dataset.stream);
stream.addEventListener("open", () => { bar.dataset.heard = "yes"; });
stream.addEventListener("ticket", (event) => {
  const news = JSON.parse(event.data);
  if (here && news.number !== here) return;
  if (news.kind === "attachment_taken") return; // somebody took a file: nothing on the page has changed
  // A page that shows news in its own way says so by preventing the default.
  const seen = new CustomEvent("hotline:news", { detail: news, cancelable: true });
  if (!document.dispatchEvent(seen)) return;
  numbers.add(news.number);
  document.dispatchEvent(new CustomEvent("hotline:news", { detail: news }));
  if (news.urgent && !urgent.has(news.number)) {
    urgent.add(news.number);
    beep();
  }
  show();
});
stream.addEventListener("error", () => {
  if (stream.readyState !== EventSource.CLOSED) return; // the browser tries again by itself
  bar.querySelector("[data-words]").textContent = "实时提醒已断开，请刷新页面。";
  bar.hidden = false;
});
bar.querySelector("button").addEventListener("click", () => location.reload());
addEventListener("pagehide", () => stream.close());
