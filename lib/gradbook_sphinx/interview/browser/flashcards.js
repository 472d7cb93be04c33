// Flashcards: which cards are due, one after the other, graded by the reader.
import {
  ask, belongs, choiceOf, listen, loadFonts, reveal, showOnly,
} from "./common.js";
import { graded, read, today, write } from "./progress.js";
import { files, showBoxes } from "./keep.js";

const tool = document.querySelector(".iv-flashcards");
const form = tool.querySelector("form");
const status = tool.querySelector(".iv-status");
const items = [...tool.querySelectorAll(".iv-item")];
const done = tool.querySelector(".iv-done");
let queue = []; // { item, before: what was known, again: the entry that repeats it }
let at = 0;

const known = (item) => read().get(item.dataset.id);
const isDue = (item) => (known(item)?.due ?? 0) <= today();

// What was learned comes first, longest due first; then new cards, most asked first.
function order(a, b) {
  const [x, y] = [known(a)?.due ?? Infinity, known(b)?.due ?? Infinity];
  return x === y ? b.dataset.asked - a.dataset.asked : x - y;
}

function gather() {
  const choice = choiceOf(form);
  const chosen = items.filter((item) => belongs(item.dataset, choice));
  const ready = chosen.filter((item) => choice.ahead || isDue(item));
  queue = ready.sort(order).map((item) => ({ item, before: known(item) }));
  at = 0;
  show();
  if (!queue.length) done.textContent = nothing(chosen);
}

function nothing(chosen) {
  if (!chosen.length) return "No card is both: choose more topics or levels.";
  const days = Math.min(...chosen.map((item) => known(item).due)) - today();
  return `Nothing is due. The next card is, in ${days} day${days > 1 ? "s" : ""}.`;
}

function show() {
  const entry = queue[at];
  tool.dataset.state = entry ? "asked" : "done";
  showOnly(items, entry?.item);
  const box = entry && known(entry.item)?.box;
  status.textContent = entry
    ? `Card ${at + 1} of ${queue.length}, ${box ? `box ${box} of 5` : "new"}`
    : "No card left";
  done.textContent = entry ? "" : "Done. Every card of this choice was seen.";
  showBoxes(tool, items);
}

function move(step) {
  const next = Math.min(Math.max(at + step, 0), queue.length);
  if (next === at) return;
  at = next;
  show();
  if (queue[at]) ask(queue[at].item);
  else done.focus();
}

function flip() {
  if (tool.dataset.state !== "asked") return false;
  tool.dataset.state = "answered";
  return reveal(queue[at].item);
}

// Grading a card a second time, after going back, replaces the first grade.
function grade(value) {
  if (tool.dataset.state !== "answered") return false;
  const entry = queue[at];
  const now = graded(entry.before, value);
  const kept = write(read().set(entry.item.dataset.id, now));
  queue = queue.filter((other) => other !== entry.again);
  entry.again = now.due <= today() ? { item: entry.item, before: now } : null;
  if (entry.again) queue.push(entry.again);
  move(1);
  if (!kept) status.textContent += ". This browser keeps nothing: save to a file";
}

const grades = Object.fromEntries([1, 2, 3].map((n) => [n, () => grade(n)]));
const walk = { flip, next: () => move(1), previous: () => move(-1) };
const keys = {
  " ": "flip", Enter: "flip", ArrowRight: "next", ArrowLeft: "previous",
  1: "1", 2: "2", 3: "3",
};
listen(tool, { ...grades, ...walk, ...files(tool, gather) }, keys);
form.addEventListener("change", gather);
form.addEventListener("submit", (event) => event.preventDefault());
gather();
tool.classList.add("ready");
addEventListener("load", loadFonts);
