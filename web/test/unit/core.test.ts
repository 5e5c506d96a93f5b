/* Rules of core/: keys, addresses, times, deadlines, drafts, errors. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { makeError, signedOut } from "../../src/core/api";
import { asRowDeadline, deadlineView, nextWait, stateAt } from "../../src/core/deadline";
import { emptyDraft, readDraft, ticketsWithDrafts, writeDraft } from "../../src/core/drafts";
import { countdown, countdownSeconds, fileSize, hourSpan, initials, moment, span } from "../../src/core/fmt";
import { plainText, setApart, t, tn } from "../../src/core/i18n";
import "./texts";
import seeds from "../../i18n/en/seed.json";
import { seeded } from "../../src/core/seeded";
import { waitWords } from "../../src/core/wait_words";
import { parseRoute, routePath } from "../../src/core/router";
import type { RowDeadline, Wait } from "../../src/core/types";

const MINUTE = 60000;
const HOUR = 60 * MINUTE;
const start = Date.parse("2026-11-22T07:00:00Z");

function deadline(more: Partial<RowDeadline> = {}): RowDeadline {
  const due_at = new Date(start + 10 * HOUR).toISOString();
  const goal_at = new Date(start + 8 * HOUR).toISOString();
  return { kind: "first_reply", due_at, goal_at, paused: false, remaining_s: 36000, state: "ok", ...more };
}

function wait(more: Partial<Wait> = {}): Wait {
  const base = deadline();
  return {
    id: 1, kind: "first_reply", outcome: "open", started_at: new Date(start).toISOString(), due_at: base.due_at, goal_at: base.goal_at,
    paused_at: null, remaining_s: 36000, fulfilled_at: null, by_solve: false, breached_at: null, policy: null, calendar: null,
    target_s: 36000, paused_s: 0, closed: [], ...more,
  };
}

test("a clock of 24 hours has two digits, today and on other days", () => {
  const at = (day: number) => new Date(2026, 10, day, 5, 3).getTime();
  const said = [2, 3, 30].map((day) => moment(at(day), at(2)).replace(/\s/g, " "));
  assert.deepEqual(said, ["05:03", "Tue 05:03", "30 Nov, 05:03"]);
});

test("why a deadline is when it is", () => {
  const now = start + HOUR;
  const words = (more: Partial<Wait>) => waitWords(wait(more), now).replaceAll(/\d?\d:00(\s[AP]M)?/g, "T");
  assert.equal(words({}), "10 hours from T");
  const calendar = { id: 2, name: "Office hours", time_zone: "UTC", always_open: false };
  const closed: Wait["closed"] = [{ reason: "overnight", holiday: null }, { reason: "holiday", holiday: "Inventory" }, { reason: "midday", holiday: null }];
  assert.equal(words({ calendar, closed }), "10 hours by Office hours from T; closed overnight, for Inventory and at midday");
  assert.equal(words({ calendar: { ...calendar, always_open: true }, outcome: "breached_open" }), "10 hours from T");
  const paused = words({ kind: "agent_work", outcome: "paused", due_at: null, paused_s: 3 * 3600, remaining_s: 7200 });
  assert.equal(paused, "10 hours from T; only while new or open; paused for 3 hours");
});

test("names that run against their sentence stand apart in it, and are kept as they are", () => {
  const name = "علي";
  assert.equal(t("agent.row.from", { name }), `from \u2068${name}\u2069`);
  assert.equal(t("agent.row.from", { name: "Ana" }), "from Ana");
  assert.equal(t("agent.edit.status", { number: 7, status: "open" }), "#7 is now open.");
  assert.equal(plainText("agent.row.from", { name }), `from ${name}`);
  for (const told of [name, "٣ 12 %", "09:00–17:00", "\u2068Ana\u2069، \u2068C++\u2069"]) assert.equal(setApart(told, "rtl"), told);
  for (const foreign of ["C++", "הורד C", "5 MB", `\u2068Ana\u2069 Đ`]) assert.equal(setApart(foreign, "rtl"), `\u2068${foreign}\u2069`);
});

test("names of a new house: each is one text", () => {
  assert.equal(new Set(Object.values(seeds)).size, Object.keys(seeds).length);
  assert.equal(seeded("Take it"), "Take it");
  assert.equal(seeded("take it"), "take it");
});

test("addresses: parse and back", () => {
  const tickets = { section: "tickets", rest: [], params: "" };
  assert.deepEqual(parseRoute("/agent", ""), { ...tickets, view: "all", ticket: null, query: "" });
  assert.deepEqual(parseRoute("/agent/tickets/242", ""), { ...tickets, view: "all", ticket: 242, query: "" });
  assert.deepEqual(parseRoute("/agent/v/mine/t/12", ""), { ...tickets, view: "mine", ticket: 12, query: "" });
  assert.deepEqual(parseRoute("/agent/v/nonsense/t/-1", "?q=a%20b"), { ...tickets, view: "all", ticket: null, query: "a b" });
  assert.equal(routePath(parseRoute("/agent/v/breaching/t/7", "")), "/agent/v/breaching/t/7");
  assert.deepEqual(parseRoute("/agent/settings/people/12", "?a=b").rest, ["people", "12"]);
  assert.equal(routePath(parseRoute("/agent/settings/people/12", "?a=b")), "/agent/settings/people/12?a=b");
  assert.equal(routePath(parseRoute("/agent/v/all", "?q=status%3Aopen")), "/agent/v/all?q=status%3Aopen");
});

test("spans and countdowns", () => {
  assert.equal(countdown(7 * HOUR + 40 * MINUTE), "7:40");
  assert.equal(countdown(38 * MINUTE), "0:38");
  assert.equal(countdown(50 * HOUR), "2 d");
  assert.equal(countdownSeconds(299000), "4:59");
  assert.equal(span(HOUR), "1 hour");
  assert.equal(span(0), "0 minutes");
  assert.equal(span(26 * HOUR + 5 * MINUTE), "1 day 2 hours");
});

test("hours that count have no days", () => {
  assert.equal(hourSpan(40 * HOUR), "40 hours");
  assert.equal(hourSpan(90 * MINUTE), "1 hour 30 minutes");
  assert.equal(hourSpan(30000), "0 minutes");
});

test("sizes and initials", () => {
  assert.equal(fileSize(999), "999 B");
  assert.equal(fileSize(182345), "182 kB");
  assert.equal(fileSize(52428800), "52 MB");
  assert.equal(initials("Ana Maria Horvat"), "AH");
  assert.equal(initials("გიორგი"), "გ");
  assert.equal(initials(""), "?");
});

test("a deadline goes from ok to goal to breached; the due moment itself is in time", () => {
  const it = deadline();
  assert.equal(stateAt(it, start), "ok");
  assert.equal(stateAt(it, start + 8 * HOUR + 1), "goal");
  assert.equal(stateAt(it, start + 10 * HOUR), "goal");
  assert.equal(stateAt(it, start + 10 * HOUR + 1), "breached");
});

test("a deadline in words", () => {
  assert.equal(deadlineView(deadline(), start + 2 * HOUR + 20 * MINUTE).short, "7:40");
  const late = deadlineView(deadline(), start + 10 * HOUR + 12 * MINUTE);
  assert.equal(late.short, "-0:12");
  assert.match(late.words, /^First reply overdue by 12 minutes/);
  assert.equal(deadlineView(deadline(), start + 10 * HOUR + 1000).short, "-0:01");
  const paused = deadlineView(deadline({ paused: true, due_at: null, remaining_s: 11520 }), start);
  assert.deepEqual([paused.state, paused.short], ["paused", "3:12"]);
  assert.equal(paused.words, "First reply paused, 3 hours 12 minutes left");
  assert.equal(deadlineView(deadline(), start + 10 * HOUR - 59000, true).short, "0:59");
});

test("the wait that counts: running before paused, then the earliest; ended ones never", () => {
  const reply = wait({ id: 2, kind: "next_reply", due_at: new Date(start + HOUR).toISOString() });
  const resolution = wait({ id: 3, kind: "resolution", due_at: new Date(start + 30 * MINUTE).toISOString(), outcome: "paused" });
  assert.equal(nextWait([resolution, wait(), reply])?.id, 2);
  assert.equal(nextWait([wait({ outcome: "met" }), wait({ outcome: "cancelled" })]), null);
  assert.equal(nextWait([wait({ outcome: "breached_open" })])?.id, 1);
  assert.equal(asRowDeadline(resolution).paused, true);
});

test("texts: placeholders, plurals, unknown placeholders stay", () => {
  assert.equal(t("agent.time.days_short", { n: 3 }), "3 d");
  assert.equal(tn("agent.queue.new", 1), "1 new ticket");
  assert.equal(tn("agent.queue.new", 21), "21 new tickets");
  assert.equal(t("agent.compose.note_added"), "Note added to #{number}.");
});

test("drafts: kept by agent and mode, listed, gone when there is nothing in them", async () => {
  const draft = { ...emptyDraft, text: "first ask", stamp: "2026-11-22T07:00:00Z", savedAt: Date.now() };
  await writeDraft(4, 9, "note", draft);
  assert.deepEqual(readDraft(4, 9, "note"), draft);
  assert.equal(readDraft(4, 9, "reply"), null);
  assert.equal(readDraft(5, 9, "note"), null);
  assert.deepEqual([...ticketsWithDrafts(4)], [9]);
  await writeDraft(4, 9, "note", { ...draft, text: "  " });
  assert.equal(readDraft(4, 9, "note"), null);
});

test("errors: the server's words for bad input, our own for the rest", () => {
  const invalid = makeError(422, JSON.stringify({ error: "RecordInvalid", details: { status: [{ description: "Status: closed prevents ticket update" }] } }), null);
  assert.equal(invalid.message, "Status: closed prevents ticket update");
  const named = makeError(422, JSON.stringify({ details: { tags: [{ error: "InvalidValue", reason: "tag_long", about: "80", description: "Tags: …" }] } }), null);
  assert.deepEqual(named.fields, { tags: "A tag has at most 80 characters." });
  assert.equal(named.message, "A tag has at most 80 characters.");
  const unknown = makeError(422, JSON.stringify({ errors: [{ code: "InvalidValue", reason: "from_tomorrow", detail: "As the server says it", source: { pointer: "name" } }] }), null);
  assert.deepEqual(unknown.fields, { name: "As the server says it" });
  assert.equal(makeError(429, "<html>", "7").message, "Too many requests. Try again in 7\u00a0s.");
  assert.match(makeError(503, "", null).message, /busy/);
  assert.match(makeError(0, "", null).message, /could not be reached/);
  assert.equal(signedOut.value, false);
  makeError(401, "{}", null);
  assert.equal(signedOut.value, true);
});
