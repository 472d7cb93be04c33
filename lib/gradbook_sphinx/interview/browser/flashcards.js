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
// { item, before: what was known, graded, again: the entry that repeats it }
let queue = [];
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

// What a reload would bring: skipped cards too, and not those graded and shown again.
function left() {
  const cards = queue.filter((entry) => !entry.graded);
  const repeats = cards.filter(({ item }) => known(item)).length;
  const words = `${cards.length || "No"} card${cards.length === 1 ? "" : "s"} left`;
  return repeats ? `${words}, ${repeats} to repeat` : words;
}

function show() {
  const entry = queue[at];
  tool.dataset.state = entry ? "asked" : "done";
  showOnly(items, entry?.item);
  const box = entry && known(entry.item)?.box;
  const about = box ? `box ${box} of 5` : "new card";
  status.textContent = entry ? `${left()} · ${about}` : left();
  done.textContent = entry ? "" : end();
  showBoxes(tool, items);
}

function end() {
  return queue.every(({ graded }) => graded)
    ? "Done. Every card of this choice was graded."
    : "That was the last card. Those you did not grade stay due.";
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
  entry.graded = true;
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
