/*
 * SLA policies as the API has them and as the editor does: a grid of promises by priority, with one goal (percent of
 * the target) and one calendar for each promise. What the grid cannot show (two calendars in one row) stays as it was
 * until somebody changes that row.
 */

import { clauseText, commaText } from "../core/dates";
import { t, type TextKey } from "../core/i18n";
import { seeded } from "../core/seeded";
import { plainTyped } from "../core/typed";
import type { Conditions } from "./condition_model";
import { parseSpan, spanField, spanWords } from "./span_text";

export const metrics = [
  "first_reply_time",
  "next_reply_time",
  "total_resolution_time",
  "periodic_update_time",
  "requester_wait_time",
  "agent_work_time",
  "pausable_update_time",
] as const;
export type Metric = (typeof metrics)[number];

/* "any" holds for priorities without a promise of their own. */
export const priorities = ["any", "urgent", "high", "normal", "low"] as const;
export type PolicyPriority = (typeof priorities)[number];
const named = priorities.slice(1);

export interface PolicyMetric {
  priority: string | null;
  metric: Metric;
  target_in_seconds: number;
  goal_in_seconds: number;
  business_hours: boolean;
  schedule_id: number | null;
}

export interface Policy {
  id: number;
  title: string;
  description: string | null;
  position: number;
  version: number;
  filter: { all: unknown[]; any: unknown[] };
  policy_metrics: PolicyMetric[];
  pause_statuses: string[];
  warn_before_seconds: number[];
  updated_at: string;
}

/* 0: around the clock. */
type CalendarId = number;
/* Calendar of a row whose cells differ. */
export const MIXED = -1;

export interface Cell {
  text: string;
  /* What was loaded; as long as the text stays, it is sent back to the second. */
  kept: PolicyMetric | null;
}

export interface Row {
  metric: Metric;
  cells: Record<PolicyPriority, Cell>;
  goal: string;
  calendar: CalendarId;
}

export interface Draft {
  title: string;
  rows: Row[];
  filter: Conditions;
  pause: string[];
  warn: string;
}

export const GOAL_PERCENT = 80;

function percentOf({ goal_in_seconds: goal, target_in_seconds: target }: PolicyMetric): number {
  return Math.round((goal / target) * 100);
}

/* The one value of all, or what stands for "they differ". */
function shared<T>(values: T[], none: T, differ: T): T {
  const all = [...new Set(values)];
  return all.length === 0 ? none : all.length === 1 ? (all[0] as T) : differ;
}

function rowOf(metric: Metric, list: readonly PolicyMetric[]): Row {
  const own = list.filter((row) => row.metric === metric);
  const find = (priority: PolicyPriority) => own.find((row) => (row.priority ?? "any") === priority) ?? null;
  const cell = (kept: PolicyMetric | null): Cell => ({ text: kept ? spanField(kept.target_in_seconds) : "", kept });
  const cells = Object.fromEntries(priorities.map((priority) => [priority, cell(find(priority))])) as Record<PolicyPriority, Cell>;
  const calendars = own.map((row) => (row.business_hours ? (row.schedule_id ?? 0) : 0));
  const goals = own.map((row) => String(percentOf(row)));
  return foldRow({ metric, cells, goal: shared(goals, String(GOAL_PERCENT), ""), calendar: shared(calendars, 0, MIXED) });
}

/* What most priorities promise is shown once, as the promise for every priority; the others stand beside it. */
function foldRow(row: Row): Row {
  const texts = named.map((priority) => row.cells[priority].text);
  const common = texts.find((text, at) => text && texts.indexOf(text, at + 1) >= 0);
  const full = texts.every(Boolean);
  if (row.cells.any.text || !common || !full || row.calendar === MIXED || row.goal === "") return row;
  const kept = named.map((priority) => row.cells[priority]).find(({ text }) => text === common)?.kept ?? null;
  const rest = named.map((priority): [PolicyPriority, Cell] => {
    const cell = row.cells[priority];
    return [priority, cell.text === common ? { text: "", kept: null } : cell];
  });
  return { ...row, cells: { ...row.cells, any: { text: common, kept }, ...Object.fromEntries(rest) } };
}

export function draftOf(policy: Policy | null, filter: Conditions): Draft {
  const list = policy?.policy_metrics ?? [];
  return {
    title: policy?.title ?? "",
    rows: metrics.map((metric) => rowOf(metric, list)),
    filter,
    pause: policy?.pause_statuses ?? [],
    warn: (policy?.warn_before_seconds ?? []).map(spanField).join(", "),
  };
}

export function parsePercent(text: string): number | null {
  const typed = plainTyped(text);
  const value = Number(typed.replace("%", ""));
  return typed !== "" && Number.isFinite(value) && value >= 1 && value <= 100 ? value : null;
}

