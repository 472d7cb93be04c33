// What the reader knows, kept in this browser only. A card lies in one of five boxes;
// the days until it is due again:
export const WAITS = [0, 1, 3, 7, 21];
const KEY = "gradbook-flashcards";
const DAY = 86_400_000;
let memory = new Map(); // where the browser keeps nothing

// The number of the local day.
export function today() {
  const now = new Date();
  return Math.floor((now - now.getTimezoneOffset() * 60_000) / DAY);
}

const sound = ([, card]) =>
  Number.isInteger(card?.due) && Number.isInteger(card.box) && card.box in [, ...WAITS];

// Read a saved text: id -> { box, due }. Throws if it is none.
export function parse(text) {
  const saved = JSON.parse(text);
  if (saved?.version !== 1 || !(saved.cards instanceof Object))
    throw new Error("this is no saved progress");
  return new Map(Object.entries(saved.cards).filter(sound));
}

export const text = (cards) =>
  JSON.stringify({ version: 1, cards: Object.fromEntries(cards) });

// Cards of another edition of the bank stay in it, so that nothing is lost.
export function read() {
  try {
    const kept = localStorage.getItem(KEY);
    return kept === null ? memory : parse(kept);
  } catch {
    return memory;
  }
}

// Returns whether the browser keeps it. What was there and cannot be read is set aside.
export function write(cards) {
  memory = cards;
  try {
    const kept = localStorage.getItem(KEY);
    if (kept !== null && !readable(kept)) localStorage.setItem(`${KEY}-unreadable`, kept);
    localStorage.setItem(KEY, text(cards));
    return true;
  } catch {
    return false;
  }
}

function readable(kept) {
  try {
    return Boolean(parse(kept));
  } catch {
    return false;
  }
}

// 1 not yet: the first box; 2 partly: the same box again; 3 knew it: the next box.
export function graded(before, grade) {
  const box = before?.box ?? 1;
  const next = [1, box, Math.min(box + 1, WAITS.length)][grade - 1];
  return { box: next, due: today() + WAITS[next - 1] };
}
