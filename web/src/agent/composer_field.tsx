/*
 * The field of the composer: a textarea at first, the editor once the text has a format. The change from one to the other
 * keeps words, caret and focus.
 */

import { signal } from "@preact/signals";
import type { ComponentType } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { grouped } from "../core/fmt";
import { t } from "../core/i18n";
import { loadStyle } from "../core/lazy";
import type { Editor } from "../editor/editor";
import { Icon } from "../ui/icon";
import { partFailed } from "../ui/lazy";
import * as compose from "./composer_store";
import { caretMoved, format, type FormatCommand, makeRich, plainSurface, rich, runFormat, signPut, type Surface, surface, wanted } from "./composer_surface";
import { ANSWER_ID, focusOn, partIsThere, TITLE_ID } from "./focus";

type EditorPart = typeof import("../editor/editor");
type SuggestPart = typeof import("./composer_suggest");

const editorPart = signal<EditorPart | null>(null);
const editorFailed = signal(false);
const suggestPart = signal<SuggestPart | null>(null);
/* Text too long for a message, offered as a file. */
const pastedTooLong = signal("");

function loadEditor(): void {
  if (editorPart.peek()) return;
  Promise.all([import("../editor/editor"), loadStyle("editor")])
    .then(([part]) => {
      editorPart.value = part;
      editorFailed.value = false;
    })
    .catch(() => {
      editorFailed.value = true;
      if (typedEarly) surface.peek()?.put(0, typedEarly, null);
      typedEarly = "";
      partFailed(loadEditor);
    });
}

/* It is asked for once with each sign, not with each letter behind it. */
let suggestAsked = false;

function loadSuggest(): void {
  suggestAsked = true;
  import("./composer_suggest")
    .then((loaded) => {
      suggestPart.value = loaded;
      loaded.look();
    })
    .catch(() =>
      partFailed(() => {
        surface.peek()?.focus();
        loadSuggest();
      }),
    );
}

/* Looks for "/" and "@" before the caret; the part that knows what to offer comes with the first of them. */
export function lookForSigns(): void {
  const part = suggestPart.peek();
  if (part) part.look();
  else if (!/(?:^|\s)[/@]\S{0,20}$/.test(surface.peek()?.before() ?? "")) suggestAsked = false;
  else if (!suggestAsked) loadSuggest();
}

/* The field was left, not the whole window. */
function onLeave(): void {
  if (document.hasFocus()) suggestPart.peek()?.closeSuggestions();
  compose.saveDraft();
}

/* The list of canned replies, as a typed "/" opens it; asked for again it goes. */
export function offerCanned(field: Surface): void {
  field.focus();
  if (signPut.peek() > 0) return suggestPart.peek()?.closeSuggestions();
  const sign = /(^|\s)$/.test(field.before()) ? "/" : " /";
  field.put(0, sign, null);
  signPut.value = sign.length;
  lookForSigns();
}

interface FieldProps {
  onSend: (choice: "main" | "keep") => void;
}

/* As in the editor, which comes with the first of them. */
const FORMAT_KEYS: Record<string, FormatCommand> = { b: "bold", i: "italic", e: "code", Digit7: "numbers", Digit8: "bullets", Digit9: "quote" };

/* What is typed before the editor is there follows the format. */
let typedEarly = "";

function formatKey(event: KeyboardEvent, isComing: boolean): void {
  const { key, code, shiftKey, altKey } = event;
  const mod = event.ctrlKey || event.metaKey;
  const command = mod && !altKey && format.peek() === "rich" ? FORMAT_KEYS[shiftKey ? code : key.toLowerCase()] : undefined;
  if (command && !isComing) runFormat(command);
  else if (isComing && !mod && key.length === 1) typedEarly += key;
  else return;
  event.preventDefault();
}

