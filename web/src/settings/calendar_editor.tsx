/* One calendar: name, zone, week, holidays, the days ahead, who uses it, and what a change would do to open tickets. */

import { useEffect, useState } from "preact/hooks";
import { get, post, put, remove } from "../core/api";
import { minuteNow } from "../core/clock";
import { dateFormat } from "../core/dates";
import { t } from "../core/i18n";
import { linkTo } from "../core/router";
import { seeded } from "../core/seeded";
import { ask } from "../ui/dialog";
import { DeleteButton, FieldFault, Form, TextField } from "../ui/form";
import { toast } from "../ui/toast";
import { looseError, useChange } from "./ask_server";
import type { Schedule } from "./calendar_types";
import { Holidays, loadHolidays } from "./holidays";
import { useKeptDraft } from "./kept_draft";
import { KeptNote } from "./kept_note";
import type { Policy } from "./policy_model";
import { applyToOpen } from "./promise_apply";
import { PromisePreview } from "./promise_preview";
import { ReachField, type Reach } from "./promise_parts";
import { WeekPainter } from "./week_painter";
import { DAY_MINUTES, daysAhead, hoursWords, intervalsOf, openMinutes, paint, todayIn, weekOf, type Holiday, type Week } from "./week_model";
import { ZoneField } from "./zone_field";
import { ownZone } from "../core/zone";

interface EditorProps {
  schedule: Schedule | null;
  users: readonly Policy[];
  onSaved: (id: number) => void;
  onLeave: () => void;
}

const AHEAD = 14;
const aheadDay = dateFormat({ weekday: "short", day: "numeric", month: "short", timeZone: "UTC" });

/* Monday to Friday, nine to five. */
const usualWeek: Week = Array.from({ length: 7 }, (_, day) => (day < 5 ? paint([], 540, 1020, true) : []));

function DaysAhead({ week, holidays, zone }: { week: Week; holidays: readonly Holiday[]; zone: string }) {
  const days = daysAhead(week, holidays, todayIn(zone, minuteNow.value), AHEAD);
  return (
    <section class="plain-set">
      <h2>{t("sla.ahead.title")}</h2>
      <ol class="days-ahead">
        {days.map(({ date, noon, hours, holiday }) => (
          <li key={date} class={hours.length === 0 ? "day-closed" : undefined}>
            <span class="day-name">{aheadDay.format(noon)}</span>
            <span class="day-bar" aria-hidden="true">
              {hours.map(([from, to]) => (
                <span key={from} style={{ insetInlineStart: `${(from / DAY_MINUTES) * 100}%`, inlineSize: `${((to - from) / DAY_MINUTES) * 100}%` }} />
              ))}
            </span>
            <span class="day-hours">{hours.length === 0 ? t("sla.ahead.closed") : hoursWords(hours)}</span>
            {holiday && <bdi class="day-holiday">{holiday.name}</bdi>}
          </li>
        ))}
      </ol>
    </section>
  );
}

