/* Calendars of business hours: the list, and one of them with its week, zone, holidays and the days ahead. */

import { t } from "../core/i18n";
import { linkTo, openScreen, route } from "../core/router";
import { Icon } from "../ui/icon";
import { Answered, useAnswer } from "./ask_server";
import { CalendarEditor } from "./calendar_editor";
import type { Schedule } from "./calendar_types";
import type { Policy } from "./policy_model";
import { dayName } from "./week_painter";
import { hoursText, runs, weekOf } from "./week_model";

/* "Monday–Friday 09:00–17:00; Saturday 10:00–14:00" */
function weekText(schedule: Schedule): string {
  const parts = runs(weekOf(schedule.intervals)).map(({ first, last, hours }) => {
    const days = first === last ? dayName(first, true) : t("sla.calendar.days", { from: dayName(first, true), to: dayName(last, true) });
    return `${days} ${hoursText(hours)}`;
  });
  return parts.join("; ");
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
                <a {...linkTo({ section: "settings", rest: ["calendars", String(schedule.id)] })}>
                  <bdi>{schedule.name}</bdi>
                </a>
              </h2>
              <p>
                {weekText(schedule)} <bdi class="muted">{schedule.time_zone.replaceAll("_", " ")}</bdi>
              </p>
              <p class="muted">
                {users.length === 0 ? t("sla.calendar.unused") : t("sla.calendar.used", { names: users.map(({ title }) => title).join(", ") })}
              </p>
            </div>
          </li>
        );
      })}
    </ul>
  );
}

const toList = () => openScreen("settings", ["calendars"]);

export function Calendars() {
  const schedules = useAnswer<{ schedules: Schedule[] }>("business_hours/schedules?per_page=100");
  const policies = useAnswer<{ sla_policies: Policy[] }>("slas/policies?per_page=100");
  const [, open] = route.value.rest;
  return (
    <Answered answer={policies}>
      {({ sla_policies: list }) => (
        <Answered answer={schedules}>
          {({ schedules: calendars }) => {
            const chosen = calendars.find(({ id }) => String(id) === open);
            if (open === "new" || chosen) {
              const done = (id: number) => {
                schedules.reload();
                if (open === "new") openScreen("settings", ["calendars", id], "", true);
              };
              const left = () => {
                schedules.reload();
                toList();
              };
              const users = chosen ? usersOf(chosen.id, list) : [];
              return <CalendarEditor key={chosen?.id ?? "new"} schedule={chosen ?? null} users={users} onSaved={done} onLeave={left} />;
            }
            return (
              <>
                {open && <p role="alert">{t("sla.calendar.gone")}</p>}
                <p class="screen-tools">
                  <a class="button" {...linkTo({ section: "settings", rest: ["calendars", "new"] })}>
                    <Icon name="add" />
                    {t("sla.calendar.new")}
                  </a>
                </p>
                {calendars.length === 0 ? (
                  <div class="empty">
                    <p>{t("sla.calendar.empty")}</p>
                  </div>
                ) : (
                  <CalendarList schedules={calendars} policies={list} />
                )}
              </>
            );
          }}
        </Answered>
      )}
    </Answered>
  );
}
