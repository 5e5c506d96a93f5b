/* What the list and the search do with answers that come late, or after something else was asked. */
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { loadQueue, peekRow, selected, ticketChanged } from "../../src/agent/queue_store";
import { parsed, parseSoon } from "../../src/agent/search_store";
import { go } from "../../src/core/router";

interface Asked {
  path: string;
  answer: (body: unknown) => Promise<void>;
}

let asked: Asked[] = [];

/* Until what follows from an answer was done. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) await new Promise((done) => setImmediate(done));
}

globalThis.fetch = (path) =>
  new Promise((resolve) => {
    const answer = (body: unknown) => {
      resolve(new Response(JSON.stringify(body)));
      return settled();
    };
    asked.push({ path: String(path), answer });
  });

/* Timers run when a test says so. */
interface Timer {
  run: () => void;
  at: number;
}

let now = 0;
let timers: Timer[] = [];
globalThis.setTimeout = ((run: () => void, ms = 0) => {
  const timer = { run, at: now + ms };
  timers.push(timer);
  return timer;
}) as unknown as typeof setTimeout;
globalThis.clearTimeout = ((timer: unknown) => {
  timers = timers.filter((other) => other !== timer);
}) as typeof clearTimeout;

function tick(ms: number): void {
  now += ms;
  const due = timers.filter(({ at }) => at <= now);
  timers = timers.filter(({ at }) => at > now);
  for (const { run } of due) run();
}

beforeEach(() => (asked = []));

function next(part: string): Asked {
  const at = asked.findIndex(({ path }) => path.includes(part));
  assert.ok(at >= 0, `${part} is asked for (${asked.map(({ path }) => path)})`);
  return asked.splice(at, 1)[0] as Asked;
}

function rows(ids: number[], subject: string): unknown[] {
  return ids.map((ticket_id) => ({ ticket_id, subject, fits: true, place: 0, deadline: null }));
}

function list(name: string, ids: number[], subject: string): unknown {
  return { list: name, total: ids.length, more: false, offset: 0, ids, new: null, queue: rows(ids, subject), group_by: null, groups: [], now: "2026-11-22T07:00:00Z" };
}

async function show(view: string, ids: number[]): Promise<void> {
  go({ view });
  void loadQueue();
  await next("queue/window").answer(list(view, ids, "before"));
}

test("a ticket that changes while its list is on its way is shown as it is", async () => {
  await show("mine", []);
  go({ view: "all" });
  void loadQueue();
  ticketChanged(1);
  tick(200);
  for (const early of asked.filter(({ path }) => path.includes("ids=1"))) await early.answer({ queue: rows([1], "after") });
  await next("queue/window").answer(list("all", [1], "before"));
  tick(200);
  for (const { answer } of asked.filter(({ path }) => path.includes("ids=1"))) await answer({ queue: rows([1], "after") });
  assert.equal(peekRow(1)?.subject, "after");
});

test("of another list nothing is kept but the ticket that is looked at", async () => {
  await show("unassigned", [1, 2, 3]);
  selected.value = 2;
  await show("all", [3, 4]);
  assert.deepEqual([1, 2, 3, 4].filter((id) => peekRow(id)), [2, 3, 4]);
});

test("of a search that is typed, the last answer counts, not the latest to come", async () => {
  const parts = (n: number) => ({ parts: Array.from({ length: n }, () => ({})), problems: [] });
  parseSoon("status:new", 0);
  tick(1);
  const first = next("search/parse");
  parseSoon("status:new help", 0);
  tick(1);
  await next("search/parse").answer(parts(2));
  await first.answer(parts(1));
  assert.equal(parsed.value.text, "status:new help");
  assert.equal(parsed.value.parts.length, 2);
});
