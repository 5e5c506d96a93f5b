/* The fields of a ticket: those that every installation has, and one's own; in order, switched on and off. */

import { get, remove } from "../core/api";
import { hasText, t, tn, type TextKey } from "../core/i18n";
import { seeded } from "../core/seeded";
import { toast } from "../ui/toast";
import { Opened, useAnswer } from "./ask_server";
import { NewLink } from "./list_screen";
import { OrderScreen, useOrder, type OrderKind } from "./order_screen";
import { openedItem } from "./place";
import { askDelete } from "./said";
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

const fieldKind: OrderKind<TicketField> = {
  path: "ticket_fields",
  key: "ticket_field",
  load: loadFields,
  name: ({ title }) => seeded(title),
  tell: (field) => ({
    title: seeded(field.title),
    said: [typeText(field.type), ...marks(field)].join(" · "),
    aside: t("fields.number", { id: field.id }),
    fixed: field.system,
  }),
  mayMove: () => true,
  mayDrop: ({ removable }) => removable,
  drop: deleteField,
};

function FieldList() {
  const order = useOrder(fieldKind);
  return <OrderScreen kind={fieldKind} order={order} label={t("fields.title")} tools={<NewLink text={t("fields.new")} screen="ticket_fields" />} />;
}

function OpenField({ id }: { id: string }) {
  const answer = useAnswer<{ ticket_field: TicketField }>(`ticket_fields/${encodeURIComponent(id)}`);
  return (
    <Opened answer={answer}>
      {({ ticket_field: field }) => <TicketFieldEditor key={id} field={field} draft={draftOfField(field)} onDelete={deleteField} />}
    </Opened>
  );
}

export function TicketFields() {
  const id = openedItem();
  if (!id) return <FieldList />;
  return id === "new" ? <TicketFieldEditor key="new" field={null} draft={freshField} onDelete={deleteField} /> : <OpenField key={id} id={id} />;
}
