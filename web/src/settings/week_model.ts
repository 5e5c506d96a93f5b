/* The week of a calendar: for each day, Monday first, its openings in minutes of the wall clock. All of it pure. */

import { commaText } from "../core/dates";
import { plainTyped } from "../core/typed";

export type Opening = readonly [from: number, to: number];
export type Hours = readonly Opening[];
/* Seven days, Monday first. */
export type Week = readonly Hours[];

export interface Interval {
  start_time: number;
  end_time: number;
}

export interface Holiday {
  id: number;
  name: string;
  start_date: string;
  end_date: string;
  open: [string, string][];
}

export const DAY_MINUTES = 1440;
export const PARTS_MAX = 10;
const DAY_MS = 86400000;

/* In order, touching ones as one, empty ones gone. */
export function tidy(hours: Hours): Hours {
  const out: [number, number][] = [];
  for (const [from, to] of [...hours].sort((a, b) => a[0] - b[0])) {
    const last = out[out.length - 1];
    if (from >= to) continue;
    if (last && from <= last[1]) last[1] = Math.max(last[1], to);
    else out.push([from, to]);
  }
  return out;
}

/* The API counts minutes from Sunday 0:00. */
export function weekOf(intervals: readonly Interval[]): Week {
  return Array.from({ length: 7 }, (_, day) => {
    const begin = ((day + 1) % 7) * DAY_MINUTES;
    const cut = intervals.map(({ start_time, end_time }): Opening => [Math.max(start_time - begin, 0), Math.min(end_time - begin, DAY_MINUTES)]);
    return tidy(cut);
  });
}

export function intervalsOf(week: Week): Interval[] {
  return week
    .flatMap((hours, day) => hours.map(([from, to]) => ({ start_time: ((day + 1) % 7) * DAY_MINUTES + from, end_time: ((day + 1) % 7) * DAY_MINUTES + to })))
    .sort((a, b) => a.start_time - b.start_time);
}

/* Opens or closes a stretch of a day. */
export function paint(hours: Hours, from: number, to: number, open: boolean): Hours {
  const kept = hours.flatMap(([begin, end]): Opening[] => [
    [begin, Math.min(end, from)],
    [Math.max(begin, to), end],
  ]);
  return tidy(open ? [...kept, [from, to]] : kept);
}

/* Minutes of [from, to) that are open. */
export function openMinutes(hours: Hours, from = 0, to = DAY_MINUTES): number {
  return hours.reduce((sum, [begin, end]) => sum + Math.max(0, Math.min(end, to) - Math.max(begin, from)), 0);
}

export function clockText(minute: number): string {
  return `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;
}

function parseClock(text: string): number | null {
  const found = /^(\d{1,2})(?:[:.](\d{2}))?$/.exec(text.trim());
  if (!found) return null;
  const minute = Number(found[1]) * 60 + Number(found[2] ?? 0);
  return Number(found[2] ?? 0) < 60 && minute <= DAY_MINUTES ? minute : null;
}

/* What is wrong with typed hours: their form, an end before its beginning, two that overlap, too many. */
export type HoursFault = "form" | "backward" | "overlap" | "many";

/* "9-12, 13:00–17:30"; empty is closed. */
export function readHours(text: string): Hours | HoursFault {
  const parts = plainTyped(text).split(/[,;]/).map((part) => part.trim()).filter(Boolean);
  const found: Opening[] = [];
  for (const part of parts) {
    const ends = part.split(/\s*[-–—]\s*/);
    const from = parseClock(ends[0] ?? "");
    const to = parseClock(ends[1] ?? "");
    if (ends.length !== 2 || from === null || to === null) return "form";
    if (from >= to) return "backward";
    found.push([from, to]);
  }
  const clean = tidy(found);
  const total = found.reduce((sum, [from, to]) => sum + to - from, 0);
  if (openMinutes(clean) !== total) return "overlap";
  return clean.length <= PARTS_MAX ? clean : "many";
}

export function parseHours(text: string): Hours | null {
  const found = readHours(text);
  return typeof found === "string" ? null : found;
}

function openings(hours: Hours): string[] {
  return hours.map(([from, to]) => `${clockText(from)}–${clockText(to)}`);
}

/* For a field, which is written from left to right in every language. */
export function hoursText(hours: Hours): string {
  return openings(hours).join(", ");
}

/* For a sentence, of either direction: a span of times runs from left to right. */
export function hoursWords(hours: Hours): string {
  const turned = document.documentElement.dir === "rtl";
  return commaText(openings(hours).map((text) => (turned ? `\u2066${text}\u2069` : text)));
}

export function sameHours(a: Hours, b: Hours): boolean {
  return hoursText(a) === hoursText(b);
}

/* Neighbouring days with the same hours: [{days: [0, 4], hours}]; closed days are left out. */
export function runs(week: Week): { first: number; last: number; hours: Hours }[] {
  const out: { first: number; last: number; hours: Hours }[] = [];
  week.forEach((hours, day) => {
    const before = out[out.length - 1];
    if (hours.length === 0) return;
    if (before && before.last === day - 1 && sameHours(before.hours, hours)) before.last = day;
    else out.push({ first: day, last: day, hours });
  });
  return out;
}

/* Days since 1970-01-01 of "2026-12-25", and back. */
export function dayNumber(date: string): number {
  return Math.round(Date.parse(`${date}T00:00:00Z`) / DAY_MS);
}

export function dateText(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}

/* The date that it is in a zone. */
export function todayIn(zone: string, now: number): string {
  const format = new Intl.DateTimeFormat("en-CA", { timeZone: zone, year: "numeric", month: "2-digit", day: "2-digit" });
  return format.format(now);
}

function openingsOf(holiday: Holiday): Hours {
  return holiday.open.map(([from, to]): Opening => [parseClock(from) ?? 0, parseClock(to) ?? 0]);
}

export interface DayAhead {
  date: string;
  /* Ms of noon UTC of that date, to be formatted in UTC. */
  noon: number;
  hours: Hours;
  holiday: Holiday | null;
}

/* Dates as text compare like dates. */
function holidayOn(holidays: readonly Holiday[], date: string): Holiday | null {
  return holidays.find(({ start_date, end_date }) => start_date <= date && date <= end_date) ?? null;
}

export function daysAhead(week: Week, holidays: readonly Holiday[], today: string, count: number): DayAhead[] {
  return Array.from({ length: count }, (_, index) => {
    const day = dayNumber(today) + index;
    const date = dateText(day);
    const holiday = holidayOn(holidays, date);
    const hours = holiday ? openingsOf(holiday) : (week[(day + 3) % 7] ?? []);
    return { date, noon: day * DAY_MS + DAY_MS / 2, hours, holiday };
  });
}
