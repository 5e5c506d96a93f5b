/*
 * The answer being written: draft, files, sending, collision. Nothing typed is thrown away before the server has said
 * that it is stored. `stamp` is the ticket's updated_at that the writer has seen; the server refuses (409) when
 * somebody else changed the ticket since, and the writer decides: look first, or send anyway.
 */

import { batch, computed, effect, signal } from "@preact/signals";
import { ApiError, put, upload } from "../core/api";
import { draftKey, readDraft, writeDraft, type Draft, type DraftFile, type Mode } from "../core/drafts";
import { t } from "../core/i18n";
import { route } from "../core/router";
import type { Comment, Status, Ticket, TicketChange } from "../core/types";
import { announce } from "../ui/announce";
import { markDraft, ticketChanged } from "./queue_store";
import { meId } from "./session";
import { open, refreshOpen, replaceTicket, unseen } from "./ticket_store";

export interface SendingFile {
  id: number;
  name: string;
  size: number;
  part: number;
  error: string;
  file: File | null;
  token: string;
}

const SAVE_PAUSE_MS = 400;
export const FILE_LIMIT = 50 * 1024 * 1024;

export const mode = signal<Mode>("reply");
export const text = signal("");
export const files = signal<SendingFile[]>([]);
export const sending = signal(false);
export const sendError = signal("");
/* Set after a 409: the status that was to be set with the refused answer. */
export const collision = signal<{ status: Status | null } | null>(null);
export const savedNotice = signal<"" | "saved" | "unsaved">("");
export const isEmpty = computed(() => text.value.trim() === "" && files.value.length === 0);
export const uploading = computed(() => files.value.some((file) => !file.token && !file.error));

let ticketId: number | null = null;
let stamp = "";
let saveTimer: ReturnType<typeof setTimeout> | undefined;
let lastFileId = 0;
const aborts = new Map<number, AbortController>();

function draftFiles(): DraftFile[] {
  return files.peek().filter((file) => file.token).map(({ token, name, size }) => ({ token, name, size }));
}

/* Writes the draft now. */
export function saveDraft(): void {
  clearTimeout(saveTimer);
  saveTimer = undefined;
  if (ticketId === null || !meId.peek()) return;
  const draft: Draft = { mode: mode.peek(), text: text.peek(), files: draftFiles(), stamp, savedAt: Date.now() };
  const kept = writeDraft(meId.peek(), ticketId, draft);
  markDraft(ticketId, !isEmpty.peek());
  savedNotice.value = isEmpty.peek() ? "" : kept ? "saved" : "unsaved";
}

function saveSoon(): void {
  savedNotice.value = "";
  clearTimeout(saveTimer);
  saveTimer = setTimeout(saveDraft, SAVE_PAUSE_MS);
}

function show(draft: Draft | null): void {
  batch(() => {
    mode.value = draft?.mode ?? "reply";
    text.value = draft?.text ?? "";
    files.value = (draft?.files ?? []).map((file) => {
      lastFileId += 1;
      return { ...file, id: lastFileId, part: 1, error: "", file: null };
    });
    stamp = draft?.stamp ?? "";
    sendError.value = "";
    collision.value = null;
    savedNotice.value = draft ? "saved" : "";
  });
}

/* The open ticket changed: keep the old draft, bring up the new one. */
export function composeFor(id: number | null): void {
  if (id === ticketId) return;
  if (saveTimer !== undefined) saveDraft();
  aborts.forEach((abort) => abort.abort());
  aborts.clear();
  ticketId = id;
  show(id === null ? null : readDraft(meId.peek(), id));
}

export function setText(value: string): void {
  text.value = value;
  saveSoon();
}

export function setMode(value: Mode): void {
  mode.value = value;
  sendError.value = "";
  saveSoon();
}

function patchFile(id: number, patch: Partial<SendingFile>): void {
  files.value = files.peek().map((file) => (file.id === id ? { ...file, ...patch } : file));
}

async function sendFile(id: number, file: File): Promise<void> {
  const abort = new AbortController();
  aborts.set(id, abort);
  patchFile(id, { error: "", part: 0 });
  try {
    const { token } = await upload(file, (part) => patchFile(id, { part }), abort.signal);
    patchFile(id, { token, part: 1, file: null });
    saveSoon();
  } catch (cause) {
    if (cause instanceof ApiError) patchFile(id, { error: cause.message });
  } finally {
    aborts.delete(id);
  }
}

