/* The two live regions of the app: one polite, one assertive. Texts that come close together are read as one. */

import { signal } from "@preact/signals";

const polite = signal("");
const assertive = signal("");
let waiting: string[] = [];
let timer: ReturnType<typeof setTimeout> | undefined;

export function announce(text: string): void {
  if (!waiting.includes(text)) waiting.push(text);
  clearTimeout(timer);
  timer = setTimeout(() => {
    polite.value = waiting.join(" ");
    waiting = [];
  }, 300);
}

export function announceNow(text: string): void {
  assertive.value = "";
  queueMicrotask(() => {
    assertive.value = text;
  });
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
