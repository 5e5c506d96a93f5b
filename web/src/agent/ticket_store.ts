/*
 * The open ticket: its fields, public thread and notes, waits, and the people in it. The last tickets stay in memory,
 * so going back shows them at once while the news is fetched.
 */

import { batch, computed, signal } from "@preact/signals";
import { ApiError, get } from "../core/api";
import { tn } from "../core/i18n";
import { route } from "../core/router";
import type { Comment, Ticket, User, Wait } from "../core/types";
import { announce } from "../ui/announce";
import { meId } from "./session";

export interface OpenTicket {
  ticket: Ticket;
  comments: Comment[];
  waits: Wait[];
  users: ReadonlyMap<number, User>;
  organization: string | null;
}

const KEEP = 20;
const HURRY_MS = 120;

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

interface TicketAnswer {
  ticket: Ticket;
  users?: User[];
  organizations?: { id: number; name: string }[];
}

interface CommentsAnswer {
  comments: Comment[];
  users?: User[];
  meta?: { has_more: boolean; after_cursor: string | null };
}

async function allComments(id: number, abort: AbortSignal): Promise<CommentsAnswer> {
  const all: CommentsAnswer = { comments: [], users: [] };
  let after = "";
  for (let page = 0; page < 50; page += 1) {
    const part = await get<CommentsAnswer>(`tickets/${id}/comments?include=users&sort=created_at&page[size]=100${after}`, abort);
    all.comments.push(...part.comments);
    all.users?.push(...(part.users ?? []));
    if (!part.meta?.has_more || !part.meta.after_cursor) break;
    after = `&page[after]=${encodeURIComponent(part.meta.after_cursor)}`;
  }
  return all;
}

async function fetchTicket(id: number, abort: AbortSignal): Promise<OpenTicket> {
  const [main, thread, waits] = await Promise.all([
    get<TicketAnswer>(`tickets/${id}?include=users,groups,organizations`, abort),
    allComments(id, abort),
    get<{ deadlines: Wait[] }>(`tickets/${id}/deadlines`, abort),
  ]);
  const users = new Map([...(main.users ?? []), ...(thread.users ?? [])].map((user) => [user.id, user]));
  const asked = main.ticket.requester_id;
  if (!users.get(asked)?.email) {
    const { user } = await get<{ user: User }>(`users/${asked}`, abort);
    users.set(asked, user);
  }
  const organization = main.organizations?.find((item) => item.id === main.ticket.organization_id)?.name ?? null;
  return { ticket: main.ticket, comments: thread.comments, waits: waits.deadlines, users, organization };
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

async function load(id: number): Promise<void> {
  current.abort();
  current = new AbortController();
  const { signal: abort } = current;
  try {
    const view = await fetchTicket(id, abort);
    if (abort.aborted) return;
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
  clearTimeout(refreshTimer);
  refreshTimer = setTimeout(() => void refreshOpen(), 120);
}

/* Puts a changed ticket in place of the shown one (after our own edits). */
export function replaceTicket(ticket: Ticket): void {
  const view = open.peek();
  if (view?.ticket.id === ticket.id) open.value = { ...view, ticket };
  const known = kept.get(ticket.id);
  if (known) kept.set(ticket.id, { ...known, ticket });
}
