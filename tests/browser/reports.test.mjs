/*
 * Board and reports over a made-up past: every number is the sum of its parts and its list has exactly what it counted; the
 * screens by keyboard, on the phone, in every look.
 */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { admin, agentPage, apiGet, assertSound, box, desktop, eventually, fileByApi, holds, phone, startBrowser, startTend } from "./harness.mjs";

let tend;
let browser;
let page;

/* An administrator, and 400 tickets of a made-up past. */
function prepare(binary, data) {
  const init = ["init", "--data", data, "--admin-email", admin.email, "--admin-name", admin.name, "--password-stdin"];
  for (const [words, input] of [[init, `${admin.password}\n`], [["demo", "--data", data, "--tickets", "400"], ""]]) {
    const { status, stderr } = spawnSync(binary, words, { input, encoding: "utf8" });
    assert.equal(status, 0, stderr);
  }
}

before(async () => {
  tend = await startTend({ prepare });
  browser = await startBrowser();
  page = await agentPage(browser, tend.base);
});

after(async () => {
  await browser?.close();
  await tend?.stop();
});

const states = ["done", "waiting", "met", "missed", "open"];
const names = ["first_reply_time", "next_reply_time", "resolution_time", "promises", "backlog_age", "arrivals"];
const isoDay = (back) => new Date(Date.now() - back * 86400000).toISOString().slice(0, 10);
const range = `from=${isoDay(120)}&to=${isoDay(0)}`;

