/* The list as a table: whether it is one, and which columns it has: those of the view, or usual ones. */

import { computed } from "@preact/signals";
import { preference } from "../core/preferences";
import { isFilter, route } from "../core/router";
import { isWide } from "./layout";
import { findView } from "./queue_views";

export const asTable = preference<boolean>("list.table", false);

/* A choice for wide windows. */
const isChosen = computed(() => isWide.value && asTable.value);

/* It takes the place of list and ticket while no ticket is open. */
export const tableShown = computed(() => isChosen.value && route.value.section === "tickets" && route.value.ticket === null);

const usual = ["subject", "requester", "priority", "group", "assignee", "created", "updated", "sla_next_breach_at"];
const ofSnoozed = ["subject", "requester", "snooze", "assignee", "updated", "sla_next_breach_at"];

/* Older and other names of the same columns. */
const names: Record<string, string> = {
  requester_id: "requester",
  assignee_id: "assignee",
  submitter_id: "submitter",
  group_id: "group",
  organization_id: "organization",
  ticket_type: "type",
  created_at: "created",
  updated_at: "updated",
  due_at: "due_date",
};

export function columnName(column: string): string {
  return names[column] ?? column;
}

/* What a row has anyway; "id" is at the begin of every row. */
const inRow = new Set("subject requester assignee group organization status priority type via tags created updated sla_next_breach_at snooze".split(" "));
const asked = new Set(["solved", "due_date", "submitter", "description", "assigned", "updated_requester", "updated_assignee"]);

function isKnown(column: string): boolean {
  return inRow.has(column) || asked.has(column) || customField(column) !== null;
}

/* The number of the custom field whose column it is. */
export function customField(column: string): number | null {
  const match = /^custom_fields_(\d+)$/.exec(column);
  return match ? Number(match[1]) : null;
}

/* Columns of a view as the table has them: each once, known ones, the subject always. */
export function tableColumns(of: readonly string[]): string[] {
  const known = of.map(columnName).filter(isKnown);
  return [...new Set(known.includes("subject") ? known : ["subject", ...known])];
}

export const columns = computed(() => {
  const { view, query } = route.value;
  if (query || isFilter(view)) return !query && view === "snoozed" ? ofSnoozed : usual;
  return tableColumns(findView(view)?.columns ?? usual);
});

/* What the server is asked for beside the rows, for queue/window; "" when they have it all. */
export const wantedValues = computed(() => (isChosen.value ? columns.value.filter((column) => !inRow.has(column)).join(",") : ""));
