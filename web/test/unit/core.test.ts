/* Rules of core/: keys, addresses, times, deadlines, drafts, errors. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { makeError, signedOut } from "../../src/core/api";
import { asRowDeadline, deadlineView, nextWait, stateAt } from "../../src/core/deadline";
import { draftKey, readDraft, ticketsWithDrafts, writeDraft } from "../../src/core/drafts";
import { countdown, countdownSeconds, fileSize, initials, span } from "../../src/core/fmt";
import { t, tn } from "../../src/core/i18n";
import "./texts";
import { KeySequence, keyName, type KeyEvent } from "../../src/core/keymap";
import { parseRoute, routePath } from "../../src/core/router";
import type { RowDeadline, Wait } from "../../src/core/types";

const MINUTE = 60000;
const HOUR = 60 * MINUTE;
const start = Date.parse("2026-11-22T07:00:00Z");

function press(key: string, code = "", more: Partial<KeyEvent> = {}): KeyEvent {
  return { key, code, shiftKey: false, ctrlKey: false, metaKey: false, altKey: false, isComposing: false, ...more };
}

function deadline(more: Partial<RowDeadline> = {}): RowDeadline {
  const due_at = new Date(start + 10 * HOUR).toISOString();
  const goal_at = new Date(start + 8 * HOUR).toISOString();
  return { kind: "first_reply", due_at, goal_at, paused: false, remaining_s: 36000, state: "ok", ...more };
}

function wait(more: Partial<Wait> = {}): Wait {
  const base = deadline();
  return {
    id: 1, kind: "first_reply", outcome: "open", started_at: new Date(start).toISOString(), due_at: base.due_at, goal_at: base.goal_at,
    paused_at: null, remaining_s: 36000, fulfilled_at: null, by_solve: false, breached_at: null, policy: null, calendar: null, explanation: "", ...more,
  };
}

test("plain keys have their own name, shifted letters say so", () => {
  assert.equal(keyName(press("j", "KeyJ")), "j");
  assert.equal(keyName(press("A", "KeyA", { shiftKey: true })), "Shift+a");
  assert.equal(keyName(press("?", "Slash", { shiftKey: true })), "?");
  assert.equal(keyName(press("ArrowDown", "ArrowDown")), "ArrowDown");
});

test("keys of layouts without Latin letters go by their place", () => {
  assert.equal(keyName(press("ჯ", "KeyJ")), "j");
  assert.equal(keyName(press("ფ", "KeyA", { shiftKey: true })), "Shift+a");
  assert.equal(keyName(press("؟", "Slash", { shiftKey: true })), "?");
});

test("held modifiers and composing make no command", () => {
  assert.equal(keyName(press("j", "KeyJ", { ctrlKey: true })), "");
  assert.equal(keyName(press("č", "Semicolon", { altKey: true, ctrlKey: true })), "");
  assert.equal(keyName(press("j", "KeyJ", { isComposing: true })), "");
});

test("two-key sequences: found in time, forgotten later", () => {
  const visit = () => undefined;
  const sequence = new KeySequence(new Map([["g u", visit], ["u", () => false]]));
  assert.equal(sequence.find("g", 0), null);
  assert.equal(sequence.find("u", 500), visit);
  sequence.find("g", 1000);
  assert.notEqual(sequence.find("u", 4000), visit);
});

test("addresses: parse and back", () => {
  const tickets = { section: "tickets", rest: [], params: "" };
  assert.deepEqual(parseRoute("/agent", ""), { ...tickets, filter: "all", ticket: null, query: "" });
  assert.deepEqual(parseRoute("/agent/v/mine/t/12", ""), { ...tickets, filter: "mine", ticket: 12, query: "" });
  assert.deepEqual(parseRoute("/agent/v/nonsense/t/-1", "?q=a%20b"), { ...tickets, filter: "all", ticket: null, query: "a b" });
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

test("drafts: kept, listed, removed when empty, thrown away after a month", () => {
  const draft = { mode: "note" as const, text: "first ask", files: [], stamp: "2026-11-22T07:00:00Z", savedAt: Date.now() };
  assert.equal(writeDraft(4, 9, draft), true);
  assert.deepEqual(readDraft(4, 9), draft);
  assert.equal(readDraft(5, 9), null);
  writeDraft(4, 10, { ...draft, savedAt: Date.now() - 40 * 24 * HOUR });
  assert.deepEqual([...ticketsWithDrafts(4)], [9]);
  writeDraft(4, 9, { ...draft, text: "  " });
  assert.equal(localStorage.getItem(draftKey(4, 9)), null);
});

test("errors: the server's words for bad input, our own for the rest", () => {
  const invalid = makeError(422, JSON.stringify({ error: "RecordInvalid", details: { status: [{ description: "Status: closed prevents ticket update" }] } }), null);
  assert.equal(invalid.message, "Status: closed prevents ticket update");
  assert.equal(makeError(429, "<html>", "7").message, "Too many requests. Try again in 7 s.");
  assert.match(makeError(503, "", null).message, /busy/);
  assert.match(makeError(0, "", null).message, /could not be reached/);
  assert.equal(signedOut.value, false);
  makeError(401, "{}", null);
  assert.equal(signedOut.value, true);
});
