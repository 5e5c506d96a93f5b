/* Forms: which fields a ticket of one kind has, in which order, and which own statuses it may take. */

import { useEffect, useState } from "preact/hooks";
import { ApiError, errorText, get, post, put, remove } from "../core/api";
import { t } from "../core/i18n";
import { Icon } from "../ui/icon";
import { Skeleton } from "../ui/skeleton";
import { toast } from "../ui/toast";
import { OrderList, Switch } from "./order_list";
import { itemLink, openedItem, openItem } from "./place";
import { everyPage, placed } from "./rule_model";
import { askDelete, saySwitched } from "./said";
import { loadFields, type TicketField } from "./ticket_field_model";
import { TicketFormEditor, type TicketForm } from "./ticket_form_editor";

function FormRow({ form, flip }: { form: TicketForm; flip: (on: boolean) => void }) {
  const fields = form.ticket_field_ids.length;
  return (
    <>
      <div class="rule-words">
        <a {...itemLink("ticket_forms", form.id)}>
          <bdi>{form.name}</bdi>
        </a>
        {form.default && <span class="badge badge-ok">{t("fields.form.default")}</span>}
        <p class="muted">
          {fields ? t("fields.form.count", { n: fields }) : t("fields.form.every")} ·{" "}
          {t(form.end_user_visible ? "fields.form.customers" : "fields.form.agents")}
        </p>
      </div>
      <span />
      <Switch label={t("rules.list.switch", { name: form.name })} on={form.active} disabled={form.default} onSwitch={flip} />
    </>
  );
}

function FormList() {
  const [forms, setForms] = useState<TicketForm[] | null>(null);
  const [error, setError] = useState("");
  const load = () => {
    everyPage<TicketForm>("ticket_forms", "ticket_forms").then(setForms, (cause: unknown) => setError(errorText(cause)));
  };
  useEffect(load, []);
  const rows = forms ?? [];
  const fail = (cause: unknown) => {
    toast(errorText(cause), null, "error");
    load();
  };
  const flip = (form: TicketForm, active: boolean) => {
    setForms(rows.map((one) => (one.id === form.id ? { ...one, active } : one)));
    put(`ticket_forms/${form.id}`, { ticket_form: { active } })
      .then(() => saySwitched(form.name, active, () => flip(form, !active)))
      .catch(fail);
  };
  const move = (form: TicketForm, target: TicketForm, behind: boolean) => {
    const ids = placed(rows.map(({ id }) => id), form.id, target.id, behind);
    setForms(ids.map((id) => rows.find((one) => one.id === id) as TicketForm));
    put("ticket_forms/reorder", { ticket_form_ids: ids }).catch(fail);
  };
  const copy = async (form: TicketForm) => {
    const { ticket_form: made } = await post<{ ticket_form: TicketForm }>(`ticket_forms/${form.id}/clone`);
    openItem("ticket_forms", made.id);
  };
  const drop = async (form: TicketForm) => {
    if (await askDelete(form.name, t("fields.form.delete_text"))) await remove(`ticket_forms/${form.id}`).then(load, fail);
  };
  return (
    <>
      <div class="screen-tools">
        <a class="button" {...itemLink("ticket_forms", "new")}>
          <Icon name="add" />
          {t("fields.form.new")}
        </a>
      </div>
      {error && <p class="empty" role="alert">{error}</p>}
      {!forms && !error && <Skeleton rows={3} />}
      <OrderList
        label={t("fields.form.title")}
        rows={rows}
        id={({ id }) => id}
        name={({ name }) => name}
        mayMove={() => true}
        onMove={move}
        menu={(form) => [
          { label: t("rules.list.copy"), icon: "add", run: () => void copy(form).catch(fail) },
          ...(form.default ? [] : [{ label: t("rules.delete"), icon: "trash" as const, run: () => void drop(form) }]),
        ]}
      >
        {(form) => <FormRow form={form} flip={(on) => flip(form, on)} />}
      </OrderList>
    </>
  );
}

interface Ground {
  form: TicketForm | null;
  fields: TicketField[];
  statuses: { id: number; agent_label: string; active: boolean }[];
  offered: { id: string; custom_status_id: number }[];
}

async function loadGround(id: string): Promise<Ground> {
  const [fields, statuses] = await Promise.all([loadFields(), everyPage<Ground["statuses"][number]>("custom_statuses", "custom_statuses")]);
  if (id === "new") return { form: null, fields, statuses, offered: [] };
  const [{ ticket_form: form }, offered] = await Promise.all([
    get<{ ticket_form: TicketForm }>(`ticket_forms/${encodeURIComponent(id)}`),
    everyPage<Ground["offered"][number]>(`ticket_forms/${encodeURIComponent(id)}/ticket_form_statuses`, "ticket_form_statuses"),
  ]);
  return { form, fields, statuses, offered };
}

function OpenForm({ id }: { id: string }) {
  const [ground, setGround] = useState<Ground | null>(null);
  const [error, setError] = useState("");
  useEffect(() => {
    loadGround(id).then(setGround, (cause: unknown) => setError(cause instanceof ApiError && cause.status === 404 ? t("rules.gone") : errorText(cause)));
  }, [id]);
  if (error) return <p class="empty" role="alert">{error}</p>;
  return ground ? <TicketFormEditor key={id} {...ground} /> : <Skeleton rows={6} />;
}

export function TicketForms() {
  const id = openedItem();
  return id ? <OpenForm key={id} id={id} /> : <FormList />;
}
