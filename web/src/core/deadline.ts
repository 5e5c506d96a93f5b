/*
 * What a deadline shows at a moment. The server decides due time, goal and pause; between its answers only the clock
 * moves, so a row goes from "ok" to "goal" to "breached" here by the same rule (exactly at the due moment is still in time).
 */

import { countdown, countdownSeconds, minus, moment, span } from "./fmt";
import { t, type TextKey } from "./i18n";
import type { RowDeadline, Wait, WaitKind, WaitState } from "./types";

export interface DeadlineView {
  state: WaitState;
  short: string;
  words: string;
}

export function kindText(kind: WaitKind): string {
  return t(`agent.wait.${kind}` as TextKey);
}

export function dueMs(deadline: { due_at: string | null }): number {
  return deadline.due_at ? Date.parse(deadline.due_at) : Number.POSITIVE_INFINITY;
}

export function stateAt(deadline: RowDeadline, now: number): WaitState {
  if (deadline.paused) return "paused";
  if (now > dueMs(deadline)) return "breached";
  if (deadline.goal_at && now > Date.parse(deadline.goal_at)) return "goal";
  return "ok";
}

/* Text for a deadline; `seconds` shows seconds in the last five minutes. */
export function deadlineView(deadline: RowDeadline, now: number, seconds = false): DeadlineView {
  const state = stateAt(deadline, now);
  const kind = kindText(deadline.kind);
  if (state === "paused") {
    const left = deadline.remaining_s * 1000;
    return { state, short: countdown(left), words: t("agent.wait.words_paused", { kind, left: span(left) }) };
  }
  const left = dueMs(deadline) - now;
  const at = moment(dueMs(deadline), now);
  if (state === "breached") {
    const late = Math.ceil(-left / 60000) * 60000;
    return { state, short: `${minus}${countdown(late)}`, words: t("agent.wait.words_breached", { kind, late: span(late), at }) };
  }
  const short = seconds && left < 300000 ? countdownSeconds(left) : countdown(left);
  const key = state === "goal" ? "agent.wait.words_goal" : "agent.wait.words_ok";
  return { state, short, words: t(key, { kind, left: span(left), at }) };
}

export function isRunning(wait: Wait): boolean {
  return wait.outcome === "open" || wait.outcome === "paused" || wait.outcome === "breached_open";
}

/* The wait that counts now: a running reply before the resolution, else the earliest due. */
export function nextWait(waits: Wait[]): Wait | null {
  const running = waits.filter(isRunning);
  running.sort((a, b) => Number(a.outcome === "paused") - Number(b.outcome === "paused") || dueMs(a) - dueMs(b));
  return running[0] ?? null;
}

export function asRowDeadline(wait: Wait): RowDeadline {
  return {
    kind: wait.kind,
    due_at: wait.due_at,
    goal_at: wait.goal_at,
    paused: wait.outcome === "paused",
    remaining_s: wait.remaining_s,
    state: "ok",
  };
}
