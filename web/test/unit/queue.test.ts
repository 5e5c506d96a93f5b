/* Rules of the queue: what belongs to a filter, what comes first. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { turned } from "../../src/agent/queue_ask";
import { columns, customField, tableColumns } from "../../src/agent/queue_columns";
import { placeOf } from "../../src/agent/queue_order";
import { views } from "../../src/agent/queue_views";
import { go } from "../../src/core/router";
import type { QueueRow } from "../../src/core/types";

const HOUR = 3600000;
const now = Date.parse("2026-11-22T07:00:00Z");

function row(id: number, dueInHours: number | null, more: Partial<QueueRow> = {}): QueueRow {
  const at = (hours: number) => new Date(now + hours * HOUR).toISOString();
  return {
    ticket_id: id, subject: "", status: "open", priority: null, requester: null, assignee: null, group_id: null, tags: [], channel: "web",
    updated_at: "", snippet: null,
    deadline: dueInHours === null ? null : { kind: "first_reply", due_at: at(dueInHours), goal_at: at(dueInHours - 2), paused: false, remaining_s: 0, state: "ok" },
    ...more,
  };
}

test("running deadlines by due time, then paused ones by time left, then the rest", () => {
  const paused = (id: number, left: number) => ({ ...row(id, 1), deadline: { ...row(id, 1).deadline!, paused: true, remaining_s: left } });
  const rows = [row(1, null), paused(6, 500), row(2, 5), row(3, -1), paused(7, 20)];
  assert.deepEqual(rows.sort((one, other) => (placeOf(one) < placeOf(other) ? -1 : 1)).map((item) => item.ticket_id), [3, 2, 7, 6, 1]);
});

test("a row's place is its due time", () => {
  assert.equal(placeOf(row(1, 5)), now + 5 * HOUR);
  assert.equal(placeOf(row(1, null)), Number.POSITIVE_INFINITY);
});

test("columns of a table: each once under one name, what cannot be shown is left out, the subject is always there", () => {
  assert.deepEqual(tableColumns(["id", "requester_id", "requester", "created_at", "brand", "custom_fields_7"]), ["subject", "requester", "created", "custom_fields_7"]);
  assert.deepEqual(tableColumns(["status", "subject"]), ["status", "subject"]);
  assert.equal(customField("custom_fields_12"), 12);
  assert.equal(customField("custom_fields_"), null);
});

test("a view brings its columns, a filter has the usual ones, what sleeps tells when it comes back", () => {
  const view = { id: 5, title: "", shared: true, may_edit: true, count: 0, fresh: true, group_by: null, sort_by: null, sort_order: "asc" as const };
  views.value = [{ ...view, columns: ["tags", "solved"] }];
  go({ view: "5" });
  assert.deepEqual(columns.value, ["subject", "tags", "solved"]);
  go({ view: "snoozed" });
  assert.ok(columns.value.includes("snooze"));
  go({ view: "all" });
  assert.ok(columns.value.includes("sla_next_breach_at"));
});

test("a column sorts first as it is mostly wanted, then the other way round", () => {
  assert.deepEqual(turned("created", { sort: null, order: "asc" }), { sort: "created", order: "desc" });
  assert.deepEqual(turned("created", { sort: "created", order: "desc" }), { sort: "created", order: "asc" });
  assert.deepEqual(turned("subject", { sort: "created", order: "desc" }), { sort: "subject", order: "asc" });
});
