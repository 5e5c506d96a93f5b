/* Why a deadline is when it is, in one line: "10 hours by Office hours, from Fri 15:00; closed at the weekend; due Mon 17:00". */

import { clauseText, listText } from "./dates";
import { hourSpan, moment, span } from "./fmt";
import { t, type TextKey } from "./i18n";
import { seeded } from "./seeded";
import type { Closure, Wait, WaitKind } from "./types";

/* Kinds that count in some statuses only. */
const counted: Partial<Record<WaitKind, TextKey>> = {
  agent_work: "agent.wait.say.while_worked",
  requester_wait: "agent.wait.say.while_ours",
  pausable_update: "agent.wait.say.while_ours",
};

function startWords({ target_s, started_at, calendar }: Wait, now: number): string {
  const values = { target: hourSpan(target_s * 1000), start: moment(Date.parse(started_at), now) };
  if (!calendar || calendar.always_open) return t("agent.wait.say.from", values);
  return t("agent.wait.say.from_calendar", { ...values, calendar: seeded(calendar.name) });
}

function closureWords({ reason, holiday }: Closure): string {
  return holiday ? t("agent.wait.say.closed_for", { holiday }) : t(`agent.wait.say.closed.${reason}` as TextKey);
}

function endWords(wait: Wait, now: number): string {
  if (wait.outcome === "paused") return t("agent.wait.say.left", { left: hourSpan(wait.remaining_s * 1000) });
  const at = moment(Date.parse(wait.due_at ?? wait.started_at), now);
  return t(wait.outcome === "breached_open" ? "agent.wait.say.was_due" : "agent.wait.say.due", { at });
}

/* Of a wait that runs or stands still. */
export function waitWords(wait: Wait, now: number): string {
  const only = counted[wait.kind];
  const parts = [
    startWords(wait, now),
    only ? t(only) : "",
    wait.closed.length > 0 ? t("agent.wait.say.closed", { when: listText(wait.closed.map(closureWords), "conjunction") }) : "",
    wait.paused_s >= 60 ? t("agent.wait.say.paused", { span: span(wait.paused_s * 1000) }) : "",
    endWords(wait, now),
  ];
  return clauseText(parts);
}
