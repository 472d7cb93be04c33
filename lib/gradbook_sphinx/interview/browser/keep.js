// The panel below the cards: how many lie in which box; save, restore, forget.
import { WAITS, parse, read, text, write } from "./progress.js";

export function showBoxes(tool, items) {
  const known = read();
  const boxes = items.map(({ dataset }) => known.get(dataset.id)?.box ?? 0);
  const count = (box) => boxes.filter((other) => other === box).length;
  const words = WAITS.map((_, n) => `box ${n + 1}: ${count(n + 1)}`);
  tool.querySelector(".iv-boxes").textContent = `New: ${count(0)}, ${words.join(", ")}.`;
}

function save() {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text(read())], { type: "application/json" }));
  link.download = "flashcards.json";
  link.click();
  URL.revokeObjectURL(link.href);
}

// The actions of the panel's buttons; `changed` is called when the progress is another.
export function files(tool, changed) {
  const said = tool.querySelector(".iv-said");
  const file = tool.querySelector("input[type=file]");

  function reset() {
    if (!confirm("Forget the progress of every card? Save it to a file first.")) return;
    write(new Map());
    said.textContent = "All progress is forgotten.";
    changed();
  }

  async function restore() {
    try {
      const saved = parse(await file.files[0].text());
      write(new Map([...read(), ...saved]));
      said.textContent = `Restored ${saved.size} cards.`;
      changed();
    } catch {
      said.textContent = "That file holds no saved progress; nothing was changed.";
    }
    file.value = "";
  }

  file.addEventListener("change", restore);
  return { save, reset };
}
