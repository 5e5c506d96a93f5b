/* Texts of the app. One catalogue per language; keys are checked by the compiler. */

import en from "../../i18n/en.json";

export type TextKey = {
  [K in keyof typeof en]: (typeof en)[K] extends string ? K : never;
}[keyof typeof en];
export type PluralKey = Exclude<keyof typeof en, TextKey>;

type Values = Record<string, string | number>;

export const locale = document.documentElement.lang || "en";
/* For dates and numbers: the person's own region of that language ("en-GB"), where the browser says so. */
export const formatLocale = navigator.languages.find((name) => name.split("-")[0] === locale) ?? locale;
const catalogue = en as Record<string, string | Record<string, string>>;
const plurals = new Intl.PluralRules(locale);

function fill(text: string, values: Values): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => (name in values ? String(values[name]) : whole));
}

export function t(key: TextKey, values: Values = {}): string {
  return fill(catalogue[key] as string, values);
}

/* Text for a number of things; {n} is the number. */
export function tn(key: PluralKey, n: number, values: Values = {}): string {
  const forms = catalogue[key] as Record<string, string>;
  return fill(forms[plurals.select(n)] ?? forms.other ?? "", { n, ...values });
}
