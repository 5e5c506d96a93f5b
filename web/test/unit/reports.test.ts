/* Reports and the board: days of a range, what stands in the address, columns by time. */

import assert from "node:assert/strict";
import { test } from "node:test";
import reports from "../../i18n/en/reports.json";
import { addTexts } from "../../src/core/i18n";
import "./texts";
import { columnEnds } from "../../src/board/model";
import { apiParams, askedParams, daysOf, entriesParams, groupingsOf, partWords, readAsked, weekdayLabel } from "../../src/reports/model";

addTexts(reports);

const today = new Date(2026, 2, 1); /* 1 March */

test("ranges are whole days, both included", () => {
  assert.deepEqual(daysOf("today", today), { from: "2026-03-01", to: "2026-03-01" });
  assert.deepEqual(daysOf("yesterday", today), { from: "2026-02-28", to: "2026-02-28" });
  assert.deepEqual(daysOf("7", today), { from: "2026-02-23", to: "2026-03-01" });
  assert.deepEqual(daysOf("this_month", today), { from: "2026-03-01", to: "2026-03-01" });
  assert.deepEqual(daysOf("last_month", today), { from: "2026-02-01", to: "2026-02-28" });
});

test("what the address says comes back the same", () => {
  for (const params of ["", "range=90&time=business&group_by=agent&group=3&tag=a+b", "group_by=none", "from=2026-01-01&to=2026-01-31&agent=7&channel=email"]) {
    assert.equal(askedParams("first_reply_time", readAsked(params, today)), params);
  }
  assert.equal(askedParams("arrivals", readAsked("range=nonsense&time=business&group_by=moon", today)), "");
});

test("the server is asked for days of this device's zone, and a backlog for one", () => {
  const zone = new URLSearchParams({ time_zone: Intl.DateTimeFormat().resolvedOptions().timeZone });
  assert.equal(apiParams("promises", readAsked("range=7&time=business", today)), `from=2026-02-23&to=2026-03-01&${zone}&group_by=day`);
  assert.equal(apiParams("promises", readAsked("range=7&group_by=none", today)), `from=2026-02-23&to=2026-03-01&${zone}`);
  assert.equal(apiParams("backlog_age", readAsked("range=7&group_by=day", today)), `from=2026-03-01&to=2026-03-01&${zone}`);
  assert.ok(!groupingsOf("backlog_age").includes("week"));
});

test("a number's address at the server becomes a screen", () => {
  const url = "https://desk.example/api/v2/reports/arrivals/tickets?from=2026-01-01&hour=3";
  assert.deepEqual(entriesParams(url), { name: "arrivals", params: "from=2026-01-01&hour=3" });
});

test("columns end at the window, the week begins on Monday", () => {
  assert.deepEqual(columnEnds(8), [1, 2, 4, 8]);
  assert.deepEqual(columnEnds(48), [1, 2, 4, 8, 24, 48]);
  assert.match(weekdayLabel(0), /^Mon/);
  assert.match(weekdayLabel(6), /^Sun/);
});

test("what the tickets behind a number are is said in words", () => {
  const named = (what: string, id: string) => `${what} ${id}`;
  const words = (name: Parameters<typeof partWords>[0], params: string) => partWords(name, new URLSearchParams(params), named).join(" · ");
  const days = "from=2026-02-01&to=2026-02-28&time_zone=UTC";
  assert.equal(words("promises", `${days}&group=3&group_by=agent&key=7&state=missed`), "1 Feb 2026 – 28 Feb 2026 · Group: group 3 · Person: agent 7 · Missed");
  assert.equal(words("resolution_time", `${days}&time=business&at_least_ms=7200000`), "1 Feb 2026 – 28 Feb 2026 · Business time · at least 2 hours");
  assert.equal(words("arrivals", "from=2026-02-01&to=2026-02-01&hour=33&tag=vip"), "1 Feb 2026 · Tag: vip · Tue 09:00");
  assert.equal(words("backlog_age", `${days}&group_by=tag&key=`), "28 Feb 2026 · Tag: No tag");
  assert.equal(words("arrivals", "to=nonsense&hour=never&state=moon&group_by=moon&key=x&channel=fax"), "nonsense · Channel: fax · : x");
});
