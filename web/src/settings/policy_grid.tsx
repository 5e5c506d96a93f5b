/* The grid of an SLA policy: one row for each promise, one field for each priority, then the goal and the calendar. */

import { useState } from "preact/hooks";
import { t, type TextKey } from "../core/i18n";
import { seeded } from "../core/seeded";
import { FieldFault } from "../ui/form";
import type { Schedule } from "./calendar_types";
import { MIXED, priorities, type Metric, type PolicyPriority, type Row } from "./policy_model";
import { parseSpan, spanField } from "./span_text";

interface GridProps {
  rows: readonly Row[];
  schedules: readonly Schedule[];
  /* Places that are wrong, as policy_model's faults names them. */
  wrong: ReadonlySet<string>;
  /* Somebody wanted to save it. */
  tried: boolean;
  onInput: (row: Row) => void;
}

export function metricText(metric: Metric): string {
  return t(`sla.metric.${metric}` as TextKey);
}

export function priorityText(priority: PolicyPriority): string {
  return priority === "any" ? t("sla.grid.any") : t(`agent.priority.${priority}` as TextKey);
}

function isUsed(row: Row): boolean {
  return priorities.some((priority) => row.cells[priority].text.trim() !== "");
}

/* Under the grid: what wrong cells are described by. */
const SPAN_FAULT = "policy-span-fault";
const GOAL_FAULT = "policy-goal-fault";

const faulty = (bad: boolean, id: string) => (bad ? { "aria-invalid": true as const, "aria-describedby": id } : {});

interface RowProps extends Omit<GridProps, "rows" | "tried"> {
  row: Row;
}

function SpanCell({ row, priority, wrong, onInput }: Omit<RowProps, "schedules"> & { priority: PolicyPriority }) {
  const { text, kept } = row.cells[priority];
  const bad = wrong.has(`${row.metric}.${priority}`);
  const set = (next: string) => onInput({ ...row, cells: { ...row.cells, [priority]: { text: next, kept } } });
  const write = () => {
    const seconds = parseSpan(text);
    if (seconds) set(spanField(seconds));
  };
  return (
    <td data-label={priorityText(priority)} class={bad ? "cell-wrong" : undefined}>
      <input
        type="text"
        autocomplete="off"
        dir="auto"
        aria-label={t("sla.grid.cell", { promise: metricText(row.metric), priority: priorityText(priority) })}
        placeholder={priority === "any" || parseSpan(row.cells.any.text) === null ? "" : row.cells.any.text}
        {...faulty(bad, SPAN_FAULT)}
        value={text}
        onInput={(event) => set(event.currentTarget.value)}
        onBlur={write}
      />
    </td>
  );
}

/* The goal in time, under the percent: "8 h". */
function goalWords(row: Row): string {
  const first = priorities.map((priority) => parseSpan(row.cells[priority].text)).find(Boolean);
  const percent = Number(row.goal);
  return first && percent > 0 && percent <= 100 ? spanField(Math.round((first * percent) / 6000) * 60) : "";
}

function GridRow({ row, schedules, wrong, onInput }: RowProps) {
  const bad = wrong.has(`${row.metric}.goal`);
  const off = !isUsed(row);
  return (
    <tr>
      <th scope="row">
        {metricText(row.metric)}
        <span class="field-hint">{t(`sla.metric_hint.${row.metric}` as TextKey)}</span>
      </th>
      {priorities.map((priority) => (
        <SpanCell key={priority} {...{ row, priority, wrong, onInput }} />
      ))}
      <td data-label={t("sla.grid.goal")} class={bad ? "cell-wrong" : undefined}>
        <span class="goal-cell">
          <input
            type="text"
            inputMode="numeric"
            autocomplete="off"
            aria-label={t("sla.grid.goal_of", { promise: metricText(row.metric) })}
            disabled={off}
            {...faulty(bad, GOAL_FAULT)}
            value={row.goal}
            onInput={(event) => onInput({ ...row, goal: event.currentTarget.value })}
          />
          <span>%</span>
          <span class="field-hint">{off ? "" : goalWords(row)}</span>
        </span>
      </td>
      <td data-label={t("sla.grid.calendar")}>
        <select
          aria-label={t("sla.grid.calendar_of", { promise: metricText(row.metric) })}
          disabled={off}
          value={String(row.calendar)}
          onChange={(event) => onInput({ ...row, calendar: Number(event.currentTarget.value) })}
        >
          {row.calendar === MIXED && <option value={String(MIXED)}>{t("sla.grid.mixed")}</option>}
          <option value="0">{t("sla.grid.always")}</option>
          {schedules.map(({ id, name }) => (
            <option key={id} value={String(id)}>
              {seeded(name)}
            </option>
          ))}
        </select>
      </td>
    </tr>
  );
}

const USUAL = 3;

export function PolicyGrid({ rows, schedules, wrong, tried, onInput }: GridProps) {
  const [more, setMore] = useState(() => rows.slice(USUAL).some(isUsed));
  const shown = more ? rows : rows.slice(0, USUAL);
  const places = [...wrong].filter((place) => place.includes("."));
  return (
    <div class="policy-grid-box">
      <table class="policy-grid">
        <caption class="visually-hidden">{t("sla.grid.title")}</caption>
        <thead>
          <tr>
            <th scope="col">{t("sla.grid.promise")}</th>
            {priorities.map((priority) => (
              <th key={priority} scope="col">
                {priorityText(priority)}
              </th>
            ))}
            <th scope="col">{t("sla.grid.goal")}</th>
            <th scope="col">{t("sla.grid.calendar")}</th>
          </tr>
        </thead>
        <tbody>
          {shown.map((row) => (
            <GridRow key={row.metric} {...{ row, schedules, wrong, onInput }} />
          ))}
        </tbody>
      </table>
      {places.some((place) => !place.endsWith(".goal")) && (
        <p class="field-error" id={SPAN_FAULT}>
          {t("sla.fault.span")}
        </p>
      )}
      {places.some((place) => place.endsWith(".goal")) && (
        <p class="field-error" id={GOAL_FAULT}>
          {t("sla.fault.goal")}
        </p>
      )}
      <FieldFault text={tried && wrong.has("empty") ? t("sla.fault.empty") : ""} />
      {!more && (
        <button type="button" class="button button-quiet" onClick={() => setMore(true)}>
          {t("sla.grid.more")}
        </button>
      )}
    </div>
  );
}