function Users({ users }: { users: readonly Policy[] }) {
  return (
    <section class="plain-set">
      <h2>{t("sla.calendar.users")}</h2>
      {users.length === 0 ? (
        <p class="muted">{t("sla.calendar.unused_long")}</p>
      ) : (
        <ul>
          {users.map(({ id, title }) => (
            <li key={id}>
              <a {...linkTo({ section: "settings", rest: ["policies", String(id)] })}>
                <bdi>{title}</bdi>
              </a>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

async function deleteCalendar(schedule: Schedule): Promise<boolean> {
  const title = t("sla.calendar.delete_title", { name: seeded(schedule.name) });
  const sure = await ask({ title, text: t("sla.calendar.delete_text"), yes: t("sla.delete.yes"), danger: true });
  if (!sure) return false;
  await remove(`business_hours/schedules/${schedule.id}`);
  toast(t("sla.delete.done", { name: schedule.name }));
  return true;
}

async function isStillOurs(schedule: Schedule): Promise<boolean> {
  const { schedule: now } = await get<{ schedule: Schedule }>(`business_hours/schedules/${schedule.id}`);
  const same = JSON.stringify(now.intervals) === JSON.stringify(schedule.intervals) && now.name === schedule.name && now.time_zone === schedule.time_zone;
  return same || ask({ title: t("sla.conflict.title"), text: t("sla.conflict.text"), yes: t("sla.conflict.mine"), danger: true });
}

function useHolidays(schedule: Schedule | null) {
  const [holidays, setHolidays] = useState<Holiday[]>([]);
  const load = () => {
    if (schedule) loadHolidays(schedule.id).then(setHolidays, (cause: Error) => toast(cause.message, null, "error"));
  };
  useEffect(load, [schedule?.id]);
  return { holidays, load };
}

interface Draft {
  name: string;
  zone: string;
  week: Week;
}

/* Stores it and answers its id; 0 when somebody else's change was to stay. */
async function store(schedule: Schedule | null, { name, zone, week }: Draft, applies: boolean): Promise<number> {
  if (schedule && !(await isStillOurs(schedule))) return 0;
  const body = { schedule: { name: name.trim(), time_zone: zone, intervals: intervalsOf(week) } };
  const path = "business_hours/schedules";
  const { schedule: stored } = await (schedule ? put<{ schedule: Schedule }>(`${path}/${schedule.id}`, body) : post<{ schedule: Schedule }>(path, body));
  if (applies) await applyToOpen();
  else toast(t("sla.saved", { name: name.trim() }));
  return stored.id;
}

function draftOf(schedule: Schedule | null): Draft {
  if (!schedule) return { name: "", zone: ownZone, week: usualWeek };
  return { name: schedule.name, zone: schedule.time_zone, week: weekOf(schedule.intervals) };
}

interface SideProps {
  draft: Draft;
  reach: Reach;
  hoursChanged: boolean;
  never: boolean;
  schedule: Schedule | null;
  users: readonly Policy[];
  holidays: readonly Holiday[];
}

function Side({ draft: { week, zone }, reach, hoursChanged, never, schedule, users, holidays }: SideProps) {
  return (
    <div class="calendar-side">
      <DaysAhead week={week} holidays={holidays} zone={zone} />
      {schedule && <Users users={users} />}
      {schedule && users.length > 0 && (
        <PromisePreview
          reach={reach}
          supposed={hoursChanged && !never ? { schedule: { id: schedule.id, time_zone: zone, intervals: intervalsOf(week) } } : null}
          waiting={never ? t("sla.fault.never") : t("sla.preview.unchanged")}
        />
      )}
    </div>
  );
}

interface FieldsProps {
  draft: Draft;
  set: (part: Partial<Draft>) => void;
  faults: Record<string, string>;
  onWrong: (wrong: boolean) => void;
}

function Fields({ draft: { name, zone, week }, set, faults, onWrong }: FieldsProps) {
  return (
    <>
      <TextField label={t("sla.calendar.name")} value={name} maxLength={100} error={faults.name} onInput={(text) => set({ name: text })} />
      <ZoneField value={zone} error={faults.time_zone} onInput={(chosen) => set({ zone: chosen })} />
      <WeekPainter week={week} onInput={(painted) => set({ week: painted })} onWrong={onWrong} />
      <FieldFault text={faults.intervals} />
    </>
  );
}

/* By the API's names. */
function faultsOf({ name }: Draft, never: boolean): Record<string, string> {
  return { ...(name.trim() ? {} : { name: t("sla.fault.title") }), ...(never ? { intervals: t("sla.fault.never") } : {}) };
}

export function CalendarEditor({ schedule, users, onSaved, onLeave }: EditorProps) {
  const first = draftOf(schedule);
  const kept = useKeptDraft(`calendars/${schedule?.id ?? "new"}`, first);
  const [reach, setReach] = useState<Reach>("new");
  const [tried, setTried] = useState(false);
  const [wrongHours, setWrongHours] = useState(false);
  const change = useChange();
  const { holidays, load } = useHolidays(schedule);
  const { draft, change: set } = kept;
  const { zone, week } = draft;
  const never = week.every((hours) => openMinutes(hours) === 0);
  const hoursChanged = !schedule || zone !== first.zone || JSON.stringify(week) !== JSON.stringify(first.week);
  const lacking = never || wrongHours || !draft.name.trim();
  const faults = tried && lacking ? faultsOf(draft, never) : change.fields;
  const save = async () => {
    setTried(true);
    if (lacking) return;
    let id = 0;
    await change.run(async () => (id = await store(schedule, draft, reach === "open" && users.length > 0)));
    if (!id) return;
    kept.settle(draft);
    onSaved(id);
  };
  const leave = () => {
    kept.discard();
    onLeave();
  };
  const drop = () => void change.run(async () => schedule && (await deleteCalendar(schedule)) && leave());
  return (
    <div class="promise-editor calendar-editor">
      <div class="calendar-main">
        <Form
          error={tried && lacking ? t("rules.look_above") : looseError(change, (key) => ["name", "time_zone", "intervals"].includes(key))}
          busy={change.busy}
          unchanged={schedule !== null && !kept.changed && !wrongHours}
          onSave={() => void save()}
          onCancel={leave}
          aside={schedule && <DeleteButton text={t("sla.delete.button")} onClick={drop} />}
        >
          <KeptNote kept={kept} />
          <Fields {...{ draft, set, faults }} onWrong={setWrongHours} />
          {users.length > 0 && <ReachField value={reach} onInput={setReach} />}
        </Form>
        {schedule ? (
          <Holidays schedule={schedule.id} holidays={holidays} today={todayIn(zone, minuteNow.value)} onChanged={load} />
        ) : (
          <p class="muted">{t("sla.holiday.later")}</p>
        )}
      </div>
      <Side {...{ draft, reach, hoursChanged, never, schedule, users, holidays }} />
    </div>
  );
}