const pathOf = (url) => url.replace(/^.*\/api\/v2\//, "");

/* All pages of the list behind a number. */
async function entriesOf(url) {
  const found = [];
  let after = "";
  for (;;) {
    const join = url.includes("?") ? "&" : "?";
    const body = await apiGet(page, `${pathOf(url)}${join}page[size]=100${after && `&page[after]=${encodeURIComponent(after)}`}`);
    found.push(...body.entries);
    if (!body.meta.has_more) return found;
    after = body.meta.after_cursor;
  }
}

const sum = (rows, of) => rows.reduce((total, row) => total + of(row), 0);
const keyOf = (entry) => `${entry.ticket_id} ${entry.from} ${entry.kind} ${entry.state}`;

for (const name of names) {
  test(`${name}: rows and states add up to the total, however it is grouped`, async () => {
    const { report: whole } = await apiGet(page, `reports/${name}?${range}`);
    assert.ok(whole.total.count > 0, "the past has something to count");
    for (const by of ["day", "week", "channel", "group", "agent", "tag"]) {
      if (name === "backlog_age" && (by === "day" || by === "week")) continue;
      const { report } = await apiGet(page, `reports/${name}?${range}&group_by=${by}`);
      assert.equal(report.total.count, whole.total.count, by);
      const counted = sum(report.rows, (row) => row.count);
      if (by === "tag") assert.ok(counted >= whole.total.count);
      else assert.equal(counted, whole.total.count, by);
      for (const row of [report.total, ...report.rows]) {
        if (name !== "arrivals") assert.equal(sum(states, (state) => row[state]), row.count, `${by} ${row.key}`);
        if (row.median) assert.ok(row.median.seconds <= row.p90.seconds);
      }
    }
    if (whole.hours) assert.equal(sum(whole.hours, (hour) => hour.count), whole.total.count);
    if (whole.buckets) assert.equal(sum(whole.buckets, (bucket) => bucket.count), whole.total.count);
  });

  test(`${name}: the list behind each number has exactly what it counted`, async () => {
    const { report } = await apiGet(page, `reports/${name}?${range}&group_by=agent`);
    const all = await entriesOf(report.total.tickets.count);
    assert.equal(all.length, report.total.count);
    assert.equal(new Set(all.map(keyOf)).size, all.length, "nothing twice");
    const parts = [];
    for (const row of report.rows) {
      const listed = await entriesOf(row.tickets.count);
      assert.equal(listed.length, row.count, `row ${row.key}`);
      assert.ok(listed.every((entry) => String(entry.assignee_id ?? "") === (row.key ?? "")));
      parts.push(...listed);
      for (const state of states) {
        if (!row[state]) assert.equal(row.tickets[state], null);
        else assert.equal((await entriesOf(row.tickets[state])).length, row[state], `row ${row.key} ${state}`);
      }
    }
    assert.deepEqual(parts.map(keyOf).sort(), all.map(keyOf).sort());
    if (report.total.median) {
      const slow = await entriesOf(report.total.tickets.p90);
      assert.ok(slow.every((entry) => entry.seconds >= report.total.p90.seconds));
      assert.equal(slow.length, all.filter((entry) => entry.seconds >= report.total.p90.seconds).length);
      const times = all.map((entry) => entry.seconds).sort((a, b) => a - b);
      assert.equal(times[Math.ceil(times.length / 2) - 1], report.total.median.seconds);
    }
    for (const cell of [...(report.hours ?? []), ...(report.buckets ?? [])].filter(({ count }) => count > 0).slice(0, 12)) {
      assert.equal((await entriesOf(cell.tickets)).length, cell.count);
    }
  });
}

test("the median of first replies is that of the tickets' metrics", async () => {
  const { report } = await apiGet(page, `reports/first_reply_time?${range}`);
  const done = await entriesOf(report.total.tickets.done);
  for (const entry of done.slice(0, 20)) {
    const { ticket_metric: metric } = await apiGet(page, `tickets/${entry.ticket_id}/metrics`);
    assert.equal(metric.reply_time_in_seconds.calendar, entry.seconds, `ticket ${entry.ticket_id}`);
  }
});

test("a report by keyboard: days, grouping, a number's tickets and back", async () => {
  await page.goto("/agent");
  await page.waitForSelector(".filters");
  await page.keyboard.press("g");
  await page.keyboard.press("r");
  await page.waitForURL("**/agent/reports");
  await page.waitForSelector(".report-totals");
  await page.getByLabel("Days", { exact: true }).focus();
  await page.keyboard.type("Last 90");
  await page.waitForURL((url) => url.searchParams.get("range") === "90");
  await page.getByLabel("Group by").focus();
  await page.keyboard.type("Week");
  await page.waitForURL((url) => url.searchParams.get("group_by") === "week");
  await page.waitForSelector(".report-chart canvas");
  await page.waitForSelector(".report-table tbody tr");
  const number = page.locator(".report-totals .report-number").last();
  const count = Number((await number.innerText()).replace(/\D/g, ""));
  await number.focus();
  await page.keyboard.press("Enter");
  await page.waitForURL("**/agent/reports/first_reply_time/tickets?**");
  await page.waitForSelector(".table tbody tr");
  await holds(async () => assert.match(await page.locator(".screen-about").innerText(), /^First reply time · .+ – .+ · Tickets: \d+\+?$/));
  await page.getByText("What exactly is counted").waitFor();
  for (let more = page.getByRole("button", { name: "Show more" }); (await more.count()) > 0 && (await page.locator(".table tbody tr").count()) < count; ) {
    const before = await page.locator(".table tbody tr").count();
    await more.click();
    await eventually(async () => (await page.locator(".table tbody tr").count()) > before, "more rows come");
  }
  await holds(async () => assert.ok((await page.locator(".table tbody tr").count()) > 0));
  await page.getByRole("link", { name: "Back to the report" }).focus();
  await page.keyboard.press("Enter");
  await page.waitForSelector(".report-totals");
  assert.equal(page.problems.length, 0, page.problems.join("\n"));
});

test("arrows walk the hours of the week as this device has them, Enter shows the tickets of one", async () => {
  const zone = await page.evaluate(() => Intl.DateTimeFormat().resolvedOptions().timeZone);
  assert.notEqual(zone, "UTC");
  const { report } = await apiGet(page, `reports/arrivals?time_zone=${zone}`);
  const hour = report.hours.find(({ count }) => count > 0).hour;
  await page.goto("/agent/reports/arrivals");
  const cells = page.locator("[data-hour]");
  await cells.first().focus();
  const order = await cells.evaluateAll((all) => all.map(({ dataset }) => Number(dataset.hour)));
  for (let down = 0; down < Math.floor(order.indexOf(hour) / 24); down += 1) await page.keyboard.press("ArrowDown");
  for (let right = 0; right < hour % 24; right += 1) await page.keyboard.press("ArrowRight");
  await holds(async () => assert.equal(await page.evaluate(() => document.activeElement.dataset.hour), String(hour)));
  await page.keyboard.press("Enter");
  await page.waitForURL((url) => url.searchParams.get("hour") === String(hour));
  await page.waitForSelector(".table tbody tr");
  await holds(async () => assert.equal(await page.locator(".table tbody tr").count(), report.hours[hour].count));
});

test("the table goes home as CSV", async () => {
  await page.goto("/agent/reports/resolution_time?group_by=group");
  await page.waitForSelector(".report-table");
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: "Download CSV" }).click()]);
  assert.match(download.suggestedFilename(), /^resolution_time-\d{4}-\d\d-\d\d-\d{4}-\d\d-\d\d\.csv$/);
  const lines = readFileSync(await download.path(), "utf8").trim().split("\r\n");
  const { report } = await apiGet(page, "reports/resolution_time?group_by=group");
  assert.equal(lines.length, report.rows.length + 2);
  assert.ok(lines.at(-1).startsWith(`"total",,${report.total.count},`));
});

