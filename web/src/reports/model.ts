/* Reports as the server gives them, what stands in the address, and how numbers are written. */

import { hasText, tn, t, type TextKey } from "../core/i18n";
import { dateFormat, numberFormat } from "../core/dates";
import { span } from "../core/fmt";
import { ownZone } from "../core/zone";
import type { WaitKind } from "../core/types";

export const reportNames = ["first_reply_time", "next_reply_time", "resolution_time", "promises", "backlog_age", "arrivals"] as const;
export type ReportName = (typeof reportNames)[number];
export const groupings = ["none", "day", "week", "channel", "group", "agent", "tag"] as const;
export type Grouping = (typeof groupings)[number];
export const channels = ["web", "email", "api", "chat", "voice", "closed_ticket"] as const;

export interface Rank {
  seconds: number;
  at_least: boolean;
}

export type Link = "count" | "done" | "waiting" | "met" | "missed" | "open" | "median" | "p90";

export interface ReportRow {
  key: string | null;
  name: string | null;
  count: number;
  done: number;
  waiting: number;
  met: number;
  missed: number;
  open: number;
  met_percent: number | null;
  median: Rank | null;
  p90: Rank | null;
  tickets: Record<Link, string | null>;
}

export interface Report {
  name: ReportName;
  from: string;
  to: string;
  time_zone: string;
  time: "calendar" | "business";
  group_by: Grouping;
  as_of: string;
  total: ReportRow;
  rows: ReportRow[];
  left_out: number;
  hours: { hour: number; count: number; tickets: string }[] | null;
  buckets: { from_days: number; to_days: number | null; count: number; tickets: string }[] | null;
}

export interface Entry {
  ticket_id: number;
  subject: string | null;
  requester: string | null;
  state: "done" | "waiting" | "met" | "missed" | "open" | "arrived";
  kind: WaitKind | null;
  from: string;
  until: string | null;
  seconds: number;
}

export function isReport(name: string | undefined): name is ReportName {
  return (reportNames as readonly string[]).includes(name ?? "");
}

export const isTimed = (name: ReportName) => name !== "promises" && name !== "arrivals";
export const hasBusiness = isTimed;
/* Arrivals and ages have a picture of their own; the others show how they went from day to day. */
const ownGrouping = (name: ReportName): Grouping => (name === "backlog_age" || name === "arrivals" ? "none" : "day");
export const groupingsOf = (name: ReportName) => groupings.filter((by) => name !== "backlog_age" || (by !== "day" && by !== "week"));

/* --- days --- */

export const ranges = ["today", "yesterday", "7", "30", "90", "this_month", "last_month", "custom"] as const;
export type Range = (typeof ranges)[number];
/* A backlog is that of one evening. */
const evenings: readonly Range[] = ["today", "yesterday", "last_month", "custom"];
export const rangesOf = (name: ReportName) => (name === "backlog_age" ? evenings : ranges);

const dayText = (date: Date) => `${date.getFullYear()}-${String(date.getMonth() + 1).padStart(2, "0")}-${String(date.getDate()).padStart(2, "0")}`;

/* First and last day of a range, as seen on `today`. */
export function daysOf(range: Exclude<Range, "custom">, today: Date): { from: string; to: string } {
  const day = (back: number) => new Date(today.getFullYear(), today.getMonth(), today.getDate() - back);
  const month = (back: number, date: number) => new Date(today.getFullYear(), today.getMonth() - back, date);
  if (range === "today") return { from: dayText(today), to: dayText(today) };
  if (range === "yesterday") return { from: dayText(day(1)), to: dayText(day(1)) };
  if (range === "this_month") return { from: dayText(month(0, 1)), to: dayText(today) };
  if (range === "last_month") return { from: dayText(month(1, 1)), to: dayText(month(0, 0)) };
  return { from: dayText(day(Number(range) - 1)), to: dayText(today) };
}

/* What the address says: a range by name moves on with the days, dates stay. */
export interface Asked {
  range: Range;
  from: string;
  to: string;
  time: "calendar" | "business";
  /* "": what the report shows by itself */
  by: Grouping | "";
  group: string;
  agent: string;
  channel: string;
  tag: string;
}

export function readAsked(params: string, today: Date): Asked {
  const given = new URLSearchParams(params);
  const named = given.get("range") as Range | null;
  const dated = given.has("from") || given.has("to");
  const range: Range = dated ? "custom" : named && ranges.includes(named) && named !== "custom" ? named : "30";
  const days = daysOf(range === "custom" ? "30" : range, today);
  const by = given.get("group_by") as Grouping | null;
  return {
    range,
    from: given.get("from") ?? days.from,
    to: given.get("to") ?? days.to,
    time: given.get("time") === "business" ? "business" : "calendar",
    by: by && groupings.includes(by) ? by : "",
    group: given.get("group") ?? "",
    agent: given.get("agent") ?? "",
    channel: given.get("channel") ?? "",
    tag: given.get("tag") ?? "",
  };
}

function withoutEmpty(values: Record<string, string>): string {
  const kept = Object.entries(values).filter(([, value]) => value !== "");
  return new URLSearchParams(kept).toString();
}

export function groupingOf(name: ReportName, { by }: Asked): Grouping {
  return by && groupingsOf(name).includes(by) ? by : ownGrouping(name);
}

function settled(name: ReportName, asked: Asked, usual: Grouping): { time: string; group_by: string } {
  const by = groupingOf(name, asked);
  return { time: asked.time === "business" && hasBusiness(name) ? asked.time : "", group_by: by === usual ? "" : by };
}

