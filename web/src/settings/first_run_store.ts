/* What is still to be done in a new house; only administrators are asked about it. */

import { signal } from "@preact/signals";
import { get, post, put } from "../core/api";

export const steps = ["colleague", "promise", "form"] as const;
export type Step = (typeof steps)[number];
export type StepState = "todo" | "done" | "skipped";

export type FirstRun = Record<Step, StepState> & { open: boolean; sample_ticket_id: number | null };

export const firstRun = signal<FirstRun | null>(null);

interface Body {
  first_run: FirstRun;
}

function take({ first_run: told }: Body): FirstRun {
  firstRun.value = told;
  return told;
}

let asking: Promise<FirstRun> | null = null;

/* Whoever asks meanwhile gets the same answer. */
export function loadFirstRun(): Promise<FirstRun> {
  asking ??= get<Body>("first_run").then(take).finally(() => {
    asking = null;
  });
  return asking;
}

export async function saveFirstRun(change: Partial<FirstRun>): Promise<FirstRun> {
  return take(await put<Body>("first_run", { first_run: change }));
}

export async function makeSample(): Promise<FirstRun> {
  return take(await post<Body>("first_run/sample_ticket"));
}
