/* Which file is looked at large; the viewer itself comes when the first one is. */

import { signal } from "@preact/signals";
import type { Attachment } from "../core/types";

export const looking = signal<{ files: readonly Attachment[]; at: number; page: number } | null>(null);

export function look(files: readonly Attachment[], file: Attachment): void {
  looking.value = { files, at: Math.max(0, files.indexOf(file)), page: 1 };
}