export function addFiles(list: Iterable<File>): void {
  for (const file of list) {
    lastFileId += 1;
    const id = lastFileId;
    const tooBig = file.size > FILE_LIMIT;
    const error = tooBig ? t("agent.compose.file_too_big") : "";
    files.value = [...files.peek(), { id, name: file.name, size: file.size, part: 0, error, file: tooBig ? null : file, token: "" }];
    if (!tooBig) void sendFile(id, file);
  }
}

export function retryFile(id: number): void {
  const file = files.peek().find((item) => item.id === id)?.file;
  if (file) void sendFile(id, file);
}

export function removeFile(id: number): void {
  aborts.get(id)?.abort();
  files.value = files.peek().filter((file) => file.id !== id);
  saveSoon();
}

/* What would stop the answer from being sent; empty when nothing does. */
function obstacle(): string {
  if (text.peek().trim() === "") return t("agent.compose.empty");
  if (files.peek().some((file) => file.error)) return t("agent.compose.file_failed");
  return "";
}

function uploadsDone(): Promise<void> {
  return new Promise((resolve) => {
    const stop = effect(() => {
      if (uploading.value) return;
      queueMicrotask(() => stop());
      resolve();
    });
  });
}

function changeToSend(status: Status | null, anyway: boolean): TicketChange {
  const uploads = draftFiles().map((file) => file.token);
  const change: TicketChange = { comment: { body: text.peek(), public: mode.peek() === "reply", ...(uploads.length > 0 ? { uploads } : {}) } };
  if (status) change.status = status;
  if (!anyway) {
    change.safe_update = true;
    change.updated_stamp = stamp || (open.peek()?.ticket.updated_at ?? "");
  }
  return change;
}

function forget(id: number): void {
  clearTimeout(saveTimer);
  saveTimer = undefined;
  writeDraft(meId.peek(), id, { mode: "reply", text: "", files: [], stamp: "", savedAt: 0 });
  markDraft(id, false);
  if (ticketId === id) show(null);
}

async function refused(cause: ApiError, status: Status | null): Promise<void> {
  if (cause.status === 409) {
    await refreshOpen();
    collision.value = { status };
    announce(t("agent.collision.title"));
    return;
  }
  sendError.value = cause.message;
}

/* Sends the draft; `status` null keeps the ticket's status. Answers true when it is stored. */
export async function send(status: Status | null, anyway = false): Promise<boolean> {
  const id = ticketId;
  if (id === null || sending.peek()) return false;
  sendError.value = obstacle();
  if (sendError.peek()) return false;
  saveDraft();
  sending.value = true;
  try {
    await uploadsDone();
    sendError.value = obstacle();
    if (sendError.peek() || ticketId !== id) return false;
    const { ticket } = await put<{ ticket: Ticket }>(`tickets/${id}`, { ticket: changeToSend(mode.peek() === "note" ? null : status, anyway) });
    forget(id);
    replaceTicket(ticket);
    ticketChanged(id);
    unseen.value = [];
    void refreshOpen();
    return true;
  } catch (cause) {
    if (!(cause instanceof ApiError)) throw cause;
    await refused(cause, status);
    return false;
  } finally {
    sending.value = false;
  }
}

/* The writer has looked at the new messages. */
export function reviewed(): void {
  collision.value = null;
  unseen.value = [];
  stamp = open.peek()?.ticket.updated_at ?? "";
  saveDraft();
}

/*
 * What counts as seen: the ticket as shown, unless an answer is being written and somebody else wrote meanwhile
 * (then the old stamp stays, and the server will refuse the answer until the writer has looked).
 */
effect(() => {
  const view = open.value;
  if (!view || view.ticket.id !== ticketId || collision.value) return;
  const writing = stamp !== "" && !isEmpty.value;
  const isFresh = (comment: Comment) => comment.author_id !== meId.peek() && comment.created_at > stamp;
  const fresh = writing ? view.comments.filter(isFresh).map((comment) => comment.id) : [];
  if (!writing) unseen.value = [];
  if (fresh.length === 0 && unseen.value.length === 0) stamp = view.ticket.updated_at;
  else if (unseen.peek().length === 0) unseen.value = fresh;
});

addEventListener("pagehide", () => saveTimer !== undefined && saveDraft());
document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && saveTimer !== undefined && saveDraft());

/* Another tab changed this draft: take it over when nobody is typing here. */
addEventListener("storage", (event) => {
  if (ticketId === null || event.key !== draftKey(meId.peek(), ticketId)) return;
  if (saveTimer !== undefined || sending.peek() || document.hasFocus()) return;
  if (route.peek().ticket === ticketId) show(readDraft(meId.peek(), ticketId));
});
