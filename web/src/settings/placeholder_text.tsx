/* A text with places that are filled in when it is used: a menu puts them in, and a misspelt one is told. */

import { useRef } from "preact/hooks";
import { commaText } from "../core/dates";
import { t, type TextKey } from "../core/i18n";
import { Field } from "../ui/form";
import { Menu } from "../ui/menu";

/* Those worth offering; the server knows more. */
const MENU = [
  "requester.first_name", "requester.name", "requester.email", "id", "title", "status", "latest_public_comment", "latest_comment", "assignee.name",
  "group.name", "organization.name", "promise", "answer_by", "link",
].map((name) => `ticket.${name}`).concat("current_user.name");

const OWN = `id title subject status priority ticket_type type via tags external_id url link description latest_comment latest_public_comment comments
 public_comments group.name group.id organization.name organization.id created_at created_at_with_time created_at_with_timestamp updated_at
 updated_at_with_time updated_at_with_timestamp due_date due_date_with_timestamp solved_at solved_at_with_timestamp answer_by promise`;
const PEOPLE = [...["requester", "assignee", "submitter"].map((name) => `ticket.${name}`), "current_user"];
const TRAITS = ["id", "name", "first_name", "last_name", "email", "phone", "external_id", "locale"];

const known = new Set([...OWN.split(/\s+/).map((name) => `ticket.${name}`), ...PEOPLE.flatMap((person) => TRAITS.map((trait) => `${person}.${trait}`))]);

/* Places that nothing will fill: they would be sent as they stand. */
export function unknownPlaces(text: string): string[] {
  const all = [...text.matchAll(/\{\{\s*([^{}]*?)\s*\}\}/g)].map((match) => match[1] ?? "");
  return [...new Set(all.filter((name) => !known.has(name) && !/^ticket\.ticket_field_[1-9]\d*$/.test(name)))];
}

export function placeholderText(name: string): string {
  return t(`rules.place.${name.replaceAll(".", "_")}` as TextKey);
}

export function PlaceholderMenu({ onPick }: { onPick: (text: string) => void }) {
  return (
    <Menu
      label={t("rules.place.insert")}
      named
      class="text-button"
      items={MENU.map((name) => ({ label: placeholderText(name), run: () => onPick(`{{${name}}}`) }))}
    >
      {t("rules.place.insert")}
    </Menu>
  );
}

export function UnknownPlaces({ text }: { text: string }) {
  const wrong = unknownPlaces(text);
  if (wrong.length === 0) return null;
  return (
    <p class="field-warning" role="status">
      {t("rules.place.unknown", { names: commaText(wrong.map((name) => `{{${name}}}`)) })}
    </p>
  );
}

interface Props {
  label: string;
  hint?: string;
  value: string;
  rows?: number;
  onInput: (value: string) => void;
}

/* rows 1: a line, else a text of that height. */
export function PlaceholderText({ label, hint, value, rows = 6, onInput }: Props) {
  const field = useRef<HTMLInputElement & HTMLTextAreaElement>(null);
  const insert = (text: string) => {
    const at = field.current;
    if (!at) return;
    at.setRangeText(text, at.selectionStart ?? value.length, at.selectionEnd ?? value.length, "end");
    onInput(at.value);
    at.focus();
  };
  const input = (event: { currentTarget: { value: string } }) => onInput(event.currentTarget.value);
  return (
    <div class="place-field">
      <Field
        {...{ label, hint }}
        control={(wiring) =>
          rows === 1 ? (
            <input type="text" autocomplete="off" dir="auto" ref={field} {...wiring} value={value} onInput={input} />
          ) : (
            <textarea dir="auto" ref={field} {...wiring} {...{ value, rows }} onInput={input} />
          )
        }
      />
      <PlaceholderMenu onPick={insert} />
      <UnknownPlaces text={value} />
    </div>
  );
}
