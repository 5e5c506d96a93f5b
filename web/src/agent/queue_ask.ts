/* What the list of the address is, as the server wants to be asked, and how the person wants it sorted. */

import { computed } from "@preact/signals";
import { preference } from "../core/preferences";
import { isFilter, route } from "../core/router";
import { columnName, wantedValues } from "./queue_columns";
import { findView } from "./queue_views";

/* sort null: the list's own order; group null: as the view says, "": none. */
export type SortChoice = { sort: string | null; order: string; group: string | null };

/* By view or filter; a list that is not named here has its own order. */
export const sorts = preference<Record<string, SortChoice>>("list.sorts", {});

export const sortColumns = ["created", "updated", "priority", "status", "subject", "requester", "assignee", "sla_next_breach_at", "due_date"] as const;
/* What is found can be sorted by these alone. */
export const foundSorts = ["created", "updated", "priority", "status", "type"] as const;
export const groupColumns = ["status", "priority", "assignee", "group", "requester", "organization", "type", "via"] as const;

export const ownChoice: SortChoice = { sort: null, order: "asc", group: null };

/* Under which name the choice for what is shown now is kept. */
export function sortPlace({ view, query } = route.peek()): string {
  return query ? "search" : view;
}

/* These two are in the order of their hours. */
export function isSortable({ view, query } = route.peek()): boolean {
  return query !== "" || (view !== "breaching" && view !== "snoozed");
}

const downFirst = new Set<string>(["created", "updated", "solved", "priority"]);

/* Choosing the column that it is sorted by turns the order round. */
export function turned(column: string, now: { sort: string | null; order: string }): Pick<SortChoice, "sort" | "order"> {
  const first = downFirst.has(column) ? "desc" : "asc";
  return { sort: column, order: now.sort !== column ? first : now.order === "asc" ? "desc" : "asc" };
}

/* The choice for the list that is shown now, as a text; null: none is shown. */
export const chosenOrder = computed((): string | null => {
  if (route.value.section !== "tickets") return null;
  return JSON.stringify((isSortable(route.value) && sorts.value[sortPlace(route.value)]) || ownChoice);
});

/* By which column the list is sorted now, chosen or as the view has it; null: its own order. */
export const sortedBy = computed((): { sort: string | null; order: string } => {
  const { view, query } = route.value;
  const chosen = sorts.value[sortPlace(route.value)];
  if (!isSortable(route.value)) return ownChoice;
  if (chosen?.sort) return chosen;
  const own = query ? undefined : findView(view);
  return own?.sort_by ? { sort: columnName(own.sort_by), order: own.sort_order } : ownChoice;
});

/* Parameters of queue/window, queue/bulk and queue?ids= for what is shown now. */
export function askParams(): URLSearchParams {
  const { view, query } = route.peek();
  const params = new URLSearchParams();
  const chosen = isSortable() ? sorts.peek()[sortPlace()] : undefined;
  if (query) params.set("query", query);
  else if (isFilter(view)) params.set("filter", view);
  else params.set("view_id", view);
  if (chosen?.sort) {
    params.set("sort", chosen.sort);
    params.set("order", chosen.order);
  }
  if (chosen?.group !== null && chosen?.group !== undefined) params.set("group_by", chosen.group);
  if (wantedValues.peek()) params.set("columns", wantedValues.peek());
  return params;
}

/* Is the list in the order of deadlines? Then rows may be out of it when a deadline moves. */
export function byDeadline(): boolean {
  const { view, query } = route.peek();
  return !query && isFilter(view) && view !== "snoozed" && !sorts.peek()[view]?.sort && !sorts.peek()[view]?.group;
}
