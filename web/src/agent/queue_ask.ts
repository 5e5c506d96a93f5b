/* What the list of the address is, as the server wants to be asked, and how the person wants it sorted. */

import { preference } from "../core/preferences";
import { isFilter, route } from "../core/router";

/* sort null: the list's own order; group null: as the view says, "": none. */
export type SortChoice = { sort: string | null; order: string; group: string | null };

/* By view or filter; a list that is not named here has its own order. */
export const sorts = preference<Record<string, SortChoice>>("list.sorts", {});

export const sortColumns = ["created", "updated", "priority", "status", "subject", "requester", "assignee", "sla_next_breach_at", "due_date"] as const;
export const groupColumns = ["status", "priority", "assignee", "group", "requester", "organization", "type", "via"] as const;

/* Parameters of queue/window, queue/bulk and queue?ids= for what is shown now. */
export function askParams(): URLSearchParams {
  const { view, query } = route.peek();
  const params = new URLSearchParams();
  const chosen = sorts.peek()[query ? "search" : view];
  if (query) params.set("query", query);
  else if (isFilter(view)) params.set("filter", view);
  else params.set("view_id", view);
  if (chosen?.sort) {
    params.set("sort", chosen.sort);
    params.set("order", chosen.order);
  }
  if (chosen?.group !== null && chosen?.group !== undefined) params.set("group_by", chosen.group);
  return params;
}

/* Is the list in the order of deadlines? Then rows may be out of it when a deadline moves. */
export function byDeadline(): boolean {
  const { view, query } = route.peek();
  return !query && isFilter(view) && !sorts.peek()[view]?.sort && !sorts.peek()[view]?.group;
}
