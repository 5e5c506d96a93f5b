/* The editor of a ticket field: its names for agents and customers, its choices, who sees it and must fill it in. */

import { useRef, useState } from "preact/hooks";
import { post, put } from "../core/api";
import { t, type TextKey } from "../core/i18n";
import { seeded } from "../core/seeded";
import { moved } from "../agent/view_editor";
import { CheckField, DeleteButton, FieldFault, Form, SelectField, TextArea, TextField } from "../ui/form";
import { Icon } from "../ui/icon";
import { offWhile } from "../ui/off_while";
import { toast } from "../ui/toast";
import { looseError, useChange } from "./ask_server";
import { useKeptDraft } from "./kept_draft";
import { KeptNote } from "./kept_note";
import { EditorHead, openItem } from "./place";
import { bodyOfField, fieldTypes, hasOptions, tagOf, type FieldDraft, type FieldOption, type TicketField } from "./ticket_field_model";

interface PartProps {
  draft: FieldDraft;
  change: (part: Partial<FieldDraft>) => void;
  errors: Record<string, string>;
}

interface OptionProps {
  option: FieldOption;
  at: number;
  last: boolean;
  several: boolean;
  onInput: (part: Partial<FieldOption>) => void;
  onMove: (by: 1 | -1) => void;
  onRemove: () => void;
}

function OptionRow({ option, at, last, several, onInput, onMove, onRemove }: OptionProps) {
  const n = at + 1;
  return (
    <li>
      <input
        type="text"
        dir="auto"
        autocomplete="off"
        aria-label={t("fields.option.name", { n })}
        value={option.name}
        onInput={(event) => onInput({ name: event.currentTarget.value })}
      />
      <input
        type="text"
        dir="auto"
        autocomplete="off"
        aria-label={t("fields.option.tag", { n })}
        placeholder={tagOf(option.name)}
        value={option.value}
        onInput={(event) => onInput({ value: event.currentTarget.value })}
      />
      <label class="option-first">
        <input
          type={several ? "checkbox" : "radio"}
          name="option-first"
          checked={option.default}
          onChange={(event) => onInput({ default: event.currentTarget.checked })}
        />
        <span>{t("fields.option.first")}</span>
      </label>
      <button type="button" class="icon-button" {...offWhile(at === 0)} aria-label={t("fields.option.up", { n })} onClick={() => onMove(-1)}>
        <Icon name="up" />
      </button>
      <button type="button" class="icon-button" {...offWhile(last)} aria-label={t("fields.option.down", { n })} onClick={() => onMove(1)}>
        <Icon name="down" />
      </button>
      <button type="button" class="icon-button" aria-label={t("fields.option.remove", { n })} onClick={onRemove}>
        <Icon name="close" />
      </button>
    </li>
  );
}

/* Choices; several lines pasted into the last become several choices. */
function Options({ draft, change, errors }: PartProps) {
  const { options } = draft;
  const box = useRef<HTMLFieldSetElement>(null);
  const several = draft.type === "multiselect";
  const put = (at: number, part: Partial<FieldOption>) =>
    change({ options: options.map((old, index) => (index === at ? { ...old, ...part } : part.default && !several ? { ...old, default: false } : old)) });
  const add = () => {
    change({ options: [...options, { name: "", value: "", default: false }] });
    requestAnimationFrame(() => box.current?.querySelector<HTMLElement>("li:last-child input")?.focus());
  };
  const paste = (event: ClipboardEvent) => {
    const lines = (event.clipboardData?.getData("text") ?? "").split(/\r?\n/).map((line) => line.trim()).filter(Boolean);
    if (lines.length < 2) return;
    event.preventDefault();
    const kept = options.filter(({ name }) => name.trim() !== "");
    change({ options: [...kept, ...lines.map((name) => ({ name, value: "", default: false }))] });
  };
  return (
    <fieldset class="plain-set" ref={box} onPaste={paste}>
      <legend>{t("fields.options")}</legend>
      <p class="field-hint">{t("fields.options_hint")}</p>
      <ol class="option-rows">
        {options.map((option, at) => (
          <OptionRow
            key={at}
            {...{ option, at, several }}
            last={at === options.length - 1}
            onInput={(part) => put(at, part)}
            onMove={(by) => change({ options: moved(options, at, by) })}
            onRemove={() => change({ options: options.filter((_, index) => index !== at) })}
          />
        ))}
      </ol>
      <FieldFault text={errors.custom_field_options} />
      <div>
        <button type="button" class="button button-quiet" onClick={add}>
          <Icon name="add" />
          {t("fields.option.add")}
        </button>
      </div>
    </fieldset>
  );
}

