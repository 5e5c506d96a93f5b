/* The usual moments until which a ticket is put aside, in the reader's own time. */

export interface Moment {
  name: "hour" | "tomorrow" | "monday";
  at: Date;
}

const MORNING = 9;

function morning(now: Date, days: number): Date {
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() + days, MORNING);
}

export function snoozeMoments(now: Date): Moment[] {
  const toMonday = (8 - now.getDay()) % 7 || 7;
  const list: Moment[] = [
    { name: "hour", at: new Date(now.getTime() + 3600000) },
    { name: "tomorrow", at: morning(now, 1) },
  ];
  if (toMonday > 1) list.push({ name: "monday", at: morning(now, toMonday) });
  return list;
}
