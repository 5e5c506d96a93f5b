/* The two live regions of the app: one polite, one assertive. Texts that come close together are read as one. */

import { signal, type Signal } from "@preact/signals";

const polite = signal("");
const assertive = signal("");
let waiting: string[] = [];
let timer: ReturnType<typeof setTimeout> | undefined;

const AGAIN_MS = 50;

/* The same words once more are no change: the region is empty for a moment between. */
function say(region: Signal<string>, words: string): void {
  if (region.peek() !== words) {
    region.value = words;
    return;
  }
  region.value = "";
  setTimeout(() => {
    if (region.peek() === "") region.value = words;
  }, AGAIN_MS);
}

export function announce(text: string): void {
  if (!waiting.includes(text)) waiting.push(text);
  clearTimeout(timer);
  timer = setTimeout(() => {
    say(polite, waiting.join(" "));
    waiting = [];
  }, 300);
}

const RARELY_MS = 10000;
const rare = new Map<string, number>();

/* News of a kind that may come in a stream, at most every 10 s; `text` says how things stand then, "" nothing. */
export function announceRarely(kind: string, text: () => string): void {
  const next = rare.get(kind) ?? 0;
  if (next > Date.now() + RARELY_MS) return;
  const wait = Math.max(0, next - Date.now());
  rare.set(kind, Date.now() + wait + RARELY_MS);
  setTimeout(() => {
    const words = text();
    if (words) announce(words);
  }, wait);
}

export function announceNow(text: string): void {
  say(assertive, text);
}

export function LiveRegions() {
  return (
    <div class="visually-hidden">
      <div role="status" aria-live="polite">
        {polite}
      </div>
      <div role="alert" aria-live="assertive">
        {assertive}
      </div>
    </div>
  );
}
