/* Promises: a policy changed with its preview by keyboard, the week painted by keyboard and pointer, holidays from a file. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { admin, agentPage, apiGet, assertSound, box, desktop, eventually, fileByApi, forgetSession, holds, phone, startBrowser, startTend } from "./harness.mjs";

let tend;
let browser;
let number;

before(async () => {
  tend = await startTend();
  browser = await startBrowser();
  number = await fileByApi(tend.base, { name: "Ana", email: "ana@customer.example", subject: "Where is my order", body: "Hello" });
});

after(async () => {
  await browser?.close();
  await tend?.stop();
});

async function byApi(method, path, body) {
  const answer = await fetch(`${tend.base}/api/v2/${path}`, {
    method,
    headers: { "Content-Type": "application/json", Authorization: `Basic ${btoa(`${admin.email}:${admin.password}`)}` },
    body: JSON.stringify(body),
  });
  assert.ok(answer.ok, `${path}: ${answer.status}`);
  return answer.status === 204 ? null : answer.json();
}

const open = (path, options = {}) => agentPage(browser, tend.base, { path: `/agent/settings/${path}`, ...options });
const cell = (page, promise, priority) => page.getByRole("textbox", { name: `${promise}, ${priority}`, exact: true });
const hasFocus = (locator) => locator.evaluate((element) => element === document.activeElement);
const promises = async (page) => (await apiGet(page, "slas/policies")).sla_policies;

/* Presses Tab until the element has the focus. */
async function tabTo(page, locator) {
  for (let press = 0; press < 80; press += 1) {
    if (await hasFocus(locator)) return;
    await page.keyboard.press("Tab");
  }
  assert.fail("Tab does not lead there");
}

test("a policy is told in a sentence, changed by keyboard with its preview, and holds for open tickets when asked", async () => {
  const page = await open("policies");
  const link = page.getByRole("link", { name: "Reply within 10 hours" });
  await link.waitFor();
  await page.getByText("First reply within 10 hours, aim for 8 hours, around the clock.").waitFor();
  await tabTo(page, link);
  await page.keyboard.press("Enter");
  const field = cell(page, "First reply", "Every priority");
  await field.waitFor();
  await tabTo(page, field);
  await page.keyboard.press("ControlOrMeta+A");
  await page.keyboard.type("90 min");
  await page.getByText("1 open ticket: 1 deadline earlier.").waitFor();
  await page.getByText("From now on, no deadline that runs moves.").waitFor();
  await page.getByRole("link", { name: `#${number} Where is my order` }).waitFor();
  await page.keyboard.press("Tab");
  await holds(async () => assert.equal(await field.inputValue(), "1:30"));
  await page.keyboard.type("1h");
  await page.getByText("1 open ticket: 1 deadline earlier.").waitFor();
  const reach = page.getByRole("radio", { name: /^Also for open tickets/ });
  await tabTo(page, page.getByRole("radio", { name: /^From now on/ }));
  await page.keyboard.press("ArrowDown");
  await holds(async () => assert.ok(await reach.isChecked()));
  await page.getByText("From now on, no deadline that runs moves.").waitFor({ state: "detached" });
  await tabTo(page, page.getByRole("button", { name: "Save", exact: true }));
  await page.keyboard.press("Enter");
  await page.getByText("1 open ticket has new deadlines").first().waitFor();
  await page.getByText("First reply within 1 hour 30 minutes, aim for 1 hour 12 minutes, around the clock; urgent: 1 hour.").waitFor();
  const { deadlines } = await apiGet(page, `tickets/${number}/deadlines`);
  assert.equal(deadlines[0].target_s, 5400);
  const [policy] = await promises(page);
  const urgent = policy.policy_metrics.find(({ priority, metric }) => priority === "urgent" && metric === "first_reply_time");
  assert.deepEqual([urgent.target, urgent.goal_in_seconds], [60, 2880]);
  assert.ok(policy.policy_metrics.every(({ priority }) => priority !== null), "each priority by its name, for other clients");
  await page.context().close();
});

