/*
 * Drafts on the server, so that they follow the agent to the next browser. Each is sent after a pause and when the page
 * is left; a write names the version it began from, and when another browser wrote meanwhile both texts are kept.
 */

import { signal } from "@preact/signals";
import { ApiError, get, mayPass, put, remove, sendLeaving, signedOut } from "../core/api";
import {
  allDrafts, emptyDraft, isEmptyDraft, MODES, readDraft, setsAnything, writeDraft, writtenSince, type Draft, type DraftFile, type Mode,
} from "../core/drafts";
import { parseRich, richOfText } from "../core/rich";
import type { Attachment, ReplyChanges, Status } from "../core/types";
import { joinChanges } from "./reply_changes";
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

/* The other text of a draft that was changed elsewhere while it was changed here. */
export const conflict = signal<{ ticket: number; mode: Mode; other: Draft } | null>(null);

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
    if (cause.status === 409) await clashed(ticket, mode);
    else if (mayPass(cause)) later(ticket, mode, RETRY_MS);
    else if (cause.status !== 401) refusedDraft.value = { ticket, mode };
  }
}

/* Somebody else means: the same agent in another browser. */
async function clashed(ticket: number, mode: Mode): Promise<void> {
  const { drafts } = await get<{ drafts: ServerDraft[] }>(`tickets/${ticket}/drafts`);
  const other = drafts.find((found) => found.mode === mode) ?? null;
  const draft = readDraft(meId.peek(), ticket, mode) ?? emptyDraft;
  if (isEmptyDraft(draft)) {
    keep(ticket, mode, other ? draftOf(other) : emptyDraft);
  } else if (other && sameWords(draft, other)) {
    settled(ticket, mode, draft, other.version);
  } else if (other) {
    conflict.value = { ticket, mode, other: draftOf(other) };
  } else {
    /* thrown away there and written on here: what was typed last counts */
    void writeDraft(meId.peek(), ticket, mode, { ...draft, version: 0 });
    later(ticket, mode, 0);
  }
}

/* What is done with one draft is done in order. */
function inTurn(ticket: number, mode: Mode, act: () => void | Promise<void>): Promise<void> {
  const key = `${ticket}.${mode}`;
  clearTimeout(timers.get(key));
  timers.delete(key);
  const next = (running.get(key) ?? Promise.resolve()).then(act).catch(() => undefined);
  running.set(key, next);
  void next.then(() => running.get(key) === next && running.delete(key));
  return next;
}

export function syncNow(ticket: number, mode: Mode): Promise<void> {
  return inTurn(ticket, mode, () => send(ticket, mode));
}

/* Nothing of it is on its way any more, and nothing will be until the answered function is called: its words are being sent. */
export function syncHeld(ticket: number, mode: Mode): Promise<() => void> {
  return new Promise((begin) => {
    const untilSent = () => new Promise<void>((end) => begin(end));
    void inTurn(ticket, mode, untilSent).then(() => syncSoon(ticket, mode));
  });
}

function later(ticket: number, mode: Mode, pause: number): void {
  const key = `${ticket}.${mode}`;
  clearTimeout(timers.get(key));
  timers.set(key, setTimeout(() => void syncNow(ticket, mode), pause));
}

export function syncSoon(ticket: number, mode: Mode): void {
  later(ticket, mode, PAUSE_MS);
}

/* The page goes away. */
export function syncLeaving(ticket: number, mode: Mode): void {
  const draft = readDraft(meId.peek(), ticket, mode);
  if (!draft?.dirty || isEmptyDraft(draft)) return;
  sendLeaving("PUT", path(ticket, mode), bodyOf(draft));
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
  else if (here.version !== server.version) conflict.value = { ticket, mode, other: draftOf(server) };
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

/* What is at the end of the first text already is not said twice. */
function joinTexts(first: string, then: string): string {
  if (then.trim() === "") return first;
  const parts = first.split("\n\n");
  const at = parts.findIndex((_, from) => from > 0 && then.startsWith(parts.slice(from).join("\n\n")));
  return [...(at < 0 ? parts : parts.slice(0, at)), then].join("\n\n");
}

/* What came back from the server, with what was written here since it was sent. */
function joined(back: Draft, here: Draft): Draft {
  const isRich = back.html !== null || here.html !== null;
  const files = here.files.filter(({ token }) => !back.files.some((file) => file.token === token));
  return {
    ...back,
    text: joinTexts(back.text, here.text),
    html: isRich ? (back.html ?? richOfText(back.text)) + (here.html ?? richOfText(here.text)) : null,
    files: [...back.files, ...files],
    changes: setsAnything(here.changes) ? joinChanges(back.changes, here.changes) : back.changes,
    savedAt: Date.now(),
    dirty: true,
  };
}

/* A reply that was held is a draft again; `save` keeps what is just being written. Answers whether that is news here. */
export async function takeBack(server: ServerDraft, save: () => void): Promise<boolean> {
  const { ticket_id: ticket, mode } = server;
  let isNews = false;
  await inTurn(ticket, mode, () => {
    save();
    const here = readDraft(meId.peek(), ticket, mode) ?? emptyDraft;
    isNews = server.version > here.version;
    syncSoon(ticket, mode);
    if (!isNews) return;
    if (conflict.peek()?.ticket === ticket && conflict.peek()?.mode === mode) conflict.value = null;
    const back = draftOf(server);
    keep(ticket, mode, here.dirty && !isEmptyDraft(here) ? joined(back, here) : back);
  });
  return isNews;
}

/* Another tab wrote other words than those that it had `before`, while this one writes too. */
export function clashedElsewhere(ticket: number, mode: Mode, before: Draft | null): void {
  const other = readDraft(meId.peek(), ticket, mode);
  if (other && !isEmptyDraft(other) && other.savedAt !== before?.savedAt) conflict.value = { ticket, mode, other };
}

/* The answer to "which of the two": take the other text, or go on with this one. */
export function resolveConflict(useOther: boolean): void {
  const asked = conflict.peek();
  conflict.value = null;
  if (!asked) return;
  const { ticket, mode, other } = asked;
  const here = readDraft(meId.peek(), ticket, mode) ?? emptyDraft;
  const version = Math.max(here.version, other.version);
  keep(ticket, mode, { ...(useOther ? other : here), version, dirty: true, savedAt: Date.now() });
  void syncNow(ticket, mode);
}

addEventListener("online", syncAll);
signedOut.subscribe((out) => {
  if (!out && meId.peek()) syncAll();
});
