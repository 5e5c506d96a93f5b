/* Forms: which fields a ticket of one kind has, in which order, and which own statuses it may take. */

import { get, post } from "../core/api";
import { t } from "../core/i18n";
import { seeded } from "../core/seeded";
import { Opened, useLoaded } from "./ask_server";
import { NewLink } from "./list_screen";
import { OrderScreen, useOrder, type OrderKind } from "./order_screen";
import { openedItem, openItem } from "./place";
import { everyPage } from "./rule_model";
import { dropAsked } from "./said";
import { loadFields, type TicketField } from "./ticket_field_model";
import { TicketFormEditor, type TicketForm } from "./ticket_form_editor";

function formText({ ticket_field_ids: fields, end_user_visible: shown }: TicketForm): string {
  const count = fields.length ? t("fields.form.count", { n: fields.length }) : t("fields.form.every");
  return `${count} · ${t(shown ? "fields.form.customers" : "fields.form.agents")}`;
}

const formKind: OrderKind<TicketForm> = {
  path: "ticket_forms",
  key: "ticket_form",
  load: () => everyPage<TicketForm>("ticket_forms", "ticket_forms"),
  name: ({ name }) => seeded(name),
  tell: (form) => ({
    title: seeded(form.name),
    badges: form.default && <span class="badge badge-ok">{t("fields.form.default")}</span>,
    said: formText(form),
    fixed: form.default,
  }),
  mayMove: () => true,
  copy: async ({ id }) => {
    const { ticket_form: made } = await post<{ ticket_form: TicketForm }>(`ticket_forms/${id}/clone`);
    openItem("ticket_forms", made.id);
  },
  mayDrop: (form) => !form.default,
  drop: (form) => dropAsked(seeded(form.name), t("fields.form.delete_text"), `ticket_forms/${form.id}`),
};

function FormList() {
  const order = useOrder(formKind);
  return <OrderScreen kind={formKind} order={order} label={t("fields.form.title")} tools={<NewLink text={t("fields.form.new")} screen="ticket_forms" />} />;
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
  const answer = useLoaded(id, () => loadGround(id));
  return <Opened answer={answer}>{(ground) => <TicketFormEditor {...ground} />}</Opened>;
}

export function TicketForms() {
  const id = openedItem();
  return id ? <OpenForm key={id} id={id} /> : <FormList />;
}
