/* The editor of a form: its names, its fields in order, which of them hang on answers, who sees it, its statuses. */

import { useState } from "preact/hooks";
import type { FormCondition } from "../agent/form_conditions";
import { post, put, remove } from "../core/api";
import { t } from "../core/i18n";
import { seeded } from "../core/seeded";
import { CheckField, Form, TextField } from "../ui/form";
import { toast } from "../ui/toast";
import { useChange } from "./ask_server";
import { type FormSide, isWhole } from "./form_rule_model";
import { FormRules } from "./form_rules";
import { useKeptDraft } from "./kept_draft";
import { KeptNote } from "./kept_note";
import { OrderList } from "./order_list";
import { EditorHead, openItem } from "./place";
import { placed } from "./rule_model";
import type { TicketField } from "./ticket_field_model";

export interface TicketForm {
  id: number;
  name: string;
  display_name: string;
  end_user_visible: boolean;
  position: number;
  ticket_field_ids: number[];
  active: boolean;
  default: boolean;
  agent_conditions: FormCondition[];
  end_user_conditions: FormCondition[];
}

interface Answer {
  ticket_form: TicketForm;
}

interface Props {
  form: TicketForm | null;
  fields: TicketField[];
  statuses: { id: number; agent_label: string; active: boolean }[];
  offered: { id: string; custom_status_id: number }[];
}

interface Draft {
  name: string;
  display_name: string;
  end_user_visible: boolean;
  active: boolean;
  default: boolean;
  ids: number[];
  agent_conditions: FormCondition[];
  end_user_conditions: FormCondition[];
  /* empty: all of them */
  statuses: number[];
}

/* What the form offers becomes exactly these. */
async function saveStatuses(id: number, offered: Props["offered"], wanted: readonly number[]): Promise<void> {
  const before = offered.map(({ custom_status_id: status }) => status);
  if (before.length === wanted.length && before.every((status) => wanted.includes(status))) return;
  const path = `ticket_forms/${id}/ticket_form_statuses`;
  if (before.length > 0) await remove(path);
  if (wanted.length > 0) await post(path, { ticket_form_status: wanted.map((status) => ({ custom_status_id: status })) });
}

function Fields({ draft, fields, change }: { draft: Draft; fields: TicketField[]; change: (part: Partial<Draft>) => void }) {
  const own = draft.ids.map((id) => fields.find((field) => field.id === id)).filter((field) => field !== undefined);
  const free = fields.filter(({ id, active }) => active && !draft.ids.includes(id));
  const move = (field: TicketField, target: TicketField, behind: boolean) => change({ ids: placed(draft.ids, field.id, target.id, behind) });
  return (
    <fieldset class="plain-set">
      <legend>{t("fields.form.fields")}</legend>
      <p class="field-hint">{t(own.length === 0 ? "fields.form.no_fields" : "fields.form.fields_hint")}</p>
      <OrderList
        label={t("fields.form.fields")}
        rows={own}
        id={({ id }) => id}
        name={({ title }) => title}
        mayMove={() => true}
        onMove={move}
        menu={(field) => [{ label: t("fields.form.take_off"), icon: "close", run: () => change({ ids: draft.ids.filter((id) => id !== field.id) }) }]}
      >
        {(field) => (
          <div class="rule-words">
            <bdi>{seeded(field.title)}</bdi>
          </div>
        )}
      </OrderList>
      {free.length > 0 && (
        <label class="field">
          <span class="field-label">{t("fields.form.add")}</span>
          <select value="" onChange={(event) => event.currentTarget.value && change({ ids: [...draft.ids, Number(event.currentTarget.value)] })}>
            <option value="">{t("fields.form.choose")}</option>
            {free.map((field) => (
              <option key={field.id} value={String(field.id)}>
                {seeded(field.title)}
              </option>
            ))}
          </select>
        </label>
      )}
    </fieldset>
  );
}

function Statuses({ draft, statuses, change }: Pick<Props, "statuses"> & { draft: Draft; change: (part: Partial<Draft>) => void }) {
  const live = statuses.filter(({ active }) => active);
  const toggle = (id: number, on: boolean) => change({ statuses: on ? [...draft.statuses, id] : draft.statuses.filter((one) => one !== id) });
  return (
    <fieldset class="plain-set">
      <legend>{t("fields.form.statuses")}</legend>
      <p class="field-hint">{t("fields.form.statuses_hint")}</p>
      <div class="pick-grid">
        {live.map((status) => (
          <CheckField key={status.id} label={seeded(status.agent_label)} checked={draft.statuses.includes(status.id)} onInput={(on) => toggle(status.id, on)} />
        ))}
      </div>
    </fieldset>
  );
}

