/* What opens over the page by a key: the sheet of keys (?) and the palette (Ctrl+K). Both are fetched when first asked for. */

import { signal } from "@preact/signals";
import type { ComponentType } from "preact";
import { loadOffice } from "../core/lazy";
import { partFailed } from "../ui/lazy";

type Overlay = ComponentType<{ onClose: () => void }>;

export const helpOpen = signal(false);
const paletteOpen = signal(false);
const sheet = signal<Overlay | null>(null);
const palette = signal<Overlay | null>(null);

function notThere(retry: () => void): void {
  helpOpen.value = false;
  paletteOpen.value = false;
  early = "";
  partFailed(retry);
}

async function loadSheet(): Promise<void> {
  sheet.value = (await import("./key_sheet")).KeySheet;
}

async function loadPalette(): Promise<void> {
  const [loaded] = await Promise.all([import("./palette"), loadOffice()]);
  palette.value = loaded.Palette;
}

helpOpen.subscribe((open) => {
  if (open && !sheet.peek()) loadSheet().catch(() => notThere(() => (helpOpen.value = true)));
});

export function openPalette(): void {
  paletteOpen.value = true;
  if (!palette.peek()) loadPalette().catch(() => notThere(openPalette));
}

let early = "";

/* What is typed while the palette is still on its way belongs to it: it is no key of the list or the ticket. */
export function typedEarly({ key, ctrlKey, metaKey, altKey }: KeyboardEvent): boolean {
  if (!paletteOpen.peek() || document.querySelector("dialog[open]")) return false;
  if (key.length === 1 && !ctrlKey && !metaKey && !altKey) early += key;
  return true;
}

export function takeEarly(): string {
  const text = early;
  early = "";
  return text;
}

export function Help() {
  const Sheet = helpOpen.value ? sheet.value : null;
  const Palette = paletteOpen.value ? palette.value : null;
  return (
    <>
      {Sheet && (
        <Sheet
          onClose={() => {
            helpOpen.value = false;
          }}
        />
      )}
      {Palette && (
        <Palette
          onClose={() => {
            paletteOpen.value = false;
          }}
        />
      )}
    </>
  );
}
