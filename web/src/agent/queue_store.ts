/*
 * The queue in the browser: some windows of a list that the server keeps. Rows never move by themselves: a changed row is
 * updated where it stands, a new one waits behind the "n new" button, and one that left the list goes away only when
 * nobody points at the list or stands on it.
 */

import { batch, computed, effect, signal, type Signal } from "@preact/signals";
import { ApiError, askAhead, get, put, remove } from "../core/api";
import { setServerTime } from "../core/clock";
import { ticketsWithDrafts } from "../core/drafts";
import { tn } from "../core/i18n";
import { route } from "../core/router";
import type { QueuePage, QueueRow, QueueWindow, RowGroup } from "../core/types";
import { announceRarely } from "../ui/announce";
import { askParams, byDeadline, chosenOrder } from "./queue_ask";
import { wantedValues } from "./queue_columns";
import { placeOf } from "./queue_order";
import { counts, viewsChanged } from "./queue_views";
import { ListWindows, WINDOW } from "./queue_windows";
import { meId } from "./session";

const ASKED_AT_ONCE = 100;
/* More changes than these at once are somebody's bulk change: only what is shown is asked for. */
const STORM = 200;
/* Changes of so long are one question; more of them do not put it off. After many at once the next question waits longer. */
const CHANGES_MS = 120;
const BUSY_MS = 1000;
const MANY = 40;

export { counts };
export const list = signal<{ windows: ListWindows }>({ windows: new ListWindows("", 0) });
export const groups = signal<readonly RowGroup[]>([]);
export const groupBy = signal<string | null>(null);
export const more = signal(false);
/* Tickets that are new in the list. */
export const incoming = signal<readonly number[]>([]);
export const loading = signal(true);
export const loadError = signal<ApiError | null>(null);
export const selected = signal<number | null>(null);
export const gone = signal<ReadonlySet<number>>(new Set());
export const draftMarks = signal<ReadonlySet<number>>(new Set());
/* The list shall begin at its top again. */
export const topWanted = signal(0);

const rows = new Map<number, Signal<QueueRow>>();
const places = new Map<number, number>();
const changedRows = signal(0);
const moved = signal(false);
const asked = new Set<number>();
let pointerInside = false;
let askedValues = "";
let askedOrder: string | null = null;
let shownFrom = 0;
let current = new AbortController();
/* Windows that are on their way. */
let coming = 0;
let changedIds = new Set<number>();
let changeTimer: ReturnType<typeof setTimeout> | undefined;
let wasBusy = false;
let countTimer: ReturnType<typeof setTimeout> | undefined;

export function rowOf(id: number): QueueRow | null {
  return rows.get(id)?.value ?? null;
}

export function peekRow(id: number): QueueRow | null {
  return rows.get(id)?.peek() ?? null;
}

