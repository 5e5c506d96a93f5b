/* The usual moments until which a ticket is put aside, in the reader's own time, and how far a promise lets it go. */

import { dueMs } from "../core/deadline";
import type { Wait } from "../core/types";

export interface Moment {
  name: "hour" | "tomorrow" | "monday" | "latest";
  at: Date;
}

const MORNING = 9;

function morning(now: Date, days: number): Date {
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() + days, MORNING);
}

/* A ticket is back so long before what is promised (the server decides). */
export const LEAD_MINUTES = 15;

/* When a ticket comes back at the latest; it cannot be put aside at all when that is past. */
export function latestReturn(wait: Wait | null, now: number): number {
  if (!wait || wait.outcome === "paused") return Number.POSITIVE_INFINITY;
  const goal = wait.goal_at ? Date.parse(wait.goal_at) : 0;
  return (goal > now ? goal : dueMs(wait)) - LEAD_MINUTES * 60000;
}

/* Those before the latest moment, and that one itself where it cuts others off. */
export function snoozeMoments(now: Date, latest = Number.POSITIVE_INFINITY): Moment[] {
  const toMonday = (8 - now.getDay()) % 7 || 7;
  const list: Moment[] = [
    { name: "hour", at: new Date(now.getTime() + 3600000) },
    { name: "tomorrow", at: morning(now, 1) },
  ];
  if (toMonday > 1) list.push({ name: "monday", at: morning(now, toMonday) });
  const offered = list.filter(({ at }) => at.getTime() < latest);
  return offered.length === list.length ? list : [...offered, { name: "latest", at: new Date(latest) }];
}