test("what cannot be shown says so, and a filter that fits nothing can be cleared", async () => {
  await page.goto("/agent/reports/nothing");
  await page.getByText("There is no report of this name").waitFor();
  await page.goto("/agent/reports/arrivals?tag=no_such_tag");
  await page.getByText("Nothing fits these filters").waitFor();
  await page.getByRole("button", { name: "Clear the filters" }).last().click();
  await page.waitForSelector(".heat");
});

test("the board: j and k move, Shift+A takes, z gives it back, a hands over", async () => {
  await page.goto("/agent");
  await page.waitForSelector(".filters");
  await page.keyboard.press("g");
  await page.keyboard.press("b");
  await page.waitForURL("**/agent/board");
  await page.waitForSelector(".board-card");
  const me = (await apiGet(page, "users/me")).user.id;
  const { board } = await apiGet(page, "board");
  const [first, second] = board.tickets;
  await page.keyboard.press("j");
  await holds(async () => assert.equal(await page.evaluate(() => document.activeElement.id), `board-${first.ticket_id}`));
  await page.keyboard.press("j");
  await page.keyboard.press("k");
  await page.keyboard.press("Shift+A");
  const assignee = async (id) => (await apiGet(page, `tickets/${id}`)).ticket.assignee_id;
  await eventually(async () => (await assignee(first.ticket_id)) === me, "it is mine");
  const card = page.locator(".board-card", { has: page.locator(`#board-${first.ticket_id}`) });
  await eventually(async () => (await card.getByRole("button", { name: "Take it" }).count()) === 0, "what is mine is not offered to me");
  await page.keyboard.press("z");
  await eventually(async () => (await assignee(first.ticket_id)) === first.assignee_id, "it is where it was");
  await page.keyboard.press("j");
  await page.keyboard.press("a");
  const field = page.getByLabel("To whom");
  const other = board.people.find((person) => person.id !== me && person.id !== second.assignee_id);
  await page.keyboard.type(other.name);
  await holds(async () => assert.equal(await field.inputValue(), other.name, "what is typed takes the place of who has it"));
  await page.locator(".options [role=option]").filter({ hasText: other.name }).waitFor();
  await page.keyboard.press("Enter");
  await eventually(async () => (await assignee(second.ticket_id)) === other.id, "it was handed over");
});

