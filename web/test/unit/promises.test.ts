/* Promises: spans as people type them, the grid of a policy, the week of a calendar, the days ahead. */

import assert from "node:assert/strict";
import { test } from "node:test";
import sla from "../../i18n/en/sla.json";
import { addTexts } from "../../src/core/i18n";
import { bodyOf, draftOf, faults, sentences, type Policy, type PolicyMetric } from "../../src/settings/policy_model";
import { parseSpan, spanField } from "../../src/settings/span_text";
import { daysAhead, hoursText, intervalsOf, paint, readHours, runs, todayIn, weekOf, type Holiday } from "../../src/settings/week_model";
import "./texts";

addTexts(sla);

test("spans: what is typed, and how it is written", () => {
  const typed: [string, number | null][] = [
    ["10h", 36000], ["10", 36000], ["1,5 h", 5400], ["90 min", 5400], ["90m", 5400], ["2d", 172800], ["1 day", 86400], ["1:30", 5400], ["1h 30m", 5400],
    ["1 week", 604800], ["", 0], ["soon", null], ["-1h", null], ["0", null], ["1h soon", null], ["99999999d", null], ["0:00", null], ["h", null],
    ["١٫٥ h", 5400], ["۲:۳۰", 9000], ["૧૦", 36000],
  ];
  for (const [text, seconds] of typed) assert.equal(parseSpan(text), seconds, text);
  for (const seconds of [60, 3600, 5400, 86400, 172800, 90000, 36000]) assert.equal(parseSpan(spanField(seconds)), seconds, spanField(seconds));
  assert.equal(spanField(5400), "1:30");
  assert.equal(spanField(86400), "24 h");
});

const metric = (priority: string | null, target: number, more: Partial<PolicyMetric> = {}): PolicyMetric => ({
  priority, metric: "first_reply_time", target_in_seconds: target, goal_in_seconds: (target * 8) / 10, business_hours: false, schedule_id: null, ...more,
});

const policy = (policy_metrics: PolicyMetric[]): Policy => ({
  id: 1, title: "P", description: "", position: 1, version: 1, filter: { all: [], any: [] }, policy_metrics, pause_statuses: [], warn_before_seconds: [], updated_at: "",
});
const none = { all: [], any: [] };
const four = (targets: number[], more: Partial<PolicyMetric> = {}) => ["urgent", "high", "normal", "low"].map((priority, at) => metric(priority, targets[at] ?? 0, more));

test("what most priorities promise stands once; nothing changes by looking", () => {
  const list = four([3600, 36000, 36000, 36000]);
  const draft = draftOf(policy(list), none);
  const { cells } = draft.rows[0]!;
  assert.deepEqual([cells.any.text, cells.urgent.text, cells.high.text], ["10 h", "1 h", ""]);
  assert.deepEqual(bodyOf(draft).policy_metrics, list);
  assert.deepEqual(faults(draft), []);
});

test("a row with two calendars or odd seconds is kept as it was until it is changed", () => {
  const list = [metric("urgent", 3601, { goal_in_seconds: 7 }), metric("low", 7200, { business_hours: true, schedule_id: 5 })];
  const draft = draftOf(policy(list), none);
  assert.equal(draft.rows[0]!.calendar, -1);
  assert.deepEqual(bodyOf(draft).policy_metrics, list);
  draft.rows[0]!.calendar = 9;
  draft.rows[0]!.cells.low.text = "3h";
  const [urgent, low] = bodyOf(draft).policy_metrics as PolicyMetric[];
  assert.deepEqual([urgent!.schedule_id, urgent!.target_in_seconds, low!.target_in_seconds, low!.schedule_id], [9, 3601, 10800, 9]);
});

test("what is wrong has a place", () => {
  const draft = draftOf(null, none);
  assert.deepEqual(faults(draft), ["title", "empty"]);
  draft.rows[0]!.cells.urgent.text = "x";
  draft.rows[0]!.goal = "120";
  draft.warn = "1h, y";
  assert.deepEqual(faults(draft), ["first_reply_time.urgent", "first_reply_time.goal", "warn", "title"]);
});