function onKey(event: KeyboardEvent, onSend: FieldProps["onSend"]): boolean {
  if (event.isComposing) return false;
  if (suggestPart.peek()?.suggestKey(event)) return true;
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    suggestPart.peek()?.closeSuggestions();
    onSend(event.shiftKey ? "keep" : "main");
    return true;
  }
  if (event.key === "Escape") {
    event.stopPropagation();
    event.preventDefault();
    focusOn(TITLE_ID);
    return true;
  }
  return false;
}

/* Files become attachments, an image in a formatted text stands in it; what is far too long is offered as a file. */
function onPaste(event: ClipboardEvent, editor: Editor | null): boolean {
  const pasted = [...(event.clipboardData?.files ?? [])];
  const words = event.clipboardData?.getData("text/plain") ?? "";
  if (pasted.length > 0 && words === "") {
    event.preventDefault();
    for (const file of pasted) {
      const inline = editor && file.type.startsWith("image/");
      if (inline) void compose.addImage(file).then((src) => src && editor.insertImage(src));
      else compose.addFiles([file]);
    }
    return true;
  }
  if (words.length <= compose.TEXT_MAX) return false;
  event.preventDefault();
  pastedTooLong.value = words;
  return true;
}

/* Formatted text on the clipboard makes the text formatted, unless plain text was chosen. */
function wantsFormat(event: ClipboardEvent): boolean {
  const pasted = event.clipboardData?.getData("text/html") ?? "";
  return format.peek() === "rich" && /<(b|strong|i|em|ul|ol|blockquote|pre|code|a)[\s>]/i.test(pasted);
}

function attributesOf(isNote: boolean, error: string): Record<string, string> {
  const part = suggestPart.value;
  const active = part?.suggesting.value ? part.pickedId.value : "";
  return {
    "aria-label": t(isNote ? "agent.compose.note_field" : "agent.compose.reply_field"),
    ...(error ? { "aria-invalid": "true", "aria-describedby": "send-error" } : {}),
    "aria-haspopup": "listbox",
    ...(active ? { "aria-activedescendant": active, "aria-controls": part?.SUGGEST_ID ?? "" } : {}),
  };
}

function PlainField({ onSend, locked, hadFocus }: FieldProps & { locked: boolean; hadFocus: { current: boolean } }) {
  const field = useRef<HTMLTextAreaElement>(null);
  const isNote = compose.mode.value === "note";
  useLayoutEffect(() => {
    const shown = field.current;
    if (shown) surface.value = plainSurface(shown);
    partIsThere();
    return () => {
      hadFocus.current = document.activeElement === shown;
      surface.value = null;
    };
  }, []);
  return (
    <textarea
      ref={field}
      id={ANSWER_ID}
      rows={4}
      dir="auto"
      readOnly={compose.sending.value || locked}
      value={compose.text.value}
      placeholder={t(isNote ? "agent.compose.note_hint" : "agent.compose.reply_hint")}
      {...attributesOf(isNote, compose.sendError.value)}
      onInput={(event) => {
        compose.setText(event.currentTarget.value);
        lookForSigns();
      }}
      onClick={lookForSigns}
      onKeyDown={(event) => onKey(event, onSend) || formatKey(event, locked && !compose.sending.peek())}
      onPaste={(event) => {
        if (onPaste(event, null) || !wantsFormat(event)) return;
        event.preventDefault();
        pasteLater(event);
      }}
      onBlur={onLeave}
    />
  );
}

/* The editor takes the paste itself, once it is there. */
let waitingPaste: { html: string; text: string; from: number; to: number } | null = null;

function pasteLater(event: ClipboardEvent): void {
  const field = event.currentTarget as HTMLTextAreaElement;
  waitingPaste = {
    html: event.clipboardData?.getData("text/html") ?? "",
    text: event.clipboardData?.getData("text/plain") ?? "",
    from: field.selectionStart,
    to: field.selectionEnd,
  };
  makeRich();
}

/* What was pasted for one answer is not for the next. */
compose.shown.subscribe(() => {
  waitingPaste = null;
  typedEarly = "";
  pastedTooLong.value = "";
});

