/*
 * The open ticket: its fields, the newest part of its timeline, waits, drafts, and the people in it, in one request. Older
 * parts come when somebody scrolls up. The last tickets stay in memory, so going back shows them at once while the news
 * is fetched.
 */

import { batch, computed, signal } from "@preact/signals";
import { ApiError, get } from "../core/api";
import { tn } from "../core/i18n";
import { route } from "../core/router";
import type { Comment, Ticket, User, Wait } from "../core/types";
import { announce } from "../ui/announce";
import type { ServerDraft } from "./draft_sync";
import type { HeldReply } from "./held";
import { withComing } from "./edits_coming";
import { markRead, peekRow, selected } from "./queue_store";
import { meId } from "./session";
import type { Snooze, TimelineItem } from "./timeline";

export interface OpenTicket {
  ticket: Ticket;
  /* what is loaded of the timeline, oldest first, and the messages in it */
  items: readonly TimelineItem[];
  comments: Comment[];
  /* where the older part begins; empty: it is all there */
  older: string;
  snooze: Snooze | null;
  /* the newest message that was seen before the ticket was opened; null: never opened */
  seen: number | null;
  waits: Wait[];
  users: ReadonlyMap<number, User>;
  organization: string | null;
}

const KEEP = 20;
const HURRY_MS = 120;
/* Changes of so long are one question; more of them do not put it off. */
const CHANGES_MS = 120;

export const open = signal<OpenTicket | null>(null);
export const opening = signal(false);
export const openError = signal<ApiError | null>(null);
/* Messages of others that came while the ticket was open and have not been looked at. */
export const unseen = signal<number[]>([]);

const kept = new Map<number, OpenTicket>();
let current = new AbortController();
let openedAt = -HURRY_MS;
let openTimer: ReturnType<typeof setTimeout> | undefined;
let refreshTimer: ReturnType<typeof setTimeout> | undefined;

export const requester = computed(() => {
  const view = open.value;
  return view ? (view.users.get(view.ticket.requester_id) ?? null) : null;
});

/* What is known of a ticket without opening it. */
export type TicketMeant = Pick<Ticket, "id" | "status" | "priority" | "type" | "assignee_id" | "group_id">;

/* The ticket that keys mean: the open one, else that of the marked row. */
export function ticketMeant(): TicketMeant | null {
  const { section, ticket } = route.peek();
  if (section !== "tickets") return null;
  const view = open.peek();
  if (view) return view.ticket;
  const id = ticket ?? selected.peek();
  const row = id === null ? null : peekRow(id);
  if (!row) return null;
  const { ticket_id, status, priority, type, group_id } = row;
  return { id: ticket_id, status, priority, type, assignee_id: row.assignee?.id ?? null, group_id };
}

/* Closed ones take no changes. */
export function canChange(): boolean {
  const ticket = ticketMeant();
  return ticket !== null && ticket.status !== "closed";
}

interface TimelineAnswer {
  timeline: TimelineItem[];
  users?: User[];
  seen_comment_id: number | null;
  snooze: Snooze | null;
  meta?: { has_more: boolean; after_cursor: string | null };
}

/* All that the screen shows at first. */
export interface TicketAnswer extends TimelineAnswer {
  ticket: Ticket;
  organizations: { id: number; name: string }[];
  deadlines: Wait[];
  drafts: ServerDraft[];
  held_replies: HeldReply[];
}

const PAGE = 50;
const ALL = "users,organizations,ticket,deadlines,drafts,held_replies";

const listeners = new Set<(ticket: number, answer: TicketAnswer) => void>();

/* Whoever keeps another part of the open ticket hears what the server said of it. */
export function onTicketFetched(listener: (ticket: number, answer: TicketAnswer) => void): void {
  listeners.add(listener);
}

function timelinePage<T extends TimelineAnswer>(id: number, more: string, abort?: AbortSignal): Promise<T> {
  return get<T>(`tickets/${id}/timeline?page[size]=${PAGE}&${more}`, abort);
}

function olderOf(answer: TimelineAnswer): string {
  return answer.meta?.has_more ? (answer.meta.after_cursor ?? "") : "";
}

function commentsOf(items: readonly TimelineItem[]): Comment[] {
  return items.flatMap((item) => item.comment ?? []);
}

/* The newest part behind what was loaded before it, as long as no gap is between them. */
function joined(known: OpenTicket | null, answer: TimelineAnswer): Pick<OpenTicket, "items" | "comments" | "older"> {
  const fresh = answer.timeline.toReversed();
  const first = fresh[0]?.id ?? 0;
  const meets = known !== null && known.items.some((item) => item.id >= first);
  const before = meets ? known.items.filter((item) => item.id < first) : [];
  const items = [...before, ...fresh];
  return { items, comments: commentsOf(items), older: before.length > 0 ? (known?.older ?? "") : olderOf(answer) };
}

export const loadingOlder = signal(false);

