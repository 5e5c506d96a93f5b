/*
 * Choices that the whole app asks for, as signals: theme, single keys, and how much stands in a row. They are preferences
 * (preferences.ts), so they follow the person and other tabs follow at once.
 */

import { effect } from "@preact/signals";
import { preference } from "./preferences";

export type Theme = "system" | "light" | "dark";

export const theme = preference<Theme>("theme", "system");
export const singleKeys = preference<boolean>("single_keys", true);

effect(() => {
  const chosen = theme.value;
  if (chosen === "light" || chosen === "dark") document.documentElement.dataset.theme = chosen;
  else delete document.documentElement.dataset.theme;
});
