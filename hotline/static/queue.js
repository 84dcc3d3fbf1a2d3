// The department's queue: keys, claims, and rows that change in place. Without this file the page still works.
import { helpOn, onKeys } from "./keys.js";

const table = document.getElementById("queue");
const many = document.getElementById("many");
const one = document.getElementById("one");
const chosen = document.getElementById("chosen");
const bar = document.getElementById("news");
const clock = document.getElementById("server-now");
const EVERY_MINUTE = 60_000;
const PAUSE = 120; // milliseconds: news of one act come together
const title = document.title;
const heard = new Set();
const fresh = new Set();
let ahead = Number(clock.dataset.ms) - Date.now(); // the server's time is the one that counts
let timer = 0;

const rows = () => [...table.querySelectorAll("tr[data-number]")];
const row = (number) => table.querySelector(`tr[data-number="${CSS.escape(number)}"]`);
const current = () => document.activeElement.closest("tr[data-number]");
const link = (which) => which.querySelector("a");
const box = (which) => which.querySelector("input[type=checkbox]");

function go(step) {
  const all = rows();
  const here = all.indexOf(current());
  const next = here < 0 ? all[0] : all[Math.min(Math.max(here + step, 0), all.length - 1)];
  if (next) link(next).focus();
}

function count() {
  const number = rows().filter((each) => box(each).checked).length;
  chosen.textContent = number ? `已选 ${number} 件` : "勾选工单后可批量办理";
}

function toggle() {
  const here = current();
  if (!here) return;
  box(here).checked = !box(here).checked;
  count();
}

function replace(number, html) {
  const old = row(number);
  if (!old) return null;
  const page = document.createElement("template");
  page.innerHTML = html.trim();
  const fresh = page.content.firstElementChild;
  box(fresh).checked = box(old).checked;
  const focused = old.contains(document.activeElement);
  old.replaceWith(fresh);
  if (focused) link(fresh).focus();
  return fresh;
}

async function claim(number) {
  const answer = await fetch(`/department/claim/${encodeURIComponent(number)}`, {
    method: "POST", body: new FormData(one), headers: { Accept: "application/json" },
  });
  if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
  const told = await answer.json();
  if (told.row) replace(number, told.row);
  chosen.textContent = `${number}：${told.words}`;
  chosen.className = told.done ? "" : "field-error";
}

function claimHere() {
  const here = current();
  if (here) claim(here.dataset.number).catch(() => { chosen.textContent = "没有签收成，请检查网络或重新登录后再试。"; });
}

function give() {
  const here = current();
  if (here && !rows().some((each) => box(each).checked)) toggle();
  const fold = document.getElementById("give");
  fold.open = true;
  fold.querySelector("select, textarea").focus();
}

async function ask(shown, others) {
  const address = new URL(many.dataset.rows, location.href);
  address.searchParams.set("shown", shown.join(","));
  address.searchParams.set("heard", others.join(","));
  const answer = await fetch(address);
  if (!answer.ok || answer.redirected) return;
  const told = await answer.json();
  ahead = told.now_ms - Date.now();
  Object.entries(told.rows).forEach(([number, html]) => replace(number, html));
  Object.entries(told.groups).forEach(([group, number]) => {
    table.ownerDocument.querySelector(`[data-group="${group}"] strong`).textContent = number;
  });
  told.fresh.forEach((number) => fresh.add(number));
  if (fresh.size) show();
  next();
}

function show() {
  bar.hidden = false;
  bar.querySelector("[data-words]").textContent = `${fresh.size} 条新工单，`;
  bar.querySelector("button").textContent = "显示";
  document.title = `(${fresh.size}) ${title}`;
}

function refresh() {
  const numbers = [...heard];
  heard.clear();
  ask(numbers.filter(row), numbers.filter((number) => !row(number))).catch(() => {});
}

document.addEventListener("hotline:news", (event) => {
  heard.add(event.detail.number);
  if (!event.detail.urgent) event.preventDefault(); // the general bar stays silent
  clearTimeout(timer);
  timer = setTimeout(refresh, PAUSE);
});

// What becomes late while nobody does anything: ask again at that moment, and once a minute for the words.
let due = 0;
function next() {
  clearTimeout(due);
  const now = Date.now() + ahead;
  const ends = rows().map((each) => Number(each.dataset.due)).filter((end) => end > now);
  const wait = Math.min(EVERY_MINUTE, ...ends.map((end) => end - now + 50));
  due = setTimeout(tick, wait);
}

function tick() {
  clock.textContent = new Date(Date.now() + ahead)
    .toLocaleTimeString("zh-CN", { hour: "2-digit", minute: "2-digit", timeZone: "Asia/Shanghai" });
  const shown = rows().map((each) => each.dataset.number);
  if (document.hidden || !shown.length) next();
  else ask(shown, []).catch(next);
}

table.addEventListener("change", count);
one.addEventListener("submit", (event) => {
  const number = event.submitter?.closest("tr")?.dataset.number;
  if (!number) return;
  event.preventDefault();
  const action = event.submitter.formAction;
  claim(number).catch(() => { // the page way, with the page's own words about what is wrong
    one.action = action;
    one.submit();
  });
});
document.addEventListener("visibilitychange", () => { if (!document.hidden) tick(); });
onKeys({
  j: () => go(1),
  k: () => go(-1),
  o: () => { if (current()) link(current()).click(); },
  c: claimHere,
  t: give,
  x: toggle,
  e: () => document.getElementById("export").click(),
  "/": () => document.querySelector("[data-search]").focus(),
  "?": helpOn(document.getElementById("keys-help")),
});
next();