test("what cannot be understood is said at its field, and nothing is sent", async () => {
  const page = await open("policies/1");
  const field = cell(page, "Next reply", "High");
  await field.fill("soon");
  await page.locator(".promise-preview").getByText("Type times as 10h, 90 min or 2d.").waitFor();
  await holds(async () => assert.equal(await field.getAttribute("aria-invalid"), "true"));
  await holds(async () => assert.equal(await page.locator(`#${await field.getAttribute("aria-describedby")}`).textContent(), "Type times as 10h, 90 min or 2d."));
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await eventually(() => hasFocus(field), "the focus is in the wrong field");
  await field.fill("");
  const every = cell(page, "Next reply", "Every priority");
  const before = await every.inputValue();
  await every.fill("ten minutes");
  await holds(async () => assert.equal(await field.getAttribute("placeholder"), "", "wrong words are no example"));
  await every.fill(before);
  await page.getByLabel("Warn before it is due").fill("2h, 30 min");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.getByText("is saved").first().waitFor();
  await holds(async () => assert.deepEqual((await promises(page))[0].warn_before_seconds, [7200, 1800]));
  await page.context().close();
});

test("Save says what is missing at the first place, and what was typed waits for whoever looks elsewhere", async () => {
  const page = await open("policies/new");
  const name = page.getByLabel("Name", { exact: true });
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await eventually(() => hasFocus(name), "the focus is in the name");
  await cell(page, "First reply", "High").fill("3h");
  await page.getByRole("link", { name: "Calendars", exact: true }).click();
  await page.getByRole("link", { name: "New calendar" }).click();
  await page.getByLabel("Hours on Friday").fill("22:00-02:00");
  await page.getByText("Friday: the end is not after the beginning.").waitFor();
  await page.getByLabel("Name", { exact: true }).fill("Nights");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await eventually(() => hasFocus(page.getByLabel("Hours on Friday")), "nothing is saved without Friday's hours");
  await page.goBack();
  await page.goBack();
  await cell(page, "First reply", "High").waitFor();
  await holds(async () => assert.equal(await cell(page, "First reply", "High").inputValue(), "3 h"));
  await page.getByRole("button", { name: "Throw it away" }).click();
  await holds(async () => assert.equal(await cell(page, "First reply", "High").inputValue(), ""));
  await page.goto("/agent/settings/calendars/new");
  await holds(async () => assert.equal(await page.getByLabel("Name", { exact: true }).inputValue(), "Nights"));
  await page.context().close();
});

test("whom a policy shall reach is kept with the rest of what was typed", async () => {
  const page = await open("policies/new");
  const reach = page.locator(".reach input").nth(1);
  await page.getByLabel("Name", { exact: true }).fill("Half done");
  await reach.check();
  await page.reload();
  await page.getByText("This is what you left here unsaved.").waitFor();
  await holds(async () => assert.ok(await reach.isChecked()));
  await page.getByRole("button", { name: "Throw it away" }).click();
  await holds(async () => assert.ok(!(await reach.isChecked())));
  await page.context().close();
});

test("the past 30 days under a new rule: one sentence, and the tickets that differ", async () => {
  const page = await open("policies/1");
  await cell(page, "Resolution", "Every priority").fill("1 min");
  await page.getByText("1 new").first().waitFor();
  await page.getByRole("button", { name: "Try it on the past 30 days" }).click();
  await page.getByText(/^(Would have missed) \d+ promises? /).waitFor();
  await page.context().close();
});

