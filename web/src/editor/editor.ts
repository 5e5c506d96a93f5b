/*
 * The editor for formatted text (ProseMirror), a part of its own that is loaded when somebody first formats something.
 * Tab leaves it. Pasted HTML is read by the schema, so nothing comes in that could not be written here.
 */

import { baseKeymap, chainCommands, exitCode, setBlockType, toggleMark, wrapIn, lift } from "prosemirror-commands";
import { history, redo, undo } from "prosemirror-history";
import { inputRules, wrappingInputRule } from "prosemirror-inputrules";
import { keymap } from "prosemirror-keymap";
import type { MarkType, NodeType } from "prosemirror-model";
import { liftListItem, splitListItem, wrapInList } from "prosemirror-schema-list";
import { EditorState, Plugin, Selection, TextSelection, type Command } from "prosemirror-state";
import { Decoration, DecorationSet, EditorView } from "prosemirror-view";
import type { FormatCommand, RichSurface } from "../agent/composer_surface";
import { fromHtml, toHtml, toText } from "./convert";
import { schema } from "./schema";

export interface EditorOptions {
  place: HTMLElement;
  html: string;
  attributes: Record<string, string>;
  onChange: (text: string, html: string) => void;
  onCaret: () => void;
  /* True: it was for somebody else. */
  onKey: (event: KeyboardEvent) => boolean;
  onPaste: (event: ClipboardEvent) => boolean;
}

export interface Editor extends RichSurface {
  set(html: string): void;
  /* Selects by offsets in the plain text that this was before. */
  selectText(from: number, to: number): void;
  insertImage(src: string): void;
  /* As if it were pasted. */
  paste(html: string, text: string): void;
  setAttributes(attributes: Record<string, string>, readOnly: boolean): void;
  destroy(): void;
}

const { strong, em, code, link } = schema.marks as Record<string, MarkType>;
const { bullet_list: bullets, ordered_list: numbers, list_item: item, blockquote, code_block: codeBlock } = schema.nodes as Record<string, NodeType>;
const { hard_break: lineBreak, image, paragraph } = schema.nodes as Record<string, NodeType>;

const PLACE = /\{\{\s*[\w.]+\s*\}\}/g;

/* Places of a canned reply that nobody has filled in. */
const places = new Plugin({
  props: {
    decorations: (state) => {
      const found: Decoration[] = [];
      state.doc.descendants((node, at) => {
        for (const match of node.text?.matchAll(PLACE) ?? []) {
          found.push(Decoration.inline(at + match.index, at + match.index + match[0].length, { class: "unfilled" }));
        }
      });
      return DecorationSet.create(state.doc, found);
    },
  },
});

function isIn(state: EditorState, type: NodeType): boolean {
  const { $from } = state.selection;
  for (let depth = $from.depth; depth > 0; depth -= 1) if ($from.node(depth).type === type) return true;
  return false;
}

function list(type: NodeType): Command {
  return (state, dispatch) => (isIn(state, type) ? liftListItem(item!)(state, dispatch) : wrapInList(type)(state, dispatch));
}

const quote: Command = (state, dispatch) => (isIn(state, blockquote!) ? lift(state, dispatch) : wrapIn(blockquote!)(state, dispatch));

/* Words in a line are marked, whole lines become a block. */
const codeText: Command = (state, dispatch) => {
  if (isIn(state, codeBlock!)) return setBlockType(paragraph!)(state, dispatch);
  const { $from, $to, empty } = state.selection;
  return $from.sameParent($to) && !empty ? toggleMark(code!)(state, dispatch) : setBlockType(codeBlock!)(state, dispatch);
};

function linkTo(href: string): Command {
  return (state, dispatch) => {
    const { from, to, empty } = state.selection;
    if (!href) return toggleMark(link!)(state, dispatch);
    const mark = link!.create({ href });
    const change = empty ? state.tr.insert(from, schema.text(href, [mark])) : state.tr.addMark(from, to, mark);
    dispatch?.(change);
    return true;
  };
}

const newLine: Command = chainCommands(exitCode, (state, dispatch) => {
  dispatch?.(state.tr.replaceSelectionWith(lineBreak!.create()).scrollIntoView());
  return true;
});

const keys = keymap({
  "Mod-b": toggleMark(strong!),
  "Mod-i": toggleMark(em!),
  "Mod-e": codeText,
  "Mod-Shift-7": list(numbers!),
  "Mod-Shift-8": list(bullets!),
  "Mod-Shift-9": quote,
  "Mod-z": undo,
  "Mod-y": redo,
  "Mod-Shift-z": redo,
  "Shift-Enter": newLine,
  Enter: splitListItem(item!),
});