/* A list of spans: null when one of them is not to be understood. */
export function parseWarnings(text: string): number[] | null {
  const parts = plainTyped(text).split(/[,;]/).map((part) => part.trim()).filter(Boolean);
  const spans = parts.map(parseSpan);
  return spans.every((span): span is number => span !== null && span > 0) ? spans : null;
}

function metricOf(row: Row, priority: PolicyPriority, cell: Cell, target: number): PolicyMetric {
  const same = cell.kept && spanField(cell.kept.target_in_seconds) === cell.text.trim();
  const seconds = same && cell.kept ? cell.kept.target_in_seconds : target;
  const percent = parsePercent(row.goal);
  const sameGoal = same && cell.kept && (percent === null || percentOf(cell.kept) === percent);
  const goal = Math.max(1, Math.round((seconds * (percent ?? GOAL_PERCENT)) / 100));
  const schedule = row.calendar === MIXED ? (cell.kept?.schedule_id ?? 0) : row.calendar;
  return {
    priority,
    metric: row.metric,
    target_in_seconds: seconds,
    goal_in_seconds: sameGoal && cell.kept ? cell.kept.goal_in_seconds : goal,
    business_hours: schedule !== 0,
    schedule_id: schedule || null,
  };
}

/* What is wrong with it, as places: "first_reply_time.urgent", "first_reply_time.goal", "warn", "title", "empty". */
export function faults(draft: Draft): string[] {
  const found: string[] = [];
  let promised = 0;
  for (const row of draft.rows) {
    const filled = priorities.filter((priority) => row.cells[priority].text.trim() !== "");
    promised += filled.length;
    for (const priority of filled) if (parseSpan(row.cells[priority].text) === null) found.push(`${row.metric}.${priority}`);
    if (filled.length > 0 && row.goal.trim() !== "" && parsePercent(row.goal) === null) found.push(`${row.metric}.goal`);
  }
  if (parseWarnings(draft.warn) === null) found.push("warn");
  if (!draft.title.trim()) found.push("title");
  if (promised === 0) found.push("empty");
  return found;
}

/* The cell that holds for a priority: its own, else that of every priority. */
function cellFor(row: Row, priority: PolicyPriority): Cell {
  return row.cells[priority].text.trim() ? row.cells[priority] : row.cells["any"];
}

/* As the API takes it: a promise for each priority, as other clients know them. */
export function bodyOf(draft: Draft): Record<string, unknown> {
  const list = draft.rows.flatMap((row) =>
    named.flatMap((priority) => {
      const cell = cellFor(row, priority);
      const target = parseSpan(cell.text);
      return target ? [metricOf(row, priority, cell, target)] : [];
    }),
  );
  return {
    title: draft.title.trim(),
    filter: draft.filter,
    policy_metrics: list,
    pause_statuses: draft.pause,
    warn_before_seconds: parseWarnings(draft.warn) ?? [],
  };
}

export interface CalendarName {
  id: number;
  name: string;
}

function rowSentence(row: Row, calendars: readonly CalendarName[]): string {
  const own = named.filter((priority) => row.cells[priority].text);
  const words = (priority: PolicyPriority) => spanWords(parseSpan(row.cells[priority].text) ?? 0);
  const parts: string[] = [];
  const percent = parsePercent(row.goal);
  if (row.cells.any.text) {
    const target = parseSpan(row.cells.any.text) ?? 0;
    parts.push(t("sla.say.within", { promise: t(`sla.metric.${row.metric}` as TextKey), span: spanWords(target) }));
    if (percent !== null && percent < 100) parts.push(t("sla.say.goal", { span: spanWords(Math.round((target * percent) / 100)) }));
  }
  const calendar = calendars.find(({ id }) => id === row.calendar);
  const when = row.calendar === MIXED ? t("sla.say.mixed") : calendar ? t("sla.say.calendar", { name: seeded(calendar.name) }) : t("sla.say.always");
  const name = (priority: PolicyPriority) => t(`agent.priority.${priority}` as TextKey).toLocaleLowerCase();
  const exceptions = own.map((priority) => t("sla.say.priority", { priority: name(priority), span: words(priority) }));
  const first = parts.length > 0 ? commaText([...parts, when]) : t("sla.say.only", { promise: t(`sla.metric.${row.metric}` as TextKey), when });
  return clauseText([first, commaText(exceptions)]);
}

/* One sentence for each promise: "First reply within 10 hours, aim for 8 hours, around the clock; urgent: 1 hour". */
export function sentences(policy: Policy, calendars: readonly CalendarName[]): string[] {
  const { rows } = draftOf(policy, { all: [], any: [] });
  const said = rows.filter((row) => priorities.some((priority) => row.cells[priority].text));
  return said.map((row) => `${rowSentence(row, calendars)}.`);
}
