/* The order of the queue. */

import { dueMs } from "../core/deadline";
import type { QueueRow } from "../core/types";

const PAUSED_FROM = 1e15;

/*
 * Where a row stands, as a number: running deadlines by due time, then paused ones by the time left, then tickets that
 * nobody waits for (Infinity; the latest updated first). The server sorts by the same rule.
 */
export function placeOf(row: QueueRow): number {
  if (!row.deadline) return Number.POSITIVE_INFINITY;
  return row.deadline.paused ? PAUSED_FROM + row.deadline.remaining_s : dueMs(row.deadline);
}
