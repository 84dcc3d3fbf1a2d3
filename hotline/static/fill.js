// A chosen reason fills in the words that belong to it; what somebody typed themselves is left alone.
document.addEventListener("change", (event) => {
  const select = event.target.closest("select[data-fills]");
  if (!select) return;
  const area = document.getElementById(select.dataset.fills);
  const prepared = [...select.options].map((option) => option.dataset.words);
  if (area.value.trim() && !prepared.includes(area.value)) return;
  area.value = select.selectedOptions[0].dataset.words ?? "";
});
