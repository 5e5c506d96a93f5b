/* Spans of time as people type and read them: "10h", "2d", "90 min", "1:30", "1 h 30 min". Seconds. */

import { t, tn } from "../core/i18n";
import { plainTyped } from "../core/typed";

const MINUTE = 60;
const HOUR = 3600;
const DAY = 86400;
const WEEK = 7 * DAY;

/* Ten years: what the server takes. */
export const SPAN_MAX = 10 * 366 * DAY;

const units: readonly [RegExp, number][] = [
  [/^(w|wk|week)/, WEEK],
  [/^(d)/, DAY],
  [/^(h)/, HOUR],
  [/^(m)/, MINUTE],
];

function unitOf(word: string): number | null {
  const own: [string, number][] = [
    [t("sla.unit.day"), DAY],
    [t("sla.unit.hour"), HOUR],
    [t("sla.unit.minute"), MINUTE],
  ];
  const named = own.find(([name]) => name.toLocaleLowerCase() === word);
  return named?.[1] ?? units.find(([pattern]) => pattern.test(word))?.[1] ?? null;
}

/* Seconds, null when it is not to be understood, 0 when nothing is there. A number alone is hours. */
export function parseSpan(text: string): number | null {
  const typed = plainTyped(text).toLocaleLowerCase();
  if (!typed) return 0;
  const clock = /^(\d{1,4}):([0-5]\d)$/.exec(typed);
  if (clock) return Number(clock[1]) * HOUR + Number(clock[2]) * MINUTE || null;
  if (/^\d+([.,]\d+)?$/.test(typed)) return whole(Number(typed.replace(",", ".")) * HOUR);
  const parts = [...typed.matchAll(/(\d+(?:[.,]\d+)?)\s*([^\d\s.,]+)[.,]?\s*/gu)];
  if (parts.map(([part]) => part).join("") !== typed) return null;
  const spans = parts.map(([, number = "", word = ""]) => Number(number.replace(",", ".")) * (unitOf(word) ?? NaN));
  return whole(spans.reduce((sum, span) => sum + span, 0));
}

function whole(seconds: number): number | null {
  const minutes = Math.round(seconds / MINUTE);
  if (!Number.isFinite(seconds) || minutes < 1 || seconds > SPAN_MAX) return null;
  return minutes * MINUTE;
}

/* For a field: "10 h", "1:30", "45 min", "2 d". */
export function spanField(seconds: number): string {
  if (seconds <= 0) return "";
  if (seconds % MINUTE) return `${seconds / MINUTE} ${t("sla.unit.minute")}`;
  const days = seconds % DAY === 0 ? seconds / DAY : 0;
  if (days > 1) return `${days} ${t("sla.unit.day")}`;
  const hours = Math.floor(seconds / HOUR);
  const minutes = (seconds % HOUR) / MINUTE;
  if (hours === 0) return `${minutes} ${t("sla.unit.minute")}`;
  return minutes === 0 ? `${hours} ${t("sla.unit.hour")}` : `${hours}:${String(minutes).padStart(2, "0")}`;
}

/* For a sentence: "10 hours", "1 hour 30 minutes", "2 days". */
export function spanWords(seconds: number): string {
  const days = seconds % DAY === 0 ? seconds / DAY : 0;
  if (days > 1) return tn("agent.time.days", days);
  const hours = Math.floor(seconds / HOUR);
  const minutes = Math.round((seconds % HOUR) / MINUTE);
  const parts = [hours > 0 && tn("agent.time.hours", hours), (minutes > 0 || hours === 0) && tn("agent.time.minutes", minutes)];
  return parts.filter(Boolean).join(" ");
}
