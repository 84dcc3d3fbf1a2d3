// A chosen reason fills in the words that belong to it; what somebody typed themselves is left alone.
document.addEventListener("change", (event) => {
  const select = event.target.closest("select[data-fills]");
  if (!select) return;
  const area = document.getElementById(select.dataset.fills);
  const prepared = [...select.options].map((option) => option.dataset.words);
  if (area.value.trim() && !prepared.includes(area.value)) return;
  area.value = select.selectedOptions[0].dataset.words ?? "";
});
// 填入: the chosen template after what was typed, at once; without a script the server does the same.
document.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-fill-from]");
  if (!button) return;
  event.preventDefault();
  const select = document.getElementById(button.dataset.fillFrom);
  const area = document.getElementById(select.dataset.fills);
  const words = select.selectedOptions[0].dataset.words ?? "";
  if (!words || area.value.includes(words)) return;
  area.value = area.value.trim() ? `${area.value.trimEnd()}\n\n${words}` : words;
  area.focus();
});
