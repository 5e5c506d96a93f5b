/*
 * Every command of the app: its words, its keys, what it does. Parts of the app add theirs when they are loaded; the
 * keyboard, the palette, the sheet of keys and the settings all read this one list.
 */

import { computed, signal } from "@preact/signals";
import type { TextKey } from "./i18n";
import { preference } from "./preferences";

export const commandGroups = ["list", "picked", "ticket", "write", "go", "app"] as const;

export interface AppCommand {
  /* For ever: remapped keys are kept by it. With a colon, "ticket:assign_me", so that it is not taken for a text. */
  id: string;
  group: (typeof commandGroups)[number];
  title: TextKey;
  /* As core/keymap.ts names them: "j", "Shift+a", "g u", "Enter"; empty for commands of the palette only. */
  keys: readonly string[];
  /* Whether it makes sense now; the palette leaves it out otherwise. */
  when?: () => boolean;
  /* Of the keyboard alone: the palette, which is no place in the list, does not offer it. */
  keyboardOnly?: true;
  /* Gets the key that was pressed, "" from the palette. Answers false when there was nothing to do: then the key stays the browser's. */
  run: (key?: string) => boolean | void;
}

export const commands = signal<readonly AppCommand[]>([]);

/* Keys that the person chose, by the command's id; the others have those they come with. */
export const chosenKeys = preference<Record<string, string[]>>("keys", {});

/* Adds commands, or puts those with a known id in the place of the old ones. */
export function addCommands(added: readonly AppCommand[]): void {
  const ids = new Set(added.map(({ id }) => id));
  commands.value = [...commands.peek().filter(({ id }) => !ids.has(id)), ...added];
}

export function keysOf(command: AppCommand): readonly string[] {
  return chosenKeys.value[command.id] ?? command.keys;
}

/* Commands by their keys; of several with the same keys the newest comes first. */
export const commandsByKeys = computed(() => {
  const all = new Map<string, AppCommand[]>();
  for (const command of commands.value) for (const keys of keysOf(command)) all.set(keys, [command, ...(all.get(keys) ?? [])]);
  return all;
});

export function canRun(command: AppCommand): boolean {
  return command.when?.() ?? true;
}

/* Runs the first of them that has something to do. */
export function runFirst(found: readonly AppCommand[], key: string): boolean {
  return found.some((command) => canRun(command) && command.run(key) !== false);
}

/* Another command that has these keys, or whose keys begin with them or the other way round. */
export function conflictOf(id: string, keys: string): AppCommand | null {
  const clashes = (other: string) => other === keys || other.startsWith(`${keys} `) || keys.startsWith(`${other} `);
  return commands.peek().find((command) => command.id !== id && keysOf(command).some(clashes)) ?? null;
}

/* null: those it comes with. */
export function chooseKeys(id: string, keys: string[] | null): void {
  const { [id]: _old, ...rest } = chosenKeys.peek();
  chosenKeys.value = keys ? { ...rest, [id]: keys } : rest;
}
