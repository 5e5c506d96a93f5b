/* Rules of the queue: what belongs to a filter, what comes first. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { belongs, compareRows, isBreachingSoon, placeOf } from "../../src/agent/queue_order";
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

test("running deadlines by due time, then paused ones by time left, then the rest by their last change", () => {
  const paused = (id: number, left: number) => ({ ...row(id, 1), deadline: { ...row(id, 1).deadline!, paused: true, remaining_s: left } });
  const rows = [row(1, null), paused(6, 500), row(2, 5), row(3, -1), paused(7, 20), row(4, null), row(8, null, { updated_at: "2026" }), row(5, 5)];
  assert.deepEqual(rows.sort(compareRows).map((item) => item.ticket_id), [3, 2, 5, 7, 6, 8, 4, 1]);
});

test("a row's place is its due time", () => {
  assert.equal(placeOf(row(1, 5)), now + 5 * HOUR);
  assert.equal(placeOf(row(1, null)), Number.POSITIVE_INFINITY);
});

test("due soon: goal passed, due within two hours, or broken; never when paused", () => {
  assert.equal(isBreachingSoon(row(1, 5), now), false);
  assert.equal(isBreachingSoon(row(1, 1.5), now), true);
  assert.equal(isBreachingSoon(row(1, -3), now), true);
  const paused = row(1, 1);
  assert.equal(isBreachingSoon({ ...paused, deadline: { ...paused.deadline!, paused: true } }, now), false);
});

test("filters: mine, unassigned, all; solved tickets belong nowhere", () => {
  const mine = row(1, 5, { assignee: { id: 7, name: "Ana" } });
  assert.deepEqual(["mine", "unassigned", "all"].map((filter) => belongs(mine, filter as "mine", 7, now)), [true, false, true]);
  assert.equal(belongs(mine, "mine", 8, now), false);
  assert.equal(belongs(row(2, 5), "unassigned", 7, now), true);
  assert.equal(belongs(row(3, 5, { status: "solved" }), "all", 7, now), false);
});
