/* Why a deadline is when it is, in one line beside the one that says when: "10 hours by Office hours from Fri 15:00; closed at the weekend". */

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

/* Of a wait that runs or stands still. */
export function waitWords(wait: Wait, now: number): string {
  const only = counted[wait.kind];
  const parts = [
    startWords(wait, now),
    only ? t(only) : "",
    wait.closed.length > 0 ? t("agent.wait.say.closed", { when: listText(wait.closed.map(closureWords), "conjunction") }) : "",
    wait.paused_s >= 60 ? t("agent.wait.say.paused", { span: span(wait.paused_s * 1000) }) : "",
  ];
  return clauseText(parts);
}
