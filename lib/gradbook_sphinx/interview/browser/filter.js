// A form that filters a page's items by words and choices; the address remembers them.
import { choiceOf } from "./common.js";

const form = document.querySelector(".iv-filter");
const topics = [...document.querySelectorAll(".iv-topic")];
export const items = [...document.querySelectorAll(".iv-item")];

function remember(choice) {
  const query = new URLSearchParams(Object.entries(choice).filter(([, value]) => value));
  const search = query.size ? `?${query}` : "";
  history.replaceState(null, "", location.pathname + search + location.hash);
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

// Show the items that belong to the choice, and the topics that hold one; `arrange`
// puts them in the chosen order. Returns what shows everything again.
export function filterItems(noun, belongs, arrange = () => {}) {
  const texts = items.map((item) => item.textContent.toLowerCase());

  function apply() {
    const choice = choiceOf(form);
    const words = choice.text.toLowerCase().split(/\s+/);
    items.forEach((item, n) => {
      const said = words.every((word) => texts[n].includes(word));
      item.hidden = !(said && belongs(item.dataset, choice));
    });
    arrange(choice);
    for (const topic of topics)
      topic.hidden = !topic.querySelector(".iv-item:not([hidden])");
    const shown = items.filter((item) => !item.hidden).length;
    const said = `${shown} of ${items.length} ${noun}`;
    form.querySelector(".iv-status").textContent =
      shown ? said : `${said}. Fewer words, or Show all.`;
    remember(choice);
  }

  form.addEventListener("input", apply);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => queueMicrotask(apply));
  recall();
  apply();
  return () => {
    form.reset();
    apply();
  };
}
