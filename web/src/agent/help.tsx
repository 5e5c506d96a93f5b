/* What opens over the page by a key: the sheet of keys (?) and the palette (Ctrl+K). Both are fetched when first asked for. */

import { signal } from "@preact/signals";
import { loadOffice } from "../core/lazy";
import { LazyDialog } from "../ui/lazy";

export const helpOpen = signal<true | null>(null);
export const paletteOpen = signal<true | null>(null);

const loadSheet = () => import("./key_sheet").then(({ KeySheet }) => KeySheet);
const loadPalette = () => Promise.all([import("./palette"), loadOffice()]).then(([{ Palette }]) => Palette);

export function Help() {
  return (
    <>
      <LazyDialog load={loadSheet} opened={helpOpen} />
      <LazyDialog load={loadPalette} opened={paletteOpen} />
    </>
  );
}
