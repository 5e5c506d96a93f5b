/* Dates, spans of time and sizes as people read them. Spans are in whole minutes unless said otherwise. */

import { dateFormat, numberFormat } from "./dates";
import { locale, t, tn } from "./i18n";

const hourMinute = dateFormat({ hour: "numeric", minute: "2-digit" });
const weekdayTime = dateFormat({ weekday: "short", hour: "numeric", minute: "2-digit" });
const dayTime = dateFormat({ day: "numeric", month: "short", hour: "numeric", minute: "2-digit" });
const dayYear = dateFormat({ day: "numeric", month: "short", year: "numeric" });
const longDay = dateFormat({ dateStyle: "long" });
const whole = dateFormat({ weekday: "long", day: "numeric", month: "long", year: "numeric", hour: "numeric", minute: "2-digit" });

const DAY = 86400000;

function dayStart(ms: number): number {
  const date = new Date(ms);
  return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
}

/* A moment, as short as it stays clear: "14:05", "Mon 14:05", "3 Nov, 14:05", "3 Nov 2025". */
export function moment(ms: number, now: number): string {
  const days = Math.abs(Math.round((dayStart(ms) - dayStart(now)) / DAY));
  if (days === 0) return hourMinute.format(ms);
  if (days < 7) return weekdayTime.format(ms);
  return days < 300 ? dayTime.format(ms) : dayYear.format(ms);
}

export function fullMoment(ms: number): string {
  return whole.format(ms);
}

export function fullDay(ms: number): string {
  return longDay.format(ms);
}

/* Countdown for a narrow column: "7:40" hours and minutes, "3 d" from two days on. */
export function countdown(ms: number): string {
  const minutes = Math.floor(Math.abs(ms) / 60000);
  if (minutes >= 2880) return t("agent.time.days_short", { n: Math.floor(minutes / 1440) });
  return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, "0")}`;
}

/* The sign before a number; in Arabic a mark keeps it there. */
export const minus = document.documentElement.dir === "rtl" ? "\u200e-" : "-";

/* Countdown with seconds for the last minutes: "4:59" minutes and seconds. */
export function countdownSeconds(ms: number): string {
  const seconds = Math.floor(Math.abs(ms) / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

/* A span in words, two units at most: "2 days 3 hours", "12 minutes". */
export function span(ms: number): string {
  const minutes = Math.floor(Math.abs(ms) / 60000);
  const days = Math.floor(minutes / 1440);
  const hours = Math.floor((minutes % 1440) / 60);
  const rest = minutes % 60;
  const parts: string[] = [];
  if (days > 0) parts.push(tn("agent.time.days", days));
  if (hours > 0) parts.push(tn("agent.time.hours", hours));
  if (days === 0 && (rest > 0 || hours === 0)) parts.push(tn("agent.time.minutes", rest));
  return parts.join(" ");
}

/* Hours that count by a calendar, of which a day has fewer than 24: "40 hours", "1 hour 30 minutes". */
export function hourSpan(ms: number): string {
  const minutes = Math.floor(Math.abs(ms) / 60000);
  const hours = Math.floor(minutes / 60);
  const parts = [hours > 0 && tn("agent.time.hours", hours), (minutes % 60 > 0 || hours === 0) && tn("agent.time.minutes", minutes % 60)];
  return parts.filter(Boolean).join(" ");
}

/* A large count, its thousands set apart as the language does it. */
export function grouped(n: number): string {
  return numberFormat().format(n);
}

export function fileSize(bytes: number): string {
  if (bytes < 1000) return t("agent.size.bytes", { n: bytes });
  const kilo = bytes < 999500;
  const number = numberFormat({ maximumFractionDigits: kilo || bytes >= 1e7 ? 0 : 1 });
  return t(kilo ? "agent.size.kilobytes" : "agent.size.megabytes", { n: number.format(bytes / (kilo ? 1000 : 1e6)) });
}

/* "Ana Maria Horvat" → "AH". Georgian letters stay: its capitals are missing from many fonts. */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/);
  const first = [...(words[0] ?? "")][0] ?? "?";
  const last = words.length > 1 ? [...(words[words.length - 1] ?? "")][0] ?? "" : "";
  const letters = first + last;
  return /\p{Script=Georgian}/u.test(letters) ? letters : letters.toLocaleUpperCase(locale);
}
