/* Parts of forms: each control with its label, its hint and its error tied to it, and the row of buttons at the end. */

import type { ComponentChildren } from "preact";
import { useContext, useId, useLayoutEffect, useRef, useState } from "preact/hooks";
import { t } from "../core/i18n";
import { InDialog } from "./dialog";
import { offWhile } from "./off_while";

interface Around {
  label: string;
  hint?: string | undefined;
  error?: string | undefined;
}

interface Wiring {
  id: string;
  "aria-describedby"?: string;
  "aria-invalid"?: true;
}

/* Label, control, hint and error; `control` gets the ids that tie them together. */
export function Field({ label, hint, error, control }: Around & { control: (wiring: Wiring) => ComponentChildren }) {
  const id = useId();
  const described = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(" ");
  const wiring: Wiring = { id, ...(described ? { "aria-describedby": described } : {}), ...(error ? { "aria-invalid": true as const } : {}) };
  return (
    <div class={error ? "field field-wrong" : "field"}>
      <label class="field-label" for={id}>
        {label}
      </label>
      {control(wiring)}
      {hint && (
        <p class="field-hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {error && (
        <p class="field-error" id={`${id}-error`}>
          {error}
        </p>
      )}
    </div>
  );
}

interface TextProps extends Around {
  value: string;
  onInput: (value: string) => void;
  type?: "text" | "email" | "url" | "password" | "search" | "number" | "date" | "time";
  required?: boolean;
  maxLength?: number;
  min?: number | string;
  max?: number | string;
  autocomplete?: "off" | "name" | "email" | "tel" | "new-password" | "current-password" | "one-time-code" | "url";
  placeholder?: string;
  dir?: "auto" | "ltr";
  inputMode?: "numeric";
}

export function TextField({ label, hint, error, onInput, ...rest }: TextProps) {
  return (
    <Field
      {...{ label, hint, error }}
      control={(wiring) => (
        <input autocomplete="off" dir="auto" {...wiring} {...(rest as object)} onInput={(event) => onInput(event.currentTarget.value)} />
      )}
    />
  );
}

interface TextAreaProps extends Around {
  value: string;
  onInput: (value: string) => void;
  rows?: number;
  maxLength?: number;
}

export function TextArea({ label, hint, error, value, rows = 4, onInput, maxLength }: TextAreaProps) {
  return (
    <Field
      {...{ label, hint, error }}
      control={(wiring) => (
        <textarea
          dir="auto"
          {...wiring}
          {...{ value, rows }}
          {...(maxLength ? { maxLength } : {})}
          onInput={(event) => onInput(event.currentTarget.value)}
        />
      )}
    />
  );
}

export interface Choice {
  value: string;
  label: string;
}

interface SelectProps extends Around {
  value: string;
  choices: readonly Choice[];
  onInput: (value: string) => void;
}

export function SelectField({ label, hint, error, value, choices, onInput }: SelectProps) {
  return (
    <Field
      {...{ label, hint, error }}
      control={(wiring) => (
        <select {...wiring} value={value} onChange={(event) => onInput(event.currentTarget.value)}>
          {choices.map((choice) => (
            <option key={choice.value} value={choice.value}>
              {choice.label}
            </option>
          ))}
        </select>
      )}
    />
  );
}

interface CheckProps extends Around {
  checked: boolean;
  onInput: (checked: boolean) => void;
  disabled?: boolean;
  /* What it was changed to is being saved. */
  busy?: boolean;
  /* The label is a word of the API. */
  isCode?: boolean;
}

export function CheckField({ label, hint, checked, onInput, disabled = false, busy = false, isCode = false }: CheckProps) {
  const id = useId();
  const described = hint ? { "aria-describedby": `${id}-hint` } : {};
  return (
    <div class="field field-check">
      <input id={id} type="checkbox" {...{ checked, disabled }} {...described} {...offWhile(busy)} onChange={(event) => onInput(event.currentTarget.checked)} />
      <label for={id}>{isCode ? <code>{label}</code> : label}</label>
      {hint && (
        <p class="field-hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
    </div>
  );
}

/* Why it was not done; nothing while all is well. */
export function FormError({ text }: { text: string }) {
  if (!text) return null;
  return (
    <p class="form-error" role="alert">
      {text}
    </p>
  );
}

/* What is missing where no single control can say so; a refused form takes the focus there. */
export function FieldFault({ text }: { text: string | undefined }) {
  if (!text) return null;
  return (
    <p class="field-error" data-fault tabIndex={-1}>
      {text}
    </p>
  );
}

const FAULTS = '[aria-invalid="true"], [data-fault]';

/* After a press that saved nothing, and again when the server has answered, the focus goes to the first fault. */
function useFirstFault(busy: boolean) {
  const form = useRef<HTMLFormElement>(null);
  const [presses, setPresses] = useState(0);
  useLayoutEffect(() => {
    if (presses > 0 && !busy) form.current?.querySelector<HTMLElement>(FAULTS)?.focus();
  }, [presses, busy]);
  return { form, pressed: () => setPresses((n) => n + 1) };
}

/* For the far end of a form; what it calls asks first. */
export function DeleteButton({ text, onClick }: { text: string; onClick: () => void }) {
  return (
    <button type="button" class="button button-danger" onClick={onClick}>
      {text}
    </button>
  );
}

interface FormProps {
  /* Shown above the buttons and read out; empty when there is nothing wrong. */
  error?: string;
  busy?: boolean;
  /* Nothing to save: the button says so by being off. */
  unchanged?: boolean;
  save?: string;
  onSave: () => void;
  onCancel?: () => void;
  /* Beside the buttons, at the far end: "Delete" and the like. */
  aside?: ComponentChildren;
  children: ComponentChildren;
}

export function Form({ error = "", busy = false, unchanged = false, save, onSave, onCancel, aside, children }: FormProps) {
  const { form, pressed } = useFirstFault(busy);
  const inDialog = useContext(InDialog);
  const buttons = [
    <button key="save" type="submit" class="button" {...offWhile(busy || unchanged)}>
      {busy ? t("agent.form.saving") : (save ?? t("agent.form.save"))}
    </button>,
    onCancel && (
      <button key="cancel" type="button" class="button button-quiet" onClick={onCancel}>
        {t("agent.form.cancel")}
      </button>
    ),
    <span key="aside" class="form-aside">
      {aside}
    </span>,
  ];
  return (
    <form
      ref={form}
      class="form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        pressed();
        onSave();
      }}
    >
      {children}
      <FormError text={error} />
      <div class="form-foot">{inDialog ? buttons.reverse() : buttons}</div>
    </form>
  );
}
