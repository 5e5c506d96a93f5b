/*
 * Texts of the app. One catalogue per language in two parts: "work" is there from the start, "office" comes with the
 * first screen that needs it. Keys are checked by the compiler against the English files.
 */

import type agent from "../../i18n/en/agent.json";
import type queue from "../../i18n/en/queue.json";
import type ticket from "../../i18n/en/ticket.json";
import type compose from "../../i18n/en/compose.json";
import type live from "../../i18n/en/live.json";
import type board from "../../i18n/en/board.json";
import type reports from "../../i18n/en/reports.json";
import type settings from "../../i18n/en/settings.json";
import type people from "../../i18n/en/people.json";
import type rules from "../../i18n/en/rules.json";
import type sla from "../../i18n/en/sla.json";
import type fields from "../../i18n/en/fields.json";
import type profile from "../../i18n/en/profile.json";
import type first_run from "../../i18n/en/first_run.json";
import type system from "../../i18n/en/system.json";
import type seed from "../../i18n/en/seed.json";

type Catalogue = typeof agent &
  typeof queue &
  typeof ticket &
  typeof compose &
  typeof live &
  typeof board &
  typeof reports &
  typeof settings &
  typeof people &
  typeof rules &
  typeof sla &
  typeof fields &
  typeof profile &
  typeof first_run &
  typeof system &
  typeof seed;

export type TextKey = {
  [K in keyof Catalogue]: Catalogue[K] extends string ? K : never;
}[keyof Catalogue];
export type PluralKey = Exclude<keyof Catalogue, TextKey>;

type Values = Record<string, string | number>;

export const locale = document.documentElement.lang || "en";
/* For dates and numbers: the person's own region of that language ("en-GB"), where the browser says so. */
export const formatLocale = navigator.languages.find((name) => name.split("-")[0] === locale) ?? locale;
type Texts = Record<string, string | Record<string, string>>;

const catalogue: Texts = {};
const plurals = new Intl.PluralRules(locale);

type Direction = "ltr" | "rtl";

const direction: Direction = document.documentElement.dir === "rtl" ? "rtl" : "ltr";
/* Hebrew, Arabic and their neighbours. */
const leftwards = "[\\u0590-\\u08ff\\ufb1d-\\ufdff\\ufe70-\\ufefc\\u{10800}-\\u{10fff}\\u{1e800}-\\u{1efff}]";
/* Letters that run against the sentence. */
const against: Record<Direction, RegExp> = { ltr: new RegExp(`(?=\\p{L})${leftwards}`, "u"), rtl: new RegExp(`(?!${leftwards})\\p{L}`, "u") };

/* A name that runs against its sentence stands between U+2068 and U+2069, or it would turn what is beside it. */
export function setApart(value: string, within: Direction): string {
  const own = value.replace(/\u2068[^\u2069]*\u2069/g, "");
  return against[within].test(own) ? `\u2068${value}\u2069` : value;
}

const shown = (value: string | number): string => (typeof value === "string" ? setApart(value, direction) : String(value));

function fill(text: string, values: Values, write: (value: string | number) => string): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => (values[name] === undefined ? whole : write(values[name])));
}

export function t(key: TextKey, values: Values = {}): string {
  return fill(catalogue[key] as string, values, shown);
}

/* The same for words that are stored or typed on: names stand in them as they are. */
export function plainText(key: TextKey, values: Values): string {
  return fill(catalogue[key] as string, values, String);
}

/* Text for a number of things; {n} is the number. */
export function tn(key: PluralKey, n: number, values: Values = {}): string {
  const forms = catalogue[key] as Record<string, string>;
  return fill(forms[plurals.select(n)] ?? forms.other ?? "", { n, ...values }, shown);
}

/* For words that the server names and we may have (names of fields and the like). */
export function hasText(key: string): key is TextKey {
  return typeof catalogue[key] === "string";
}

export function addTexts(texts: Texts): void {
  Object.assign(catalogue, texts);
}

const parts = new Map<string, Promise<void>>();

/* Fetches a part of the catalogue once; the page says where it is. A part that failed is asked for again next time. */
export function loadTexts(part: "work" | "office"): Promise<void> {
  let loading = parts.get(part);
  if (!loading) {
    loading = fetch(document.documentElement.dataset[part] ?? "")
      .then((response) => response.json() as Promise<Texts>)
      .then(addTexts);
    loading.catch(() => parts.delete(part));
    parts.set(part, loading);
  }
  return loading;
}
