/* The editor: CodeMirror, in the colours of the site's style (judge.css). */

import { indentWithTab } from "@codemirror/commands";
import { python } from "@codemirror/lang-python";
import { HighlightStyle, indentUnit, syntaxHighlighting } from "@codemirror/language";
import { EditorSelection, EditorState, Prec } from "@codemirror/state";
import { keymap } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { basicSetup, EditorView } from "codemirror";

const colour = (tag, name) => ({ tag, color: `var(--judge-${name})` });
const colours = HighlightStyle.define([
  colour([tags.keyword, tags.operatorKeyword, tags.controlKeyword, tags.definitionKeyword], "keyword"),
  colour([tags.string, tags.docString], "string"),
  colour([tags.number, tags.bool, tags.null], "number"),
  colour(tags.comment, "comment"),
  colour(tags.function(tags.definition(tags.variableName)), "name"),
]);

/** An editor in an element; `changed` gets the text after each change, `check` is what Ctrl-Enter does. */
export function editor(parent, { text, label, changed, check }) {
  const view = new EditorView({
    parent,
    state: EditorState.create({
      doc: text,
      extensions: [
        Prec.highest(keymap.of([{ key: "Mod-Enter", run: () => (check(), true) }])),
        basicSetup,
        keymap.of([indentWithTab]), // Escape, then Tab leaves the editor
        indentUnit.of("    "),
        python(),
        syntaxHighlighting(colours),
        EditorView.contentAttributes.of({
          "aria-label": label,
          tabindex: "0",
          autocapitalize: "off",
          autocorrect: "off",
        }),
        EditorView.updateListener.of((update) => update.docChanged && changed(update.state.doc.toString())),
      ],
    }),
  });
  return {
    get text() {
      return view.state.doc.toString();
    },
    /** Another text; the editor's undo brings the old one back. */
    set text(text) {
      view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } });
    },
    /** Put the cursor into a line. */
    go(line) {
      const { from } = view.state.doc.line(Math.min(Math.max(line, 1), view.state.doc.lines));
      view.dispatch({ selection: EditorSelection.cursor(from), scrollIntoView: true });
      view.focus();
    },
  };
}
