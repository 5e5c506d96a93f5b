/* The names of brands, forms and own statuses that tickets name by number; asked for when one is first to be shown. */

import { signal } from "@preact/signals";
import { get } from "../core/api";
import { seeded } from "../core/seeded";

interface Row {
  id: number;
  name?: string;
  agent_label?: string;
}

const lists: Record<string, string> = { brand_id: "brands", ticket_form_id: "ticket_forms", custom_status_id: "custom_statuses" };
const known = Object.fromEntries(Object.keys(lists).map((field) => [field, signal<ReadonlyMap<number, string> | null>(null)]));
const asked = new Set<string>();

async function load(field: string, list: string): Promise<void> {
  asked.add(field);
  try {
    const rows = (await get<Record<string, Row[]>>(`${list}?page[size]=100`))[list] ?? [];
    const names = known[field];
    if (names) names.value = new Map(rows.map((row) => [row.id, seeded(row.agent_label ?? row.name ?? "")]));
  } catch {
    asked.delete(field);
  }
}

/* Null for a field of another kind; "#7" until the name is there. Who shows it is drawn again then. */
export function settingName(field: string, id: number): string | null {
  const list = lists[field];
  const names = known[field];
  if (!list || !names) return null;
  if (!names.value && !asked.has(field)) void load(field, list);
  return names.value?.get(id) ?? `#${id}`;
}
