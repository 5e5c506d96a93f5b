/*
 * The field in which the answer is written, whatever it is just now: a plain textarea, or the editor with formats. What
 * helps with writing (canned replies, mentions, places to fill in) knows only this.
 */

import { effect, signal } from "@preact/signals";
import { parseRich, richOfText, type RichNode } from "../core/rich";
import { preference } from "../core/preferences";
import * as compose from "./composer_store";

export type FormatCommand = "bold" | "italic" | "bullets" | "numbers" | "quote" | "code" | "link";

export interface Surface {
  /* The line before the caret. */
  before(): string;
  /* Puts words in place of the last n characters before the caret; formatted may be null. */
  put(n: number, plain: string, formatted: string | null): void;
  /* Takes the last n characters before the caret away; the focus stays where it is. */
  drop(n: number): void;
  /* Selects these words where they stand first. */
  select(words: string): void;
  focus(): void;
}

export interface RichSurface extends Surface {
  /* link: its address, "" takes it off. */
  run(command: FormatCommand, link?: string): void;
  isActive(command: FormatCommand): boolean;
}

/* What an agent writes in: with formats, or plain text only. */
export const format = preference<"rich" | "plain">("compose_format", "rich");

export const surface = signal<Surface | null>(null);
/* How many letters before the caret the command of canned replies has put there: they go with its list. */
export const signPut = signal(0);
export const rich = signal<RichSurface | null>(null);
/* Counts moves of the caret in the editor: what is active has to be looked at again. */
export const caretMoved = signal(0);

/* What to do as soon as the editor is there, and what was selected in the textarea: offsets in the text. */
export const wanted = signal<{ command: FormatCommand; link: string; from: number; to: number } | null>(null);

export function plainSurface(field: HTMLTextAreaElement): Surface {
  const change = (from: number, to: number, words: string) => {
    field.setRangeText(words, from, to, "end");
    compose.setText(field.value);
  };
  return {
    before: () => field.value.slice(0, field.selectionStart).split("\n").at(-1) ?? "",
    put(n, plain, formatted) {
      const at = field.selectionStart;
      if (formatted === null || format.peek() === "plain") {
        change(at - n, at, plain);
        return;
      }
      const head = field.value.slice(0, at - n).replace(/\n$/, "");
      const tail = field.value.slice(field.selectionEnd).replace(/^\n/, "");
      compose.setRich(`${head}${plain}${tail}`, `${head ? richOfText(head) : ""}${formatted}${tail ? richOfText(tail) : ""}`);
      compose.replaced.value += 1;
    },
    drop: (n) => change(field.selectionStart - n, field.selectionStart, ""),
    select(words) {
      const at = field.value.indexOf(words);
      field.focus();
      if (at >= 0) field.setSelectionRange(at, at + words.length);
    },
    focus: () => field.focus(),
  };
}

/* The plain text as formatted text, so that the editor takes it over. */
export function makeRich(): void {
  const text = compose.text.peek();
  compose.setRich(text, richOfText(text));
  compose.replaced.value += 1;
}

/* Does a format; a plain text becomes formatted first. */
export function runFormat(command: FormatCommand, link = ""): void {
  const editor = rich.peek();
  if (editor) {
    editor.run(command, link);
    return;
  }
  const field = surface.peek() ? document.querySelector<HTMLTextAreaElement>("textarea#answer") : null;
  const text = compose.text.peek();
  wanted.value = { command, link, from: field?.selectionStart ?? text.length, to: field?.selectionEnd ?? text.length };
  makeRich();
}

/* Back to words alone. */
export function makePlain(): void {
  format.value = "plain";
  if (compose.html.peek() !== null) compose.replaceText(compose.text.peek());
}

/* Has the text a format that plain text would lose? */
export function hasFormat(html: string): boolean {
  const isPlain = (node: RichNode) => typeof node === "string" || node.tag === "br";
  return parseRich(html).some((node) => typeof node !== "string" && (node.tag !== "p" || !node.children.every(isPlain)));
}

/* A ticket that was left takes its wish along. */
compose.shown.subscribe(() => {
  wanted.value = null;
  signPut.value = 0;
});
effect(() => {
  if (compose.html.value === null) wanted.value = null;
});
