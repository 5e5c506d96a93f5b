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

export async function loadFirstRun(): Promise<FirstRun> {
  return take(await get<Body>("first_run"));
}

export async function saveFirstRun(change: Partial<FirstRun>): Promise<FirstRun> {
  return take(await put<Body>("first_run", { first_run: change }));
}

export async function makeSample(): Promise<FirstRun> {
  return take(await post<Body>("first_run/sample_ticket"));
}