function startOf(form: TicketForm | null, fields: TicketField[], offered: Props["offered"]): Draft {
  return {
    name: form?.name ?? "",
    display_name: form && form.display_name !== form.name ? form.display_name : "",
    end_user_visible: form?.end_user_visible ?? false,
    active: form?.active ?? true,
    default: form?.default ?? false,
    ids: form?.ticket_field_ids ?? fields.filter(({ system }) => system).map(({ id }) => id),
    agent_conditions: form?.agent_conditions ?? [],
    end_user_conditions: form?.end_user_conditions ?? [],
    statuses: offered.map(({ custom_status_id: id }) => id),
  };
}

const sides: readonly FormSide[] = ["agent_conditions", "end_user_conditions"];

/* Conditions that nobody touched are not sent: one that names a deleted field would hold up all the rest. */
function bodyOf(draft: Draft, start: Draft) {
  const { ids, statuses: _statuses, agent_conditions: _agents, end_user_conditions: _customers, ...rest } = draft;
  const touched = sides.filter((side) => JSON.stringify(draft[side]) !== JSON.stringify(start[side]));
  return { ...rest, display_name: rest.display_name || rest.name, ticket_field_ids: ids, ...Object.fromEntries(touched.map((side) => [side, draft[side]])) };
}

function ForCustomers({ draft, change }: { draft: Draft; change: (part: Partial<Draft>) => void }) {
  return (
    <>
      <CheckField label={t("fields.form.for_customers")} checked={draft.end_user_visible} onInput={(end_user_visible) => change({ end_user_visible })} />
      {draft.end_user_visible && (
        <TextField
          label={t("fields.form.display_name")}
          hint={t("fields.form.display_hint")}
          value={draft.display_name}
          maxLength={190}
          onInput={(display_name) => change({ display_name })}
        />
      )}
    </>
  );
}

export function TicketFormEditor({ form, fields, statuses, offered }: Props) {
  const start = startOf(form, fields, offered);
  const kept = useKeptDraft(`ticket_forms/${form?.id ?? "new"}`, start);
  const saving = useChange();
  const [tried, setTried] = useState(false);
  const { draft, change } = kept;
  const close = () => {
    kept.discard();
    openItem("ticket_forms");
  };
  const send = async () => {
    const body = { ticket_form: bodyOf(draft, start) };
    const { ticket_form: made } = await (form ? put<Answer>(`ticket_forms/${form.id}`, body) : post<Answer>("ticket_forms", body));
    await saveStatuses(made.id, offered, draft.statuses);
  };
  const save = async () => {
    setTried(true);
    const seen = sides.filter((side) => side === "agent_conditions" || draft.end_user_visible);
    if (draft.name.trim() && seen.every((side) => draft[side].every(isWhole)) && (await saving.run(send))) {
      close();
      toast(t("rules.saved", { name: draft.name }));
    }
  };
  const rulesOf = (side: FormSide) => (
    <FormRules {...{ side, fields, tried }} ids={draft.ids} rules={draft[side]} onInput={(rules) => change({ [side]: rules })} errors={saving.fields} />
  );
  return (
    <div class="long-form">
      <EditorHead screen="ticket_forms" back={t("fields.form.back")} title={form ? seeded(form.name) : t("fields.form.new")} />
      <KeptNote kept={kept} />
      <Form error={saving.error} busy={saving.busy} unchanged={form !== null && !kept.changed} onSave={() => void save()} onCancel={close}>
        <TextField
          label={t("fields.name")}
          error={tried && !draft.name.trim() ? t("rules.lacks.title") : saving.fields.name}
          value={draft.name}
          maxLength={190}
          required
          onInput={(name) => change({ name })}
        />
        <Fields {...{ draft, fields, change }} />
        {rulesOf("agent_conditions")}
        <ForCustomers {...{ draft, change }} />
        {draft.end_user_visible && rulesOf("end_user_conditions")}
        <CheckField
          label={t("fields.form.make_default")}
          hint={t("fields.form.default_hint")}
          disabled={form?.default ?? false}
          checked={draft.default}
          onInput={(on) => change({ default: on })}
        />
        <Statuses {...{ draft, statuses, change }} />
        <CheckField label={t("rules.active")} disabled={form?.default ?? false} checked={draft.active} onInput={(active) => change({ active })} />
      </Form>
    </div>
  );
}
