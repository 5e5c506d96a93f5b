/*
 * Who else is at which ticket. This tab says where it is every 20 s while it is seen, at once when that changes, and
 * while somebody types in it at most every 3 s; what others say comes over the stream. What is not said again is over
 * after 45 s, which the server counts.
 */

import { signal } from "@preact/signals";
import { get, post, sendLeaving } from "./api";
import { onStream, type Presence } from "./stream";

type State = Presence["state"];

const AGAIN_MS = 20000;
const TYPING_MS = 3000;
/* So long after the last key one still counts as writing. */
const WRITING_MS = 30000;

/* Others, by ticket. */
export const present = signal<ReadonlyMap<number, readonly Presence[]>>(new Map());

const tab = Math.random().toString(36).slice(2, 12);
let here: number | null = null;
let said: { ticket: number; state: State; at: number } | null = null;
let writing: { state: State; until: number } | null = null;
let typedAt = 0;
let timer: ReturnType<typeof setTimeout> | undefined;
const changed = new Set<(change: Presence) => void>();

/* Calls when somebody begins or ends something at a ticket. */
export function onPresence(listener: (change: Presence) => void): void {
  changed.add(listener);
}

function sorted(list: readonly Presence[]): readonly Presence[] {
  return [...list].sort((a, b) => a.user.id - b.user.id);
}

function take(presence: Presence): void {
  const all = new Map(present.peek());
  const others = (all.get(presence.ticket_id) ?? []).filter(({ user }) => user.id !== presence.user.id);
  if (presence.state !== "left") others.push(presence);
  if (others.length > 0) all.set(presence.ticket_id, sorted(others));
  else all.delete(presence.ticket_id);
  present.value = all;
  for (const listener of changed) listener(presence);
}

/* A ticket with what the server says of it now: whoever is not named has left. */
function takeAll(ticket: number, list: readonly Presence[]): void {
  const before = present.peek().get(ticket) ?? [];
  const gone = before.filter(({ user }) => !list.some((now) => now.user.id === user.id));
  gone.forEach((presence) => take({ ...presence, state: "left" }));
  list.filter((now) => !before.some((old) => old.user.id === now.user.id && old.state === now.state)).forEach(take);
}

async function askAll(): Promise<void> {
  try {
    const { presence } = await get<{ presence: Presence[] }>("presence");
    const tickets = new Set([...present.peek().keys(), ...presence.map(({ ticket_id }) => ticket_id)]);
    tickets.forEach((id) => takeAll(id, presence.filter(({ ticket_id }) => ticket_id === id)));
  } catch {
    /* asked again with the next greeting of the stream */
  }
}

function stateNow(): State {
  return writing && Date.now() < writing.until ? writing.state : "viewing";
}

async function say(ticket: number, state: State): Promise<void> {
  said = state === "left" ? null : { ticket, state, at: Date.now() };
  try {
    const { presence } = await post<{ presence: Presence[] }>(`tickets/${ticket}/presence`, { state, tab });
    if (ticket === here) takeAll(ticket, presence);
  } catch {
    /* said again in 20 s */
  }
}

/* Says how it is when it changed or when it is time, and comes back. */
function look(): void {
  clearTimeout(timer);
  if (here === null || document.visibilityState !== "visible") return;
  const state = stateNow();
  const due = said ? said.at + AGAIN_MS : 0;
  if (!said || said.ticket !== here || said.state !== state || Date.now() >= due) void say(here, state);
  const next = writing && writing.until > Date.now() ? Math.min(AGAIN_MS, writing.until - Date.now() + 10) : AGAIN_MS;
  timer = setTimeout(look, next);
}

/* Also when the page goes away. */
function leave(): void {
  clearTimeout(timer);
  writing = null;
  if (!said) return;
  sendLeaving("POST", `tickets/${said.ticket}/presence`, { state: "left", tab });
  said = null;
}

/* The ticket that is open here; null: none. */
export function beAt(ticket: number | null): void {
  if (ticket === here) return;
  writing = null;
  here = ticket;
  if (ticket === null) leave();
  else look();
}

/* Somebody types here. What goes on being so is said again with the rest; what changes, not too often. */
export function typing(state: "replying" | "noting"): void {
  writing = { state, until: Date.now() + WRITING_MS };
  if (here === null || said?.state === state) return;
  const wait = typedAt + TYPING_MS - Date.now();
  clearTimeout(timer);
  if (wait > 0) timer = setTimeout(look, wait);
  else {
    typedAt = Date.now();
    look();
  }
}

/* What was written is sent or thrown away. */
export function stopTyping(): void {
  if (!writing) return;
  writing = null;
  look();
}

export function startPresence(): void {
  onStream((event) => {
    if (event.type !== "presence") return;
    if (event.presence) take(event.presence);
    else void askAll();
  });
  document.addEventListener("visibilitychange", () => (document.visibilityState === "visible" ? look() : leave()));
  addEventListener("pagehide", leave);
}
