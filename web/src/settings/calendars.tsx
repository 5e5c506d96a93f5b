/* Calendars of business hours: the list, and one of them with its week, zone, holidays and the days ahead. */

import { clauseText, commaText } from "../core/dates";
import { t } from "../core/i18n";
import { openScreen } from "../core/router";
import { seeded } from "../core/seeded";
import { Answered, useAnswer } from "./ask_server";
import { CalendarEditor } from "./calendar_editor";
import type { Schedule } from "./calendar_types";
import { PlacedList } from "./list_screen";
import { itemLink, openItem } from "./place";
import type { Policy } from "./policy_model";
import { dayName } from "./week_painter";
import { hoursWords, runs, weekOf } from "./week_model";

/* "Monday–Friday 09:00–17:00; Saturday 10:00–14:00" */
function weekText(schedule: Schedule): string {
  const parts = runs(weekOf(schedule.intervals)).map(({ first, last, hours }) => {
    const days = first === last ? dayName(first, true) : t("sla.calendar.days", { from: dayName(first, true), to: dayName(last, true) });
    return `${days} ${hoursWords(hours)}`;
  });
  return clauseText(parts);
}

export function usersOf(schedule: number, policies: readonly Policy[]): Policy[] {
  return policies.filter(({ policy_metrics: metrics }) => metrics.some(({ schedule_id }) => schedule_id === schedule));
}

function CalendarList({ schedules, policies }: { schedules: Schedule[]; policies: Policy[] }) {
  return (
    <ul class="policy-list">
      {schedules.map((schedule) => {
        const users = usersOf(schedule.id, policies);
        return (
          <li key={schedule.id} class="policy-row">
            <div class="policy-row-body">
              <h2>
                <a {...itemLink("calendars", schedule.id)}>
                  <bdi>{seeded(schedule.name)}</bdi>
                </a>
              </h2>
              <p>
                {weekText(schedule)} <bdi class="muted">{schedule.time_zone.replaceAll("_", " ")}</bdi>
              </p>
              <p class="muted">
                {users.length === 0 ? t("sla.calendar.unused") : t("sla.calendar.used", { names: commaText(users.map(({ title }) => seeded(title))) })}
              </p>
            </div>
          </li>
        );
      })}
    </ul>
  );
}

export function Calendars() {
  const schedules = useAnswer<{ schedules: Schedule[] }>("business_hours/schedules?per_page=100");
  const policies = useAnswer<{ sla_policies: Policy[] }>("slas/policies?per_page=100");
  const editor = (schedule: Schedule | null, users: Policy[]) => {
    const saved = (id: number) => {
      schedules.reload();
      if (!schedule) openScreen("settings", ["calendars", id], "", true);
    };
    const left = () => {
      schedules.reload();
      openItem("calendars");
    };
    return <CalendarEditor {...{ schedule, users }} onSaved={saved} onLeave={left} />;
  };
  const words = { add: t("sla.calendar.new"), back: t("sla.calendar.back"), empty: t("sla.calendar.empty"), gone: t("sla.calendar.gone") };
  return (
    <Answered answer={policies}>
      {({ sla_policies: list }) => (
        <Answered answer={schedules}>
          {({ schedules: rows }) => (
            <PlacedList
              screen="calendars"
              {...{ rows }}
              {...words}
              nameOf={({ name }) => seeded(name)}
              editor={(chosen) => editor(chosen, chosen ? usersOf(chosen.id, list) : [])}
            >
              <CalendarList schedules={rows} policies={list} />
            </PlacedList>
          )}
        </Answered>
      )}
    </Answered>
  );
}
