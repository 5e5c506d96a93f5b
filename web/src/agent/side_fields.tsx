/* Fields of the ticket that do not stand above the thread: subject, type, group, due date, organisation and custom ones. */

import { t, type TextKey } from "../core/i18n";
import { get } from "../core/api";
import type { Ticket } from "../core/types";
import { Combobox, type Option } from "../ui/combobox";
import { Field } from "../ui/form";
import { editTicket } from "./edits";
import { FieldControl, PickField, TypedField } from "./field_control";
import { groups } from "./session";
import { fieldsOf } from "./ticket_fields";
import type { OpenTicket } from "./ticket_store";

const types = ["question", "incident", "problem", "task"];
const DUE_HOUR = "T12:00:00Z";

function TypePick({ ticket, fixed }: { ticket: Ticket; fixed: boolean }) {
  const choices: [string, string][] = [["", t("ticket.value.none")], ...types.map((name): [string, string] => [name, t(`ticket.type.${name}` as TextKey)])];
  const label = t("ticket.field.type");
  return (
    <PickField
      {...{ label, choices }}
      value={ticket.type ?? ""}
      disabled={fixed}
      onSave={(type) => editTicket(ticket, { type: type || null }, { type: ticket.type, problem_id: ticket.problem_id }, label)}
    />
  );
}

function GroupPick({ ticket, fixed }: { ticket: Ticket; fixed: boolean }) {
  const choices: [string, string][] = [["", t("ticket.value.none")], ...groups.value.map((group): [string, string] => [String(group.id), group.name])];
  const label = t("ticket.field.group_id");
  const back = { group_id: ticket.group_id, assignee_id: ticket.assignee_id };
  return (
    <PickField
      {...{ label, choices }}
      value={ticket.group_id === null ? "" : String(ticket.group_id)}
      disabled={fixed}
      onSave={(id) => editTicket(ticket, { group_id: id ? Number(id) : null }, back, label)}
    />
  );
}

interface Organizations {
  organizations: { id: number; name: string }[];
}

/* Those of the customer before anything is typed, and none. */
async function organizations(typed: string, ticket: Ticket): Promise<Option[]> {
  const name = typed.trim();
  const path = name ? `organizations/autocomplete?name=${encodeURIComponent(name)}` : `users/${ticket.requester_id}/organizations?page[size]=8`;
  const found = await get<Organizations>(path);
  const options = found.organizations.slice(0, 8).map((one) => ({ value: String(one.id), label: one.name }));
  return name || ticket.organization_id === null ? options : [...options, { value: "", label: t("ticket.organization.remove") }];
}

function OrganizationPick({ view, fixed }: { view: OpenTicket; fixed: boolean }) {
  const { ticket } = view;
  const label = t("ticket.field.organization_id");
  const pick = ({ value }: Option) => editTicket(ticket, { organization_id: Number(value) || null }, { organization_id: ticket.organization_id }, label);
  if (fixed) return <TypedField label={label} value={view.organization ?? ""} disabled onSave={() => undefined} />;
  const text = ticket.organization_id === null ? "" : (view.organization ?? "");
  return (
    <Field
      label={label}
      control={(wiring) => (
        <Combobox {...{ wiring, text }} placeholder={t("ticket.organization.remove")} suggest={(typed) => organizations(typed, ticket)} onPick={pick} />
      )}
    />
  );
}

function DueDate({ ticket, fixed }: { ticket: Ticket; fixed: boolean }) {
  const label = t("ticket.field.due_at");
  const save = (day: string) => editTicket(ticket, { due_at: day ? `${day}${DUE_HOUR}` : null }, { due_at: ticket.due_at }, label);
  return <TypedField label={label} type="date" value={ticket.due_at?.slice(0, 10) ?? ""} disabled={fixed} onSave={save} />;
}

function Custom({ ticket, fixed }: { ticket: Ticket; fixed: boolean }) {
  const valueOf = (id: number) => ticket.custom_fields?.find((field) => field.id === id)?.value ?? null;
  const save = (id: number, title: string, value: unknown) =>
    editTicket(ticket, { custom_fields: [{ id, value }] }, { custom_fields: [{ id, value: valueOf(id) }] }, title);
  return (
    <>
      {fieldsOf(ticket).map((field) => (
        <FieldControl key={field.id} field={field} value={valueOf(field.id)} disabled={fixed} onSave={(value) => save(field.id, field.title, value)} />
      ))}
    </>
  );
}

export function SideFields({ view }: { view: OpenTicket }) {
  const { ticket } = view;
  const fixed = ticket.status === "closed";
  const label = t("ticket.field.subject");
  return (
    <section class="context-part side-fields" aria-labelledby="fields-title">
      <h3 id="fields-title">{t("ticket.side.fields")}</h3>
      <TypedField
        label={label}
        value={ticket.subject ?? ""}
        disabled={fixed}
        onSave={(subject) => editTicket(ticket, { subject }, { subject: ticket.subject ?? "" }, label)}
      />
      <GroupPick {...{ ticket, fixed }} />
      <TypePick {...{ ticket, fixed }} />
      {ticket.type === "task" && <DueDate {...{ ticket, fixed }} />}
      <OrganizationPick {...{ view, fixed }} />
      <Custom {...{ ticket, fixed }} />
    </section>
  );
}
