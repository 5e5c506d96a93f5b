/*
 * Live events. One stream per browser, not per tab: the tab that holds the Web Lock "tend-stream" reads it and hands
 * each event to the others over a BroadcastChannel. Every tab remembers the newest event; after a break, or when another
 * tab takes over, the stream goes on behind it, so that nothing is lost and nothing comes twice. Only when the server
 * says "resync" (the gap is too old) does everybody reload.
 */

import { signal } from "@preact/signals";
import { parseJson } from "./json";

export type Notice = "assigned" | "commented" | "mentioned" | "warned" | "breached";

export interface Change {
  kind: string;
  ticket_id: number;
  /* What it means for the person who is signed in here. */
  notice?: Notice;
}

export interface Presence {
  ticket_id: number;
  user: { id: number; name: string };
  state: "viewing" | "noting" | "replying" | "left";
}

export type StreamEvent =
  | { type: "hello"; now: string; id: number }
  | { type: "change"; change: Change; id: number }
  /* null: too much was missed, ask for what is now */
  | { type: "presence"; presence: Presence | null }
  /* reload; with an id when the server begins to count anew */
  | { type: "resync"; id?: number }
  | { type: "state"; connected: boolean };

type Listener = (event: StreamEvent) => void;

export const connected = signal(true);
/* This tab reads the stream for all tabs. */
export const leading = signal(false);
/* The person wants the page to stand still: changes wait, the newest of each ticket. */
export const paused = signal(false);
export const waitingChanges = signal(0);

const listeners = new Set<Listener>();
const noticeListeners = new Set<(change: Change) => void>();
const channel = new BroadcastChannel("tend-stream");
/* at first what the page was made with: what happens while it loads is heard too */
let newest = Number(document.documentElement.dataset.event ?? 0);
let retry: { timer: ReturnType<typeof setTimeout>; attempt: number } | null = null;
const waiting = new Map<number, StreamEvent>();
let resyncWaits = false;

export function onStream(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/* News that concern the person here; they come even while the page stands still. */
export function onNotice(listener: (change: Change) => void): () => void {
  noticeListeners.add(listener);
  return () => noticeListeners.delete(listener);
}

function tell(event: StreamEvent): void {
  for (const listener of listeners) listener(event);
}

function keepBack(event: StreamEvent): boolean {
  if (!paused.peek()) return false;
  if (event.type === "change") waiting.set(event.change.ticket_id, event);
  else if (event.type === "resync") resyncWaits = true;
  else return event.type === "presence";
  waitingChanges.value = waiting.size;
  return true;
}

/* Events with an id come once, whoever sends them again. */
function deliver(event: StreamEvent): void {
  if (event.type === "state") connected.value = event.connected;
  if (event.type === "change") {
    if (event.id <= newest) return;
    newest = event.id;
    if (event.change.notice) for (const listener of noticeListeners) listener(event.change);
  } else if (event.type === "hello") newest = Math.max(newest, event.id);
  else if (event.type === "resync") newest = event.id ?? newest;
  if (!keepBack(event)) tell(event);
}

export function setPaused(value: boolean): void {
  paused.value = value;
  if (value) return;
  const held = [...waiting.values()];
  waiting.clear();
  waitingChanges.value = 0;
  if (resyncWaits) tell({ type: "resync" });
  else held.forEach(tell);
  resyncWaits = false;
  tell({ type: "presence", presence: null });
}

function publish(event: StreamEvent): void {
  channel.postMessage(event);
  deliver(event);
}

function listen(stream: EventSource): void {
  stream.addEventListener("hello", (event) => {
    const data = parseJson<{ now: string }>(event.data);
    if (data) publish({ type: "hello", now: data.now, id: newest || Number(event.lastEventId) || 0 });
    publish({ type: "presence", presence: null });
  });
  stream.addEventListener("change", (event) => {
    const change = parseJson<Change>(event.data);
    if (change) publish({ type: "change", change, id: Number(event.lastEventId) });
  });
  stream.addEventListener("presence", (event) => {
    const data = parseJson<Presence>(event.data);
    if (data) publish({ type: "presence", presence: "ticket_id" in data ? data : null });
  });
  stream.addEventListener("resync", (event) => publish({ type: "resync", id: Number(event.lastEventId) || 0 }));
}

/*
 * Reads the stream until the tab closes. EventSource itself comes back after short breaks and says where it was; when it
 * gives up (any status but 200) we open a new one, later each time, behind the newest event that anybody saw.
 */
function read(attempt: number): void {
  const stream = new EventSource(`/api/v2/events/stream${newest ? `?last_event_id=${newest}` : ""}`);
  let opened = false;
  stream.addEventListener("open", () => {
    opened = true;
    if (!connected.peek()) publish({ type: "state", connected: true });
  });
  listen(stream);
  stream.addEventListener("error", () => {
    if (connected.peek()) publish({ type: "state", connected: false });
    if (stream.readyState !== EventSource.CLOSED) return;
    const next = opened ? 1 : attempt + 1;
    const pause = Math.min(30000, 1000 * 2 ** Math.min(next, 5)) * (0.5 + Math.random() / 2);
    retry = { timer: setTimeout(() => readAgain(), pause), attempt: next };
  });
}

function readAgain(): void {
  if (!retry) return;
  clearTimeout(retry.timer);
  const { attempt } = retry;
  retry = null;
  read(attempt);
}

/* There is reason to hope (signed in again, network back): try now instead of at the end of the pause. */
export function wakeStream(): void {
  if (!leading.peek()) channel.postMessage({ type: "wake" });
  else readAgain();
}

function lead(): Promise<never> {
  leading.value = true;
  read(0);
  return new Promise(() => undefined);
}

type Message = StreamEvent | { type: "ask" } | { type: "wake" };

/* A new tab asks how things stand, or one has hope: both are for the leader. All else is news. */
function receive(message: Message): void {
  if (message.type === "ask") {
    if (!leading.peek()) return;
    channel.postMessage({ type: "state", connected: connected.peek() });
    channel.postMessage({ type: "hello", now: "", id: newest });
  } else if (message.type === "wake") {
    if (leading.peek()) wakeStream();
  } else deliver(message);
}

/* The page stood still in memory (the back button, a frozen tab) and heard nothing meanwhile. */
function wasAsleep(): void {
  deliver({ type: "resync" });
  wakeStream();
}

export async function startStream(): Promise<void> {
  channel.addEventListener("message", (event: MessageEvent<Message>) => receive(event.data));
  addEventListener("online", wakeStream);
  addEventListener("pageshow", (event) => event.persisted && wasAsleep());
  document.addEventListener("resume", wasAsleep);
  if (!("locks" in navigator)) {
    leading.value = true;
    read(0);
    return;
  }
  const free = await navigator.locks.request("tend-stream", { ifAvailable: true }, (lock) => (lock ? lead() : false));
  if (free) return;
  channel.postMessage({ type: "ask" });
  void navigator.locks.request("tend-stream", lead);
}
