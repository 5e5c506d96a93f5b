/*
 * Dates, numbers and lists in the reader's language. Chromium has no Georgian data and would write English, so Georgian is
 * put together here, in the patterns of CLDR (what Node's full ICU gives; the unit test compares them).
 */

import { formatLocale, locale, t } from "./i18n";

type DateOptions = Intl.DateTimeFormatOptions;

interface Format {
  format: (ms: number) => string;
}

const georgianMonths = "იანვარი თებერვალი მარტი აპრილი მაისი ივნისი ივლისი აგვისტო სექტემბერი ოქტომბერი ნოემბერი დეკემბერი".split(" ");
const georgianDays: Record<string, string> = {
  Sunday: "კვირა", Monday: "ორშაბათი", Tuesday: "სამშაბათი", Wednesday: "ოთხშაბათი", Thursday: "ხუთშაბათი", Friday: "პარასკევი", Saturday: "შაბათი",
};

const shortWord = (word: string) => word.slice(0, 3);

/* "21 ნოე", "21 ნოე. 2026", "21 ნოემბერი, 2026", "ნოემბერი, 2026" */
function georgianDay(options: DateOptions, parts: Record<string, string>): string {
  const long = options.month === "long";
  const name = options.month && (georgianMonths[Number(parts.month) - 1] ?? "");
  const number = options.weekday ? parts.day : String(Number(parts.day));
  const day = [options.day && number, name && (long ? name : shortWord(name))].filter(Boolean).join(" ");
  if (!options.year) return day;
  return day ? `${day}${long ? "," : "."} ${parts.year}` : (parts.year ?? "");
}

export function georgian(options: DateOptions): Format {
  const whole: DateOptions = { day: "numeric", month: "long", year: "numeric" };
  if (options.dateStyle === "full") whole.weekday = "long";
  if (options.timeStyle) whole.hour = "numeric";
  const asked = options.dateStyle ? whole : options;
  const { timeZone, timeZoneName } = options;
  const english = new Intl.DateTimeFormat("en-GB", {
    day: "numeric", month: "numeric", year: "numeric", weekday: "long", hour: "2-digit", minute: "2-digit", hourCycle: "h23",
    ...(timeZone ? { timeZone } : {}), ...(timeZoneName ? { timeZoneName } : {}),
  });
  return {
    format: (ms) => {
      const parts = Object.fromEntries(english.formatToParts(ms).map(({ type, value }) => [type, value]));
      const weekday = asked.weekday && (georgianDays[parts.weekday ?? ""] ?? "");
      const hour = asked.weekday ? parts.hour : Number(parts.hour);
      const time = asked.hour && [`${hour}:${parts.minute}`, parts.timeZoneName].filter(Boolean).join(" ");
      return [weekday && (asked.weekday === "short" ? shortWord(weekday) : weekday), georgianDay(asked, parts), time].filter(Boolean).join(", ");
    },
  };
}

/* Making one takes milliseconds, and the first screen needs few of them. */
export function dateFormat(options: DateOptions): Format {
  const foreign = locale === "ka" && Intl.DateTimeFormat.supportedLocalesOf(locale).length === 0;
  let made: Format | undefined;
  return { format: (ms) => (made ??= foreign ? georgian(options) : new Intl.DateTimeFormat(formatLocale, options)).format(ms) };
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
