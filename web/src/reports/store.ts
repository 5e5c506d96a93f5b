/* The report of the address: asked for again whenever the address changes; the old one stays until the new one is there. */

import { batch, signal } from "@preact/signals";
import { ApiError, get } from "../core/api";
import type { Report } from "./model";

export const report = signal<Report | null>(null);
export const loading = signal(false);
export const waitingTurn = signal(false);
export const error = signal<ApiError | null>(null);

const TRIES = 20;
let current = new AbortController();

const pause = (seconds: number) => new Promise((done) => setTimeout(done, seconds * 1000));

/* The server makes one report at a time; whoever comes second asks again. */
async function fetchReport(path: string, abort: AbortSignal): Promise<Report> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return (await get<{ report: Report }>(path, abort)).report;
    } catch (cause) {
      if (!(cause instanceof ApiError) || cause.status !== 503 || attempt === TRIES || abort.aborted) throw cause;
      waitingTurn.value = true;
      await pause(cause.retryAfter || 1);
    }
  }
}

export async function loadReport(path: string): Promise<void> {
  current.abort();
  current = new AbortController();
  const { signal: abort } = current;
  batch(() => {
    loading.value = true;
    error.value = null;
  });
  try {
    const found = await fetchReport(path, abort);
    if (abort.aborted) return;
    report.value = found;
  } catch (cause) {
    if (abort.aborted) return;
    error.value = cause instanceof ApiError ? cause : new ApiError(0, "", String(cause), 0);
  }
  batch(() => {
    loading.value = false;
    waitingTurn.value = false;
  });
}
