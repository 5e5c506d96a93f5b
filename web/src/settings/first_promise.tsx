/* The first promise: how many hours, and which hours count. Changes the default policy. */

import { useState } from "preact/hooks";
import { get, post, put } from "../core/api";
import { commaText } from "../core/dates";
import { t } from "../core/i18n";
import { seeded } from "../core/seeded";
import { Form, SelectField, TextField } from "../ui/form";
import { Answered, useAnswer, useChange } from "./ask_server";
import { ownZone } from "../core/zone";

interface Metric {
  priority: string;
  metric: string;
  target: number;
  business_hours: boolean;
  schedule_id?: number | null;
}

interface Policy {
  id: number;
  policy_metrics: Metric[];
}

interface Schedule {
  id: number;
  name: string;
  time_zone: string;
  version: number;
  intervals: { start_time: number; end_time: number }[];
}

const priorities = ["low", "normal", "high", "urgent"];
const DEFAULT_HOURS = 10;
const HOURS_MAX = 240;
/* The calendar that every installation begins with, after the one that is always open. */
const SEEDED = 2;
const ALWAYS = "always";
const OFFICE = "office";
const DAY_MINUTES = 1440;
const OPENS = 9 * 60;
const CLOSES = 17 * 60;

/* Monday to Friday, nine to five, in minutes since Sunday. */
const officeWeek = [1, 2, 3, 4, 5].map((day) => ({ start_time: day * DAY_MINUTES + OPENS, end_time: day * DAY_MINUTES + CLOSES }));

function isOffice({ time_zone, intervals }: Schedule): boolean {
  return time_zone === ownZone && JSON.stringify(intervals) === JSON.stringify(officeWeek);
}

/* Nobody has made it his own yet. */
function isSeeded({ id, version }: Schedule): boolean {
  return id === SEEDED && version === 1;
}

/* The calendar of these hours in this zone: one that is there, the seeded one where no other policy counts by it, or a new one. */
async function officeSchedule(policy: Policy): Promise<number> {
  const path = "business_hours/schedules";
  const { schedules } = await get<{ schedules: Schedule[] }>(`${path}?per_page=100`);
  const there = schedules.find(isOffice);
  if (there) return there.id;
  const { sla_policies: policies } = await get<{ sla_policies: Policy[] }>("slas/policies?per_page=100");
  const used = policies.filter(({ id }) => id !== policy.id).flatMap(({ policy_metrics: metrics }) => metrics.map((metric) => metric.schedule_id));
  const hours = { time_zone: ownZone, intervals: officeWeek };
  if (schedules.some(isSeeded) && !used.includes(SEEDED)) {
    await put(`${path}/${SEEDED}`, { schedule: hours });
    return SEEDED;
  }
  const name = t("first_run.promise.office_name");
  const telling = schedules.some((row) => row.name === name) ? `${name} (${ownZone})` : name;
  const { schedule } = await post<{ schedule: Schedule }>(path, { schedule: { name: telling, ...hours } });
  return schedule.id;
}

async function promise(policy: Policy, hours: number, when: string): Promise<void> {
  const schedule = when === ALWAYS ? null : when === OFFICE ? await officeSchedule(policy) : Number(when);
  const hoursCount = schedule === null ? { business_hours: false } : { business_hours: true, schedule_id: schedule };
  const metrics = ["first_reply_time", "next_reply_time"].flatMap((metric) =>
    priorities.map((priority) => ({ priority, metric, target: hours * 60, ...hoursCount })),
  );
  const title = t("first_run.promise.policy", { hours });
  const description = t("first_run.promise.policy_about", { hours });
  await put(`slas/policies/${policy.id}`, { sla_policy: { title, description, policy_metrics: metrics } });
}

function PromiseForm({ policy, schedules, onDone }: { policy: Policy; schedules: readonly Schedule[]; onDone: () => Promise<unknown> }) {
  const [hours, setHours] = useState(String(DEFAULT_HOURS));
  const [when, setWhen] = useState(ALWAYS);
  const [wrong, setWrong] = useState("");
  const change = useChange();
  const save = () => {
    const number = Number(hours);
    const good = Number.isInteger(number) && number >= 1 && number <= HOURS_MAX;
    setWrong(good ? "" : t("first_run.promise.wrong", { max: HOURS_MAX }));
    if (good) void change.run(() => promise(policy, number, when).then(onDone));
  };
  const own = schedules.filter((row) => row.intervals.length > 0 && !isSeeded(row) && !isOffice(row));
  return (
    <Form busy={change.busy} error={change.error} save={t("first_run.promise.save")} onSave={save}>
      <TextField
        label={t("first_run.promise.hours")}
        hint={t("first_run.promise.hours_hint")}
        type="number"
        min={1}
        max={HOURS_MAX}
        value={hours}
        error={wrong || undefined}
        onInput={setHours}
      />
      <SelectField
        label={t("first_run.promise.when")}
        value={when}
        choices={[
          { value: ALWAYS, label: t("first_run.promise.always") },
          { value: OFFICE, label: t("first_run.promise.office", { zone: ownZone }) },
          ...own.map((row) => ({ value: String(row.id), label: commaText([seeded(row.name), row.time_zone === ownZone ? "" : row.time_zone]) })),
        ]}
        onInput={setWhen}
      />
    </Form>
  );
}

export function FirstPromise({ onDone }: { onDone: () => Promise<unknown> }) {
  const policies = useAnswer<{ sla_policies: Policy[] }>("slas/policies");
  const schedules = useAnswer<{ schedules: Schedule[] }>("business_hours/schedules");
  return (
    <Answered answer={policies}>
      {({ sla_policies }) => {
        const [policy] = sla_policies.slice(-1);
        if (!policy) return <p>{t("first_run.promise.none")}</p>;
        return (
          <Answered answer={schedules}>{(found) => <PromiseForm policy={policy} schedules={found.schedules} onDone={onDone} />}</Answered>
        );
      }}
    </Answered>
  );
}
