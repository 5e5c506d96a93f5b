/*
 * The answer being written: its words, its draft, sending, collision. Nothing typed is thrown away before the server has
 * said that it is stored. `stamp` is the ticket's updated_at that the writer has seen; the server refuses (409) when
 * somebody else changed the ticket since, and the writer decides: look first, or send anyway.
 */

import { batch, computed, effect, signal } from "@preact/signals";
import { ApiError, signedOut } from "../core/api";
import { commaText } from "../core/dates";
import {
  emptyDraft, isEmptyDraft, MODES, onDraftElsewhere, openDrafts, readDraft, setsAnything, writeDraft, writeLastWords, type Draft, type DraftFile, type Mode,
} from "../core/drafts";
import { grouped } from "../core/fmt";
import { t } from "../core/i18n";
import { go } from "../core/router";
import { connected } from "../core/stream";
import type { Comment, ReplyChanges } from "../core/types";
import { announce } from "../ui/announce";
import { toast } from "../ui/toast";
import { addComing, type ComingFile, files, FILES_MAX, onFilesChanged, sentFiles, showFiles, shown, uploading } from "./composer_files";
import { type Answer, deliver, type SendChoice } from "./composer_deliver";
import { clashedElsewhere, conflict, fetchMarks, onDraftChanged, syncHeld, syncLeaving, syncNow, syncSoon, takeDrafts } from "./draft_sync";
import { editsSettled, endOffer } from "./edits";
import { follow, onTakeBack, type HeldReply } from "./held";
import { markDraft, ticketChanged } from "./queue_store";
import { meId } from "./session";
import { onTicketFetched, open, refreshOpen, unseen } from "./ticket_store";

export { addFiles, addImage, removeFile, retryFile, files, shown, uploading, FILE_LIMIT, type SendingFile } from "./composer_files";
export type { SendChoice } from "./composer_deliver";

const SAVE_PAUSE_MS = 400;
export const TEXT_MAX = 65536;

export const mode = signal<Mode>("reply");
export const text = signal("");
/* Formatted; null while the text is plain. */
export const html = signal<string | null>(null);
/* Counts what was put into the field from elsewhere than the field: a draft, what came back. */
export const replaced = signal(0);
/* What is set beside the words when they are sent: what canned replies bring along. */
export const changes = signal<ReplyChanges>({});
/* Is the shown answer on its way? Those of other tickets do not hold it up. */
export const sending = signal(false);
export const sendError = signal("");
/* Set after a 409: what was to be sent. */
export const collision = signal<SendChoice | null>(null);
export const savedNotice = signal<"" | "found" | "saved" | "unsaved">("");
/* Why the reply is here again after it was held: "undone", "answered" …, with the server's words. */
export const backNotice = signal<{ kind: string; words: string } | null>(null);
export const isEmpty = computed(() => text.value.trim() === "" && files.value.length === 0);
/* Places of a canned reply that nobody has filled in. */
export const unfilled = computed(() => [...new Set(text.value.match(/\{\{\s*[\w.]+\s*\}\}/g) ?? [])]);

let ticketId: number | null = null;
/* whose drafts on the server are still to be looked at, and since when they are asked for */
let wanted: { id: number; askedAt: number } | null = null;
let stamp = "";
/* What the error that is shown passes with: the break of the connection (0), the end of the session (401). */
let refusedWith = -1;
let saveTimer: ReturnType<typeof setTimeout> | undefined;
/* The tickets whose answers are on their way. */
const onTheWay = new Set<number>();
/* Settled when it is known which drafts this browser keeps. */
export const draftsReady = openDrafts();

function written(): Draft {
  const before = ticketId === null ? null : readDraft(meId.peek(), ticketId, mode.peek());
  return {
    ...(before ?? emptyDraft),
    text: text.peek(),
    html: html.peek(),
    files: sentFiles(),
    changes: changes.peek(),
    stamp,
    savedAt: Date.now(),
    dirty: true,
    notice: "",
    noticeText: "",
  };
}

