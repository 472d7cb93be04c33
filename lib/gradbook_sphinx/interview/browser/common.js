// What the study tools share. A question's facts stand in its data attributes.

export const choiceOf = (form) => Object.fromEntries(new FormData(form));

// Does a question belong to what the form chooses? Empty means everything.
export function belongs({ topic, level, asked, sets }, choice) {
  if (choice.topic && choice.topic !== topic) return false;
  if (choice.level && choice.level !== level) return false;
  const [which, least] = (choice.which ?? "").split("-");
  if (which === "asked") return Number(asked) >= Number(least);
  return !which || sets.split(" ").includes(which);
}

// Show one question and hide the others; null hides all.
export function showOnly(items, item) {
  for (const other of items) {
    other.classList.toggle("current", other === item);
    other.querySelector("details").open = false;
  }
}

// Unfold the answer and let a screen reader begin there. An answer that would not fit
// above the buttons moves up with its question.
export function reveal(item) {
  const answer = item.querySelector(".iv-answer");
  item.querySelector("details").open = true;
  answer.focus({ preventScroll: true });
  const bar = item.closest(".iv-tool").querySelector(".iv-bar");
  if (answer.getBoundingClientRect().bottom > bar.getBoundingClientRect().top)
    item.scrollIntoView({ block: "start" });
}

// Bring a question into view and let a screen reader begin there.
export function ask(item) {
  item.querySelector(".iv-question").focus({ preventScroll: true });
  item.scrollIntoView({ block: "nearest" });
}

// Buttons carry their action in data-do; keys name one each. An action returns false
// where it does not apply. Keys that a control under the focus needs stay its own.
export function listen(tool, actions, keys) {
  tool.addEventListener("click", ({ target }) => {
    const button = target.closest("[data-do]");
    if (button) actions[button.dataset.do]();
  });
  document.addEventListener("keydown", (event) => {
    const { key, target } = event;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (target.closest("input, select, textarea, dialog")) return;
    if ([" ", "Enter"].includes(key) && target.closest("a, button, summary")) return;
    if (key in keys && actions[keys[key]]() !== false) event.preventDefault();
  });
}

// A hidden card's fonts are not loaded until it is shown, and that may be offline.
export async function loadFonts() {
  const inUse = /KaTeX_(Main|Math|Size|AMS|Caligraphic)/;
  const faces = [...document.fonts].filter(({ family }) => inUse.test(family));
  await Promise.allSettled(faces.map((face) => face.load()));
}
