/* Choices of this browser: theme, single keys. Kept in localStorage; other tabs follow. */

import { effect, signal } from "@preact/signals";

export type Theme = "system" | "light" | "dark";

const KEY = "tend.settings";

interface Settings {
  theme: Theme;
  singleKeys: boolean;
}

function load(): Settings {
  try {
    const stored = JSON.parse(localStorage.getItem(KEY) ?? "{}") as Partial<Settings>;
    const theme = stored.theme === "light" || stored.theme === "dark" ? stored.theme : "system";
    return { theme, singleKeys: stored.singleKeys !== false };
  } catch {
    return { theme: "system", singleKeys: true };
  }
}

const initial = load();
export const theme = signal<Theme>(initial.theme);
export const singleKeys = signal(initial.singleKeys);

effect(() => {
  if (theme.value === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme.value;
});

effect(() => {
  const text = JSON.stringify({ theme: theme.value, singleKeys: singleKeys.value });
  try {
    localStorage.setItem(KEY, text);
  } catch {
    /* private mode: the choice lasts as long as the tab */
  }
});

addEventListener("storage", (event) => {
  if (event.key !== KEY) return;
  const now = load();
  theme.value = now.theme;
  singleKeys.value = now.singleKeys;
});
