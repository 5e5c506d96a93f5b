/*
 * Drafts on the server, so that they follow the agent to the next browser. Each is sent after a pause and when the page
 * is left; a write names the version it began from, and when another browser wrote meanwhile both texts are kept.
 */

import { signal } from "@preact/signals";
import { ApiError, get, mayPass, put, remove, signedOut } from "../core/api";
import { allDrafts, emptyDraft, isEmptyDraft, MODES, readDraft, writeDraft, writtenSince, type Draft, type DraftFile, type Mode } from "../core/drafts";
import { parseRich } from "../core/rich";
import type { Attachment, ReplyChanges, Status } from "../core/types";
import { meId } from "./session";

export interface ServerDraft {
  ticket_id: number;
  mode: Mode;
  version: number;
  body: string;
  html_body: string | null;
  status: Status | null;
  changes: ReplyChanges | null;
  updated_stamp: string | null;
  notice: string | null;
  notice_text: string | null;
  uploads: { token: string; attachments: Attachment[] }[];
  updated_at: string;
}

const PAUSE_MS = 3000;
const RETRY_MS = 30000;
const KEEPALIVE_MAX = 60000;

/* The other text of a draft that was changed elsewhere while it was changed here; null draft: it was sent or thrown away. */
export const conflict = signal<{ ticket: number; mode: Mode; other: ServerDraft | null } | null>(null);

/* The server does not take this draft as it is: it is kept in this browser alone. */
export const refusedDraft = signal<{ ticket: number; mode: Mode } | null>(null);

const timers = new Map<string, ReturnType<typeof setTimeout>>();
const running = new Map<string, Promise<void>>();
const listeners = new Set<(ticket: number, mode: Mode) => void>();

/* Called when what is kept here of a draft was changed by what the server said. */
export function onDraftChanged(listener: (ticket: number, mode: Mode) => void): void {
  listeners.add(listener);
}

function fileOf({ token, attachments }: ServerDraft["uploads"][number]): DraftFile {
  return { token, name: attachments[0]?.file_name ?? token, size: attachments.reduce((sum, file) => sum + file.size, 0) };
}

export function draftOf(server: ServerDraft): Draft {
  return {
    text: server.body,
    html: server.html_body,
    files: server.uploads.map(fileOf),
    stamp: server.updated_stamp ?? "",
    status: server.status,
    changes: server.changes ?? {},
    savedAt: Date.parse(server.updated_at),
    version: server.version,
    dirty: false,
    notice: server.notice ?? "",
    noticeText: server.notice_text ?? "",
  };
}

function sameRich(a: string, b: string): boolean {
  return JSON.stringify(parseRich(a)) === JSON.stringify(parseRich(b));
}

function sameWords(draft: Draft, server: ServerDraft): boolean {
  const same = draft.html && server.html_body ? sameRich(draft.html, server.html_body) : draft.text.trim() === server.body.trim();
  return same && draft.files.length === server.uploads.length && JSON.stringify(draft.changes) === JSON.stringify(server.changes ?? {});
}

function path(ticket: number, mode: Mode): string {
  return `tickets/${ticket}/drafts/${mode}`;
}

function bodyOf(draft: Draft): unknown {
  const words = draft.html === null ? { body: draft.text } : { html_body: draft.html };
  const uploads = draft.files.map((file) => file.token);
  return { draft: { ...words, version: draft.version, updated_stamp: draft.stamp || null, status: draft.status, changes: draft.changes, uploads } };
}

function keep(ticket: number, mode: Mode, draft: Draft): void {
  void writeDraft(meId.peek(), ticket, mode, draft);
  for (const listener of listeners) listener(ticket, mode);
}

export function isRefused(ticket: number, mode: Mode): boolean {
  return refusedDraft.value?.ticket === ticket && refusedDraft.value.mode === mode;
}

/* What is here was sent as `sent`; it may have changed since. */
function settled(ticket: number, mode: Mode, sent: Draft, version: number): void {
  const now = readDraft(meId.peek(), ticket, mode) ?? { ...emptyDraft, savedAt: Date.now() };
  const same = now.savedAt === sent.savedAt;
  if (isRefused(ticket, mode)) refusedDraft.value = null;
  void writeDraft(meId.peek(), ticket, mode, { ...now, version, dirty: !same });
  if (!same) later(ticket, mode, PAUSE_MS);
}

async function send(ticket: number, mode: Mode): Promise<void> {
  const draft = readDraft(meId.peek(), ticket, mode);
  if (!draft?.dirty || signedOut.peek()) return;
  if (conflict.peek()?.ticket === ticket && conflict.peek()?.mode === mode) return;
  try {
    if (isEmptyDraft(draft)) {
      if (draft.version) await remove(`${path(ticket, mode)}?version=${draft.version}`);
      settled(ticket, mode, draft, 0);
    } else {
      const answer = await put<{ draft: ServerDraft }>(path(ticket, mode), bodyOf(draft));
      settled(ticket, mode, draft, answer.draft.version);
    }
  } catch (cause) {
    if (!(cause instanceof ApiError)) throw cause;
    if (cause.status === 409) await clashed(ticket, mode, draft);
    else if (mayPass(cause)) later(ticket, mode, RETRY_MS);
    else if (cause.status !== 401) refusedDraft.value = { ticket, mode };
  }
}