test("a policy in sentences", () => {
  const said = (list: PolicyMetric[]) => sentences(policy(list), [{ id: 5, name: "Office" }]);
  assert.deepEqual(said(four([3600, 36000, 36000, 36000])), ["First reply within 10 hours, aim for 8 hours, around the clock; urgent: 1 hour."]);
  assert.deepEqual(said([metric("urgent", 1800, { business_hours: true, schedule_id: 5 })]), ["First reply, by Office; urgent: 30 minutes."]);
});

test("the week: from the API and back, over midnight, painted", () => {
  const intervals = [{ start_time: 0, end_time: 60 }, { start_time: 1980, end_time: 2460 }, { start_time: 8640 + 1320, end_time: 10080 }];
  const week = weekOf(intervals);
  assert.deepEqual([hoursText(week[0]!), hoursText(week[5]!), hoursText(week[6]!)], ["09:00–17:00", "22:00–24:00", "00:00–01:00"]);
  assert.deepEqual(intervalsOf(week), intervals);
  assert.deepEqual(weekOf([{ start_time: 1440 - 60, end_time: 1440 + 60 }]).map(hoursText), ["00:00–01:00", "", "", "", "", "", "23:00–24:00"]);
  assert.equal(hoursText(paint(paint([], 540, 1020, true), 720, 780, false)), "09:00–12:00, 13:00–17:00");
  assert.equal(hoursText(paint([[540, 600]], 600, 660, true)), "09:00–11:00");
  assert.deepEqual(runs(weekOf(intervalsOf([0, 1, 2, 3, 4, 5, 6].map((day) => (day < 5 ? [[540, 1020]] : [])))).map((hours) => hours)).map(({ first, last }) => [first, last]), [[0, 4]]);
});

test("hours as typed", () => {
  const typed: [string, string][] = [
    ["9-17", "09:00–17:00"], ["9:15 – 12, 13-17.30", "09:15–12:00, 13:00–17:30"], ["", ""], ["0-24", "00:00–24:00"],
    ["17-9", "backward"], ["22:00-02:00", "backward"], ["9-25", "form"], ["9", "form"], ["9-12-13", "form"], ["9-12, 11-13", "overlap"],
    ["9:60-10", "form"], ["x", "form"], ["1-2,3-4,5-6,7-8,9-10,11-12,13-14,15-16,17-18,19-20,21-22", "many"],
    ["٩-١٢، ١٣-١٧", "09:00–12:00, 13:00–17:00"],
  ];
  for (const [text, hours] of typed) {
    const found = readHours(text);
    assert.equal(typeof found === "string" ? found : hoursText(found), hours, text);
  }
});

test("the days ahead, with holidays, in the calendar's zone", () => {
  const week = weekOf([1, 2, 3, 4, 5].map((day) => ({ start_time: day * 1440 + 540, end_time: day * 1440 + 1020 })));
  const holiday: Holiday = { id: 1, name: "Eve", start_date: "2026-12-24", end_date: "2026-12-25", open: [["09:00", "12:00"]] };
  const days = daysAhead(week, [holiday], "2026-12-23", 4);
  assert.deepEqual(days.map(({ date, hours, holiday: off }) => [date, hoursText(hours), off?.name ?? ""]), [
    ["2026-12-23", "09:00–17:00", ""], ["2026-12-24", "09:00–12:00", "Eve"], ["2026-12-25", "09:00–12:00", "Eve"], ["2026-12-26", "", ""],
  ]);
  assert.equal(todayIn("Pacific/Auckland", Date.parse("2026-12-31T12:00:00Z")), "2027-01-01");
  assert.equal(todayIn("America/Los_Angeles", Date.parse("2026-12-31T03:00:00Z")), "2026-12-30");
});
