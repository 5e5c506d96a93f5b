/*
 * Unsent answers and notes in this browser, one of each per agent and ticket: in memory, in IndexedDB at each pause in
 * typing, in localStorage where that is refused. So a crash, a reload or a lost session takes nothing. Other tabs hear
 * of each write. What the server has of them: agent/draft_sync.ts.
 */

import { parseJson } from "./json";
import type { ReplyChanges, Status } from "./types";

export type Mode = "reply" | "note";
export const MODES: readonly Mode[] = ["reply", "note"];

export interface DraftFile {
  token: string;
  name: string;
  size: number;
}

export interface Draft {
  text: string;
  /* formatted; null: plain */
  html: string | null;
  files: DraftFile[];
  /* updated_at of the ticket as the agent saw it when the draft began; empty: not yet known */
  stamp: string;
  status: Status | null;
  /* what is set beside the words when they are sent */
  changes: ReplyChanges;
  savedAt: number;
  /* of the server's copy that this began from; 0: it has none */
  version: number;
  /* what is here has not reached the server */
  dirty: boolean;
  /* why it came back after it was held, and the server's words about it */
  notice: string;
  noticeText: string;
}

const STORE = "drafts";
const OLD_PREFIX = "tend.draft.";
const PREFIX = "tend.draft2.";
const KEEP_MS = 30 * 86400000;
/* A database that does not open in this time is not waited for. */
const OPEN_MS = 600;
/* A crash of the whole machine may take the last second; the server has the rest. */
const RELAXED: IDBTransactionOptions = { durability: "relaxed" };

const memory = new Map<string, Draft>();
/* When each was last written or thrown away since this page began. */
const writtenAt = new Map<string, number>();
/* `before`: what was kept until then. */
type Listener = (ticket: number, mode: Mode, before: Draft | null) => void;

const listeners = new Set<Listener>();
const channel = new BroadcastChannel("tend-drafts");
let database: IDBDatabase | null = null;

export const emptyDraft: Draft = {
  text: "",
  html: null,
  files: [],
  stamp: "",
  status: null,
  changes: {},
  savedAt: 0,
  version: 0,
  dirty: false,
  notice: "",
  noticeText: "",
};

/* Does an answer set anything beside its words? Which canned replies were used says nothing by itself. */
export function setsAnything(changes: ReplyChanges): boolean {
  return Object.keys(changes).some((name) => name !== "macro_ids");
}

export function isEmptyDraft({ text, html, files, changes }: Draft): boolean {
  return text.trim() === "" && files.length === 0 && !/<img/.test(html ?? "") && !setsAnything(changes);
}

function keyOf(agent: number, ticket: number, mode: Mode): string {
  return `${agent}.${ticket}.${mode}`;
}

function request<T>(asked: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
}

