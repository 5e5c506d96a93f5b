/* Folding of the timeline, quotations and long messages, the usual moments to snooze until. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { latestReturn, snoozeMoments } from "../../src/agent/snooze_moments";
import type { Wait } from "../../src/core/types";
import { beginning, fold, splitQuote, type TimelineItem } from "../../src/agent/timeline";

function item(id: number, type: string, rest: Partial<TimelineItem> = {}): TimelineItem {
  return { id, type, created_at: "2026-11-22T09:00:00Z", author_id: 1, channel: "api", rule: null, comment: null, message: null, events: [], facts: {}, ...rest };
}

const comment = (id: number) => ({ id, author_id: 1, body: "x", public: true, attachments: [], created_at: "2026-11-22T09:00:00Z" });
const change = { type: "Change", field_name: "status", value: "open", previous_value: "new" };

test("changes between two messages are one entry, with their number", () => {
  const entries = fold([
    item(1, "ticket.created", { comment: comment(11), events: [{ type: "Create", field_name: "status", value: "new" }] }),
    item(2, "ticket.updated", { events: [change, change] }),
    item(3, "wait.breached"),
    item(4, "ticket.updated", { comment: comment(12), events: [change] }),
    item(5, "rule.fired"),
  ]);
  assert.deepEqual(
    entries.map((entry) => (entry.kind === "message" ? entry.id : entry.count)),
    [11, 3, 12, 1],
  );
});

test("a ticket without changes has messages alone", () => {
  assert.deepEqual(fold([item(1, "ticket.created", { comment: comment(1) }), item(2, "ticket.updated", { comment: comment(2) })]).length, 2);
  assert.deepEqual(fold([]), []);
});

test("what was quoted is told from what was written", () => {
  assert.deepEqual(splitQuote("Thanks.\n\nOn Monday Maria wrote:\n> Hello\n> there\n"), { own: "Thanks.", quoted: "On Monday Maria wrote:\n> Hello\n> there" });
  assert.deepEqual(splitQuote("See below\n-----Original Message-----\nFrom: x\nHello"), { own: "See below", quoted: "-----Original Message-----\nFrom: x\nHello" });
  assert.deepEqual(splitQuote("> only a quotation"), { own: "> only a quotation", quoted: "" });
  assert.deepEqual(splitQuote("2 > 1 is true"), { own: "2 > 1 is true", quoted: "" });
  assert.deepEqual(splitQuote(""), { own: "", quoted: "" });
});

test("only very long messages are cut", () => {
  assert.equal(beginning("short"), null);
  assert.equal(beginning(Array(60).fill("x").join("\n")), null);
  assert.equal(beginning(Array(61).fill("x").join("\n"))?.split("\n").length, 40);
  assert.equal(beginning("w".repeat(6001))?.length, 4000);
});

test("snooze until an hour, tomorrow or Monday, each once", () => {
  const wednesday = snoozeMoments(new Date(2026, 10, 25, 15, 30));
  assert.deepEqual(wednesday.map(({ name }) => name), ["hour", "tomorrow", "monday"]);
  assert.deepEqual(wednesday.map(({ at }) => [at.getDate(), at.getHours(), at.getMinutes()]), [[25, 16, 30], [26, 9, 0], [30, 9, 0]]);
  assert.deepEqual(snoozeMoments(new Date(2026, 10, 22, 10)).map(({ name }) => name), ["hour", "tomorrow"]);
});

test("a promise cuts snoozing off a quarter of an hour before it", () => {
  const at = (hour: number, minute = 0) => new Date(2026, 10, 25, hour, minute);
  const wait = (due: Date, rest: Partial<Wait> = {}) => ({ outcome: "open", due_at: due.toISOString(), goal_at: null, ...rest }) as Wait;
  const now = at(15);
  const latest = latestReturn(wait(at(18)), now.getTime());
  assert.equal(latest, at(17, 45).getTime());
  assert.deepEqual(snoozeMoments(now, latest).map(({ name }) => name), ["hour", "latest"]);
  assert.equal(latestReturn(wait(at(18), { goal_at: at(16).toISOString() }), now.getTime()), at(15, 45).getTime());
  assert.equal(latestReturn(wait(at(18), { goal_at: at(14).toISOString() }), now.getTime()), at(17, 45).getTime());
  assert.ok(latestReturn(wait(at(15, 10)), now.getTime()) < now.getTime());
  assert.equal(latestReturn(wait(at(18), { outcome: "paused" }), now.getTime()), Number.POSITIVE_INFINITY);
  assert.equal(latestReturn(null, now.getTime()), Number.POSITIVE_INFINITY);
});