/* Does what the textarea could not: the format that was asked for, the formatted paste. */
function catchUp(editor: Editor): void {
  const wish = wanted.peek();
  wanted.value = null;
  if (wish) {
    editor.selectText(wish.from, wish.to);
    editor.run(wish.command, wish.link);
  }
  if (waitingPaste) {
    editor.selectText(waitingPaste.from, waitingPaste.to);
    editor.paste(waitingPaste.html, waitingPaste.text);
    waitingPaste = null;
  }
  if (typedEarly) editor.put(0, typedEarly, null);
  typedEarly = "";
}

function RichField({ part, onSend, hadFocus }: FieldProps & { part: EditorPart; hadFocus: { current: boolean } }) {
  const place = useRef<HTMLDivElement>(null);
  const editor = useRef<Editor | null>(null);
  const isNote = compose.mode.value === "note";
  const attributes = {
    id: ANSWER_ID,
    role: "textbox",
    "aria-multiline": "true",
    dir: "auto",
    class: "rich-field",
    "data-hint": compose.text.value ? "" : t(isNote ? "agent.compose.note_hint" : "agent.compose.reply_hint"),
    ...attributesOf(isNote, compose.sendError.value),
  };
  useLayoutEffect(() => {
    if (!place.current) return undefined;
    const made = part.makeEditor({
      place: place.current,
      html: compose.html.peek() ?? "",
      attributes,
      onChange: compose.setRich,
      onCaret: () => {
        caretMoved.value += 1;
        lookForSigns();
      },
      onKey: (event) => onKey(event, onSend),
      onPaste: (event) => onPaste(event, made),
    });
    editor.current = made;
    surface.value = rich.value = made;
    partIsThere();
    const hasFocus = document.activeElement?.id === ANSWER_ID;
    if (hasFocus || hadFocus.current || wanted.peek() || waitingPaste || typedEarly) made.focus();
    catchUp(made);
    return () => {
      surface.value = rich.value = null;
      made.destroy();
    };
  }, []);
  const count = compose.replaced.value;
  const first = useRef(count);
  useLayoutEffect(() => {
    if (first.current !== count && compose.html.peek() !== null) editor.current?.set(compose.html.peek() ?? "");
    first.current = count;
  }, [count]);
  useLayoutEffect(() => editor.current?.setAttributes(attributes, compose.sending.value));
  return <div class="rich-place" ref={place} onFocusOut={onLeave} />;
}

function TooLong() {
  const words = pastedTooLong.value;
  if (!words) return null;
  const close = () => {
    pastedTooLong.value = "";
    surface.peek()?.focus();
  };
  const attach = () => {
    compose.addFiles([new File([words], t("compose.paste.file_name"), { type: "text/plain" })]);
    close();
  };
  return (
    <div class="compose-notice" role="alert">
      <Icon name="alert" />
      <p>{t("compose.paste.too_long", { count: grouped(words.length), max: grouped(compose.TEXT_MAX) })}</p>
      <button type="button" class="button button-quiet" onClick={attach}>
        {t("compose.paste.attach")}
      </button>
      <button type="button" class="button button-quiet" onClick={close}>
        {t("compose.paste.leave")}
      </button>
    </div>
  );
}

export function Field({ onSend }: FieldProps) {
  const formatted = compose.html.value !== null;
  const part = editorPart.value;
  const hadFocus = useRef(false);
  const Offers: ComponentType | undefined = suggestPart.value?.Suggestions;
  useEffect(() => {
    if (formatted) loadEditor();
  }, [formatted]);
  return (
    <>
      <TooLong />
      {Offers && <Offers />}
      {formatted && part ? <RichField {...{ part, onSend, hadFocus }} /> : <PlainField locked={formatted && !editorFailed.value} {...{ onSend, hadFocus }} />}
      {formatted && editorFailed.value && <p class="send-error">{t("compose.format.failed")}</p>}
    </>
  );
}
