/*
 * Replies on their way: stored by the server, sent when their time comes, taken back until then. What this browser sent
 * is followed, so that it can be undone with one key and somebody hears when it was not sent after all.
 */

import { signal } from "@preact/signals";
import { ApiError, get, put, remove } from "../core/api";
import { serverNow } from "../core/clock";
import { t, type TextKey } from "../core/i18n";
import { go, route } from "../core/router";
import { onStream } from "../core/stream";
import type { ReplyChanges, Status } from "../core/types";
import { hasKeys } from "../ui/keys";
import { dismissToast, toast } from "../ui/toast";
import { syncNow, takeBack, type ServerDraft } from "./draft_sync";
import { focusAnswer } from "./focus";
import { meId } from "./session";
import { onTicketFetched, refreshOpen } from "./ticket_store";

export interface HeldReply {
  id: number;
  ticket_id: number;
  user_id: number;
  state: "held" | "sent" | "undone" | "stopped";
  send_at: string;
  scheduled: boolean;
  unless_answered: boolean;
  body: string;
  html_body: string | null;
  status: Status | null;
  changes: ReplyChanges | null;
  uploads: { token: string; attachments: { file_name: string }[] }[];
}

/* Those of the open ticket that wait, of every agent. */
export const held = signal<readonly HeldReply[]>([]);

/* What was sent from here and can still be undone, the newest last. */
let undoable: { reply: HeldReply; toast: number; at: number }[] = [];

/* Keeps what is just being written, before something comes back to the same draft. */
let saveWords: () => void = () => undefined;
export function onTakeBack(save: () => void): void {
  saveWords = save;
}

function forget(id: number): void {
  for (const entry of undoable) if (entry.reply.id === id) dismissToast(entry.toast);
  undoable = undoable.filter((entry) => entry.reply.id !== id);
}

/* Offers the undoing of a reply that was just given away. */
export function follow(reply: HeldReply): void {
  if (reply.state !== "held") return;
  if (route.peek().ticket === reply.ticket_id) held.value = [...held.peek().filter(({ id }) => id !== reply.id), reply];
  if (reply.scheduled) return;
  const until = Date.now() + Date.parse(reply.send_at) - serverNow();
  const solved = reply.status === "solved";
  const words = (seconds: number) => t(solved ? "compose.held.sends_solved" : "compose.held.sends", { number: reply.ticket_id, seconds });
  const shown = toast(words, { label: t(hasKeys() ? "compose.held.undo" : "agent.edit.undo"), run: () => void undo(reply) }, "info", until);
  undoable = [...undoable, { reply, toast: shown, at: performance.now() }];
  setTimeout(() => forget(reply.id), Math.max(0, until - Date.now()));
}

/* Takes one back into the draft, and shows it. */
export async function undo(reply: HeldReply): Promise<void> {
  forget(reply.id);
  try {
    saveWords();
    await syncNow(reply.ticket_id, "reply"); /* the server puts both texts together */
    const { draft } = await remove<{ draft: ServerDraft }>(`tickets/${reply.ticket_id}/held_replies/${reply.id}`);
    held.value = held.peek().filter((other) => other.id !== reply.id);
    if (reply.user_id !== meId.peek()) return;
    await takeBack(draft, saveWords);
    go({ ticket: reply.ticket_id });
    focusAnswer();
    toast(t("compose.held.undone", { number: reply.ticket_id }));
  } catch (cause) {
    const late = cause instanceof ApiError && cause.status === 409;
    toast(late ? t("compose.held.too_late") : String((cause as Error).message), null, "error");
    void refreshOpen();
  }
}

/* When that was sent which undoSend takes back now; 0: there is nothing. */
export function sentAt(): number {
  return undoable.at(-1)?.at ?? 0;
}

/* Undoes what was sent last from here; false when its time is over. */
export function undoSend(): boolean {
  const last = undoable.at(-1);
  if (!last) return false;
  void undo(last.reply);
  return true;
}

export async function reschedule(reply: HeldReply, change: { send_at?: string; unless_answered?: boolean }): Promise<void> {
  try {
    const { held_reply: now } = await put<{ held_reply: HeldReply }>(`tickets/${reply.ticket_id}/held_replies/${reply.id}`, { held_reply: change });
    held.value = held.peek().map((other) => (other.id === now.id ? now : other));
  } catch (cause) {
    toast(String((cause as Error).message), null, "error");
    void refreshOpen();
  }
}

/* Something was not sent: if it is mine, it lies in my draft, and I hear why. */
async function hearStopped(ticket: number): Promise<void> {
  const { drafts } = await get<{ drafts: ServerDraft[] }>(`tickets/${ticket}/drafts`);
  const back = drafts.find((draft) => draft.mode === "reply" && draft.notice);
  if (!back || !(await takeBack(back, saveWords))) return;
  const why = t(`compose.back.${back.notice}` as TextKey, { reason: back.notice_text ?? "" });
  toast(t("compose.held.stopped", { number: ticket, why }), { label: t("compose.held.show"), run: () => go({ ticket }) }, "error");
}

export function followHeld(): void {
  onTicketFetched((ticket, { held_replies: found }) => {
    if (route.peek().ticket === ticket) held.value = found;
  });
  onStream((event) => {
    if (event.type !== "change" || event.change.kind !== "reply.stopped") return;
    void hearStopped(event.change.ticket_id).catch(() => undefined);
  });
}
