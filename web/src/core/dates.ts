/* Dates, numbers and lists in the reader's language. Chromium has no Georgian data and would write English: those are put together here. */

import { type DateOptions, type Format, georgian } from "./georgian";
import { formatLocale, locale, t } from "./i18n";

/* Days of the week, 0 Monday, in the order of the reader's language. */
export const weekOrder: readonly number[] = (() => {
  const own = new Intl.Locale(formatLocale) as Intl.Locale & { getWeekInfo?: () => { firstDay: number }; weekInfo?: { firstDay: number } };
  const first = (own.getWeekInfo?.() ?? own.weekInfo)?.firstDay ?? 1;
  return Array.from({ length: 7 }, (_, at) => (first - 1 + at) % 7);
})();

function madeFormat(options: DateOptions): Format {
  const padded = { ...options, hour: "2-digit" } as const;
  if (locale === "ka" && Intl.DateTimeFormat.supportedLocalesOf(locale).length === 0) return georgian(options.minute ? padded : options);
  const made = new Intl.DateTimeFormat(formatLocale, options);
  /* 24 hours always have two digits: many languages write them so beside a weekday and nowhere else */
  return options.minute && made.resolvedOptions().hourCycle === "h23" ? new Intl.DateTimeFormat(formatLocale, padded) : made;
}

/* Making one takes milliseconds, and the first screen needs few of them. */
export function dateFormat(options: DateOptions): Format {
  let made: Format | undefined;
  return { format: (ms) => (made ??= madeFormat(options)).format(ms) };
}

export function georgianNumber(options: Intl.NumberFormatOptions): Format {
  const english = new Intl.NumberFormat("en", { ...options, useGrouping: "min2" });
  const signs: Record<string, string> = { group: "\u00a0", decimal: "," };
  return { format: (value) => english.formatToParts(value).map(({ type, value: text }) => signs[type] ?? text).join("") };
}

export function numberFormat(options: Intl.NumberFormatOptions = {}): Format {
  if (locale === "ka" && Intl.NumberFormat.supportedLocalesOf(locale).length === 0) return georgianNumber(options);
  return new Intl.NumberFormat(formatLocale, options);
}

type ListType = "conjunction" | "disjunction";

export function georgianList(parts: readonly string[], type: ListType): string {
  const first = parts.slice(0, -1).join(", ");
  return [first, first && (type === "conjunction" ? "და" : "ან"), parts.at(-1)].filter(Boolean).join(" ");
}

/* "a, b and c", "a, b or c" */
export function listText(parts: readonly string[], type: ListType): string {
  if (locale === "ka" && Intl.ListFormat.supportedLocalesOf(locale).length === 0) return georgianList(parts, type);
  return new Intl.ListFormat(formatLocale, { type }).format(parts);
}

function joined(key: "agent.list.comma" | "agent.list.semicolon", parts: readonly (string | null | undefined)[]): string {
  const [first = "", ...rest] = parts.filter((part): part is string => !!part);
  return rest.reduce((said, next) => t(key, { first: said, next }), first);
}

/* "a, b, c" in the marks of the reader's script, without what is empty. */
export function commaText(parts: readonly (string | null | undefined)[]): string {
  return joined("agent.list.comma", parts);
}

/* "a, b; c": parts that hold commas themselves. */
export function clauseText(parts: readonly (string | null | undefined)[]): string {
  return joined("agent.list.semicolon", parts);
}