test("policies: made, moved by keyboard, saved over somebody else's change only after asking, deleted after asking", async () => {
  const page = await open("policies/new");
  await page.getByLabel("Name").fill("For the best");
  await cell(page, "First reply", "Every priority").fill("1h");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  const row = page.locator(".policy-row", { hasText: "For the best" });
  await row.waitFor();
  await row.getByRole("link").focus();
  await page.keyboard.press("Shift+ArrowUp");
  await eventually(async () => (await promises(page))[0].title === "For the best", "it is the first");
  await page.keyboard.press("Shift+ArrowUp");
  await row.getByRole("link").click();
  await cell(page, "First reply", "Every priority").fill("2h");
  const { id } = (await promises(page))[0];
  await byApi("PUT", `slas/policies/${id}`, { sla_policy: { policy_metrics: [{ priority: "low", metric: "first_reply_time", target: 5 }] } });
  await page.getByRole("button", { name: "Save", exact: true }).click();
  const dialog = page.getByRole("dialog", { name: "Somebody else saved it meanwhile" });
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await holds(async () => assert.equal(await cell(page, "First reply", "Every priority").inputValue(), "2 h"));
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await dialog.getByRole("button", { name: "Save mine" }).click();
  await row.getByText("First reply within 2 hours").waitFor();
  await row.getByRole("link").click();
  await page.getByRole("button", { name: "Delete", exact: true }).click();
  await page.getByRole("dialog", { name: "Delete For the best?" }).getByRole("button", { name: "Delete" }).click();
  await page.getByText("For the best is deleted").first().waitFor();
  await holds(async () => assert.equal((await promises(page)).length, 1));
  await page.context().close();
});

const hour = (page, day, at) => page.locator(`[data-day="${day}"][data-hour="${at}"]`);
const hoursOf = (page, day) => page.getByRole("textbox", { name: `Hours on ${day}` });

test("the week is painted by keyboard", async () => {
  const page = await open("calendars/2");
  await hour(page, 0, 9).focus();
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("Space");
  await holds(async () => assert.equal(await hoursOf(page, "Monday").inputValue(), "08:00–17:00"));
  await holds(async () => assert.equal(await hour(page, 0, 8).getAttribute("aria-selected"), "true"));
  await page.keyboard.press("End");
  await page.keyboard.press("Space");
  await page.keyboard.press("Shift+ArrowLeft");
  await holds(async () => assert.equal(await hoursOf(page, "Monday").inputValue(), "08:00–17:00, 22:00–24:00"));
  await page.keyboard.press("Control+C");
  for (let day = 0; day < 5; day += 1) await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Control+V");
  await holds(async () => assert.equal(await hoursOf(page, "Saturday").inputValue(), "08:00–17:00, 22:00–24:00"));
  await hoursOf(page, "Monday").fill("8:15-12, 13-17.30");
  await page.getByRole("button", { name: "Copy Monday to Tuesday–Friday" }).click();
  await hoursOf(page, "Saturday").fill("");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.getByText("Office hours is saved").first().waitFor();
  const { schedule } = await apiGet(page, "business_hours/schedules/2");
  assert.deepEqual(schedule.intervals.slice(0, 2), [{ start_time: 1440 + 495, end_time: 1440 + 720 }, { start_time: 1440 + 780, end_time: 1440 + 1050 }]);
  assert.equal(schedule.intervals.length, 10);
  await page.context().close();
});

test("the week is painted by pointer, over several days at once, also from right to left", async () => {
  for (const dir of ["ltr", "rtl"]) {
    const page = await open("calendars/new");
    await page.locator(".week-grid").waitFor();
    await page.evaluate((direction) => (document.documentElement.dir = direction), dir);
    const [from, to] = [await hour(page, 5, 10).boundingBox(), await hour(page, 6, 13).boundingBox()];
    await page.mouse.move(from.x + from.width / 2, from.y + from.height / 2);
    await page.mouse.down();
    await page.mouse.move(to.x + to.width / 2, to.y + to.height / 2, { steps: 5 });
    await page.mouse.up();
    await holds(async () => assert.equal(await hoursOf(page, "Saturday").inputValue(), "10:00–14:00", dir));
    await holds(async () => assert.equal(await hoursOf(page, "Sunday").inputValue(), "10:00–14:00", dir));
    await holds(async () => assert.equal(await hoursOf(page, "Friday").inputValue(), "09:00–17:00", dir));
    const bar = await page.locator(".week-bars").nth(6).locator("span").boundingBox();
    const last = await hour(page, 6, 13).boundingBox();
    const edge = dir === "ltr" ? Math.abs(bar.x + bar.width - last.x - last.width) : Math.abs(bar.x - last.x);
    assert.ok(edge <= 2, `${dir}: the bar ends with its hour (${edge} px)`);
    await page.context().close();
  }
});