function Customers({ draft, change, errors }: PartProps) {
  return (
    <fieldset class="plain-set">
      <legend>{t("fields.customers")}</legend>
      <CheckField
        label={t("fields.visible")}
        checked={draft.visible_in_portal}
        onInput={(on) => change({ visible_in_portal: on, ...(on ? {} : { editable_in_portal: false, required_in_portal: false }) })}
      />
      <CheckField
        label={t("fields.editable")}
        disabled={!draft.visible_in_portal}
        checked={draft.editable_in_portal}
        onInput={(on) => change({ editable_in_portal: on, ...(on ? {} : { required_in_portal: false }) })}
      />
      <CheckField
        label={t("fields.must")}
        disabled={!draft.editable_in_portal}
        checked={draft.required_in_portal}
        onInput={(on) => change({ required_in_portal: on })}
      />
      {draft.visible_in_portal && (
        <>
          <TextField
            label={t("fields.title_in_portal")}
            hint={t("fields.title_in_portal_hint")}
            error={errors.title_in_portal}
            value={draft.title_in_portal}
            maxLength={255}
            onInput={(title_in_portal) => change({ title_in_portal })}
          />
          <TextArea label={t("fields.description")} rows={2} value={draft.description} onInput={(description) => change({ description })} />
        </>
      )}
    </fieldset>
  );
}

function ByType({ draft, change, errors }: PartProps) {
  if (hasOptions(draft.type)) return <Options {...{ draft, change, errors }} />;
  if (draft.type === "regexp") {
    return (
      <TextField
        label={t("fields.regexp")}
        hint={t("fields.regexp_hint")}
        dir="ltr"
        error={errors.regexp_for_validation}
        value={draft.regexp_for_validation}
        maxLength={255}
        onInput={(regexp_for_validation) => change({ regexp_for_validation })}
      />
    );
  }
  if (draft.type !== "checkbox") return null;
  const put = (tag: string) => change({ tag });
  return <TextField label={t("fields.tag")} hint={t("fields.tag_hint")} error={errors.tag} value={draft.tag} maxLength={255} onInput={put} />;
}

function Fields({ field, draft, change, errors }: PartProps & { field: TicketField | null }) {
  const types = fieldTypes.map((type) => ({ value: type, label: t(`fields.type.${type}` as TextKey) }));
  return (
    <>
      {field ? (
        <p class="muted">{t("fields.is_type", { type: t(`fields.type.${field.type}` as TextKey) })}</p>
      ) : (
        <SelectField
          label={t("fields.type")}
          hint={t("fields.type_hint")}
          error={errors.type}
          value={draft.type}
          choices={types}
          onInput={(type) => change({ type })}
        />
      )}
      <TextField label={t("fields.name")} error={errors.title} value={draft.title} maxLength={255} required onInput={(title) => change({ title })} />
      {!field?.system && <ByType {...{ draft, change, errors }} />}
      <TextArea
        label={t("fields.agent_description")}
        hint={t("fields.agent_description_hint")}
        rows={2}
        value={draft.agent_description}
        onInput={(agent_description) => change({ agent_description })}
      />
      {!field?.system && <CheckField label={t("fields.required")} checked={draft.required} onInput={(required) => change({ required })} />}
      <Customers {...{ draft, change, errors }} />
      {!field?.system && <CheckField label={t("rules.active")} checked={draft.active} onInput={(active) => change({ active })} />}
    </>
  );
}

interface Props {
  field: TicketField | null;
  draft: FieldDraft;
  onDelete: (field: TicketField) => Promise<boolean>;
}

/* What it needs before it can be saved, by the names of the API. */
function missing(draft: FieldDraft): Record<string, string> {
  const hasChoice = !hasOptions(draft.type) || draft.options.some(({ name }) => name.trim());
  return {
    ...(draft.title.trim() ? {} : { title: t("rules.lacks.title") }),
    ...(hasChoice ? {} : { custom_field_options: t("fields.lacks.option") }),
  };
}

export function TicketFieldEditor({ field, draft: start, onDelete }: Props) {
  const kept = useKeptDraft(`ticket_fields/${field?.id ?? "new"}`, start);
  const saving = useChange();
  const { draft, change } = kept;
  const [tried, setTried] = useState(false);
  const lacks = missing(draft);
  const lacking = tried && Object.keys(lacks).length > 0;
  const parts = { draft, change, errors: lacking ? lacks : saving.fields };
  const close = () => {
    kept.discard();
    openItem("ticket_fields");
  };
  const save = async () => {
    setTried(true);
    if (Object.keys(lacks).length > 0) return;
    const body = { ticket_field: bodyOfField(draft, field === null) };
    if (!(await saving.run(() => (field ? put(`ticket_fields/${field.id}`, body) : post("ticket_fields", body))))) return;
    close();
    toast(t("rules.saved", { name: draft.title }));
  };
  const drop = () => field && void saving.run(async () => (await onDelete(field)) && close());
  return (
    <div class="long-form">
      <EditorHead screen="ticket_fields" back={t("fields.back")} title={field ? seeded(field.title) : t("fields.new")} />
      <KeptNote kept={kept} />
      <Form
        error={lacking ? t("rules.look_above") : looseError(saving, () => true)}
        busy={saving.busy}
        unchanged={field !== null && !kept.changed}
        onSave={() => void save()}
        onCancel={close}
        aside={field?.removable && <DeleteButton text={t("rules.delete")} onClick={drop} />}
      >
        <Fields {...parts} field={field} />
      </Form>
    </div>
  );
}
