/* The fields that tickets have, and which of them belong to which form; loaded once, with the first ticket. */

import { computed, signal } from "@preact/signals";
import { get } from "../core/api";
import { commaText } from "../core/dates";
import { fullDay } from "../core/fmt";
import { t } from "../core/i18n";
import type { Ticket } from "../core/types";
import { askedFields, type FormCondition } from "./form_conditions";

export interface TicketField {
  id: number;
  type: string;
  title: string;
  active: boolean;
  required: boolean;
  removable: boolean;
  regexp_for_validation: string | null;
  position: number;
  custom_field_options?: { name: string; value: string }[];
}

interface TicketForm {
  id: number;
  default: boolean;
  active: boolean;
  ticket_field_ids: number[];
  agent_conditions: FormCondition[];
}

export const ticketFields = signal<readonly TicketField[]>([]);
const forms = signal<readonly TicketForm[]>([]);
let loading: Promise<void> | null = null;

export const fieldTitles = computed(() => new Map(ticketFields.value.map((field) => [field.id, field.title])));

async function load(): Promise<void> {
  const [fields, found] = await Promise.all([
    get<{ ticket_fields: TicketField[] }>("ticket_fields?page[size]=100"),
    get<{ ticket_forms: TicketForm[] }>("ticket_forms?page[size]=100").catch(() => ({ ticket_forms: [] as TicketForm[] })),
  ]);
  ticketFields.value = fields.ticket_fields;
  forms.value = found.ticket_forms;
}

/* What is stored as a tag has a name among the options of its field. */
export function optionName(field: TicketField | undefined, value: unknown): string {
  return field?.custom_field_options?.find((option) => option.value === value)?.name ?? String(value);
}

/* The value of a custom field, in its words; empty when there is none. */
export function customText(field: TicketField | undefined, value: unknown): string {
  if (value === null || value === undefined || value === "") return "";
  if (typeof value === "boolean") return t(value ? "queue.value.yes" : "queue.value.no");
  if (field?.type === "date") return fullDay(Date.parse(String(value)));
  return Array.isArray(value) ? commaText(value.map((one) => optionName(field, one))) : optionName(field, value);
}

/* Without them tickets are shown all the same; the next ticket asks again. */
export function wantFields(): void {
  loading ??= load().catch(() => {
    loading = null;
  });
}

/* The custom fields of a ticket, in the order of its form, as far as its conditions ask for them. */
export function fieldsOf(ticket: Ticket): TicketField[] {
  const custom = ticketFields.value.filter((field) => field.removable && field.active);
  const form = forms.value.find((one) => one.id === ticket.ticket_form_id) ?? forms.value.find((one) => one.default);
  if (!form) return custom;
  const ids = form.ticket_field_ids;
  const own = ids.length === 0 ? custom : ids.flatMap((id) => custom.find((field) => field.id === id) ?? []);
  return askedFields(own, form.agent_conditions, (id) => ticket.custom_fields?.find((field) => field.id === id)?.value);
}
