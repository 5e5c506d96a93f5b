/*
 * The board in the browser: loaded anew each minute and soon after something happened. While somebody points at its tickets
 * or stands on one, they stay where they are; what is new waits, what left is marked.
 */

import { batch, computed, signal } from "@preact/signals";
import { errorText, get } from "../core/api";
import { minuteNow, serverNow, setServerTime } from "../core/clock";
import { t } from "../core/i18n";
import { preference } from "../core/preferences";
import { onStream } from "../core/stream";
import type { TicketChange } from "../core/types";
import { applyChange, editsSettled, onShown } from "../agent/edits";
import { agentName, me } from "../agent/session";
import type { BoardData, BoardTicket } from "./model";

export const windows = [4, 8, 24, 48] as const;
export const hours = preference<number>("board_hours", 8);
export const look = preference<"time" | "people">("board_look", "time");

export const board = signal<BoardData | null>(null);
export const failed = signal<{ at: number; reason: string } | null>(null);
/* Tickets as they are shown; the newest of the server are in `board`. */
export const shown = signal<readonly BoardTicket[]>([]);
export const focused = signal<number | null>(null);

const CHANGE_PAUSE_MS = 1500;
let pointed = false;
let turn = 0;
let timer: ReturnType<typeof setTimeout> | undefined;

const isHeld = () => pointed || focused.peek() !== null;

function sameOrder(a: readonly BoardTicket[], b: readonly BoardTicket[]): boolean {
  return a.length === b.length && a.every((ticket, at) => ticket.ticket_id === b[at]?.ticket_id);
}

export const hasNews = computed(() => board.value !== null && !sameOrder(shown.value, board.value.tickets));

export const goneIds = computed(() => {
  const there = new Set(board.value?.tickets.map((ticket) => ticket.ticket_id));
  return new Set(shown.value.filter((ticket) => !there.has(ticket.ticket_id)).map((ticket) => ticket.ticket_id));
});

export function showNews(): void {
  shown.value = board.peek()?.tickets ?? [];
}

/* In place while they are held: the words of a ticket may change, its place may not. */
function take(data: BoardData): void {
  batch(() => {
    board.value = data;
    failed.value = null;
    const fresh = new Map(data.tickets.map((ticket) => [ticket.ticket_id, ticket]));
    shown.value = isHeld() ? shown.peek().map((ticket) => fresh.get(ticket.ticket_id) ?? ticket) : data.tickets;
  });
}

export async function loadBoard(): Promise<void> {
  turn += 1;
  const mine = turn;
  try {
    const { board: data } = await get<{ board: BoardData }>(`board?hours=${hours.peek()}`);
    if (mine !== turn) return;
    setServerTime(data.now);
    take(data);
  } catch (cause) {
    if (mine === turn) failed.value = { at: failed.peek()?.at ?? serverNow(), reason: errorText(cause) };
  }
}

/* What comes close together is one load. */
function loadSoon(): void {
  if (timer !== undefined) return;
  timer = setTimeout(() => {
    timer = undefined;
    void loadBoard();
  }, CHANGE_PAUSE_MS);
}

/* Keeps the board fresh until the answer is called. */
export function watchBoard(): () => void {
  const endStream = onStream((event) => {
    if (event.type === "change" || event.type === "resync") loadSoon();
  });
  const endEdits = onShown(showAssignee);
  const endClock = minuteNow.subscribe(() => void loadBoard());
  const endHours = hours.subscribe(() => void loadBoard());
  return () => {
    endStream();
    endEdits();
    endClock();
    endHours();
    clearTimeout(timer);
    timer = undefined;
  };
}

export function setPointed(value: boolean): void {
  pointed = value;
  if (!isHeld()) showNews();
}

export function setFocused(id: number | null): void {
  focused.value = id;
  if (!isHeld()) showNews();
}

/* --- whose a ticket is --- */

function showAssignee(id: number, { assignee_id: assignee }: TicketChange): void {
  if (assignee === undefined) return;
  const name = assignee === null ? null : agentName(assignee);
  shown.value = shown.peek().map((ticket) => (ticket.ticket_id === id ? { ...ticket, assignee_id: assignee, assignee_name: name } : ticket));
}

export function handOver(ticket: BoardTicket, assignee: number, name: string): void {
  const { ticket_id: id, assignee_id } = ticket;
  const said = assignee === me.peek()?.id ? t("board.taken", { number: id }) : t("board.handed", { number: id, name });
  applyChange({ ...ticket, id }, { assignee_id: assignee }, { assignee_id }, said);
  void editsSettled().then(loadSoon);
}

export function takeTicket(ticket: BoardTicket): void {
  const person = me.peek();
  if (person && ticket.assignee_id !== person.id) handOver(ticket, person.id, agentName(person.id) ?? person.name);
}