const file = [
  "BEGIN:VCALENDAR", "VERSION:2.0",
  "BEGIN:VEVENT", "DTSTART;VALUE=DATE:20201225", "DTEND;VALUE=DATE:20201227", "RRULE:FREQ=YEARLY", "SUMMARY:Božić", "END:VEVENT",
  "BEGIN:VEVENT", "DTSTART:20300101T100000Z", "DTEND:20300101T120000Z", "SUMMARY:Meeting", "END:VEVENT",
  "END:VCALENDAR", "",
].join("\r\n");

test("holidays come from a calendar file after a look at it, are changed, deleted and given back", async () => {
  const page = await open("calendars/2");
  await page.getByText("No holidays ahead.").waitFor();
  const input = page.locator("input[type=file]");
  await input.setInputFiles({ name: "page.ics", mimeType: "text/calendar", buffer: Buffer.from("<html></html>") });
  await page.getByRole("alert").getByText("This is not a calendar file").waitFor();
  await input.setInputFiles({ name: "large.ics", mimeType: "text/calendar", buffer: Buffer.alloc(1024 * 1024 + 1, 32) });
  await page.getByRole("alert").getByText("larger than 1 MB").waitFor();
  await input.setInputFiles({ name: "holidays.ics", mimeType: "text/calendar", buffer: Buffer.from(file, "latin1") });
  const dialog = page.getByRole("dialog", { name: "Holidays from a file" });
  await dialog.getByText("1 is left out: not a whole day.").waitFor();
  await assertSound(page, "sla-import");
  await holds(async () => assert.ok(await hasFocus(dialog.getByRole("button", { name: /^Add \d holidays$/ })), "Enter adds them"));
  await page.keyboard.press("Enter");
  const list = page.locator(".holiday-list");
  await eventually(async () => (await list.locator("li").count()) >= 3, "the holidays are listed");
  const first = list.getByRole("button", { name: /^Bo.*i.*$/ }).first();
  await first.click();
  const edit = page.getByRole("dialog", { name: "Change the holiday" });
  await edit.getByLabel("Name").fill("Christmas");
  await edit.getByLabel("Open for some hours").check();
  await edit.getByRole("textbox", { name: "Hours", exact: true }).fill("9-12");
  await edit.getByRole("button", { name: "Save" }).click();
  await list.getByText("open 09:00–12:00").waitFor();
  await list.getByRole("button", { name: "Delete Christmas" }).click();
  await eventually(async () => (await list.getByRole("button", { name: "Christmas", exact: true }).count()) === 0, "it is gone");
  await page.getByRole("button", { name: "Undo" }).click();
  await list.getByText("open 09:00–12:00").waitFor();
  await list.getByRole("button", { name: "Delete Christmas" }).press("Enter");
  await eventually(async () => (await list.getByRole("button", { name: "Christmas", exact: true }).count()) === 0, "it is gone again");
  await holds(async () => assert.ok(await hasFocus(list.getByRole("button", { name: /^Delete/ }).first()), "the focus is at the next one"));
  const add = page.getByRole("button", { name: "Add a holiday" });
  await add.press("Enter");
  await page.getByRole("dialog", { name: "Add a holiday" }).waitFor();
  await page.keyboard.press("Escape");
  await eventually(() => hasFocus(add), "the focus is back at the button");
  await page.context().close();
});