async function openDatabase(): Promise<IDBDatabase> {
  const opening = indexedDB.open("tend", 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore(STORE);
  return request(opening);
}

function tell(key: string, before: Draft | null): void {
  const [, ticket, mode] = key.split(".");
  for (const listener of listeners) listener(Number(ticket), mode as Mode, before);
}

/* The newer of two counts. */
function takeIn(key: string, draft: Draft): void {
  const known = memory.get(key);
  if (known && known.savedAt >= draft.savedAt) return;
  memory.set(key, draft);
  tell(key, known ?? null);
}

async function readDatabase(): Promise<void> {
  const opened = await openDatabase();
  const drafts = opened.transaction(STORE).objectStore(STORE);
  const [keys, values] = await Promise.all([request(drafts.getAllKeys()), request<Draft[]>(drafts.getAll())]);
  database = opened;
  keys.forEach((key, at) => takeIn(String(key), { ...emptyDraft, ...values[at] }));
  await moveStorage();
}

/* Names in localStorage with the draft's own key. */
function storageNames(): { name: string; key: string; draft: Draft }[] {
  return Object.keys(localStorage).flatMap((name) => {
    const old = name.startsWith(OLD_PREFIX);
    if (!old && !name.startsWith(PREFIX)) return [];
    const found = parseJson<Draft & { mode?: Mode }>(localStorage.getItem(name));
    if (!found) return [];
    const key = old ? `${name.slice(OLD_PREFIX.length)}.${found.mode ?? "reply"}` : name.slice(PREFIX.length);
    return [{ name, key, draft: { ...emptyDraft, ...found, dirty: old || found.dirty } }];
  });
}

/* What localStorage holds: last words of pages that went away, whole drafts where IndexedDB is refused or slow, and those
 * of an earlier version, one per ticket. There at once. */
function readStorage(): void {
  for (const { key, draft } of storageNames()) takeIn(key, draft);
}

/* The database is there: it takes over, and localStorage is left empty. */
async function moveStorage(): Promise<void> {
  for (const { name, key } of storageNames()) {
    const draft = memory.get(key);
    if (draft && database) await request(database.transaction(STORE, "readwrite", RELAXED).objectStore(STORE).put(draft, key));
    localStorage.removeItem(name);
  }
}

/* Reads what this browser keeps; a database that takes long is not waited for, and heard later. */
export async function openDrafts(): Promise<void> {
  try {
    readStorage();
    const late = new Promise<void>((resolve) => setTimeout(resolve, OPEN_MS));
    await Promise.race([readDatabase(), late]);
  } catch {
    /* refused: drafts stay in localStorage, or as long as the tab and on the server */
  }
  const old = Date.now() - KEEP_MS;
  for (const [key, draft] of memory) if (!draft.dirty && draft.savedAt < old) void store(key, null);
}

function remember(key: string, draft: Draft | null): void {
  if (draft) memory.set(key, draft);
  else memory.delete(key);
  writtenAt.set(key, performance.now());
}

/* False when the browser refused (no room, or forbidden). */
async function store(key: string, draft: Draft | null): Promise<boolean> {
  remember(key, draft);
  try {
    if (!database) throw new Error("no database");
    const drafts = database.transaction(STORE, "readwrite", RELAXED).objectStore(STORE);
    await (draft ? request(drafts.put(draft, key)) : request(drafts.delete(key)));
    storeByName(key, null);
    return true;
  } catch {
    return storeByName(key, draft);
  }
}

function storeByName(key: string, draft: Draft | null): boolean {
  try {
    if (draft) localStorage.setItem(PREFIX + key, JSON.stringify(draft));
    else localStorage.removeItem(PREFIX + key);
    return true;
  } catch {
    return false;
  }
}

export function readDraft(agent: number, ticket: number, mode: Mode): Draft | null {
  return memory.get(keyOf(agent, ticket, mode)) ?? null;
}

/* By performance.now(): was it changed here after `when`, be it by what the server took? */
export function writtenSince(agent: number, ticket: number, mode: Mode, when: number): boolean {
  return (writtenAt.get(keyOf(agent, ticket, mode)) ?? 0) > when;
}

/* An empty draft that the server has nothing of is no draft. */
export async function writeDraft(agent: number, ticket: number, mode: Mode, draft: Draft): Promise<boolean> {
  const gone = isEmptyDraft(draft) && draft.version === 0;
  const key = keyOf(agent, ticket, mode);
  const kept = store(key, gone ? null : draft);
  channel.postMessage({ key, draft: gone ? null : draft });
  return kept;
}

/* The page goes away, and a database may not be quick enough. */
export function writeLastWords(agent: number, ticket: number, mode: Mode, draft: Draft): void {
  const key = keyOf(agent, ticket, mode);
  remember(key, draft);
  storeByName(key, draft);
}

/* Of this agent, those with something in them. */
export function allDrafts(agent: number): { ticket: number; mode: Mode; draft: Draft }[] {
  return [...memory].flatMap(([key, draft]) => {
    const [of, ticket, mode] = key.split(".");
    return Number(of) === agent ? [{ ticket: Number(ticket), mode: mode as Mode, draft }] : [];
  });
}

export function ticketsWithDrafts(agent: number): Set<number> {
  return new Set(allDrafts(agent).filter(({ draft }) => !isEmptyDraft(draft)).map(({ ticket }) => ticket));
}

/* Another tab wrote a draft. */
export function onDraftElsewhere(listener: Listener): void {
  listeners.add(listener);
}

channel.addEventListener("message", (event: MessageEvent<{ key: string; draft: Draft | null }>) => {
  const { key, draft } = event.data;
  const before = memory.get(key) ?? null;
  remember(key, draft);
  tell(key, before);
});
