/* Pure rules of the queue: which filter a ticket belongs to, and which ticket comes first. */

import { dueMs } from "../core/deadline";
import type { Filter, QueueRow } from "../core/types";

const SOON_MS = 2 * 3600000;

export function isUnsolved(row: QueueRow): boolean {
  return row.status !== "solved" && row.status !== "closed";
}

/* The goal has passed, or the promise is due within two hours or broken; a paused wait is not at risk. */
export function isBreachingSoon(row: QueueRow, now: number): boolean {
  const deadline = row.deadline;
  if (!deadline || deadline.paused) return false;
  const goalPassed = deadline.goal_at !== null && now > Date.parse(deadline.goal_at);
  return goalPassed || dueMs(deadline) - now <= SOON_MS;
}

export function belongs(row: QueueRow, filter: Filter, agent: number, now: number): boolean {
  if (!isUnsolved(row)) return false;
  switch (filter) {
    case "mine":
      return row.assignee?.id === agent;
    case "unassigned":
      return row.assignee === null;
    case "breaching":
      return isBreachingSoon(row, now);
    case "all":
      return true;
  }
}

const PAUSED_FROM = 1e15;

/*
 * Where a row stands, as a number: running deadlines by due time, then paused ones by the time left, then tickets that
 * nobody waits for (Infinity; the latest updated first). The server sorts by the same rule.
 */
export function placeOf(row: QueueRow): number {
  if (!row.deadline) return Number.POSITIVE_INFINITY;
  return row.deadline.paused ? PAUSED_FROM + row.deadline.remaining_s : dueMs(row.deadline);
}

export function compareRows(a: QueueRow, b: QueueRow): number {
  const [placeA, placeB] = [placeOf(a), placeOf(b)];
  if (placeA !== placeB) return placeA < placeB ? -1 : 1;
  if (!a.deadline && a.updated_at !== b.updated_at) return a.updated_at > b.updated_at ? -1 : 1;
  return a.deadline ? a.ticket_id - b.ticket_id : b.ticket_id - a.ticket_id;
}
