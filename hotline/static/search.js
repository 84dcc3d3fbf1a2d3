// "/" puts the keyboard into the search box of the frame; a page with a box of its own decides itself.
import { onKeys } from "./keys.js";

const box = document.querySelector("[data-search]") ?? document.querySelector("[data-search-frame]");
onKeys({ "/": () => { box.focus(); box.select(); } });