/* For the address of the page. */
export function askedParams(name: ReportName, asked: Asked): string {
  const days: Record<string, string> = asked.range === "custom" ? { from: asked.from, to: asked.to } : { range: asked.range === "30" ? "" : asked.range };
  return withoutEmpty({ ...days, ...settled(name, asked, ownGrouping(name)), group: asked.group, agent: asked.agent, channel: asked.channel, tag: asked.tag });
}

/* For the server. */
export function apiParams(name: ReportName, asked: Asked): string {
  const { to, group, agent, channel, tag } = asked;
  const from = name === "backlog_age" ? to : asked.from;
  return withoutEmpty({ from, to, time_zone: ownZone, ...settled(name, asked, "none"), group, agent, channel, tag });
}

export const hasFilters = ({ group, agent, channel, tag }: Asked) => Boolean(group || agent || channel || tag);

/* The page with what a number counted, from the server's address of the same. */
export function entriesParams(url: string): { name: string; params: string } {
  const { pathname, search } = new URL(url, location.origin);
  return { name: pathname.split("/").at(-2) ?? "", params: search.replace(/^\?/, "") };
}

/* --- words --- */

const dayName = dateFormat({ day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });
const shortDay = dateFormat({ day: "numeric", month: "short", timeZone: "UTC" });
const weekday = dateFormat({ weekday: "short", timeZone: "UTC" });

export const dayLabel = (key: string, short = false) => (short ? shortDay : dayName).format(Date.parse(`${key}T00:00:00Z`));
/* 0 is Monday; 5 January 1970 was one. */
export const weekdayLabel = (day: number) => weekday.format((day + 4) * 86400000);
export const hourLabel = (hour: number) => `${String(hour).padStart(2, "0")}:00`;
export const numberLabel = (n: number) => numberFormat().format(n);

/* A time in words. Open hours have no days: a working day is not 24 hours long. */
export function timeText(seconds: number, business: boolean): string {
  if (seconds < 60) return t("reports.instant");
  if (!business) return span(seconds * 1000);
  const minutes = Math.floor(seconds / 60);
  const whole = minutes >= 60 && tn("agent.time.hours", Math.floor(minutes / 60));
  const rest = minutes % 60 > 0 && minutes < 6000 && tn("agent.time.minutes", minutes % 60);
  return [whole, rest].filter(Boolean).join(" ");
}

export function rankText(rank: Rank | null, business: boolean): string {
  if (!rank) return t("reports.nothing");
  const time = timeText(rank.seconds, business);
  return rank.at_least ? t("reports.at_least", { time }) : time;
}

export function percentText(percent: number | null): string {
  return percent === null ? t("reports.nothing") : t("reports.percent", { n: numberFormat({ maximumFractionDigits: 1 }).format(percent) });
}

export function channelText(channel: string): string {
  return t(`reports.channel.${channel}` as TextKey);
}

export function keyText(report: Report, row: ReportRow): string {
  const by = report.group_by;
  if (row.key === null) return by === "channel" || by === "group" || by === "agent" || by === "tag" ? t(`reports.key.none.${by}`) : "";
  if (by === "day" || by === "week") return dayLabel(row.key);
  if (by === "channel") return channelText(row.key);
  return row.name ?? (by === "tag" ? row.key : `#${row.key}`);
}

export function rangeText(range: Range): string {
  return /^\d/.test(range) ? tn("reports.range.days", Number(range)) : t(`reports.range.${range}` as TextKey);
}

export function bucketText({ from_days: from, to_days: to }: { from_days: number; to_days: number | null }): string {
  if (to === null) return t("reports.age.more", { from });
  return from === 0 ? t("reports.age.less") : t("reports.age.between", { from, to });
}

/* What stands in an address may be anything. */
const said = (key: string, text: string) => (hasText(key) ? t(key) : text);
const readDay = (key: string) => (Number.isNaN(Date.parse(`${key}T00:00:00Z`)) ? key : dayLabel(key));

/* The row of a report that a number stood in. */
function rowText(by: string, key: string, named: (what: "group" | "agent", id: string) => string): string {
  if (key === "") return said(`reports.key.none.${by}`, "");
  if (by === "day" || by === "week") return readDay(key);
  if (by === "channel") return said(`reports.channel.${key}`, key);
  return by === "group" || by === "agent" ? named(by, key) : key;
}

/* What narrows the tickets behind a number: days, time, filters, and what the number was of. */
export function partWords(name: ReportName, asked: URLSearchParams, named: (what: "group" | "agent", id: string) => string): string[] {
  const at = (field: string) => asked.get(field) ?? "";
  const days = [...new Set([name === "backlog_age" ? "" : at("from"), at("to")])].filter(Boolean).map(readDay);
  const given = (["group", "agent", "channel", "tag"] as const).filter((by) => at(by));
  const filters = given.map((by) => `${t(`reports.filter.${by}`)}: ${rowText(by, at(by), named)}`);
  const key = asked.get("key");
  const hour = Number.parseInt(at("hour"), 10);
  const seconds = Number.parseInt(at("at_least_ms"), 10) / 1000;
  return [
    days.join(" – "),
    at("time") === "business" ? t("reports.time.business") : "",
    ...filters,
    key === null ? "" : `${said(`reports.by.${at("group_by")}`, "")}: ${rowText(at("group_by"), key, named)}`,
    hour >= 0 && hour < 168 ? `${weekdayLabel(Math.floor(hour / 24))} ${hourLabel(hour % 24)}` : "",
    said(`reports.entries.state.${at("state")}`, ""),
    seconds >= 0 ? t("reports.at_least", { time: timeText(seconds, at("time") === "business") }) : "",
  ].filter(Boolean);
}
