// The end of a mock interview: every question with its grade, the missed ones first,
// and for those what to read again.

const WORDS = { 1: "Missed", 2: "Partly", 3: "Answered" };

const copies = (element) => [...element.cloneNode(true).childNodes];

function line({ item, grade, seconds }) {
  const row = document.createElement("li");
  const verdict = document.createElement("strong");
  verdict.textContent = `${WORDS[grade]} (${seconds} s): `;
  row.append(verdict, ...copies(item.querySelector(".iv-question")));
  if (grade < 3) row.append(item.querySelector(".iv-links").cloneNode(true));
  return row;
}

export function summarize(box, drawn) {
  const answered = drawn.filter(({ grade }) => grade === 3).length;
  const rows = [...drawn].sort((a, b) => a.grade - b.grade).map(line);
  box.querySelector(".iv-score").textContent = `You answered ${answered} of ${drawn.length}.`;
  box.querySelector("ol").replaceChildren(...rows);
  box.querySelector("[data-do=missed]").hidden = answered === drawn.length;
  box.focus();
}
