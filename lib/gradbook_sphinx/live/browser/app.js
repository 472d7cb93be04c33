// One cell as an editor: run, stop, reset, and the output in place of the book's.
export { judge } from "./engine.js";
export { Output } from "./show.js";
import { annotate, makeEditor, replaceText, select, textOf } from "./editor.js";
import { Edit } from "./edit.js";
import * as engine from "./engine.js";
import { keepOffline } from "./offline.js";
import { element, Output } from "./show.js";
import { failedAt, reasonOf, refusalOf, verdict } from "./verdict.js";

const BLANK = ["answer = ", "None"]; // what an exercise's reader replaces
let ready; // style sheet and service worker, once per page

function styled() {
  const href = new URL("live.css", import.meta.url).href;
  const link = element("link", { rel: "stylesheet", href });
  return new Promise((done) => {
    link.onload = link.onerror = done;
    document.head.append(link);
  });
}

class Cell {
  constructor(cell, data, bar) {
    Object.assign(this, { cell, data, edit: new Edit(cell), ended: "" });
    this.input = cell.querySelector(".cell_input");
    this.book = cell.querySelector(".cell_output");
    this.place = element("div", {
      className: "cell_output docutils container live-output", hidden: true,
    });
    (this.book ?? bar).after(this.place);
    const frame = this.frame();
    bar.replaceWith(frame);
    this.input.hidden = true;
    this.editor = makeEditor(this.field, this.edit.text ?? data.source, {
      label: `Code: ${data.title}. Escape, then Tab, leaves the editor.`,
      run: () => this.run(),
      changed: (text) => this.edit.keep(text, data.source),
    });
    engine.watch((state) => this.engineIs(state));
  }

  frame() {
    this.field = element("div", { className: "live-field" });
    this.status = element("span", { className: "live-status" });
    this.status.setAttribute("role", "status");
    this.progress = element("progress", { max: 1, value: 0, hidden: true });
    this.progress.setAttribute("aria-label", "Loading Python and SymPy");
    this.buttons = {
      run: this.button("Run", () => this.run()),
      stop: this.button("Stop", () => engine.stop(this.job)),
      reset: this.button("Reset", () => this.reset()),
    };
    this.buttons.stop.disabled = true;
    const hint = "Ctrl+Enter, or ⌘+Enter, runs. Escape, then Tab, leaves the editor.";
    const bar = element("div", { className: "live-controls" },
      ...Object.values(this.buttons), this.progress, this.status);
    const frame = element("div", { className: "live-frame" }, ...this.before(),
      this.field, bar, element("p", { className: "live-hint", textContent: hint }));
    frame.setAttribute("role", "group");
    frame.setAttribute("aria-label", `Editor: ${this.data.title}`);
    return frame;
  }

  button(text, act) {
    const made = element("button", {
      type: "button", className: "live-button", textContent: text,
    });
    made.addEventListener("click", act);
    return made;
  }

  before() {
    if (!this.data.before) return [];
    const summary = element("summary", { textContent: "What this cell builds on" });
    const code = element("div", { innerHTML: this.data.before_html });
    const pre = code.querySelector("pre"); // it scrolls, so a keyboard must reach it
    pre.tabIndex = 0;
    pre.setAttribute("role", "region");
    pre.setAttribute("aria-label", "Code that runs before this cell");
    return [element("details", { className: "live-before" }, summary, code)];
  }

  async run() {
    const { run, stop } = this.buttons;
    if (run.disabled) return;
    const output = new Output(this.place, () => this.show(true));
    const told = {}; // the last report of each kind
    const report = (found) => {
      told[found.kind] = found;
      if (found.kind === "done") this.say(verdict(told));
      output.report(found);
    };
    this.job = { before: this.data.before, source: textOf(this.editor), report };
    annotate(this.editor);
    run.disabled = this.waits = !(stop.disabled = false);
    this.ended = "";
    this.dim(true);
    this.say("Judging…");
    const began = performance.now();
    const clock = setInterval(() => this.judging(began), 1000);
    const error = await engine.judge(this.job).catch((reason) => reason);
    clearInterval(clock);
    run.disabled = this.waits = !(stop.disabled = true);
    this.dim(false);
    if (error) this.end(output, error);
    else if (told.refused) this.refuse(output, told.refused);
  }

  judging(began) {
    if (!this.progress.hidden) return;
    this.say(`Judging… ${Math.round((performance.now() - began) / 1000)} s`);
  }

  // What stands from an earlier run goes; Python may have to start again.
  end(output, { message, restarts }) {
    if (restarts || !this.place.hidden) output.begin();
    this.progress.hidden = true;
    this.ended = message === "stopped" ? "Stopped." : `Ended: ${message}.`;
    this.waits = restarts;
    this.say(restarts ? `${this.ended} Python starts again…` : this.ended);
  }

  refuse(output, refused) {
    const { where, line, step } = refused, noted = where === "cell" && line;
    if (noted) {
      annotate(this.editor, { line, text: reasonOf(refused) });
      output.refused(step, `${failedAt(refused)}: the note there says why.`);
    }
    output.alert(refusalOf(refused), noted);
  }

  reset() {
    replaceText(this.editor, this.data.source);
    annotate(this.editor);
    this.edit.keep(this.data.source, this.data.source);
    this.show(false);
    this.say("This is the book's version.");
  }

  // Either the output of a run, or the book's.
  show(ours) {
    this.dim(false);
    this.place.hidden = !ours;
    if (this.book) this.book.hidden = ours;
  }

  // While a run has told nothing, what stands there is not its output.
  dim(busy) {
    for (const shown of [this.place, this.book])
      shown?.setAttribute("aria-busy", busy);
  }

  say(words) {
    this.status.replaceChildren(words);
  }

  engineIs({ loaded, ready: isReady, broken }) {
    if (!this.waits) return; // what it says about its last run stays
    if (isReady) this.waits = this.buttons.run.disabled;
    this.progress.hidden = isReady || broken !== undefined || this.ended !== "";
    if (loaded !== undefined && !this.ended) {
      this.progress.value = loaded;
      const percent = Math.floor(100 * loaded);
      this.say(percent < 99 ? `Loading Python and SymPy, once: ${percent} %`
        : "Starting Python…");
    }
    if (isReady) this.say(this.waits ? "Judging…" : `${this.ended} Ready.`.trim());
    if (broken !== undefined) this.say(`Python could not run: ${broken}`);
  }
}

// Called by the loader: make a cell's editor, and run it unless it asks for an answer.
export async function openCell(cell, data, bar) {
  if (!engine.supported())
    throw Error("this browser cannot run Python in a page. Download the notebook, "
      + "or open the page in a current browser");
  await (ready ??= Promise.all([styled(), keepOffline()]));
  const made = new Cell(cell, data, bar);
  if (matchMedia("(pointer: fine)").matches) made.editor.focus();
  else made.buttons.run.focus();
  if (!data.answer) return void made.run();
  made.waits = true;
  select(made.editor, ...BLANK);
  engine.start();
}