/* No words, no files, nothing to set: nothing that would be lost. */
function isBlank(): boolean {
  return isEmpty.peek() && !setsAnything(changes.peek());
}

/* Is what is shown what is kept? */
function isKept(): boolean {
  const kept = ticketId === null ? null : readDraft(meId.peek(), ticketId, mode.peek());
  if (!kept) return isBlank();
  const same = kept.text === text.peek() && kept.html === html.peek() && kept.files.length === sentFiles().length;
  return same && JSON.stringify(kept.changes) === JSON.stringify(changes.peek());
}

/* In the list: a draft of either kind. */
function mark(id: number): void {
  markDraft(id, MODES.some((kind) => !isEmptyDraft(readDraft(meId.peek(), id, kind) ?? emptyDraft)));
}

async function saveLocally(): Promise<void> {
  clearTimeout(saveTimer);
  saveTimer = undefined;
  if (ticketId === null || !meId.peek() || isKept()) return;
  const [id, kind] = [ticketId, mode.peek()];
  const kept = await writeDraft(meId.peek(), id, kind, written());
  if (ticketId !== id || mode.peek() !== kind) return;
  mark(id);
  savedNotice.value = isBlank() ? "" : kept ? "saved" : "unsaved";
}

/* Writes the draft now, here and on the server. */
export function saveDraft(): void {
  const id = ticketId;
  void saveLocally();
  if (id !== null) void syncNow(id, mode.peek());
}

/* What was wrong with the words is no longer said of other ones. */
function saveSoon(): void {
  savedNotice.value = "";
  sendError.value = "";
  clearTimeout(saveTimer);
  saveTimer = setTimeout(() => {
    void saveLocally();
    if (ticketId !== null) syncSoon(ticketId, mode.peek());
  }, SAVE_PAUSE_MS);
}

onFilesChanged(saveSoon);
onTakeBack(() => void saveLocally());

function show(kind: Mode, draft: Draft | null): void {
  batch(() => {
    mode.value = kind;
    text.value = draft?.text ?? "";
    html.value = draft?.html ?? null;
    showFiles(draft?.files ?? []);
    changes.value = draft?.changes ?? {};
    stamp = draft?.stamp ?? "";
    sendError.value = "";
    collision.value = null;
    backNotice.value = draft?.notice ? { kind: draft.notice, words: draft.noticeText } : null;
    savedNotice.value = draft && !isEmptyDraft(draft) ? "found" : "";
    replaced.value += 1;
  });
}

/* The newer of the two drafts of a ticket. */
function showKept(id: number): void {
  const kept = MODES.map((kind) => ({ kind, draft: readDraft(meId.peek(), id, kind) })).filter(({ draft }) => draft && !isEmptyDraft(draft));
  const newest = kept.sort((a, b) => (b.draft?.savedAt ?? 0) - (a.draft?.savedAt ?? 0))[0];
  show(newest?.kind ?? "reply", newest?.draft ?? null);
}

/* The open ticket changed: keep the old draft, bring up the new one, then what the server has. */
export function composeFor(id: number | null): void {
  if (id === ticketId) return;
  if (ticketId !== null && !isKept()) saveDraft();
  ticketId = id;
  sending.value = id !== null && onTheWay.has(id);
  if (id === null) {
    show("reply", null);
    return;
  }
  wanted = { id, askedAt: performance.now() };
  showKept(id);
  void draftsReady.then(() => {
    if (ticketId === id && isBlank()) showKept(id);
  });
}

/* The drafts of a ticket are looked at once, when it has been opened: later answers may be older than what is typed. */
onTicketFetched((id, { drafts }) => {
  if (wanted?.id !== id) return;
  const { askedAt } = wanted;
  wanted = null;
  if (saveTimer !== undefined) saveDraft();
  void draftsReady.then(() => takeDrafts(id, drafts, askedAt));
});

/* What is kept was changed by somebody else: the server, another tab. Shown unless there are newer words here. */
function takeOver(id: number, kind: Mode): void {
  const kept = readDraft(meId.peek(), id, kind);
  mark(id);
  if (ticketId !== id || saveTimer !== undefined || sending.peek()) return;
  if (isBlank() && kept && !isEmptyDraft(kept)) show(kind, kept);
  else if (mode.peek() === kind && !isKept()) show(kind, kept);
}

