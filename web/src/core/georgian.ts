/*
 * Georgian dates in the patterns of CLDR, for browsers without them (what Node's full ICU gives; the unit test compares
 * them). By itself, because the customers' pages need it without the app's texts.
 */

export type DateOptions = Intl.DateTimeFormatOptions;

export interface Format {
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
  const number = options.day === "2-digit" ? parts.day : String(Number(parts.day));
  const day = [options.day && number, name && (long ? name : shortWord(name))].filter(Boolean).join(" ");
  if (!options.year) return day;
  return day ? `${day}${long ? "," : "."} ${parts.year}` : (parts.year ?? "");
}

export function georgian(options: DateOptions): Format {
  const whole: DateOptions = { day: "numeric", month: "long", year: "numeric" };
  if (options.dateStyle === "full") Object.assign(whole, { weekday: "long", day: "2-digit" });
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
      const hour = asked.weekday || asked.hour === "2-digit" ? parts.hour : Number(parts.hour);
      const time = asked.hour && [`${hour}:${parts.minute}`, parts.timeZoneName].filter(Boolean).join(" ");
      return [weekday && (asked.weekday === "short" ? shortWord(weekday) : weekday), georgianDay(asked, parts), time].filter(Boolean).join(", ");
    },
  };
}
