/*
 * Choices of the person at work (theme, pane widths, undo seconds, keys …). Kept in this browser, so that they are there
 * at once, and on the server, so that they follow the person to the next browser. Each has a name and a default.
 */

import { batch, effect, signal, type Signal } from "@preact/signals";
import { errorText, get, mayPass, patch, sendLeaving, signedOut } from "./api";

type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

const KEY = "tend.preferences";
/* Whose they are: a browser may have several people after each other. */
const OWNER_KEY = "tend.preferences.owner";
/* What the server has not taken yet, for the next page: it may ask before the last words of this one have arrived. */
const UNSAVED_KEY = "tend.preferences.unsaved";
const UNSAVED_MS = 60000;
const SAVE_PAUSE_MS = 1000;
const RETRY_MS = 30000;

const known = new Map<string, { made: Signal<Json>; fallback: Json }>();
/* who is signed in; 0: not yet known */
let mine = 0;
let stored = load();
let unsaved: Record<string, Json> = {};
let saveTimer: ReturnType<typeof setTimeout> | undefined;
let refused: (why: string) => void = () => undefined;

function load(): Record<string, Json> {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? "{}") as Record<string, Json>;
  } catch {
    return {};
  }
}

function owner(): number {
  try {
    return Number(localStorage.getItem(OWNER_KEY));
  } catch {
    return 0;
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
    if (mine) localStorage.setItem(OWNER_KEY, String(mine));
    localStorage.setItem(KEY, JSON.stringify(stored));
    if (Object.keys(unsaved).length > 0) localStorage.setItem(UNSAVED_KEY, JSON.stringify({ at: Date.now(), values: unsaved }));
    else localStorage.removeItem(UNSAVED_KEY);
  } catch {
    /* private mode: the choice lasts as long as the tab, and on the server */
  }
}

function without(values: Record<string, Json>, names: readonly string[]): Record<string, Json> {
  return Object.fromEntries(Object.entries(values).filter(([name]) => !names.includes(name)));
}

/* As if they had never been chosen. */
function forget(names: readonly string[]): void {
  stored = without(stored, names);
  unsaved = without(unsaved, names);
  batch(() => {
    for (const name of names) {
      const there = known.get(name);
      if (there) there.made.value = there.fallback;
    }
  });
}

async function save(): Promise<void> {
  if (signedOut.peek()) return;
  const sent = unsaved;
  const unchanged = () => Object.keys(sent).filter((name) => unsaved[name] === sent[name]);
  try {
    await patch("users/me/preferences", { preferences: sent });
    unsaved = without(unsaved, unchanged());
    keep();
  } catch (cause) {
    if (mayPass(cause) || signedOut.peek()) {
      saveLater(RETRY_MS);
      return;
    }
    forget(unchanged());
    keep();
    refused(errorText(cause));
    await takeFromServer().catch(() => undefined);
  }
}

function saveLater(pause: number): void {
  clearTimeout(saveTimer);
  saveTimer = setTimeout(() => void save(), pause);
}

/* The choice of that name as a signal: set it, and it is kept. The default's type is the type of the choice. */
export function preference<T extends Json>(name: string, fallback: T): Signal<T> {
  const there = known.get(name);
  if (there) return there.made as Signal<Json> as Signal<T>;
  const made = signal<Json>(name in stored ? (stored[name] as Json) : fallback);
  known.set(name, { made, fallback });
  let first = true;
  effect(() => {
    const value = made.value;
    if (first || JSON.stringify(value) === JSON.stringify(name in stored ? stored[name] : fallback)) {
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
  for (const [name, { made }] of known) if (name in values && !(name in unsaved)) made.value = values[name] as Json;
}

async function takeFromServer(): Promise<void> {
  const { preferences } = await get<{ preferences: Record<string, Json> }>("users/me/preferences");
  take(preferences);
  keep();
}

/* What this browser keeps for somebody else is nothing to the one who is here now. */
function belongTo(user: number): void {
  const before = owner();
  if (before === user || before === 0) unsaved = { ...loadUnsaved(), ...unsaved };
  else forget(Object.keys({ ...stored, ...unsaved }));
  mine = user;
  keep();
}

/* Those of who is signed in; onRefused hears why a choice of his was not taken. */
export async function loadPreferences(user: number, onRefused: (why: string) => void): Promise<void> {
  refused = onRefused;
  belongTo(user);
  await takeFromServer();
  if (Object.keys(unsaved).length > 0) saveLater(SAVE_PAUSE_MS);
}

/* The page goes away: what was chosen in its last second goes along, or the next start would bring back the old choice. */
addEventListener("pagehide", () => {
  if (Object.keys(unsaved).length === 0 || signedOut.peek()) return;
  clearTimeout(saveTimer);
  sendLeaving("PATCH", "users/me/preferences", { preferences: unsaved });
});

addEventListener("storage", (event) => {
  if (event.key === KEY && owner() === mine) take(load());
});