onDraftChanged(takeOver);
onDraftElsewhere((id, kind, before) => {
  if (ticketId === id && mode.peek() === kind && saveTimer !== undefined) clashedElsewhere(id, kind, before);
  else takeOver(id, kind);
});

/* Marks of drafts in the list, from here and from other browsers. */
export async function markDrafts(): Promise<void> {
  await draftsReady;
  for (const id of await fetchMarks()) markDraft(id, true);
}

export function setText(value: string): void {
  text.value = value;
  html.value = null;
  saveSoon();
}

export function setChanges(next: ReplyChanges): void {
  changes.value = next;
  saveSoon();
}

export function setRich(plain: string, formatted: string): void {
  text.value = plain;
  html.value = formatted;
  saveSoon();
}

/* Words for the field from elsewhere (a canned reply in a plain field, a file that became text). */
export function replaceText(value: string): void {
  setText(value);
  replaced.value += 1;
}

/* The words come along, unless the other kind has words of its own: then each keeps its own. What is on its way stays what it is. */
export function setMode(kind: Mode): void {
  const before = mode.peek();
  if (kind === before || ticketId === null || sending.peek()) return;
  clearTimeout(saveTimer);
  saveTimer = undefined;
  const [id, agent] = [ticketId, meId.peek()];
  const own = readDraft(agent, id, kind);
  sendError.value = "";
  if (own && !isEmptyDraft(own)) {
    void saveLocally();
    void syncNow(id, before);
    show(kind, own);
    return;
  }
  const left = readDraft(agent, id, before);
  if (left) void writeDraft(agent, id, before, { ...emptyDraft, version: left.version, dirty: true, savedAt: Date.now() });
  mode.value = kind;
  if (!isBlank()) void saveLocally();
  syncSoon(id, before);
  syncSoon(id, kind);
}

/* The files of a canned reply go to the answer that it was put in, also when another one is shown by then, but to none that was sent. */
export async function addCannedFiles(names: readonly ComingFile[], asked: Promise<readonly DraftFile[]>): Promise<void> {
  const [id, kind] = [ticketId, mode.peek()];
  const late = await addComing(names, asked);
  if (!late || id === null) return;
  if (ticketId === id && mode.peek() === kind) void saveLocally();
  const draft = readDraft(meId.peek(), id, kind);
  if (!draft || isEmptyDraft(draft)) return;
  void writeDraft(meId.peek(), id, kind, { ...draft, files: [...draft.files, ...late].slice(0, FILES_MAX), dirty: true, savedAt: Date.now() });
  takeOver(id, kind);
  syncSoon(id, kind);
}

