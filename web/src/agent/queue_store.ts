/*
 * The queue in the browser. Rows never move by themselves: a changed row is updated where it stands, a new one waits
 * behind the "n new" button, and one that left the filter goes away only when nobody points at the list or stands on it.
 */

import { batch, computed, signal, type Signal } from "@preact/signals";
import { ApiError, get } from "../core/api";
import { serverNow, setServerTime } from "../core/clock";
import { ticketsWithDrafts } from "../core/drafts";
import { tn } from "../core/i18n";
import { route } from "../core/router";
import type { Counts, QueuePage, QueueRow, SearchResult, User } from "../core/types";
import { announce } from "../ui/announce";
import { belongs, compareRows, placeOf } from "./queue_order";
import { meId } from "./session";

const PAGE = 100;

export const order = signal<number[]>([]);
export const incoming = signal<QueueRow[]>([]);
export const counts = signal<Counts | null>(null);
export const loading = signal(true);
export const loadError = signal<ApiError | null>(null);
export const selected = signal<number | null>(null);
export const gone = signal<ReadonlySet<number>>(new Set());
export const draftMarks = signal<ReadonlySet<number>>(new Set());
export const hasMore = signal(false);

const rows = new Map<number, Signal<QueueRow>>();
const places = new Map<number, number>();
const changedRows = signal(0);
let cursor = "";
let loadingMore = false;
let pointerInside = false;
let current = new AbortController();
let changedIds = new Set<number>();
let changeTimer: ReturnType<typeof setTimeout> | undefined;

export function rowOf(id: number): QueueRow | null {
  return rows.get(id)?.value ?? null;
}

function peekRow(id: number): QueueRow | null {
  return rows.get(id)?.peek() ?? null;
}

/* True when a shown row has another due time than the one by which it was put in its place. */
export const outOfOrder = computed(() => {
  changedRows.value;
  if (route.value.query || order.value.length < 2) return false;
  return order.value.some((id) => {
    const row = peekRow(id);
    return row !== null && !gone.value.has(id) && placeOf(row) !== places.get(id);
  });
});

function keep(row: QueueRow): void {
  const known = rows.get(row.ticket_id);
  if (known) known.value = row;
  else rows.set(row.ticket_id, signal(row));
}

/* Takes rows in and remembers by which due time they stand where they stand. */
function place(row: QueueRow): void {
  keep(row);
  places.set(row.ticket_id, placeOf(row));
}

function takePage(page: QueuePage): void {
  if (page.counts) counts.value = page.counts;
  if (page.now) setServerTime(page.now);
}

function searchRow(ticket: SearchResult, users: Map<number, User>): QueueRow {
  const person = (id: number | null) => (id === null ? null : { id, name: users.get(id)?.name ?? `#${id}` });
  return {
    ticket_id: ticket.id,
    subject: ticket.subject,
    status: ticket.status,
    priority: ticket.priority,
    requester: person(ticket.requester_id),
    assignee: person(ticket.assignee_id),
    group_id: ticket.group_id,
    tags: ticket.tags,
    channel: ticket.via.channel,
    updated_at: ticket.updated_at,
    snippet: ticket.description ?? null,
    deadline: null,
  };
}

/* Tickets found by the server, newest first; rows that stand in a queue bring their deadline along. */
async function search(query: string, abort: AbortSignal): Promise<QueueRow[]> {
  const text = encodeURIComponent(`type:ticket ${query}`);
  const found = await get<{ results: SearchResult[]; users?: User[] }>(`search?query=${text}&include=tickets(users)&per_page=100`, abort);
  const users = new Map((found.users ?? []).map((user) => [user.id, user]));
  const results = found.results.filter((result) => result.result_type === "ticket").map((ticket) => searchRow(ticket, users));
  if (results.length === 0) return results;
  const page = await get<QueuePage>(`queue?ids=${results.map((row) => row.ticket_id).join(",")}`, abort);
  takePage(page);
  const queued = new Map(page.queue.map((row) => [row.ticket_id, row]));
  return results.map((row) => queued.get(row.ticket_id) ?? row);
}

async function firstRows(abort: AbortSignal): Promise<QueueRow[]> {
  const { filter, query } = route.peek();
  if (query) return search(query, abort);
  const page = await get<QueuePage>(`queue?filter=${filter}&page[size]=${PAGE}`, abort);
  if (abort.aborted) return [];
  takePage(page);
  cursor = page.meta?.after_cursor ?? "";
  hasMore.value = Boolean(page.meta?.has_more && cursor);
  return page.queue;
}

/* Loads the filter or search of the address from the start. */
export async function loadQueue(): Promise<void> {
  current.abort();
  current = new AbortController();
  const { signal: abort } = current;
  batch(() => {
    loading.value = true;
    loadError.value = null;
    hasMore.value = false;
  });
  try {
    const found = await firstRows(abort);
    if (abort.aborted) return;
    batch(() => {
      found.forEach(place);
      order.value = found.map((row) => row.ticket_id);
      incoming.value = [];
      gone.value = new Set();
      draftMarks.value = ticketsWithDrafts(meId.peek());
      loading.value = false;
    });
  } catch (cause) {
    if (abort.aborted || !(cause instanceof ApiError)) return;
    batch(() => {
      loadError.value = cause;
      loading.value = false;
    });
  }
}

