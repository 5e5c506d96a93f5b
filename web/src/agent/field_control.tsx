/* One field of a ticket, changed in place: what was typed is sent when the field is left or Enter is pressed. */

import { useEffect, useState } from "preact/hooks";
import { t } from "../core/i18n";
import { Field } from "../ui/form";
import type { TicketField } from "./ticket_fields";

const EMPTY = "–";

interface TypedProps {
  label: string;
  hint?: string | undefined;
  value: string;
  type?: "text" | "number" | "date";
  step?: string;
  rows?: number;
  disabled: boolean;
  onSave: (value: string) => void;
}

/* A line or several of text; Esc brings back what stood there. */
export function TypedField({ label, hint, value, type = "text", step, rows, disabled, onSave }: TypedProps) {
  const [typed, setTyped] = useState(value);
  useEffect(() => setTyped(value), [value]);
  const save = () => typed !== value && onSave(typed);
  const onKeyDown = (event: KeyboardEvent & { currentTarget: HTMLElement }) => {
    if (event.key === "Escape" && typed !== value) {
      event.stopPropagation();
      setTyped(value);
    } else if (event.key === "Enter" && !rows) {
      event.preventDefault();
      save();
    }
  };
  return (
    <Field
      {...{ label, hint }}
      control={(wiring) =>
        rows ? (
          <textarea
            {...wiring}
            {...{ rows, disabled }}
            dir="auto"
            placeholder={EMPTY}
            value={typed}
            onInput={(event) => setTyped(event.currentTarget.value)}
            onBlur={save}
            onKeyDown={onKeyDown}
          />
        ) : (
          <input
            {...wiring}
            {...({ type, disabled, ...(step ? { step } : {}) } as object)}
            dir="auto"
            placeholder={EMPTY}
            autocomplete="off"
            value={typed}
            onInput={(event) => setTyped(event.currentTarget.value)}
            onBlur={save}
            onKeyDown={onKeyDown}
          />
        )
      }
    />
  );
}

interface PickProps {
  label: string;
  hint?: string | undefined;
  value: string;
  choices: readonly (readonly [string, string])[];
  disabled: boolean;
  onSave: (value: string) => void;
}

export function PickField({ label, hint, value, choices, disabled, onSave }: PickProps) {
  return (
    <Field
      {...{ label, hint }}
      control={(wiring) => (
        <select {...wiring} disabled={disabled} value={value} onChange={(event) => onSave(event.currentTarget.value)}>
          {choices.map(([name, text]) => (
            <option key={name} value={name} selected={name === value}>
              {text}
            </option>
          ))}
        </select>
      )}
    />
  );
}

interface Props {
  field: TicketField;
  value: unknown;
  disabled: boolean;
  onSave: (value: unknown) => void;
}

function Several({ field, value, disabled, onSave }: Props) {
  const chosen = Array.isArray(value) ? value.map(String) : [];
  const toggle = (name: string, on: boolean) => onSave(on ? [...chosen, name] : chosen.filter((other) => other !== name));
  return (
    <fieldset class="field several">
      <legend class="field-label">{field.title}</legend>
      {(field.custom_field_options ?? []).map((option) => (
        <label key={option.value}>
          <input
            type="checkbox"
            checked={chosen.includes(option.value)}
            disabled={disabled}
            onChange={(event) => toggle(option.value, event.currentTarget.checked)}
          />
          {option.name}
        </label>
      ))}
    </fieldset>
  );
}

function Check({ field, value, disabled, onSave }: Props) {
  return (
    <label class="field field-check">
      <input type="checkbox" checked={value === true} disabled={disabled} onChange={(event) => onSave(event.currentTarget.checked)} />
      {field.title}
    </label>
  );
}

const inputs: Record<string, { type: "text" | "number" | "date"; step?: string }> = {
  integer: { type: "number", step: "1" },
  decimal: { type: "number", step: "any" },
  date: { type: "date" },
};

export function FieldControl(props: Props) {
  const { field, value, disabled, onSave } = props;
  const hint = field.required ? t("ticket.field.required") : undefined;
  if (field.type === "checkbox") return <Check {...props} />;
  if (field.type === "multiselect") return <Several {...props} />;
  const text = value === null || value === undefined ? "" : String(value);
  if (field.type === "tagger") {
    const options = (field.custom_field_options ?? []).map((option): [string, string] => [option.value, option.name]);
    const choices: [string, string][] = [["", t("ticket.value.none")], ...options];
    return <PickField label={field.title} {...{ hint, choices, disabled }} value={text} onSave={(picked) => onSave(picked || null)} />;
  }
  const input = inputs[field.type] ?? { type: "text" as const };
  const rows = field.type === "textarea" ? { rows: 3 } : {};
  return <TypedField label={field.title} {...{ hint, disabled }} value={text} {...input} {...rows} onSave={(typed) => onSave(typed === "" ? null : typed)} />;
}
