/* Which dialog of the open ticket is shown; the dialogs themselves come when the first one is. */

import { signal } from "@preact/signals";
import type { Comment } from "../core/types";

export type TicketDialog = { name: "merge" | "snooze" | "requester" | "problem" | "incidents" } | { name: "split"; comment: Comment };

export const dialog = signal<TicketDialog | null>(null);

export function openDialog(wanted: TicketDialog): void {
  dialog.value = wanted;
}

export function closeDialog(): void {
  dialog.value = null;
}