/* True when a shown row has another due time than the one by which it was put in its place, or very much has changed. */
export const outOfOrder = computed(() => {
  changedRows.value;
  if (moved.value) return true;
  if (!byDeadline()) return false;
  return list.value.windows.loaded().some((id) => {
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

function windowPath(offset: number, token: string): string {
  const params = askParams();
  params.set("offset", String(offset));
  params.set("limit", String(WINDOW));
  if (token) params.set("list", token);
  return `queue/window?${params}`;
}

async function fetchWindow(offset: number, token: string, abort: AbortSignal): Promise<QueueWindow> {
  askedValues = wantedValues.peek();
  askedOrder = chosenOrder.peek();
  coming += 1;
  try {
    return await get<QueueWindow>(windowPath(offset, token), abort);
  } finally {
    coming -= 1;
    if (coming === 0 && changedIds.size > 0) fetchSoon();
  }
}

/* The list of the address is asked for while the page still finds out who is here. */
export function askQueueAhead(): void {
  askAhead(windowPath(0, ""));
}

/* A window of the list that is shown, or of one that takes its place. */
function takeWindow(page: QueueWindow): void {
  setServerTime(page.now);
  const known = list.peek().windows;
  const windows = known.list === page.list ? known : new ListWindows(page.list, page.total);
  page.queue.forEach(place);
  windows.put(page.offset, page.ids);
  const there = new Set(page.queue.map((row) => row.ticket_id));
  page.ids.filter((id) => !there.has(id)).forEach((id) => windows.hide(id));
  const lost = windows.forgetFar(windows.indexOfPlace(shownFrom), (id) => id === selected.peek());
  lost.forEach((id) => rows.delete(id));
  list.value = { windows };
  groups.value = page.groups;
  groupBy.value = page.group_by;
  more.value = page.more;
}

/* Takes the list anew, from the window that is in sight or from its top. */
async function reload(fromTop: boolean): Promise<void> {
  current.abort();
  current = new AbortController();
  const { signal: abort } = current;
  asked.clear();
  if (fromTop) shownFrom = 0;
  try {
    const page = await fetchWindow(Math.floor(shownFrom / WINDOW) * WINDOW, "", abort);
    if (abort.aborted) return;
    batch(() => {
      places.clear();
      takeWindow(page);
      clearTimeout(countTimer);
      incoming.value = [];
      gone.value = new Set();
      moved.value = false;
      draftMarks.value = ticketsWithDrafts(meId.peek());
      loading.value = false;
      loadError.value = null;
      if (fromTop) topWanted.value += 1;
    });
  } catch (cause) {
    if (abort.aborted || !(cause instanceof ApiError)) return;
    batch(() => {
      loadError.value = cause;
      loading.value = false;
    });
  }
}

/* Rows of other lists than that which is here. */
function forgetRows(): void {
  const kept = new Set([...list.peek().windows.loaded(), selected.peek(), route.peek().ticket]);
  for (const id of rows.keys()) if (!kept.has(id)) rows.delete(id);
}

/* Loads the view or search of the address from the start. */
export async function loadQueue(): Promise<void> {
  batch(() => {
    loading.value = true;
    loadError.value = null;
  });
  await reload(true);
  forgetRows();
}

/* The shown rows first..last shall be here; what comes is put where it belongs. */
export function ensure(first: number, last: number): void {
  const { windows } = list.peek();
  if (loading.peek() || windows.count === 0) return;
  shownFrom = windows.placeOf(Math.max(0, first));
  const { signal: abort } = current;
  for (const offset of windows.missing(first, last)) {
    if (asked.has(offset)) continue;
    asked.add(offset);
    fetchWindow(offset, windows.list, abort)
      .then((page) => {
        if (!abort.aborted) batch(() => takeWindow(page));
      })
      .catch(() => setTimeout(() => (list.value = { ...list.peek() }), 2000))
      .finally(() => asked.delete(offset));
  }
}

function putAside(ids: readonly number[]): void {
  const news = ids.filter((id) => !incoming.peek().includes(id));
  if (news.length === 0) return;
  incoming.value = [...incoming.peek(), ...news];
  announceRarely("queue:new", () => (incoming.peek().length > 0 ? tn("agent.queue.new_announce", incoming.peek().length) : ""));
}

function markGone(id: number, is: boolean): void {
  if (gone.peek().has(id) === is) return;
  const marks = new Set(gone.peek());
  if (is) marks.add(id);
  else marks.delete(id);
  gone.value = marks;
}

/* A row that had left the list: where it was, unless somebody points at the list. */
function comeBack(row: QueueRow, at: number): void {
  if (pointerInside) return putAside([row.ticket_id]);
  const { windows } = list.peek();
  place(row);
  windows.show(at);
  list.value = { windows };
}

function placeChanged(id: number, row: QueueRow | undefined): void {
  const { windows } = list.peek();
  if (windows.has(id)) {
    if (row) keep(row);
    if (!row || row.fits !== null) markGone(id, !row?.fits);
    return;
  }
  if (row?.fits && row.place !== null && windows.isHidden(row.place)) return comeBack(row, row.place);
  /* the server has forgotten this list (it began anew): where the row stands shows when the list is taken anew */
  if (row?.fits === null && windows.list) moved.value = true;
  const isNew = row?.fits === true && row.place === null && !route.peek().query;
  if (isNew && windows.count === 0) void reload(true);
  else if (isNew) putAside([id]);
  else incoming.value = incoming.peek().filter((other) => other !== id);
}

/* Takes rows out that left the list, but not under somebody's pointer or cursor. */
export function dropGone(): void {
  if (gone.peek().size === 0 || pointerInside) return;
  const { windows } = list.peek();
  const staying = selected.peek();
  const leaving = [...gone.peek()].filter((id) => id !== staying);
  leaving.forEach((id) => windows.hide(id));
  if (leaving.length === 0) return;
  batch(() => {
    list.value = { windows };
    gone.value = new Set([...gone.peek()].filter((id) => id === staying));
  });
  /* nothing is left that could move: what waits behind the button comes at once */
  if (windows.count === 0 && incoming.peek().length > 0) void reload(true);
}

/* After a storm: what the list has now that it had not when it was taken. */
async function countNew(): Promise<void> {
  const { windows } = list.peek();
  if (!windows.list || route.peek().query) return;
  const params = askParams();
  params.set("limit", "1");
  params.set("since", windows.list);
  try {
    const { new: news } = await get<QueueWindow>(`queue/window?${params}`, current.signal);
    if (windows !== list.peek().windows) return;
    if (windows.count === 0 && news?.length) void reload(true);
    else putAside(news ?? []);
  } catch {
    /* the list can be put in order all the same */
  }
}

function nextChanged(): number[] {
  const { windows } = list.peek();
  if (changedIds.size > STORM) {
    moved.value = true;
    clearTimeout(countTimer);
    countTimer = setTimeout(() => void countNew(), BUSY_MS);
    changedIds = new Set([...changedIds].filter((id) => windows.has(id)));
  }
  const ids = [...changedIds].slice(0, ASKED_AT_ONCE);
  ids.forEach((id) => changedIds.delete(id));
  return ids;
}

async function fetchChanged(): Promise<void> {
  /* a window that was read before the change would take the old row back */
  if (coming > 0) return;
  const ids = nextChanged();
  if (ids.length === 0) return;
  const { windows } = list.peek();
  const params = askParams();
  params.set("ids", ids.join(","));
  if (windows.list) params.set("list", windows.list);
  try {
    const page = await get<QueuePage>(`queue?${params}`);
    const found = new Map(page.queue.map((row) => [row.ticket_id, row]));
    if (page.now) setServerTime(page.now);
    batch(() => {
      if (page.counts) counts.value = page.counts;
      if (windows === list.peek().windows) ids.forEach((id) => placeChanged(id, found.get(id)));
      changedRows.value += 1;
      dropGone();
    });
  } catch {
    /* the next event or the resync after reconnecting brings it */
  }
  if (changedIds.size > 0) void fetchChanged();
}

/* What comes close together is asked for in one request. */
function fetchSoon(): void {
  changeTimer ??= setTimeout(() => {
    changeTimer = undefined;
    wasBusy = changedIds.size > MANY;
    void fetchChanged();
  }, wasBusy ? BUSY_MS : CHANGES_MS);
}

/* News about a ticket. */
export function ticketChanged(id: number): void {
  changedIds.add(id);
  viewsChanged();
  fetchSoon();
}

/* After missed events: the list anew, where it is. */
export async function refreshQueue(): Promise<void> {
  viewsChanged();
  return loading.peek() || loadError.peek() ? loadQueue() : reload(false);
}

/* The rows that are here lack values of columns that are shown now: the table was just chosen, or its view got other columns. */
effect(() => {
  const wanted = wantedValues.value;
  queueMicrotask(() => {
    if (wanted && wanted === wantedValues.peek() && wanted !== askedValues) void refreshQueue();
  });
});

/* The order was chosen, here or in another tab, or came with the preferences when the list was here already. It stays until it comes in the new one. */
effect(() => {
  const order = chosenOrder.value;
  queueMicrotask(() => {
    if (order !== null && askedOrder !== null && order === chosenOrder.peek() && order !== askedOrder) void reload(true);
  });
});

/* The "n new" button: everything takes its right place. */
export function showIncoming(): void {
  void reload(true);
}

export function setPointerInside(inside: boolean): void {
  pointerInside = inside;
  if (!inside) dropGone();
}

/* The ticket next to `id` in the list, skipping those that left; null at the end, or when it is still being fetched. */
export function neighbour(id: number | null, step: 1 | -1): number | null {
  const { windows } = list.peek();
  let at = id === null ? (step === 1 ? -1 : windows.count) : windows.indexOf(id);
  if (at < 0 && id !== null) return windows.idAt(Math.min(windows.count - 1, windows.indexOfPlace(shownFrom)));
  do {
    at += step;
  } while (at >= 0 && at < windows.count && gone.peek().has(windows.idAt(at) as number));
  if (at < 0 || at >= windows.count) return null;
  ensure(Math.max(0, at - 20), Math.min(windows.count - 1, at + 20));
  return windows.idAt(at);
}

export function patchRow(id: number, patch: Partial<QueueRow>): void {
  const row = rows.get(id);
  if (row) row.value = { ...row.peek(), ...patch };
}

export function markDraft(id: number, present: boolean): void {
  if (peekRow(id)?.has_draft && !present) patchRow(id, { has_draft: false });
  if (draftMarks.peek().has(id) === present) return;
  const marks = new Set(draftMarks.peek());
  if (present) marks.add(id);
  else marks.delete(id);
  draftMarks.value = marks;
}

/* Back among what waits to be read. */
export function markUnread(id: number): void {
  patchRow(id, { unread: true });
  remove(`tickets/${id}/read`).catch(() => undefined);
}

/* The person has seen the ticket up to now. Nobody else is told, and nothing is lost when it fails. */
export function markRead(id: number): void {
  patchRow(id, { unread: false });
  put(`tickets/${id}/read`, {}).catch(() => undefined);
}