/* Somebody else means: the same agent in another browser. */
async function clashed(ticket: number, mode: Mode, draft: Draft): Promise<void> {
  const { drafts } = await get<{ drafts: ServerDraft[] }>(`tickets/${ticket}/drafts`);
  const other = drafts.find((found) => found.mode === mode) ?? null;
  if (isEmptyDraft(draft)) {
    keep(ticket, mode, other ? draftOf(other) : emptyDraft);
  } else if (other && sameWords(draft, other)) {
    settled(ticket, mode, draft, other.version);
  } else if (other) {
    conflict.value = { ticket, mode, other };
  } else {
    /* thrown away there and written on here: what was typed last counts */
    void writeDraft(meId.peek(), ticket, mode, { ...draft, version: 0 });
    later(ticket, mode, 0);
  }
}

/* One write of a draft at a time, in order. */
export function syncNow(ticket: number, mode: Mode): Promise<void> {
  const key = `${ticket}.${mode}`;
  clearTimeout(timers.get(key));
  timers.delete(key);
  const next = (running.get(key) ?? Promise.resolve()).then(() => send(ticket, mode)).catch(() => undefined);
  running.set(key, next);
  void next.then(() => running.get(key) === next && running.delete(key));
  return next;
}

/* Nothing of it is on its way any more, and nothing will be until the next change. */
export async function syncIdle(ticket: number, mode: Mode): Promise<void> {
  const key = `${ticket}.${mode}`;
  clearTimeout(timers.get(key));
  timers.delete(key);
  await running.get(key);
}

function later(ticket: number, mode: Mode, pause: number): void {
  const key = `${ticket}.${mode}`;
  clearTimeout(timers.get(key));
  timers.set(key, setTimeout(() => void syncNow(ticket, mode), pause));
}

export function syncSoon(ticket: number, mode: Mode): void {
  later(ticket, mode, PAUSE_MS);
}

/* The page goes away: the browser sends what fits behind it. */
export function syncLeaving(ticket: number, mode: Mode): void {
  const draft = readDraft(meId.peek(), ticket, mode);
  if (!draft?.dirty || isEmptyDraft(draft)) return;
  const body = JSON.stringify(bodyOf(draft));
  if (body.length > KEEPALIVE_MAX) return;
  const headers = { "Content-Type": "application/json" };
  void fetch(`/api/v2/${path(ticket, mode)}`, { method: "PUT", credentials: "same-origin", keepalive: true, headers, body }).catch(() => undefined);
}

/* Everything that has not reached the server: at the start, after a sign-in, when the network is back. */
export function syncAll(): void {
  for (const { ticket, mode, draft } of allDrafts(meId.peek())) if (draft.dirty) later(ticket, mode, 0);
}

function take(ticket: number, mode: Mode, server: ServerDraft | null): void {
  const here = readDraft(meId.peek(), ticket, mode);
  if (!here || (isEmptyDraft(here) && !here.dirty)) {
    if (server) keep(ticket, mode, draftOf(server));
    return;
  }
  if (server?.version === here.version) {
    if (here.dirty) later(ticket, mode, 0);
    return;
  }
  if (!here.dirty) keep(ticket, mode, server ? draftOf(server) : emptyDraft);
  else if (!server || sameWords(here, server)) later(ticket, mode, 0);
  else if (here.version !== server.version) conflict.value = { ticket, mode, other: server };
}

/* What the server kept for the opened ticket when it was asked: what was written here since is newer, or clashes when it is sent. */
export function takeDrafts(ticket: number, drafts: readonly ServerDraft[], askedAt: number): void {
  for (const mode of MODES) {
    if (!writtenSince(meId.peek(), ticket, mode, askedAt)) take(ticket, mode, drafts.find((found) => found.mode === mode) ?? null);
  }
}

/* The tickets where other browsers left something, for the marks in the list. */
export async function fetchMarks(): Promise<number[]> {
  try {
    const { drafts } = await get<{ drafts: { ticket_id: number }[] }>("drafts?page[size]=100");
    return drafts.map((draft) => draft.ticket_id);
  } catch {
    return [];
  }
}

/* A reply that was held is a draft again. */
export function takeBack(server: ServerDraft): void {
  keep(server.ticket_id, server.mode, draftOf(server));
}

/* The answer to "which of the two": take the other text, or go on with this one. */
export function resolveConflict(useOther: boolean): void {
  const asked = conflict.peek();
  conflict.value = null;
  if (!asked?.other) return;
  const { ticket, mode, other } = asked;
  const here = readDraft(meId.peek(), ticket, mode) ?? emptyDraft;
  if (useOther) keep(ticket, mode, draftOf(other));
  else {
    void writeDraft(meId.peek(), ticket, mode, { ...here, version: other.version, dirty: true, savedAt: Date.now() });
    void syncNow(ticket, mode);
  }
}

addEventListener("online", syncAll);
signedOut.subscribe((out) => {
  if (!out && meId.peek()) syncAll();
});
