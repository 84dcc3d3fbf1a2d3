// Single keys of a page. They never fire while somebody types, while an input method is at work, or inside a dialog.
const TYPED = "input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]";
const COMPOSING = 229; // what a key event carries while an input method has it, in browsers that say nothing else

export function onKeys(acts) {
  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === COMPOSING) return;
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat && !"jk".includes(event.key)) return;
    if (event.target.closest(TYPED) || document.querySelector("dialog[open]")) return;
    const act = acts[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });
}

export function helpOn(dialog) {
  const opener = document.querySelector("[data-keys-help]");
  const open = () => dialog.showModal();
  if (opener) {
    opener.hidden = false;
    opener.addEventListener("click", open);
  }
  dialog.addEventListener("keydown", (event) => { if (event.key === "?") dialog.close(); });
  return open;
}
