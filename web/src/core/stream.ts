/*
 * Live events. One stream per browser, not per tab: the tab that holds the Web Lock "tend-stream" reads it and hands
 * each event to the others over a BroadcastChannel. When the leader closes, the next tab takes the lock and everybody
 * reloads (event "resync"), because events may have been missed in between.
 */

import { signal } from "@preact/signals";

export interface Change {
  kind: string;
  ticket_id: number;
}

export type StreamEvent =
  | { type: "hello"; now: string }
  | { type: "change"; change: Change }
  | { type: "resync" }
  | { type: "state"; connected: boolean };

type Listener = (event: StreamEvent) => void;

export const connected = signal(true);

const listeners = new Set<Listener>();
const channel = new BroadcastChannel("tend-stream");
let leading = false;
let retry: { timer: ReturnType<typeof setTimeout>; attempt: number } | null = null;

export function onStream(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function deliver(event: StreamEvent): void {
  if (event.type === "state") connected.value = event.connected;
  for (const listener of listeners) listener(event);
}

function publish(event: StreamEvent): void {
  channel.postMessage(event);
  deliver(event);
}

function parse<T>(text: string): T | null {
  try {
    return JSON.parse(text) as T;
  } catch {
    return null;
  }
}

/*
 * Reads the stream until the tab closes. EventSource itself comes back after short breaks; when it gives up (any
 * status but 200) we open a new one, later each time. After every break everybody reloads: there is no Last-Event-ID
 * to resume from before the first event.
 */
function read(attempt: number): void {
  const source = new EventSource("/api/v2/events/stream");
  let opened = false;
  source.addEventListener("open", () => {
    if (!connected.peek()) publish({ type: "state", connected: true });
    if (opened || attempt > 0) publish({ type: "resync" });
    opened = true;
  });
  source.addEventListener("hello", (event) => {
    const data = parse<{ now: string }>(event.data);
    if (data) publish({ type: "hello", now: data.now });
  });
  source.addEventListener("change", (event) => {
    const change = parse<Change>(event.data);
    if (change) publish({ type: "change", change });
  });
  source.addEventListener("resync", () => publish({ type: "resync" }));
  source.addEventListener("error", () => {
    publish({ type: "state", connected: false });
    if (source.readyState !== EventSource.CLOSED) return;
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
  if (leading) readAgain();
  else channel.postMessage({ type: "wake" });
}

function lead(takenOver: boolean): Promise<never> {
  leading = true;
  read(takenOver ? 1 : 0);
  return new Promise(() => undefined);
}

type Message = StreamEvent | { type: "ask" } | { type: "wake" };

/* A new tab asks how things stand, or one has hope: both are for the leader. All else is news. */
function receive(message: Message): void {
  if (message.type === "ask") {
    if (leading) channel.postMessage({ type: "state", connected: connected.peek() });
  } else if (message.type === "wake") {
    if (leading) readAgain();
  } else deliver(message);
}

export async function startStream(): Promise<void> {
  channel.addEventListener("message", (event: MessageEvent<Message>) => receive(event.data));
  addEventListener("online", wakeStream);
  if (!("locks" in navigator)) {
    read(0);
    return;
  }
  const free = await navigator.locks.request("tend-stream", { ifAvailable: true }, (lock) => (lock ? lead(false) : false));
  if (free) return;
  channel.postMessage({ type: "ask" });
  void navigator.locks.request("tend-stream", () => lead(true));
}
