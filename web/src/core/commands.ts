/*
 * Every command of the app: its words, its keys, what it does. Parts of the app add theirs when they are loaded; the
 * keyboard, the palette and the sheet of keys all read this one list.
 */

import { signal } from "@preact/signals";
import type { TextKey } from "./i18n";

export const commandGroups = ["list", "ticket", "write", "go", "app"] as const;

export interface AppCommand {
  /* For ever: remapped keys are kept by it. With a colon, "ticket:assign_me", so that it is not taken for a text. */
  id: string;
  group: (typeof commandGroups)[number];
  title: TextKey;
  /* As core/keymap.ts names them: "j", "Shift+a", "g u", "Enter"; empty for commands of the palette only. */
  keys: readonly string[];
  /* Whether it makes sense now; the palette leaves it out otherwise. */
  when?: () => boolean;
  /* Answers false when there was nothing to do: then the key stays the browser's. */
  run: () => boolean | void;
}

export const commands = signal<readonly AppCommand[]>([]);

/* Adds commands, or puts those with a known id in the place of the old ones. */
export function addCommands(added: readonly AppCommand[]): void {
  const ids = new Set(added.map(({ id }) => id));
  commands.value = [...commands.peek().filter(({ id }) => !ids.has(id)), ...added];
}
