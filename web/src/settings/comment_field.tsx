/* The text of a comment that a rule writes: plain, or with formats in the editor that the composer has. */

import { useEffect, useRef, useState } from "preact/hooks";
import { loadStyle } from "../core/lazy";
import { t, type TextKey } from "../core/i18n";
import { parseRich, richOfText, type RichNode } from "../core/rich";
import type { FormatCommand } from "../agent/composer_surface";
import type { Editor } from "../editor/editor";
import { Icon, type IconName } from "../ui/icon";
import { partFailed } from "../ui/lazy";
import { COMMENT, COMMENT_HTML, textValue, type Action, type Mode } from "./action_model";
import { PlaceholderMenu, PlaceholderText, UnknownPlaces } from "./placeholder_text";

const BUTTONS: readonly [FormatCommand, IconName][] = [
  ["bold", "bold"], ["italic", "italic"], ["bullets", "bullets"], ["numbers", "numbers"], ["quote", "quote"], ["code", "api"],
];

const BLOCKS = ["p", "li", "pre", "blockquote", "h1", "h2", "h3"];

/* The words without their formats. */
export function wordsOf(html: string): string {
  const words = (node: RichNode): string => {
    if (typeof node === "string") return node;
    if (node.tag === "br") return "\n";
    return node.children.map(words).join("") + (BLOCKS.includes(node.tag) ? "\n" : "");
  };
  return parseRich(html).map(words).join("").trim();
}

interface Props {
  label: string;
  action: Action;
  onInput: (action: Action) => void;
}

function RichField({ label, action, onInput }: Props) {
  const place = useRef<HTMLDivElement>(null);
  const [editor, setEditor] = useState<Editor | null>(null);
  const [, setCaret] = useState(0);
  const latest = useRef(onInput);
  latest.current = onInput;
  useEffect(() => {
    let wanted = true;
    let made: Editor | null = null;
    const draw = ([{ makeEditor }]: [typeof import("../editor/editor"), void]) => {
      if (!wanted || !place.current) return;
      made = makeEditor({
        place: place.current,
        html: textValue(action.value),
        attributes: { role: "textbox", "aria-multiline": "true", "aria-label": label, dir: "auto" },
        onChange: (_text, html) => latest.current({ ...action, field: COMMENT_HTML, value: html }),
        onCaret: () => setCaret((n) => n + 1),
        onKey: () => false,
        onPaste: () => false,
      });
      setEditor(made);
    };
    const load = () => void Promise.all([import("../editor/editor"), loadStyle("editor")]).then(draw, () => wanted && partFailed(load));
    load();
    return () => {
      wanted = false;
      made?.destroy();
    };
  }, []);
  return (
    <div class="place-field">
      <div class="rich-tools" role="group" aria-label={t("compose.format.label")}>
        {BUTTONS.map(([command, icon]) => (
          <button
            key={command}
            type="button"
            class="icon-button format-button"
            aria-label={t(`compose.format.${command}` as TextKey)}
            aria-pressed={editor?.isActive(command) ?? false}
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => editor?.run(command)}
          >
            <Icon name={icon} />
          </button>
        ))}
      </div>
      <div ref={place} />
      <PlaceholderMenu onPick={(text) => editor?.put(0, text, null)} />
      <UnknownPlaces text={textValue(action.value)} />
    </div>
  );
}

export function CommentField({ label, action, onInput }: Props) {
  const rich = action.field === COMMENT_HTML;
  const modes: [Mode, string][] = [["", t("rules.comment.as_set")], ["public", t("rules.comment.public")], ["private", t("rules.comment.private")]];
  const swap = () => {
    const text = textValue(action.value);
    onInput({ ...action, field: rich ? COMMENT : COMMENT_HTML, value: rich ? wordsOf(text) : richOfText(text) });
  };
  return (
    <div class="comment-field">
      <div class="comment-head">
        <select aria-label={t("rules.comment.mode")} value={action.mode} onChange={(event) => onInput({ ...action, mode: event.currentTarget.value as Mode })}>
          {modes.map(([mode, text]) => (
            <option key={mode} value={mode}>
              {text}
            </option>
          ))}
        </select>
        <button type="button" class="text-button" onClick={swap}>
          {t(rich ? "rules.comment.plain" : "rules.comment.rich")}
        </button>
      </div>
      {rich ? (
        <RichField {...{ label, action, onInput }} />
      ) : (
        <PlaceholderText label={t("rules.notify.body")} value={textValue(action.value)} rows={8} onInput={(value) => onInput({ ...action, value })} />
      )}
    </div>
  );
}
