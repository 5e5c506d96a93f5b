/*
 * Keys that need what stands in the ticket's pane. On a marked row they open its ticket first; what is typed until the
 * ticket is there waits with them, and goes where it would have gone then.
 */

import { effect, signal } from "@preact/signals";
import { isEditable } from "../core/keymap";
import { go, route } from "../core/router";
import { lack } from "./composer";
import { surface } from "./composer_surface";
import { focusTicket } from "./focus";
import { open, openError, ticketMeant } from "./ticket_store";

interface Waiting {
  ticket: number;
  run: () => unknown;
  /* It needs the field of the composer, too. */
  writes: boolean;
  typed: (() => void)[];
}

const waiting = signal<Waiting | null>(null);

function isThere({ ticket, writes }: Pick<Waiting, "ticket" | "writes">): boolean {
  const shown = open.value?.ticket;
  return shown?.id === ticket && (!writes || surface.value !== null || shown.status === "closed");
}

async function goOn(asked: Waiting): Promise<void> {
  if (waiting.peek() !== asked) return;
  await asked.run();
  waiting.value = null;
  for (const press of asked.typed) press();
}

effect(() => {
  const asked = waiting.value;
  if (!asked) return;
  if (route.value.ticket !== asked.ticket || openError.value || (asked.writes && lack.value)) waiting.value = null;
  else if (isThere(asked)) setTimeout(() => void goOn(asked), 0);
});

/* A command that does it in the open ticket, or in that of the marked row as soon as it is open. */
export function inPane(run: () => unknown, writes = false): () => boolean {
  return () => {
    const meant = ticketMeant();
    if (!meant) return false;
    const asked = { ticket: meant.id, run, writes, typed: [] };
    if (isThere(asked)) return run() !== false;
    if (route.peek().ticket === null) {
      go({ ticket: meant.id });
      focusTicket();
    }
    waiting.value = asked;
    return true;
  };
}

/* True: the key is kept until the ticket is there, then `press` does what it means. */
export function keepsKey({ key, ctrlKey, metaKey, altKey, target }: KeyboardEvent, press: () => void): boolean {
  const asked = waiting.peek();
  if (!asked || isEditable(target)) return false;
  if (key === "Escape") waiting.value = null;
  if (key.length > 1 || ctrlKey || metaKey || altKey) return false;
  asked.typed.push(press);
  return true;
}