const rules = inputRules({
  rules: [wrappingInputRule(/^\s*[-*]\s$/, bullets!), wrappingInputRule(/^1[.)]\s$/, numbers!), wrappingInputRule(/^>\s$/, blockquote!)],
});

function commandOf(name: FormatCommand, href: string): Command {
  const all: Record<FormatCommand, Command> = {
    bold: toggleMark(strong!),
    italic: toggleMark(em!),
    bullets: list(bullets!),
    numbers: list(numbers!),
    quote,
    code: codeText,
    link: linkTo(href),
  };
  return all[name];
}

function isActive(state: EditorState, name: FormatCommand): boolean {
  const mark = { bold: strong, italic: em, link, code }[name as string];
  const node = { bullets, numbers, quote: blockquote, code: codeBlock }[name as string];
  const { from, $from, to, empty } = state.selection;
  if (mark && (empty ? mark.isInSet(state.storedMarks ?? $from.marks()) : state.doc.rangeHasMark(from, to, mark))) return true;
  return node ? isIn(state, node) : false;
}

/* Where the words stand, first of all; null: nowhere. */
function findWords(state: EditorState, words: string): { from: number; to: number } | null {
  let found: { from: number; to: number } | null = null;
  state.doc.descendants((node, at) => {
    const index = node.isTextblock ? node.textContent.indexOf(words) : -1;
    if (!found && index >= 0) found = { from: at + 1 + index, to: at + 1 + index + words.length };
    return !found;
  });
  return found;
}

/* Text offsets count a line's end as one; a paragraph's end and begin are two places. */
function placeOf(state: EditorState, offset: number): number {
  let left = offset;
  let place = 1;
  state.doc.forEach((block, at) => {
    if (left < 0) return;
    const size = block.textContent.length;
    place = at + 1 + Math.min(left, size);
    left -= size + 1;
  });
  return place;
}

/* With the caret behind the words, where a textarea has it. */
function makeState(html: string): EditorState {
  const doc = fromHtml(html);
  return EditorState.create({ doc, selection: Selection.atEnd(doc), plugins: [rules, keys, keymap(baseKeymap), history(), places] });
}

export function makeEditor(options: EditorOptions): Editor {
  let readOnly = false;
  let { attributes } = options;
  const view = new EditorView(options.place, {
    state: makeState(options.html),
    attributes: () => attributes,
    editable: () => !readOnly,
    handleKeyDown: (_, event) => options.onKey(event),
    handlePaste: (_, event) => options.onPaste(event),
    dispatchTransaction(transaction) {
      view.updateState(view.state.apply(transaction));
      if (transaction.docChanged) options.onChange(toText(view.state.doc), toHtml(view.state.doc));
      options.onCaret();
    },
  });
  const run = (command: Command) => {
    command(view.state, view.dispatch);
    view.focus();
  };
  const select = (from: number, to: number) => view.dispatch(view.state.tr.setSelection(TextSelection.create(view.state.doc, from, to)).scrollIntoView());
  return {
    before: () => view.state.selection.$from.parent.textBetween(0, view.state.selection.$from.parentOffset, undefined, " "),
    put(n, plain, formatted) {
      const { from, to } = view.state.selection;
      const change = view.state.tr.delete(from - n, to);
      if (formatted === null) change.insertText(plain);
      else change.replaceSelection(fromHtml(formatted).slice(0, fromHtml(formatted).content.size));
      view.dispatch(change.scrollIntoView());
      view.focus();
    },
    drop: (n) => view.dispatch(view.state.tr.delete(view.state.selection.from - n, view.state.selection.from)),
    select(words) {
      const found = findWords(view.state, words);
      if (found) select(found.from, found.to);
      view.focus();
    },
    focus: () => view.focus(),
    run: (command, href = "") => run(commandOf(command, href)),
    isActive: (command) => isActive(view.state, command),
    set(html) {
      view.updateState(makeState(html));
    },
    selectText(from, to) {
      select(placeOf(view.state, from), placeOf(view.state, to));
    },
    insertImage(src) {
      view.dispatch(view.state.tr.replaceSelectionWith(image!.create({ src })).scrollIntoView());
    },
    paste(html, text) {
      if (!view.pasteHTML(html)) view.pasteText(text);
    },
    setAttributes(next, locked) {
      attributes = next;
      readOnly = locked;
      view.setProps({});
    },
    destroy: () => view.destroy(),
  };
}
