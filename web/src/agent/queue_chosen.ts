/* Tickets that were picked for a change: some of what is loaded, or all of the list as it is kept. */

import { computed, effect, signal } from "@preact/signals";
import { tn } from "../core/i18n";
import { route } from "../core/router";
import { announce } from "../ui/announce";
import { list, refreshQueue, selected } from "./queue_store";

export const chosen = signal<ReadonlySet<number>>(new Set());
/* The whole list instead: its name on the server and how many it holds. */
export const chosenAll = signal<{ list: string; count: number } | null>(null);
/* On the phone a tap picks instead of opening. */
export const picking = signal(false);

export const chosenCount = computed(() => chosenAll.value?.count ?? chosen.value.size);

let anchor: number | null = null;

function say(): void {
  announce(tn("queue.bulk.chosen", chosenCount.peek()));
}

export function unchoose(): boolean {
  if (chosenCount.peek() === 0 && !picking.peek()) return false;
  chosen.value = new Set();
  chosenAll.value = null;
  picking.value = false;
  anchor = null;
  return true;
}

export function toggle(id: number): void {
  const next = new Set(chosenAll.peek() ? [] : chosen.peek());
  if (!next.delete(id)) next.add(id);
  chosenAll.value = null;
  chosen.value = next;
  anchor = id;
  say();
}

/* From the last one picked (or the one that is marked) to this one. */
export function chooseTo(id: number): void {
  const { windows } = list.peek();
  const from = windows.indexOf(anchor ?? selected.peek() ?? id);
  const to = windows.indexOf(id);
  if (from < 0 || to < 0) return toggle(id);
  const next = new Set(chosen.peek());
  for (let at = Math.min(from, to); at <= Math.max(from, to); at += 1) {
    const one = windows.idAt(at);
    if (one !== null) next.add(one);
  }
  anchor ??= selected.peek();
  chosenAll.value = null;
  chosen.value = next;
  say();
}

/* What is loaded; the bar then offers the rest. */
export function chooseLoaded(): boolean {
  const loaded = list.peek().windows.loaded();
  if (loaded.length === 0) return false;
  chosenAll.value = null;
  chosen.value = new Set(loaded);
  say();
  return true;
}

/* Everything that belongs to the list now: it is taken anew first, so that what left it is not changed. */
export async function chooseAll(): Promise<void> {
  await refreshQueue();
  const { windows } = list.peek();
  chosenAll.value = { list: windows.list, count: windows.total };
  say();
}

/* Another list is another choice. */
let shown = "";
effect(() => {
  const { view, query } = route.value;
  const key = `${view} ${query}`;
  if (shown && shown !== key) unchoose();
  shown = key;
});
