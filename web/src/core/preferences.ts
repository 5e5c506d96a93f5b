/*
 * Choices of the person at work (theme, pane widths, undo seconds, keys …). Kept in this browser, so that they are there
 * at once, and on the server, so that they follow the person to the next browser. Each has a name and a default.
 */

import { effect, signal, type Signal } from "@preact/signals";
import { get, patch } from "./api";

type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

const KEY = "tend.preferences";
/* What the server has not taken yet, for the next page: it may ask before the last words of this one have arrived. */
const UNSAVED_KEY = "tend.preferences.unsaved";
const UNSAVED_MS = 60000;
const SAVE_PAUSE_MS = 1000;

const known = new Map<string, Signal<Json>>();
let stored = load();
let unsaved = loadUnsaved();
let saveTimer: ReturnType<typeof setTimeout> | undefined;

function load(): Record<string, Json> {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? "{}") as Record<string, Json>;
  } catch {
    return {};
  }
}

function loadUnsaved(): Record<string, Json> {
  try {
    const { at, values } = JSON.parse(localStorage.getItem(UNSAVED_KEY) ?? "{}") as { at?: number; values?: Record<string, Json> };
    return at && values && Date.now() - at < UNSAVED_MS ? values : {};
  } catch {
    return {};
  }
}

function keep(): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(stored));
    if (Object.keys(unsaved).length > 0) localStorage.setItem(UNSAVED_KEY, JSON.stringify({ at: Date.now(), values: unsaved }));
    else localStorage.removeItem(UNSAVED_KEY);
  } catch {
    /* private mode: the choice lasts as long as the tab, and on the server */
  }
}

async function save(): Promise<void> {
  const sent = unsaved;
  try {
    await patch("users/me/preferences", { preferences: sent });
    unsaved = Object.fromEntries(Object.entries(unsaved).filter(([name, value]) => sent[name] !== value));
    keep();
  } catch {
    saveLater(30000);
  }
}

function saveLater(pause: number): void {
  clearTimeout(saveTimer);
  saveTimer = setTimeout(() => void save(), pause);
}

/* The choice of that name as a signal: set it, and it is kept. The default's type is the type of the choice. */
export function preference<T extends Json>(name: string, fallback: T): Signal<T> {
  const there = known.get(name);
  if (there) return there as Signal<Json> as Signal<T>;
  const made = signal<Json>(name in stored ? (stored[name] as Json) : fallback);
  known.set(name, made);
  let first = true;
  effect(() => {
    const value = made.value;
    if (first || JSON.stringify(value) === JSON.stringify(stored[name])) {
      first = false;
      return;
    }
    stored = { ...stored, [name]: value };
    unsaved = { ...unsaved, [name]: value };
    keep();
    saveLater(SAVE_PAUSE_MS);
  });
  return made as Signal<Json> as Signal<T>;
}

/* Takes values in that came from elsewhere: the server at the start, another tab later. */
function take(values: Record<string, Json>): void {
  stored = { ...stored, ...values, ...unsaved };
  for (const [name, made] of known) if (name in values && !(name in unsaved)) made.value = values[name] as Json;
}

export async function loadPreferences(): Promise<void> {
  const { preferences } = await get<{ preferences: Record<string, Json> }>("users/me/preferences");
  take(preferences);
  keep();
  if (Object.keys(unsaved).length > 0) saveLater(SAVE_PAUSE_MS);
}

/* The page goes away: what was chosen in its last second goes along, or the next start would bring back the old choice. */
addEventListener("pagehide", () => {
  if (Object.keys(unsaved).length === 0) return;
  clearTimeout(saveTimer);
  const headers = { "Content-Type": "application/json" };
  const body = JSON.stringify({ preferences: unsaved });
  void fetch("/api/v2/users/me/preferences", { method: "PATCH", credentials: "same-origin", keepalive: true, headers, body }).catch(() => undefined);
});

addEventListener("storage", (event) => {
  if (event.key === KEY) take(load());
});
