// The index of questions: filter, order, and links to single answers.
import { belongs } from "./common.js";
import { filterItems, items } from "./filter.js";

const homes = items.map((item) => item.parentElement);
const ranked = document.createElement("div");
ranked.className = "iv-topic"; // a question looks the same in either order
document.querySelector(".iv-topic").before(ranked);

const mostAsked = (a, b) => b.dataset.asked - a.dataset.asked;

function arrange({ order }) {
  if (order === "asked") ranked.append(...[...items].sort(mostAsked));
  else items.forEach((item, n) => homes[n].append(item));
}

// Unfold the answer that the address names, whatever the filter says.
function open() {
  const item = items.find(({ dataset }) => `#q-${dataset.id}` === location.hash);
  if (!item) return;
  if (item.hidden) showAll();
  item.querySelector("details").open = true;
  item.scrollIntoView();
}

const showAll = filterItems("questions", belongs, arrange);
addEventListener("hashchange", open);
open();