export async function loadMore(): Promise<void> {
  if (!hasMore.peek() || loadingMore || loading.peek()) return;
  loadingMore = true;
  const { signal: abort } = current;
  try {
    const { filter } = route.peek();
    const page = await get<QueuePage>(`queue?filter=${filter}&page[size]=${PAGE}&page[after]=${encodeURIComponent(cursor)}`, abort);
    takePage(page);
    const known = new Set(order.peek());
    const fresh = page.queue.filter((row) => !known.has(row.ticket_id));
    batch(() => {
      fresh.forEach(place);
      order.value = [...order.peek(), ...fresh.map((row) => row.ticket_id)];
      cursor = page.meta?.after_cursor ?? "";
      hasMore.value = Boolean(page.meta?.has_more && cursor);
    });
  } catch (cause) {
    if (cause instanceof ApiError) hasMore.value = false;
  } finally {
    loadingMore = false;
  }
}

function isPastWindow(row: QueueRow): boolean {
  const lastId = order.peek().at(-1);
  const last = lastId === undefined ? null : peekRow(lastId);
  return hasMore.peek() && last !== null && compareRows(row, last) > 0;
}

function putAside(row: QueueRow): void {
  const others = incoming.peek().filter((other) => other.ticket_id !== row.ticket_id);
  const isNew = others.length === incoming.peek().length;
  incoming.value = [...others, row];
  if (isNew) announce(tn("agent.queue.new_announce", incoming.peek().length));
}

function placeChanged(id: number, row: QueueRow | undefined): void {
  const { filter, query } = route.peek();
  const inList = order.peek().includes(id);
  if (row && inList) keep(row);
  if (query) return;
  const stays = row !== undefined && belongs(row, filter, meId.peek(), serverNow());
  if (inList) {
    const marks = new Set(gone.peek());
    if (stays) marks.delete(id);
    else marks.add(id);
    gone.value = marks;
    return;
  }
  if (stays && order.peek().length === 0) {
    place(row);
    order.value = [id];
  } else if (stays && !isPastWindow(row)) putAside(row);
  else incoming.value = incoming.peek().filter((other) => other.ticket_id !== id);
}

/* Takes rows out that left the filter, but not under somebody's pointer or cursor. */
export function dropGone(): void {
  if (gone.peek().size === 0 || pointerInside) return;
  const staying = selected.peek();
  order.value = order.peek().filter((id) => id === staying || !gone.peek().has(id));
  gone.value = new Set([...gone.peek()].filter((id) => id === staying));
}

async function fetchChanged(): Promise<void> {
  const ids = [...changedIds].slice(0, PAGE);
  ids.forEach((id) => changedIds.delete(id));
  if (ids.length === 0) return;
  try {
    const page = await get<QueuePage>(`queue?ids=${ids.join(",")}`);
    const found = new Map(page.queue.map((row) => [row.ticket_id, row]));
    batch(() => {
      takePage(page);
      ids.forEach((id) => placeChanged(id, found.get(id)));
      changedRows.value += 1;
      dropGone();
    });
  } catch {
    /* the next event or the resync after reconnecting brings it */
  }
  if (changedIds.size > 0) void fetchChanged();
}

/* News about a ticket; what comes close together is asked for in one request. */
export function ticketChanged(id: number): void {
  changedIds.add(id);
  clearTimeout(changeTimer);
  changeTimer = setTimeout(() => void fetchChanged(), 120);
}

/* After missed events: ask for all rows that are shown, and for the start of the queue. */
export async function refreshQueue(): Promise<void> {
  if (loading.peek() || loadError.peek() || route.peek().query) return loadQueue();
  order.peek().forEach((id) => changedIds.add(id));
  try {
    const { filter } = route.peek();
    const page = await get<QueuePage>(`queue?filter=${filter}&page[size]=${PAGE}`);
    page.queue.forEach((row) => changedIds.add(row.ticket_id));
  } catch {
    /* shown rows are still asked for below */
  }
  return fetchChanged();
}

/* The "n new" button: everything takes its right place. */
export function showIncoming(): void {
  batch(() => {
    incoming.peek().forEach(keep);
    const ids = new Set([...order.peek(), ...incoming.peek().map((row) => row.ticket_id)]);
    const all = [...ids].filter((id) => !gone.peek().has(id) || id === selected.peek()).map(peekRow);
    const sorted = all.filter((row) => row !== null).sort(compareRows);
    sorted.forEach(place);
    order.value = sorted.map((row) => row.ticket_id);
    gone.value = new Set([...gone.peek()].filter((id) => id === selected.peek()));
    incoming.value = [];
  });
}

export function setPointerInside(inside: boolean): void {
  pointerInside = inside;
  if (!inside) dropGone();
}

/* The ticket next to `id` in the list, skipping those that left; null at the end. */
export function neighbour(id: number | null, step: 1 | -1): number | null {
  const list = order.peek();
  let at = id === null ? (step === 1 ? -1 : list.length) : list.indexOf(id);
  if (at < 0 && id !== null) return list[0] ?? null;
  do {
    at += step;
  } while (at >= 0 && at < list.length && gone.peek().has(list[at] as number));
  return list[at] ?? null;
}

export function patchRow(id: number, patch: Partial<QueueRow>): void {
  const row = rows.get(id);
  if (row) row.value = { ...row.peek(), ...patch };
}

export function markDraft(id: number, present: boolean): void {
  if (draftMarks.peek().has(id) === present) return;
  const marks = new Set(draftMarks.peek());
  if (present) marks.add(id);
  else marks.delete(id);
  draftMarks.value = marks;
}
