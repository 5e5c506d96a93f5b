/* A list of one resource of the API in pages: loads the first, then more on request; knows why it could not. */

import { batch, signal, type Signal } from "@preact/signals";
import { ApiError, get } from "./api";
import type { PageMeta } from "./types";

export interface Listing<Row> {
  rows: Signal<Row[]>;
  loading: Signal<boolean>;
  error: Signal<ApiError | null>;
  hasMore: Signal<boolean>;
  /* From the start; what was shown stays until the new rows are there. */
  load: () => Promise<void>;
  more: () => Promise<void>;
}

/* `path` may carry parameters of its own; `key` is the name of the list in the answer. */
export function listing<Row>(path: () => string, key: string, size = 50): Listing<Row> {
  const rows = signal<Row[]>([]);
  /* Nothing is known before the first answer. */
  const loading = signal(true);
  const error = signal<ApiError | null>(null);
  const hasMore = signal(false);
  let cursor = "";
  let turn = 0;
  const fetchPage = async (after: string) => {
    turn += 1;
    const mine = turn;
    loading.value = true;
    const join = path().includes("?") ? "&" : "?";
    try {
      const body = await get<Record<string, unknown> & { meta?: PageMeta }>(
        `${path()}${join}page[size]=${size}${after && `&page[after]=${encodeURIComponent(after)}`}`,
      );
      if (mine !== turn) return;
      const found = (body[key] as Row[] | undefined) ?? [];
      batch(() => {
        rows.value = after ? [...rows.peek(), ...found] : found;
        cursor = body.meta?.after_cursor ?? "";
        hasMore.value = Boolean(body.meta?.has_more && cursor);
        error.value = null;
        loading.value = false;
      });
    } catch (cause) {
      if (mine !== turn || !(cause instanceof ApiError)) return;
      batch(() => {
        error.value = cause;
        loading.value = false;
      });
    }
  };
  return { rows, loading, error, hasMore, load: () => fetchPage(""), more: async () => (hasMore.peek() ? fetchPage(cursor) : undefined) };
}