/* The part before what is loaded; true when something came. */
export async function loadOlder(): Promise<boolean> {
  const view = open.peek();
  if (!view?.older || loadingOlder.peek()) return false;
  loadingOlder.value = true;
  try {
    const answer = await timelinePage(view.ticket.id, `include=users&page[after]=${encodeURIComponent(view.older)}`);
    const now = open.peek();
    if (now?.ticket.id !== view.ticket.id || now.older !== view.older) return false;
    const items = [...answer.timeline.toReversed(), ...now.items];
    const users = new Map([...(answer.users ?? []).map((user): [number, User] => [user.id, user]), ...now.users]);
    const grown = { ...now, items, comments: commentsOf(items), older: olderOf(answer), users };
    keepInMemory(grown);
    open.value = grown;
    return true;
  } finally {
    loadingOlder.value = false;
  }
}

async function fetchTicket(id: number, abort: AbortSignal): Promise<OpenTicket> {
  const known = kept.get(id) ?? null;
  const answer = await timelinePage<TicketAnswer>(id, `include=${ALL}`, abort);
  const { ticket, snooze, deadlines: waits } = answer;
  const users = new Map<number, User>([...(known?.users ?? []), ...(answer.users ?? []).map((user): [number, User] => [user.id, user])]);
  const organization = answer.organizations.find((item) => item.id === ticket.organization_id)?.name ?? null;
  const seen = open.peek()?.ticket.id === id ? (open.peek()?.seen ?? null) : answer.seen_comment_id;
  if (!abort.aborted) for (const listener of listeners) listener(id, answer);
  return { ticket: withComing(ticket), ...joined(known, answer), snooze, seen, waits, users, organization };
}

function keepInMemory(view: OpenTicket): void {
  kept.delete(view.ticket.id);
  kept.set(view.ticket.id, view);
  const oldest = kept.keys().next().value;
  if (kept.size > KEEP && oldest !== undefined) kept.delete(oldest);
}

function noteNews(before: OpenTicket | null, after: OpenTicket): void {
  if (before?.ticket.id !== after.ticket.id) return;
  const known = new Set(before.comments.map((comment) => comment.id));
  const fresh = after.comments.filter((comment) => !known.has(comment.id) && comment.author_id !== meId.peek());
  if (fresh.length === 0) return;
  unseen.value = [...unseen.peek(), ...fresh.map((comment) => comment.id)];
  announce(tn("agent.thread.new_announce", fresh.length));
}

/* What stands before somebody's eyes counts as read. */
function noteRead(view: OpenTicket): void {
  const before = open.peek();
  const isNew = before?.ticket.id !== view.ticket.id || before.comments.at(-1)?.id !== view.comments.at(-1)?.id;
  if (isNew && document.visibilityState === "visible") markRead(view.ticket.id);
}

async function load(id: number): Promise<void> {
  current.abort();
  current = new AbortController();
  const { signal: abort } = current;
  try {
    const view = await fetchTicket(id, abort);
    if (abort.aborted) return;
    noteRead(view);
    batch(() => {
      noteNews(open.peek(), view);
      keepInMemory(view);
      open.value = view;
      opening.value = false;
      openError.value = null;
    });
  } catch (cause) {
    if (abort.aborted || !(cause instanceof ApiError)) return;
    batch(() => {
      opening.value = false;
      const shown = open.peek()?.ticket.id === id;
      if (!shown || cause.status === 404) {
        openError.value = cause;
        open.value = null;
        kept.delete(id);
      }
    });
  }
}

/* Asks the server after the key press is drawn; somebody who runs through the list asks only for the last ticket. */
function loadSoon(id: number): void {
  const hurried = performance.now() - openedAt < HURRY_MS;
  openedAt = performance.now();
  clearTimeout(openTimer);
  openTimer = setTimeout(() => void load(id), hurried ? HURRY_MS : 0);
}

/* Follows the address: shows what is known of the ticket at once, then asks the server. */
export function openTicket(id: number | null): void {
  batch(() => {
    unseen.value = [];
    openError.value = null;
    open.value = id === null ? null : (kept.get(id) ?? null);
    opening.value = id !== null && open.peek() === null;
  });
  current.abort();
  if (id === null) clearTimeout(openTimer);
  else loadSoon(id);
}

export async function refreshOpen(): Promise<void> {
  const id = route.peek().ticket;
  if (id !== null) await load(id);
}

export function openTicketChanged(id: number): void {
  if (id !== route.peek().ticket) return;
  refreshTimer ??= setTimeout(() => {
    refreshTimer = undefined;
    void refreshOpen();
  }, CHANGES_MS);
}

/* Puts a changed ticket in place of the shown one (after our own edits). */
export function replaceTicket(changed: Ticket): void {
  const ticket = withComing(changed);
  const view = open.peek();
  if (view?.ticket.id === ticket.id) open.value = { ...view, ticket };
  const known = kept.get(ticket.id);
  if (known) kept.set(ticket.id, { ...known, ticket });
}

/* Somebody who may not be in the ticket yet, so that his name is there before the server answers. */
export function knowPerson(person: User): void {
  const view = open.peek();
  if (view) open.value = { ...view, users: new Map([...view.users, [person.id, person]]) };
}
