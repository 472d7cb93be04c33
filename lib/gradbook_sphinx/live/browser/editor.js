// The editor: CodeMirror with Python, undo, keyboard only, and a note below a line.
import { defaultKeymap, history, historyKeymap, indentWithTab } from
  "@codemirror/commands";
import { python } from "@codemirror/lang-python";
import { bracketMatching, HighlightStyle, indentOnInput, indentUnit,
  syntaxHighlighting } from "@codemirror/language";
import { EditorState, StateEffect, StateField } from "@codemirror/state";
import { Decoration, drawSelection, EditorView, highlightActiveLine, keymap,
  lineNumbers, WidgetType } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { words } from "./show.js";

// The colors come from live.css, which knows the page's light and dark scheme.
const COLORS = HighlightStyle.define([
  { tag: tags.keyword, class: "live-keyword" },
  { tag: tags.string, class: "live-string" },
  { tag: [tags.number, tags.bool, tags.null], class: "live-number" },
  { tag: tags.comment, class: "live-comment" },
]);

class Note extends WidgetType {
  constructor(text) {
    super();
    this.text = text;
  }

  eq(other) {
    return other.text === this.text;
  }

  toDOM() {
    const note = document.createElement("div");
    note.className = "live-note";
    note.append(...words(this.text));
    return note;
  }
}

const setNote = StateEffect.define();
const LINE = Decoration.line({ class: "live-wrong" });

function decorated(state, { line, text }) {
  const at = state.doc.line(Math.min(Math.max(line, 1), state.doc.lines));
  const widget = Decoration.widget({ widget: new Note(text), block: true, side: 1 });
  return Decoration.set([LINE.range(at.from), widget.range(at.to)]);
}

// A note stays at its line until the text changes or the next run begins.
const notes = StateField.define({
  create: () => Decoration.none,
  update(shown, change) {
    for (const effect of change.effects)
      if (effect.is(setNote))
        return effect.value ? decorated(change.state, effect.value) : Decoration.none;
    return change.docChanged ? Decoration.none : shown;
  },
  provide: (field) => EditorView.decorations.from(field),
});

// Make an editor in a place; `run` is called on Ctrl or Cmd with Enter.
export function makeEditor(place, source, { label, run, changed }) {
  const runs = { key: "Mod-Enter", run: () => (run(), true), preventDefault: true };
  const told = EditorView.updateListener.of((update) => {
    if (update.docChanged) changed(update.state.doc.toString());
  });
  const extensions = [
    keymap.of([runs, ...defaultKeymap, ...historyKeymap, indentWithTab]),
    lineNumbers(), history(), drawSelection(), highlightActiveLine(),
    python(), indentUnit.of("    "), indentOnInput(), bracketMatching(),
    syntaxHighlighting(COLORS), notes, told, EditorView.lineWrapping,
    EditorView.contentAttributes.of({
      "aria-label": label, autocapitalize: "off", spellcheck: "false",
    }),
  ];
  return new EditorView({
    parent: place, state: EditorState.create({ doc: source, extensions }),
  });
}

export function textOf(editor) {
  return editor.state.doc.toString();
}

export function replaceText(editor, text) {
  editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: text } });
}

// Show a note below a line; without one, remove it.
export function annotate(editor, note = null) {
  editor.dispatch({ effects: setNote.of(note) });
}

// Select a text that stands after another one, so that typing replaces it.
export function select(editor, before, text) {
  const found = textOf(editor).indexOf(before + text);
  if (found < 0) return;
  const from = found + before.length;
  editor.dispatch({ selection: { anchor: from, head: from + text.length } });
}
