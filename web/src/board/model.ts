/* The deadline board as the server gives it, and what follows from it: columns by time, the sentence of the forecast. */

import { numberFormat } from "../core/dates";
import { moment } from "../core/fmt";
import { t, tn } from "../core/i18n";
import type { Priority, Status, WaitKind } from "../core/types";

export interface BoardTicket {
  ticket_id: number;
  subject: string | null;
  status: Status;
  priority: Priority | null;
  group_id: number | null;
  group_name: string | null;
  assignee_id: number | null;
  assignee_name: string | null;
  kind: WaitKind | null;
  due_at: string;
}

export interface BoardGroup {
  id: number | null;
  name: string | null;
  overdue: number;
  due: number;
  unassigned: number;
  next_due_at: string | null;
}

export interface BoardPerson {
  id: number;
  name: string;
  available: boolean;
  here: boolean;
  seen_at: string | null;
  capacity: number | null;
  open: number;
  load: number;
  overdue: number;
  due: number;
}

export interface Forecast {
  will_breach: number;
  until: string;
  people_here: number;
  answers_per_hour: number;
  rate_source: "same_hours" | "all_hours" | "assumed";
  answers: number;
  agent_hours: number;
}

export interface BoardData {
  now: string;
  until: string;
  hours: number;
  overdue: number;
  due: number;
  complete: boolean;
  forecast: Forecast;
  slices: number[];
  groups: BoardGroup[];
  people: BoardPerson[];
  tickets: BoardTicket[];
}

export interface BoardColumn {
  id: string;
  title: string;
  late: boolean;
  count: number;
  tickets: BoardTicket[];
}

/* Where the columns end, in hours from now: 1, 2, 4, 8 … up to the window. */
export function columnEnds(hours: number): number[] {
  const ends = [1, 2, 4, 8, 24].filter((end) => end < hours);
  return [...ends, hours];
}

/* Overdue, then by when it is due. Counts are the server's, which sees more tickets than it names. */
export function columnsOf(board: BoardData, tickets: readonly BoardTicket[], now: number): BoardColumn[] {
  const late: BoardColumn = { id: "late", title: t("board.column.late"), late: true, count: board.overdue, tickets: [] };
  const columns = columnEnds(board.hours).map((end, at, ends) => {
    const from = ends[at - 1] ?? 0;
    const count = board.slices.slice(from, end).reduce((sum, n) => sum + n, 0);
    return { end, column: { id: String(end), title: tn("board.column.within", end), late: false, count, tickets: [] } as BoardColumn };
  });
  for (const ticket of tickets) {
    const left = Date.parse(ticket.due_at) - now;
    const place = left < 0 ? late : (columns.find(({ end }) => left < end * 3600000) ?? columns.at(-1))?.column;
    place?.tickets.push(ticket);
  }
  const all = [late, ...columns.map(({ column }) => column)];
  return all.map((column) => ({ ...column, count: Math.max(column.count, column.tickets.length) }));
}

export type Mood = "calm" | "fine" | "bad";

/* Will the people who are here make it? In words, and as bad as it is. */
export function forecastText(board: BoardData, now: number): { mood: Mood; text: string } {
  const { will_breach: late, people_here: here } = board.forecast;
  const time = moment(Date.parse(board.until), now);
  const people = tn("board.forecast.people", here);
  if (board.due === 0) return { mood: board.overdue ? "bad" : "calm", text: t(board.overdue ? "board.forecast.only_late" : "board.forecast.calm", { time }) };
  if (late > 0 && here === 0) return { mood: "bad", text: tn("board.forecast.nobody", late, { time }) };
  if (late > 0) return { mood: "bad", text: tn("board.forecast.late", late, { time, people }) };
  return { mood: "fine", text: t("board.forecast.fine", { people }) };
}

export function rateText({ forecast }: BoardData): string {
  const rate = numberFormat({ maximumFractionDigits: 1 }).format(forecast.answers_per_hour);
  const answers = numberFormat().format(forecast.answers);
  const hours = numberFormat().format(forecast.agent_hours);
  return t(`board.how.${forecast.rate_source}`, { rate, answers, hours });
}
