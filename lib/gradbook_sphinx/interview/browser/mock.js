// A mock interview: questions drawn by chance, a clock, grades and a summary.
import {
  ask, belongs, choiceOf, listen, loadFonts, reveal, showOnly,
} from "./common.js";
import { clock } from "./clock.js";
import { summarize } from "./summary.js";

const tool = document.querySelector(".iv-mock");
const form = tool.querySelector("form");
const status = tool.querySelector(".iv-status");
const items = [...tool.querySelectorAll(".iv-item")];
const time = clock(tool, () => {
  status.textContent = "Time is up. Finish your sentence, then look.";
});
let drawn = []; // { item, grade, seconds }
let at = 0;

// By chance, and the likelier the more lists ask it (Efraimidis and Spirakis, 2006).
function draw(choice) {
  return items
    .filter((item) => belongs(item.dataset, choice))
    .map((item) => [Math.random() ** (1 / (1 + Number(item.dataset.asked))), item])
    .sort(([a], [b]) => b - a)
    .slice(0, Number(choice.number))
    .map(([, item]) => item);
}

function begin(chosen) {
  drawn = chosen.map((item) => ({ item }));
  at = 0;
  if (drawn.length) show();
  else setup("No question is both: choose more topics or levels.");
}

function show() {
  const { item } = drawn[at];
  tool.dataset.state = "asked";
  showOnly(items, item);
  status.textContent = `Question ${at + 1} of ${drawn.length}`;
  time.start(Number(choiceOf(form).seconds));
  ask(item);
}

function setup(words = "") {
  tool.dataset.state = "setup";
  showOnly(items, null);
  status.textContent = words;
}

function look() {
  if (tool.dataset.state !== "asked") return false;
  drawn[at].seconds = time.stop();
  tool.dataset.state = "answered";
  reveal(drawn[at].item);
}

function grade(value) {
  if (tool.dataset.state !== "answered") return false;
  drawn[at].grade = value;
  at += 1;
  if (at < drawn.length) show();
  else finish();
}

function finish() {
  tool.dataset.state = "done";
  showOnly(items, null);
  status.textContent = "The interview is over";
  summarize(tool.querySelector(".iv-summary"), drawn);
}

function again() {
  setup();
  form.elements.topic.focus();
}

const missed = () => begin(drawn.filter((d) => d.grade < 3).map(({ item }) => item));
const pause = () => tool.dataset.state === "asked" && time.pause();
const grades = Object.fromEntries([1, 2, 3].map((n) => [n, () => grade(n)]));
const keys = { " ": "reveal", Enter: "reveal", p: "pause", 1: "1", 2: "2", 3: "3" };
listen(tool, { ...grades, reveal: look, pause, again, missed }, keys);
form.addEventListener("submit", (event) => {
  event.preventDefault();
  begin(draw(choiceOf(form)));
});
setup();
tool.classList.add("ready");
addEventListener("load", loadFonts);