test("what is taken on the board is taken back whole, and a refusal leaves it as it was", async () => {
  const number = await fileByApi(tend.base, { name: "New", email: "new@customer.example", subject: "Taken by mistake", body: "now" });
  const ticket = async () => (({ status, assignee_id, group_id }) => ({ status, assignee_id, group_id }))((await apiGet(page, `tickets/${number}`)).ticket);
  const before = await ticket();
  await page.goto("/agent/board");
  await page.mouse.move(1, 1);
  await page.waitForSelector(".board-card");
  await page.getByLabel("Look ahead").selectOption("48");
  const card = page.locator(".board-card", { has: page.locator(`#board-${number}`) });
  const take = card.getByRole("button", { name: "Take it" });
  await card.hover();
  await take.click();
  await take.waitFor({ state: "detached" });
  await eventually(async () => (await ticket()).assignee_id !== null, "it is mine");
  assert.notEqual((await ticket()).status, before.status, "taking it opens it");
  await page.locator(".toast").getByRole("button", { name: "Undo" }).click();
  await take.waitFor();
  await eventually(async () => (await ticket()).assignee_id === null, "it is nobody's");
  assert.deepEqual(await ticket(), before);
  const refusal = { status: 422, json: { error: "RecordInvalid", details: { base: [{ description: "Not today" }] } } };
  await page.route(`**/api/v2/tickets/${number}`, (route) => (route.request().method() === "PUT" ? route.fulfill(refusal) : route.continue()));
  await card.hover();
  await take.click();
  await page.locator(".toast-error", { hasText: "Not today" }).waitFor();
  await take.waitFor();
  await page.unroute(`**/api/v2/tickets/${number}`);
});

test("handing over on the phone: all names at once, scrolling takes none, a tap takes one and opens nothing behind it", async () => {
  const view = await agentPage(browser, tend.base, { viewport: phone, hasTouch: true, path: "/agent/board" });
  await view.getByRole("button", { name: "Hand over" }).first().tap();
  const options = view.locator("dialog .options [role=option]");
  await options.nth(4).waitFor();
  const middle = async (locator) => {
    const { x, y, width, height } = await locator.boundingBox();
    return { x: Math.round(x + width / 2), y: Math.round(y + height / 2) };
  };
  const finger = await view.context().newCDPSession(view);
  const touch = (type, ...touchPoints) => finger.send("Input.dispatchTouchEvent", { type, touchPoints });
  const { x, y } = await middle(options.nth(3));
  await touch("touchStart", { x, y });
  for (const up of [20, 40, 60, 80]) await touch("touchMove", { x, y: y - up });
  await touch("touchEnd");
  await holds(async () => assert.ok((await view.locator("dialog .options").evaluate((list) => list.scrollTop)) > 0, "the list has scrolled"));
  await holds(async () => assert.equal(await view.locator("dialog[open]").count(), 1, "and nobody was taken"));
  const sent = view.waitForRequest((request) => request.method() === "PUT" && /tickets\/\d+/.test(request.url()));
  await options.nth(3).tap();
  await sent;
  await view.locator("dialog[open]").waitFor({ state: "detached" });
  await holds(async () => assert.equal(new URL(view.url()).pathname, "/agent/board", "the tap ended with the dialog"));
  await view.context().close();
});

test("a word that is wider than a third of the phone has its number to itself", async () => {
  const view = await agentPage(browser, tend.base, { viewport: phone, locale: "ka" });
  await view.goto("/agent/board?lang=ka");
  await view.waitForSelector(".board-card");
  const over = () => view.locator(".board-numbers dt").evaluateAll((names) => names.filter((name) => name.scrollWidth > name.clientWidth).map((name) => name.textContent));
  await holds(async () => assert.deepEqual(await over(), []));
  await view.context().close();
});

