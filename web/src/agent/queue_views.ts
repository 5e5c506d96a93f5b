/* The saved views of the side bar with their counts, and those of the standard filters; asked for again when something happened, not too often. */

import { batch, signal } from "@preact/signals";
import { get } from "../core/api";
import { setServerTime } from "../core/clock";
import { t, type TextKey } from "../core/i18n";
import { isFilter } from "../core/router";
import { seeded } from "../core/seeded";
import type { Counts, SideView } from "../core/types";

const PAUSE_MS = 5000;

export const views = signal<readonly SideView[]>([]);
export const counts = signal<Counts | null>(null);
export const viewsLoaded = signal(false);

let timer: ReturnType<typeof setTimeout> | undefined;
let askedAt = 0;

export async function loadViews(): Promise<void> {
  clearTimeout(timer);
  timer = undefined;
  askedAt = Date.now();
  try {
    const answer = await get<{ views: SideView[]; counts: Counts; now: string }>("queue/views");
    setServerTime(answer.now);
    batch(() => {
      views.value = answer.views;
      counts.value = answer.counts;
      viewsLoaded.value = true;
    });
    /* counted a while ago: the right number comes with the next answer */
    if (answer.views.some(({ fresh }) => !fresh)) viewsChanged();
  } catch {
    /* the counts that are shown stay; the next change asks again */
  }
}

/* Something happened: counts may differ. Many changes are one question, and a hidden page asks when it is seen again. */
export function viewsChanged(): void {
  if (timer !== undefined) return;
  timer = setTimeout(() => {
    timer = undefined;
    if (document.visibilityState === "visible") void loadViews();
  }, Math.max(300, askedAt + PAUSE_MS - Date.now()));
}

document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible" && viewsLoaded.peek()) viewsChanged();
});

export function findView(view: string): SideView | undefined {
  return views.value.find(({ id }) => String(id) === view);
}

/* The name of what the address shows. */
export function viewTitle(view: string): string {
  if (isFilter(view)) return t(`agent.filter.${view}` as TextKey);
  const known = findView(view);
  return known ? seeded(known.title) : t(viewsLoaded.value ? "queue.view.missing" : "queue.view.unnamed");
}

export function countOf(view: string): number | null {
  return isFilter(view) ? (counts.value?.[view] ?? null) : (findView(view)?.count ?? null);
}
