/* The fields of a ticket: those that every installation has, and one's own; in order, switched on and off. */

import { useEffect, useState } from "preact/hooks";
import { ApiError, errorText, get, put, remove } from "../core/api";
import { hasText, t, tn, type TextKey } from "../core/i18n";
import { Icon } from "../ui/icon";
import { Skeleton } from "../ui/skeleton";
import { toast } from "../ui/toast";
import { OrderList, Switch } from "./order_list";
import { itemLink, openedItem } from "./place";
import { placed } from "./rule_model";
import { askDelete, saySwitched } from "./said";
import { TicketFieldEditor } from "./ticket_field_editor";
import { draftOfField, freshField, loadFields, type TicketField } from "./ticket_field_model";

const USES_MAX = 10000;

export function typeText(type: string): string {
  const known = `fields.type.${type}`;
  return hasText(known) ? t(known as TextKey) : type;
}

/* Says on how many tickets it is filled in before it goes. */
export async function deleteField(field: TicketField): Promise<boolean> {
  const { count } = await get<{ count: { value: number } }>(`ticket_fields/${field.id}/uses`);
  const text = count.value >= USES_MAX ? t("fields.delete_many", { n: USES_MAX }) : tn("fields.delete_text", count.value);
  if (!(await askDelete(field.title, text, count.value > 0 ? field.title.trim() : ""))) return false;
  await remove(`ticket_fields/${field.id}`);
  toast(t("rules.deleted", { name: field.title }));
  return true;
}

function marks(field: TicketField): string[] {
  const list: [boolean, TextKey][] = [
    [field.system, "fields.mark.system"],
    [field.required, "fields.mark.required"],
    [field.editable_in_portal, "fields.mark.editable"],
    [field.visible_in_portal && !field.editable_in_portal, "fields.mark.visible"],
  ];
  return list.filter(([shown]) => shown).map(([, key]) => t(key));
}

function FieldRow({ field, flip }: { field: TicketField; flip: (on: boolean) => void }) {
  return (
    <>
      <div class="rule-words">
        <a {...itemLink("ticket_fields", field.id)}>
          <bdi>{field.title}</bdi>
        </a>
        <p class="muted">{[typeText(field.type), ...marks(field)].join(" · ")}</p>
      </div>
      <span class="rule-usage muted">{t("fields.number", { id: field.id })}</span>
      <Switch label={t("rules.list.switch", { name: field.title })} on={field.active} disabled={field.system} onSwitch={flip} />
    </>
  );
}

interface Shown {
  fields: TicketField[] | null;
  error: string;
  setFields: (fields: TicketField[]) => void;
  load: () => void;
}

function useFields(): Shown {
  const [fields, setFields] = useState<TicketField[] | null>(null);
  const [error, setError] = useState("");
  const load = () => {
    loadFields()
      .then((found) => {
        setFields(found);
        setError("");
      })
      .catch((cause: unknown) => setError(errorText(cause)));
  };
  useEffect(load, []);
  return { fields, error, setFields, load };
}

function FieldList() {
  const { fields, error, setFields, load } = useFields();
  const rows = fields ?? [];
  const fail = (cause: unknown) => {
    toast(errorText(cause), null, "error");
    load();
  };
  const flip = (field: TicketField, active: boolean) => {
    setFields(rows.map((one) => (one.id === field.id ? { ...one, active } : one)));
    put(`ticket_fields/${field.id}`, { ticket_field: { active } })
      .then(() => saySwitched(field.title, active, () => flip(field, !active)))
      .catch(fail);
  };
  const move = (field: TicketField, target: TicketField, behind: boolean) => {
    const ids = placed(rows.map(({ id }) => id), field.id, target.id, behind);
    setFields(ids.map((id) => rows.find((one) => one.id === id) as TicketField));
    put("ticket_fields/reorder", { ticket_field_ids: ids }).catch(fail);
  };
  const drop = (field: TicketField) => void deleteField(field).then((gone) => gone && load(), fail);
  return (
    <>
      <div class="screen-tools">
        <a class="button" {...itemLink("ticket_fields", "new")}>
          <Icon name="add" />
          {t("fields.new")}
        </a>
      </div>
      {error && <p class="empty" role="alert">{error}</p>}
      {!fields && !error && <Skeleton rows={6} />}
      <OrderList
        label={t("fields.title")}
        rows={rows}
        id={({ id }) => id}
        name={({ title }) => title}
        mayMove={() => true}
        onMove={move}
        menu={(field) => (field.removable ? [{ label: t("rules.delete"), icon: "trash", run: () => drop(field) }] : [])}
      >
        {(field) => <FieldRow field={field} flip={(on) => flip(field, on)} />}
      </OrderList>
    </>
  );
}

function OpenField({ id }: { id: string }) {
  const [field, setField] = useState<TicketField | null>(null);
  const [error, setError] = useState("");
  useEffect(() => {
    get<{ ticket_field: TicketField }>(`ticket_fields/${encodeURIComponent(id)}`)
      .then((answer) => setField(answer.ticket_field))
      .catch((cause: unknown) => setError(cause instanceof ApiError && cause.status === 404 ? t("rules.gone") : errorText(cause)));
  }, [id]);
  if (error) return <p class="empty" role="alert">{error}</p>;
  return field ? <TicketFieldEditor key={id} field={field} draft={draftOfField(field)} onDelete={deleteField} /> : <Skeleton rows={6} />;
}

export function TicketFields() {
  const id = openedItem();
  if (!id) return <FieldList />;
  return id === "new" ? <TicketFieldEditor key="new" field={null} draft={freshField} onDelete={deleteField} /> : <OpenField id={id} />;
}