/* What would stop the answer from being sent; empty when nothing does. */
function obstacle(): string {
  const words = text.peek();
  if (words.trim() === "" && !/<img/.test(html.peek() ?? "")) return t("agent.compose.empty");
  if (words.length > TEXT_MAX) return t("compose.error.too_long", { over: grouped(words.length - TEXT_MAX), max: grouped(TEXT_MAX) });
  if (unfilled.peek().length > 0) return t("compose.error.unfilled", { places: commaText(unfilled.peek()) });
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

function answer(): Answer {
  return { mode: mode.peek(), text: text.peek(), html: html.peek(), uploads: sentFiles().map((file) => file.token), changes: changes.peek() };
}

/* The words are the server's now; its draft of a note has to be thrown away too. Another ticket may be shown by then. */
function forget(id: number, kind: Mode): void {
  const version = kind === "note" ? (readDraft(meId.peek(), id, kind)?.version ?? 0) : 0;
  void writeDraft(meId.peek(), id, kind, { ...emptyDraft, version, dirty: version > 0, savedAt: Date.now() });
  if (version) void syncNow(id, kind);
  mark(id);
  if (ticketId !== id || mode.peek() !== kind) return;
  clearTimeout(saveTimer);
  saveTimer = undefined;
  show("reply", readDraft(meId.peek(), id, "reply"));
}

/* After a 409: did nobody but me (and rules) touch the ticket since it was seen? */
async function onlyMyChanges(seen: string): Promise<boolean> {
  await refreshOpen();
  const since = open.peek()?.items.filter((item) => item.created_at >= seen) ?? [];
  return since.length > 0 && since.every(({ author_id: author }) => author === null || author === meId.peek());
}

/* A change of one's own that came in between is no reason to hold an answer up. */
async function deliverOwn(id: number, choice: SendChoice, isShown: () => boolean): Promise<HeldReply | null> {
  const [given, seen] = [answer(), stamp];
  const give = () => deliver(id, given, choice, stamp || (open.peek()?.ticket.updated_at ?? ""));
  try {
    return await give();
  } catch (cause) {
    if (!(cause instanceof ApiError) || cause.status !== 409 || !(await onlyMyChanges(seen)) || !isShown()) throw cause;
    stamp = open.peek()?.ticket.updated_at ?? seen;
    return give();
  }
}

/* Said where the writer is by now: what he wrote is a draft of the ticket that he left. */
function notSent(id: number, why: string): void {
  toast(t("compose.held.stopped", { number: id, why }), { label: t("compose.held.show"), run: () => go({ ticket: id }) }, "error");
}

async function refused(id: number, cause: ApiError, choice: SendChoice): Promise<void> {
  if (ticketId !== id) return notSent(id, cause.message);
  if (cause.status === 409) {
    await refreshOpen();
    collision.value = choice;
    announce(t("agent.collision.title"));
    return;
  }
  sendError.value = cause.message;
  refusedWith = cause.status;
}

function cameBack(from: 0 | 401): void {
  if (refusedWith !== from) return;
  sendError.value = "";
  announce("");
  refusedWith = -1;
}

connected.subscribe((is) => is && cameBack(0));
addEventListener("online", () => cameBack(0));
signedOut.subscribe((out) => !out && cameBack(401));

/* Sends what is written. Answers the reply that waits or was sent, "note" for a note, null when it stays here. */
export async function send(choice: SendChoice): Promise<HeldReply | "note" | null> {
  const [id, kind, began] = [ticketId, mode.peek(), shown.peek()];
  if (id === null || onTheWay.has(id)) return null;
  sendError.value = obstacle();
  if (sendError.peek()) return null;
  const isShown = () => ticketId === id && shown.peek() === began;
  let goOnSyncing = (): void => undefined;
  onTheWay.add(id);
  sending.value = true;
  try {
    void saveLocally();
    await uploadsDone();
    goOnSyncing = await syncHeld(id, kind);
    await editsSettled();
    if (!isShown()) {
      notSent(id, t("compose.error.left"));
      return null;
    }
    sendError.value = obstacle();
    const twofold = conflict.peek();
    if (sendError.peek() || (twofold?.ticket === id && twofold.mode === kind)) return null;
    endOffer(id);
    const held = await deliverOwn(id, choice, isShown);
    forget(id, kind);
    ticketChanged(id);
    if (ticketId === id) unseen.value = [];
    void refreshOpen();
    if (!held) return "note";
    follow(held);
    return held;
  } catch (cause) {
    if (!(cause instanceof ApiError)) throw cause;
    await refused(id, cause, choice);
    return null;
  } finally {
    goOnSyncing();
    onTheWay.delete(id);
    if (ticketId === id) sending.value = false;
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

/* The page is hidden or goes away: what was typed in its last moment is kept too. */
function leave(): void {
  if (ticketId === null || !meId.peek()) return;
  const kept = readDraft(meId.peek(), ticketId, mode.peek());
  if (!isKept()) writeLastWords(meId.peek(), ticketId, mode.peek(), written());
  else if (kept?.dirty) writeLastWords(meId.peek(), ticketId, mode.peek(), kept);
  if (!sending.peek()) syncLeaving(ticketId, mode.peek());
}

addEventListener("pagehide", leave);
document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && leave());