test("the board is live: a new ticket shows, and nothing moves under the pointer", async () => {
  await page.goto("/agent/board");
  await page.waitForSelector(".board-card");
  await page.mouse.move(1, 1);
  const made = await fileByApi(tend.base, { name: "Live", email: "live@customer.example", subject: "On the board at once", body: "now" });
  await page.getByLabel("Look ahead").selectOption("48");
  await page.locator(`#board-${made}`).waitFor();
  await page.locator(".board-columns").hover();
  const order = () => page.locator(".board-link").evaluateAll((links) => links.map((link) => link.id));
  const before = await order();
  const solved = await page.request.put(`/api/v2/tickets/${made}`, { data: { ticket: { status: "solved" } }, headers: { Origin: tend.base } });
  assert.equal(solved.status(), 200, await solved.text());
  await page.locator(".board-news").waitFor();
  await holds(async () => assert.deepEqual(await order(), before));
  await page.mouse.move(1, 1);
  await eventually(async () => !(await order()).includes(`board-${made}`), "it left");
});

test("in Arabic the days of a chart run from right to left, its numbers beside the first", async () => {
  const view = await agentPage(browser, tend.base, { path: "/agent/reports/arrivals?group_by=day&lang=ar", locale: "ar" });
  await view.waitForSelector(".report-chart canvas");
  await holds(async () => {
    const [whole, drawn] = [await box(view, ".report-chart"), await box(view, ".report-chart .u-over")];
    assert.ok(whole.x + whole.width - drawn.x - drawn.width > 2 * (drawn.x - whole.x), JSON.stringify([whole, drawn]));
  });
  await view.context().close();
});

test("what a report covers is not cut in the languages with the longest words", async () => {
  for (const locale of ["hr", "ka"]) {
    const view = await agentPage(browser, tend.base, { path: `/agent/reports/first_reply_time?lang=${locale}`, locale });
    await view.waitForSelector(".report-controls select");
    const cut = await view.locator(".report-controls select").evaluateAll((selects) => selects.map((select) => {
      const whole = select.cloneNode(true);
      whole.style.inlineSize = "max-content";
      select.after(whole);
      const missing = whole.offsetWidth - select.offsetWidth;
      whole.remove();
      return missing;
    }));
    assert.ok(Math.max(...cut) <= 0, `${locale}: ${cut}`);
    await view.context().close();
  }
});

const screens = [
  ["board", "/agent/board", ".board-card"],
  ["report-times", "/agent/reports/first_reply_time?range=90&group_by=day", ".report-chart canvas"],
  ["report-people", "/agent/reports/resolution_time?group_by=agent", ".report-table"],
  ["report-promises", "/agent/reports/promises?group_by=week", ".report-table"],
  ["report-backlog", "/agent/reports/backlog_age", ".report-table"],
  ["report-arrivals", "/agent/reports/arrivals", ".heat"],
  ["report-tickets", "/agent/reports/first_reply_time/tickets?state=waiting", ".table"],
];

for (const [size, viewport] of [["desktop", desktop], ["phone", phone]]) {
  for (const colorScheme of ["light", "dark"]) {
    test(`board and reports are sound on ${size}, ${colorScheme}`, async () => {
      const view = await agentPage(browser, tend.base, { viewport, colorScheme, reducedMotion: "reduce", hasTouch: size === "phone" });
      for (const [name, path, ready] of screens) {
        await view.goto(path);
        await view.waitForSelector(ready);
        const box = await view.locator("main").boundingBox();
        assert.ok(box.height > viewport.height * 0.8 && box.y === 0, `${name}: the screen has the height of the window`);
        await assertSound(view, `${name}-${size}-${colorScheme}`);
      }
      await view.goto("/agent/board");
      await view.locator(".board-tools select").last().selectOption("people");
      await view.waitForSelector(".board-tables");
      await assertSound(view, `board-people-${size}-${colorScheme}`);
      await view.locator(".board-tools select").last().selectOption("time");
      await view.context().close();
    });
  }
}
