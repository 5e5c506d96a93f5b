/* The live region of the app. Texts that come close together are read as one. */

import { signal } from "@preact/signals";

const polite = signal("");
let waiting: string[] = [];
let timer: ReturnType<typeof setTimeout> | undefined;

const AGAIN_MS = 50;

/* The same words once more are no change: the region is empty for a moment between. */
function say(words: string): void {
  if (polite.peek() !== words) {
    polite.value = words;
    return;
  }
  polite.value = "";
  setTimeout(() => {
    if (polite.peek() === "") polite.value = words;
  }, AGAIN_MS);
}

export function announce(text: string): void {
  /* what is said again with more to it is said once */
  waiting = [...waiting.filter((said) => !text.startsWith(said)), text];
  clearTimeout(timer);
  timer = setTimeout(() => {
    say(waiting.join(" "));
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

export function LiveRegion() {
  return (
    <div class="visually-hidden">
      <div role="status" aria-live="polite">
        {polite}
      </div>
    </div>
  );
}