test("a calendar is made with a zone found by search, and counts in a policy", async () => {
  const page = await open("calendars/new");
  await page.getByLabel("Name").fill("Tbilisi desk");
  await page.getByRole("combobox", { name: "Time zone" }).fill("tbil");
  await page.getByRole("option", { name: /Tbilisi/ }).waitFor();
  await page.keyboard.press("Enter");
  await holds(async () => assert.equal(await page.getByRole("combobox", { name: "Time zone" }).inputValue(), "Asia/Tbilisi"));
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.waitForURL(/calendars\/\d+$/);
  await eventually(() => hasFocus(page.getByRole("heading", { name: "Tbilisi desk" })), "the editor is that of the new one");
  await page.getByRole("link", { name: "All calendars" }).click();
  await page.getByRole("link", { name: "New calendar" }).waitFor();
  await page.goto("/agent/settings/policies/1");
  await page.getByRole("combobox", { name: "Calendar of Next reply" }).selectOption("Tbilisi desk");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.getByText("Next reply within 10 hours, aim for 8 hours, by Tbilisi desk.").waitFor();
  await page.goto("/agent/settings/calendars");
  await page.getByText("Used by Reply within 10 hours").waitFor();
  await page.context().close();
});

test("what is typed while a calendar is being saved stays, unsaved, and is nobody else's", async () => {
  const page = await open("calendars/new");
  const field = page.getByLabel("Name", { exact: true });
  await field.fill("Saturday desk");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.waitForURL(/calendars\/\d+$/);
  await page.getByRole("heading", { name: "Saturday desk" }).waitFor();
  let letGo;
  await page.route("**/business_hours/schedules/*", (route) => (route.request().method() === "PUT" ? (letGo = () => route.continue()) : route.continue()));
  await field.fill("Weekend");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await eventually(() => letGo, "it is on its way");
  await field.fill("Weekend desk");
  letGo();
  await page.getByRole("heading", { name: "Weekend", exact: true }).waitFor();
  await page.reload();
  await page.getByText("unsaved").first().waitFor();
  await holds(async () => assert.equal(await field.inputValue(), "Weekend desk"));
  const other = { name: "Oskar", email: "oskar@desk.example", role: "admin" };
  const { user } = await byApi("POST", "users", { user: other });
  await byApi("POST", `users/${user.id}/password`, { password: "a password of Oskar" });
  const form = { email: other.email, password: "a password of Oskar" };
  await page.request.post("/sign-in", { form, headers: { Origin: tend.base } });
  await page.reload();
  await page.getByRole("heading", { name: "Weekend", exact: true }).waitFor();
  await holds(async () => assert.equal(await field.inputValue(), "Weekend"));
  await page.context().close();
  forgetSession(tend.base);
});

test("policies and calendars are sound in every look", async () => {
  for (const [size, viewport] of [["desktop", desktop], ["phone", phone]]) {
    for (const colorScheme of ["light", "dark"]) {
      const page = await open("policies", { viewport, colorScheme, reducedMotion: "reduce", hasTouch: size === "phone" });
      await page.locator(".policy-list").waitFor();
      await assertSound(page, `sla-policies-${size}-${colorScheme}`);
      await page.goto("/agent/settings/policies/1");
      await cell(page, "Resolution", "Every priority").fill("2d");
      await page.locator(".moved").first().waitFor();
      await page.locator("[aria-busy=true]").waitFor({ state: "detached" });
      await assertSound(page, `sla-policy-${size}-${colorScheme}`);
      const [main, side, foot] = [await box(page, ".promise-main"), await box(page, ".promise-preview"), await box(page, ".form-foot")];
      assert.ok(size === "phone" ? side.y >= main.y + main.height : side.x >= main.x + main.width, `${size}: the preview's place`);
      assert.ok(foot.y >= side.y + side.height || size === "desktop", "what a change does is seen before it is saved");
      await page.goto("/agent/settings/calendars");
      await page.locator(".policy-list").waitFor();
      await assertSound(page, `sla-calendars-${size}-${colorScheme}`);
      await page.goto("/agent/settings/calendars/2");
      await page.locator(".days-ahead").waitFor();
      await assertSound(page, `sla-calendar-${size}-${colorScheme}`);
      await page.context().close();
    }
  }
});
