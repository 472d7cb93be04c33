// A derivation as the built page shows it: the markup of gradbook_sphinx/derivation.py.
import katex from "katex";

const RELATIONS = { "=": "=", "<=": "\\le" };
const SYMBOLS = { proved: "✓", "proved for this shape": "✓", tested: "≈" };
const CLAIMS = {
  proved: "proved for all shapes",
  "proved for this shape": "proved for the shape shown",
  tested: "not proved",
};

export function element(name, properties = {}, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

function math(tex) {
  const span = element("span", { className: "math" });
  try {
    span.innerHTML = katex.renderToString(tex, { throwOnError: true, strict: "error" });
  } catch {
    span.textContent = tex; // a reason with a slip in its TeX is still readable
  }
  return span;
}

function formula(tex, kind = "formula") {
  const paragraph = element("p", { className: `derivation-${kind}` });
  paragraph.append(math(`\\displaystyle ${tex}`));
  return paragraph;
}

// As in the built page: an apostrophe is a curly one, and the marks after a formula stay
// on its line.
function prose(text) {
  const parts = text.split(/\$([^$]+)\$/).map((part, n) =>
    n % 2 ? math(part) : part.replace(/(\w)'/g, "$1’"));
  for (let n = 1; n < parts.length; n += 2) {
    const marks = parts[n + 1].match(/^[.,;:!?)\]’”…]+/)?.[0];
    if (!marks) continue;
    parts[n] = element("span", { className: "unbroken" }, parts[n], marks);
    parts[n + 1] = parts[n + 1].slice(marks.length);
  }
  return parts;
}

// A text that breaks only at its spaces, unless a word is wider than the page.
export function words(text) {
  return text.split(/( +)/).map((part, n) =>
    n % 2 ? part : element("span", { className: "live-word", textContent: part }));
}

export function badge({ badge: evidence, points }, told = evidence) {
  const mark = element("span", {
    className: `derivation-badge evidence-${evidence.split(" ").at(-1)}`,
    title: `${CLAIMS[evidence]}; tested at ${points} random points`,
  });
  const symbol = element("span", { textContent: SYMBOLS[evidence] });
  symbol.setAttribute("aria-hidden", "true");
  mark.append(symbol, ` ${told}`);
  return mark;
}

function step(data) {
  const why = element("p", { className: "derivation-why" }, ...prose(data.reason));
  why.append(" ", badge(data));
  const relation = formula(RELATIONS[data.relation], "relation");
  return element("li", {}, relation, formula(data.tex), why);
}

function box(data) {
  const frame = element("div", { className: "derivation" });
  frame.setAttribute("role", "group");
  frame.setAttribute("aria-label", `Derivation: ${data.title}`);
  const title = { className: "derivation-title", textContent: data.title };
  const named = { className: "derivation-where simple", hidden: true };
  const where = element("ul", named);
  const steps = element("ul", { className: "derivation-steps" });
  frame.append(element("p", title), where, steps);
  return frame;
}

// The step that ends a run, below those that were accepted.
function refuse(frame, { left, relation, tex }, told) {
  const steps = frame.querySelector(".derivation-steps");
  const why = element("p", { className: "derivation-why" },
    element("span", { className: "derivation-badge", textContent: `✗ ${told}` }));
  const row = element("li", { className: "derivation-refused" },
    formula(RELATIONS[relation], "relation"), formula(tex), why);
  if (!steps.querySelector(".derivation-relation")) {
    steps.replaceChildren();
    row.prepend(formula(left, "start"));
  }
  steps.append(row);
}

// Bring a box up to a derivation's data: what is shown already stays as it is.
function update(frame, data) {
  const [where, steps] = frame.querySelectorAll("ul");
  where.hidden = !data.where.length;
  const given = data.where.map((item) => element("li", {}, formula(item.tex, "given")));
  where.replaceChildren(...given);
  const start = formula(data.start.tex, "start");
  if (!data.steps.length)
    return steps.replaceChildren(element("li", {}, start));
  if (!steps.querySelector(".derivation-relation")) steps.replaceChildren();
  for (const found of data.steps.slice(steps.children.length)) {
    const row = step(found);
    if (!steps.children.length) row.prepend(start);
    steps.append(row);
  }
}

// Where the reports of one run are shown. What stood there before, the book's output or
// that of the last run, stays until the first report; then `begins` is called.
export class Output {
  constructor(place, begins) {
    this.place = place;
    this.frames = [];
    this.begins = begins;
  }

  begin() {
    if (!this.begins) return;
    this.place.replaceChildren();
    this.begins();
    this.begins = undefined;
  }

  report(report) {
    this.begin();
    if (report.kind === "page") this.page(report);
    if (report.kind === "text") this.text(report.text);
  }

  page({ number, data }) {
    if (!this.frames[number]) {
      this.frames[number] = box(data);
      this.place.append(this.frames[number]);
    }
    update(this.frames[number], data);
  }

  text(words) {
    let last = this.place.lastElementChild;
    if (!last?.classList.contains("live-text")) {
      last = element("div", { className: "output text_plain live-text highlight" });
      last.append(element("pre"));
      this.place.append(last);
    }
    last.firstChild.append(words);
  }

  // The refused step as a row in red, or a sentence that points to the line.
  refused(step, told) {
    if (!step)
      return this.place.append(element("p", { className: "live-refusal" }, told));
    const frame = this.frames[step.number] ?? box({ title: "The refused step" });
    if (!frame.isConnected) this.place.append(frame);
    refuse(frame, step, told);
  }

  // The whole reason, for screen readers; for all where no note in the editor has it.
  alert(text, noted) {
    const kind = noted ? "visually-hidden" : "live-refusal";
    const note = element("p", { className: kind }, ...words(text));
    note.setAttribute("role", "alert");
    this.place.append(note);
  }
}
