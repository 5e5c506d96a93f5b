/*
 * Names that a new house has from the start (views, rules, fields …) are stored in English. As long as nobody has renamed
 * them they are shown in the reader's language: `seed` of the catalogues, whose English texts are the stored names.
 * For showing only; what is edited and saved is the stored name.
 */

import english from "../../i18n/en/seed.json";
import { t, type TextKey } from "./i18n";

const keys = new Map(Object.entries(english).map(([key, name]) => [name, key as TextKey]));

export function seeded(name: string): string {
  const key = keys.get(name);
  return key ? t(key) : name;
}
