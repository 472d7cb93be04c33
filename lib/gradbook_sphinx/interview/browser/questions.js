// The index of questions: filter, order, and links to single answers.
import { belongs, choiceOf } from "./common.js";

const form = document.querySelector(".iv-filter");
const status = form.querySelector(".iv-status");
const items = [...document.querySelectorAll(".iv-item")];
const homes = items.map((item) => item.parentElement);
const topics = [...document.querySelectorAll(".iv-topic")];
const texts = items.map((item) => item.textContent.toLowerCase());
const ranked = document.createElement("div");
topics[0].before(ranked);

const mostAsked = (a, b) => b.dataset.asked - a.dataset.asked;

function arrange(order) {
  if (order === "asked") ranked.append(...[...items].sort(mostAsked));
  else items.forEach((item, n) => homes[n].append(item));
  for (const topic of topics) topic.hidden = !topic.querySelector(".iv-item:not([hidden])");
}

function remember(choice) {
  const query = new URLSearchParams(Object.entries(choice).filter(([, value]) => value));
  const search = query.size ? `?${query}` : "";
  history.replaceState(null, "", location.pathname + search + location.hash);
}

function apply() {
  const choice = choiceOf(form);
  const words = choice.text.toLowerCase().split(/\s+/);
  items.forEach((item, n) => {
    const said = words.every((word) => texts[n].includes(word));
    item.hidden = !(said && belongs(item.dataset, choice));
  });
  arrange(choice.order);
  const shown = items.filter((item) => !item.hidden).length;
  status.textContent = `${shown} of ${items.length} questions`;
  remember(choice);
}

// The address is data: a value that a field does not offer leaves it at "all".
function recall() {
  for (const [name, value] of new URLSearchParams(location.search)) {
    const field = form.elements.namedItem(name);
    if (!(field instanceof HTMLElement)) continue;
    const offered = [...(field.options ?? [])].some((option) => option.value === value);
    if (offered || field.type === "search") field.value = value;
  }
}

// Unfold the answer that the address names, whatever the filter says.
function open() {
  const item = items.find(({ dataset }) => `#q-${dataset.id}` === location.hash);
  if (!item) return;
  if (item.hidden) {
    form.reset();
    apply();
  }
  item.querySelector("details").open = true;
  item.scrollIntoView();
}

form.addEventListener("input", apply);
form.addEventListener("submit", (event) => event.preventDefault());
form.addEventListener("reset", () => queueMicrotask(apply));
addEventListener("hashchange", open);
recall();
apply();
open();
