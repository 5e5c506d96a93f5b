/*
 * The one clock of the app. It follows the server's time (offset from the event stream and the queue), ticks on the
 * minute, and each second only while somebody asked for it.
 */

import { signal } from "@preact/signals";

let offsetMs = 0;
let secondsWanted = 0;
let timer: ReturnType<typeof setTimeout> | undefined;

/* Server time in ms as of the last tick. Reading it in a component makes that component follow the clock. */
export const minuteNow = signal(Date.now());
export const secondNow = signal(Date.now());

export function serverNow(): number {
  return Date.now() + offsetMs;
}

function tick(): void {
  const now = serverNow();
  if (secondsWanted > 0) secondNow.value = now;
  if (Math.floor(now / 60000) !== Math.floor(minuteNow.peek() / 60000)) minuteNow.value = now;
  schedule();
}

function schedule(): void {
  clearTimeout(timer);
  const step = secondsWanted > 0 ? 1000 : 60000;
  timer = setTimeout(tick, step - (serverNow() % step) + 5);
}

export function setServerTime(iso: string): void {
  const at = Date.parse(iso);
  if (Number.isNaN(at)) return;
  const changed = Math.abs(at - Date.now() - offsetMs) > 2000;
  if (!changed) return;
  offsetMs = at - Date.now();
  minuteNow.value = serverNow();
  secondNow.value = serverNow();
  schedule();
}

/* Ask for ticks each second; the answer ends it. */
export function wantSeconds(): () => void {
  secondsWanted += 1;
  secondNow.value = serverNow();
  schedule();
  return () => {
    secondsWanted -= 1;
  };
}

document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible") tick();
});
schedule();
