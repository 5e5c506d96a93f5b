/* A deadline as sign + time, with words on hover and focus. The state shows by icon, weight and colour together. */

import { useEffect, useId, useRef, useState } from "preact/hooks";
import { minuteNow, secondNow, wantSeconds } from "../core/clock";
import { asRowDeadline, deadlineView, dueMs, kindText, stateAt } from "../core/deadline";
import { fullMoment } from "../core/fmt";
import { t } from "../core/i18n";
import { seeded } from "../core/seeded";
import type { RowDeadline, Wait, WaitState } from "../core/types";
import { waitWords } from "../core/wait_words";
import { Icon, type IconName } from "./icon";
import { useInside } from "./inside";

const signs: Record<WaitState, IconName | null> = { ok: null, goal: "goal", breached: "late", paused: "pause" };

/* In a row: short, in words under the pointer; the row's label says the words too. */
export function DeadlineCell({ deadline }: { deadline: RowDeadline }) {
  const { state, short, words } = deadlineView(deadline, minuteNow.value);
  const sign = signs[state];
  return (
    <span class={`due due-${state}`} title={words}>
      {sign && <Icon name={sign} size={14} />}
      <span class="due-time">{short}</span>
    </span>
  );
}

function useSeconds(wanted: boolean): void {
  useEffect(() => (wanted ? wantSeconds() : undefined), [wanted]);
}

function TipLines({ wait }: { wait: Wait }) {
  const lines = [
    wait.goal_at && t("agent.wait.tip_goal", { at: fullMoment(Date.parse(wait.goal_at)) }),
    wait.due_at && t("agent.wait.tip_due", { at: fullMoment(Date.parse(wait.due_at)) }),
    wait.policy && t("agent.wait.tip_policy", { title: seeded(wait.policy.title) }),
    wait.calendar && t("agent.wait.tip_calendar", { name: seeded(wait.calendar.name), zone: wait.calendar.time_zone }),
    waitWords(wait, minuteNow.value),
  ];
  return (
    <>
      {lines.filter(Boolean).map((line) => (
        <span key={line} class="tip-line">
          {line}
        </span>
      ))}
    </>
  );
}

/* In the ticket's bar: the wait that counts now, with its explanation. */
export function DeadlineBadge({ wait }: { wait: Wait }) {
  const tip = useId();
  const [shown, setShown] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  useInside(box, shown);
  const deadline = asRowDeadline(wait);
  const left = dueMs(deadline) - secondNow.value;
  const close = !deadline.paused && left < 360000 && left > -60000;
  useSeconds(close);
  const now = close ? secondNow.value : minuteNow.value;
  const { short, words } = deadlineView(deadline, now, close);
  const state = stateAt(deadline, now);
  return (
    <div
      class="due-badge"
      onPointerEnter={() => setShown(true)}
      onPointerLeave={() => setShown(false)}
      onKeyDown={(event) => {
        if (event.key !== "Escape" || !shown) return;
        setShown(false);
        event.stopPropagation();
      }}
    >
      <button
        type="button"
        class={`due due-${state}`}
        aria-describedby={tip}
        onFocus={() => setShown(true)}
        onBlur={() => setShown(false)}
        onClick={() => setShown(true)}
      >
        <span class="visually-hidden">{words}</span>
        <Icon name={signs[state] ?? "clock"} size={14} />
        <span class="due-kind" aria-hidden="true">
          {kindText(wait.kind)}
        </span>
        <span class="due-time" aria-hidden="true">
          {short}
        </span>
      </button>
      <div ref={box} id={tip} role="tooltip" class="tip" hidden={!shown}>
        <strong class="tip-line">{words}</strong>
        <TipLines wait={wait} />
      </div>
    </div>
  );
}
