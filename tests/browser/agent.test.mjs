/* The agents' main journeys in a real browser against the real daemon. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { admin, agentPage, apiGet, customerWrites, eventually, fileByApi, fileByForm, holds, newContext, openPage, row, startBrowser, startTend, untilOpen } from "./harness.mjs";

let tend;
let browser;
let customer;
const ana = { name: "Ana Kovačević", email: "ana@customer.example" };

before(async () => {
  tend = await startTend();
  browser = await startBrowser();
  customer = await openPage(await newContext(browser, tend.base));
});

after(async () => {
  await browser?.close();
  await tend?.stop();
});

/* A fresh ticket, opened by the agent; `path` of the customer's page is only known with { form: true }. */
async function openFresh(subject, { form = false } = {}) {
  const request = { ...ana, subject, body: `${subject}: please help.` };
  const filed = form ? await fileByForm(customer, request) : { number: await fileByApi(tend.base, request), path: "" };
  const page = await agentPage(browser, tend.base, { path: `/agent/v/all/t/${filed.number}` });
  await untilOpen(page, filed.number);
  return { page, ...filed };
}

async function close(page) {
  assert.deepEqual(page.problems, []);
  await page.context().close();
}

test("a wrong password is refused with words, the right one leads to the queue", async () => {
  const page = await openPage(await newContext(browser, tend.base));
  await page.goto("/agent");
  assert.equal(new URL(page.url()).pathname, "/sign-in");
  await page.fill("#field-email", admin.email);
  await page.fill("#field-password", "not the password");
  await page.click("button[type=submit]");
  await page.waitForSelector("[role=alert]");
  await holds(async () => assert.equal(await page.inputValue("#field-email"), admin.email));
  await holds(async () => assert.equal(await page.evaluate(() => document.activeElement.id), "field-password", "the password is written anew"));
  await page.keyboard.type(admin.password);
  await page.keyboard.press("Enter");
  await page.waitForSelector(".filters");
  await holds(async () => assert.match(await page.locator(".filters").innerText(), /Mine[^]*Unassigned[^]*All open[^]*Due soon/));
  await close(page);
});

test("tickets by API and by form appear live, are answered, and their waits end as met", async () => {
  const page = await agentPage(browser, tend.base);
  await page.waitForSelector(".empty, .list");
  const first = await fileByApi(tend.base, { ...ana, subject: "Filed by curl", body: "The first one." });
  const second = await fileByForm(customer, { name: "John Oduya", email: "john@customer.example", subject: "Filed on the form", body: "The second one." });
  const arrived = async () => {
    const button = page.locator(".chip-button");
    if (await button.isVisible()) await button.click();
    return (await row(page, first).count()) === 1 && (await row(page, second.number).count()) === 1;
  };
  await eventually(arrived, "both tickets appear without a reload");
  await holds(async () => assert.match(await row(page, first).locator(".due").innerText(), /^(10:00|9:59)$/));
  for (const number of [first, second.number]) {
    await row(page, number).click();
    await untilOpen(page, number);
    await page.fill("#answer", `Dear customer, this is the answer to ${number}.`);
    await page.getByRole("button", { name: "Send", exact: true }).click();
    await page.waitForSelector(".message-agent");
    const { deadlines } = await apiGet(page, `tickets/${number}/deadlines`);
    assert.equal(deadlines.find((wait) => wait.kind === "first_reply").outcome, "met");
    await page.waitForSelector('.wait[data-outcome="met"]');
  }
  await customer.goto(second.path);
  await holds(async () => assert.match(await customer.locator(".message-agent").innerText(), /this is the answer to/));
  await close(page);
});

test("the countdown turns by the clock and says so in words", async () => {
  const { page, number } = await openFresh("Clock");
  await page.getByRole("button", { name: /First reply due in 9 hours 5\d minutes/ }).focus();
  const tip = page.locator("[role=tooltip]");
  await tip.waitFor({ state: "visible" });
  await holds(async () => assert.match(await tip.innerText(), /Goal: .*Promised: .*Reply within 10 hours/s));
  await page.keyboard.press("Escape");
  await tip.waitFor({ state: "hidden" });
  await page.clock.install();
  await page.reload();
  await untilOpen(page, number);
  await page.clock.fastForward("08:30:00");
  await page.waitForSelector(".due-badge .due-goal .icon-goal");
  /* an answer of the server in between puts the clock right again, so this leads over the due time alone */
  await page.clock.fastForward("12:00:00");
  await page.waitForSelector(".due-badge .due-breached .icon-late");
  await page.getByRole("button", { name: /First reply overdue by/ }).waitFor();
  await close(page);
});

test("a note cannot be taken for a reply and never reaches the customer", async () => {
  const { page, number, path } = await openFresh("Note or reply", { form: true });
  const ground = () => page.locator(".composer:not(.composer-coming)").evaluate((element) => [getComputedStyle(element).backgroundColor, getComputedStyle(element).borderTopWidth]);
  const reply = await ground();
  await page.getByRole("button", { name: "Send and solve" }).waitFor();
  await holds(async () => assert.match(await page.locator(".recipient").innerText(), /To: Ana/));
  await page.fill("#answer", "secret: ask accounting first");
  await page.locator(".mode-note").click();
  const note = await ground();
  assert.notEqual(note[0], reply[0]);
  assert.equal(note[1], "4px");
  await holds(async () => assert.equal(await page.inputValue("#answer"), "secret: ask accounting first"));
  await holds(async () => assert.equal(await page.getByRole("button", { name: /^Send/ }).count(), 0));
  await holds(async () => assert.match(await page.locator(".recipient").innerText(), /Only colleagues/));
  await page.getByRole("button", { name: "Add note" }).click();
  await page.waitForSelector(".message-note");
  const { deadlines } = await apiGet(page, `tickets/${number}/deadlines`);
  assert.equal(deadlines.find((wait) => wait.kind === "first_reply").outcome, "open");
  await customer.goto(path);
  await holds(async () => assert.ok(!(await customer.locator("main").innerText()).includes("secret")));
  await close(page);
});

test("the whole journey by keyboard alone: sign in, choose, note, reply and solve, help", async () => {
  const number = await fileByApi(tend.base, { ...ana, subject: "By keyboard", body: "Only keys, please." });
  const page = await openPage(await newContext(browser, tend.base));
  const focusedId = () => page.evaluate(() => document.activeElement?.id ?? "");
  await page.goto("/agent");
  await eventually(async () => (await focusedId()) === "field-email", "the first field has the focus");
  await page.keyboard.type(admin.email);
  await page.keyboard.press("Tab");
  await page.keyboard.type(admin.password);
  await page.keyboard.press("Enter");
  await page.waitForSelector(".list .row");
  await page.keyboard.press("j");
  await holds(async () => assert.equal(await focusedId(), "queue"));
  const active = () => page.locator("#queue").getAttribute("aria-activedescendant");
  for (let steps = 0; steps < 50 && (await active()) !== `queue-${number}`; steps += 1) await page.keyboard.press("j");
  await holds(async () => assert.equal(await active(), `queue-${number}`));
  await page.keyboard.press("Enter");
  await untilOpen(page, number);
  await eventually(async () => (await focusedId()) === "ticket-title", "the ticket has the focus");
  await page.keyboard.press("n");
  await page.keyboard.type("A note: ? j k stay text here");
  await page.keyboard.press("Control+Enter");
  await page.waitForSelector(".message-note");
  await eventually(async () => (await focusedId()) === "ticket-title", "out of the field: keys are commands again");
  await page.keyboard.press("?");
  await page.waitForSelector("dialog.help[open]");
  await page.keyboard.press("Escape");
  await page.waitForSelector("dialog.help", { state: "hidden" });
  await page.keyboard.press("r");
  await page.keyboard.type("Here is your answer.");
  await page.keyboard.press("Control+Enter");
  await eventually(async () => (await apiGet(page, `tickets/${number}`)).ticket.status === "solved", "the ticket is solved");
  const { comments } = await apiGet(page, `tickets/${number}/comments`);
  assert.deepEqual(comments.map((comment) => comment.public), [true, false, true]);
  await page.getByText(`Reply sent, #${number} is solved.`).first().waitFor();
  await page.keyboard.press("u");
  await eventually(async () => !page.url().includes("/t/"), "back in the list");
  await close(page);
});

test("single keys can be switched off; letters then do nothing", async () => {
  const { page } = await openFresh("No single keys");
  await page.keyboard.press("?");
  await page.getByRole("checkbox", { name: "Single keys" }).uncheck();
  await page.keyboard.press("Escape");
  await page.keyboard.press("n");
  await holds(async () => assert.equal(await page.locator(".composer-note").count(), 0));
  await page.reload();
  await page.waitForSelector(".composer");
  await page.keyboard.press("n");
  await holds(async () => assert.equal(await page.locator(".composer-note").count(), 0));
  /* The choice follows the person to every browser, so the next tests need it back. */
  await page.goto("/agent/settings/keys");
  await page.getByRole("checkbox", { name: "Single keys" }).check();
  await eventually(async () => (await apiGet(page, "users/me/preferences")).preferences.single_keys === true, "kept on the server");
  await close(page);
});

test("a draft survives reload, another ticket and the end of the session", async () => {
  const { page, number } = await openFresh("Draft");
  await page.keyboard.press("n");
  await page.keyboard.type("half a thought");
  await page.reload();
  await untilOpen(page, number);
  await holds(async () => assert.equal(await page.inputValue("#answer"), "half a thought"));
  await holds(async () => assert.equal(await page.locator(".composer-note").count(), 1));
  await holds(async () => assert.deepEqual([await page.locator(".saved").innerText(), await page.locator(".saved [role=status]").innerText()], ["Draft saved", ""], "no news"));
  await page.keyboard.press("u");
  await holds(async () => assert.equal(await row(page, number).locator(".icon-draft").count(), 1));
  await row(page, number).click();
  await page.context().clearCookies();
  await page.getByRole("button", { name: "Add note" }).click();
  await page.waitForSelector(".banner-strong");
  await page.locator(".send-error", { hasText: "Your session has ended" }).waitFor();
  await holds(async () => assert.equal(await page.inputValue("#answer"), "half a thought"));
  await page.locator(".banner button").click();
  await page.fill("dialog input[type=password]", "not it");
  await page.click("dialog button[type=submit]");
  await page.getByText("That did not work.").waitFor();
  await page.fill("dialog input[type=password]", admin.password);
  await page.click("dialog button[type=submit]");
  await page.waitForSelector(".banner-strong", { state: "hidden" });
  await page.locator(".send-error").waitFor({ state: "detached" });
  await holds(async () => assert.equal(await page.getByText("Your session has ended").count(), 0));
  await page.getByRole("button", { name: "Add note" }).click();
  await page.waitForSelector(".message-note");
  await page.context().close();
});

test("an answer that crosses with a customer's message is held back until looked at", async () => {
  const { page, number, path } = await openFresh("Collision", { form: true });
  await page.fill("#answer", "Please send us the number.");
  await page.waitForTimeout(1100);
  await customerWrites(customer, path, "The number is 4711.");
  await page.waitForSelector(".collision");
  await page.locator("#answer").press("Control+Shift+Enter");
  await page.getByRole("button", { name: "Send anyway" }).waitFor();
  await holds(async () => assert.match(await page.locator(".collision").innerText(), /Not sent.*1 message came/s));
  await holds(async () => assert.equal((await apiGet(page, `tickets/${number}/comments`)).comments.length, 2));
  await page.getByRole("button", { name: "Review" }).click();
  await page.waitForSelector(".collision", { state: "detached" });
  await holds(async () => assert.equal(await page.inputValue("#answer"), "Please send us the number."));
  await page.fill("#answer", "Thank you, we have it now.");
  await page.locator("#answer").press("Control+Shift+Enter");
  await page.waitForSelector(".message-agent");
  await holds(async () => assert.equal((await apiGet(page, `tickets/${number}/comments`)).comments.length, 3));
  await close(page);
});

test("status, priority, owner and tags change at once, reach the server, and can be undone", async () => {
  const { page, number } = await openFresh("Fields");
  const field = async (name) => (await apiGet(page, `tickets/${number}`)).ticket[name];
  await page.selectOption("#priority", "high");
  await eventually(async () => (await field("priority")) === "high", "priority");
  await page.locator("#ticket-title").focus();
  await page.keyboard.press("z");
  await eventually(async () => (await field("priority")) === null, "undone");
  await page.keyboard.press("Shift+A");
  await eventually(async () => (await field("assignee_id")) !== null, "assigned to me");
  await eventually(async () => (await page.inputValue("#status")) === "open", "assigning a new ticket opens it");
  await page.keyboard.press("t");
  await page.keyboard.type("Billing Issue");
  await page.keyboard.press("Enter");
  await eventually(async () => (await field("tags")).includes("billing_issue"), "tag");
  await page.getByRole("button", { name: "Remove tag billing_issue" }).click();
  await eventually(async () => (await field("tags")).length === 0, "tag removed");
  await page.selectOption("#status", "pending");
  await eventually(async () => (await field("status")) === "pending", "status");
  await page.goto("/agent/v/mine");
  await row(page, number).waitFor();
  await close(page);
});

test("a solve by mistake is taken back whole: new, nobody's, and the customer waits as before", async () => {
  const { page, number } = await openFresh("By mistake");
  const state = async () => {
    const { ticket } = await apiGet(page, `tickets/${number}`);
    const { deadlines } = await apiGet(page, `tickets/${number}/deadlines`);
    return [ticket.status, ticket.assignee_id, ticket.group_id, ...deadlines.map(({ kind, outcome, due_at }) => `${kind} ${outcome} ${due_at}`)].join();
  };
  const before = await state();
  await page.locator("#ticket-title").focus();
  await page.keyboard.press("e");
  await eventually(async () => /^solved,.*first_reply met/.test(await state()), "solved");
  await page.keyboard.press("z");
  await page.locator(".toast", { hasText: `Undone: #${number} is now Solved.` }).waitFor();
  await holds(async () => assert.equal(await page.locator(".toast-action").count(), 0, "what was taken back is offered no more"));
  await eventually(async () => (await state()) === before, "as before");
  await close(page);
});

test("a file goes with the reply and the customer can fetch it", async () => {
  const { page, number, path } = await openFresh("File", { form: true });
  await page.locator(".composer input[type=file]").setInputFiles({ name: "plan – 1.txt", mimeType: "text/plain", buffer: Buffer.from("the plan") });
  await page.fill("#answer", "Attached.");
  await page.getByRole("button", { name: "Send", exact: true }).click();
  await page.waitForSelector(".message-agent .file");
  const { comments } = await apiGet(page, `tickets/${number}/comments`);
  assert.equal(comments.at(-1).attachments[0].file_name, "plan – 1.txt");
  await customer.goto(path);
  const link = customer.locator(".message-agent .files a");
  const answer = await customer.request.get(await link.getAttribute("href"));
  assert.equal(await answer.text(), "the plan");
  await close(page);
});

test("a colleague's change shows in an open ticket and in the list without a reload", async () => {
  const { page, number, path } = await openFresh("Live", { form: true });
  const other = await agentPage(browser, tend.base, { path: `/agent/v/all/t/${number}` });
  await untilOpen(other, number);
  await other.selectOption("#priority", "urgent");
  await eventually(async () => (await page.inputValue("#priority")) === "urgent", "priority in the open ticket");
  await eventually(async () => (await row(page, number).locator(".urgency-urgent").count()) === 1, "priority in the row");
  await customerWrites(customer, path, "One more thing.");
  await page.getByText("One more thing.").first().waitFor();
  await other.locator("#answer").fill("Solved for you.");
  await other.locator("#answer").press("Control+Enter");
  await page.getByText("Solved for you.").first().waitFor();
  await eventually(async () => (await page.inputValue("#status")) === "solved", "solved here too");
  await close(other);
  await close(page);
});

test("two tabs of one browser share one stream, and the second takes over", async () => {
  const page = await agentPage(browser, tend.base);
  const streams = [];
  page.context().on("request", (request) => request.url().includes("/events/stream") && streams.push(request));
  const second = await openPage(page.context());
  await second.goto("/agent");
  await second.waitForSelector(".filters");
  await second.waitForTimeout(300);
  assert.equal(streams.length, 0, "the second tab opens no stream of its own");
  await page.close();
  await eventually(async () => streams.length === 1, "the second tab takes over");
  const number = await fileByApi(tend.base, { ...ana, subject: "After the take-over", body: "Still live?" });
  const arrived = async () => {
    const button = second.locator(".chip-button");
    if (await button.isVisible()) await button.click();
    return (await row(second, number).count()) === 1;
  };
  await eventually(arrived, "events still arrive");
  assert.deepEqual(second.problems, []);
  await second.context().close();
});

test("search finds a ticket by its words and opens one by its number", async () => {
  const number = await fileByApi(tend.base, { ...ana, subject: "Zanzibar voucher", body: "The voucher of Zanzibar." });
  const page = await agentPage(browser, tend.base);
  await page.keyboard.press("/");
  await page.keyboard.type("zanzibar");
  await page.keyboard.press("Enter");
  await row(page, number).waitFor();
  await holds(async () => assert.match(await page.locator(".search-title").innerText(), /1 result/));
  await page.getByRole("button", { name: "End search" }).click();
  await page.locator(".pane-title", { hasText: "All open" }).waitFor();
  await page.keyboard.press("/");
  await page.keyboard.type(`#${number}`);
  await page.keyboard.press("Enter");
  await untilOpen(page, number);
  await close(page);
});

test("each refusal is said in words and takes nothing of what was typed", async () => {
  const { page } = await openFresh("Refusals");
  const refusals = [
    [413, {}, /larger than the server takes/],
    [422, {}, /Comment: is too long/],
    [429, { "Retry-After": "7" }, /Try again in 7\u00a0s/],
    [503, { "Retry-After": "3" }, /busy\. Try again in 3\u00a0s/],
    [507, {}, /no room left/],
    [500, {}, /error \(500\)/],
  ];
  const body = JSON.stringify({ error: "RecordInvalid", description: "Record validation errors", details: { base: [{ description: "Comment: is too long" }] } });
  await page.fill("#answer", "Precious words.");
  for (const [status, headers, words] of refusals) {
    await page.route("**/held_replies", (route) => (route.request().method() === "POST" ? route.fulfill({ status, headers, body }) : route.continue()));
    await page.getByRole("button", { name: "Send", exact: true }).click();
    await page.locator(".send-error", { hasText: words }).waitFor();
    await page.unroute("**/held_replies");
  }
  await page.route("**/held_replies", (route) => route.abort());
  await page.route("**/api/v2/tickets/*", (route) => route.abort());
  await page.getByRole("button", { name: "Send", exact: true }).click();
  await page.locator(".send-error", { hasText: /could not be reached/ }).waitFor();
  await page.selectOption("#priority", "low");
  await page.locator(".banner", { hasText: /1 change waits/ }).waitFor();
  await holds(async () => assert.equal(await page.inputValue("#priority"), "low", "a change that could not be sent waits"));
  await page.unroute("**/api/v2/tickets/*");
  await page.unroute("**/held_replies");
  await holds(async () => assert.equal(await page.inputValue("#answer"), "Precious words."));
  await page.getByRole("button", { name: "Send", exact: true }).click();
  await page.waitForSelector(".message-agent");
  await close(page);
});

test("an answer that is sent while one's own change is on its way is not held up by it", async () => {
  const { page, number } = await openFresh("My own change");
  await page.route(`**/api/v2/tickets/${number}`, async (route) => {
    const answer = await route.fetch();
    await new Promise((done) => setTimeout(done, 700));
    await route.fulfill({ response: answer });
  });
  await page.fill("#answer", "High, I see.");
  await page.selectOption("#priority", "high");
  await eventually(async () => (await apiGet(page, `tickets/${number}`)).ticket.priority === "high", "the server has the change");
  await page.getByRole("button", { name: "Send", exact: true }).click();
  await page.waitForSelector(".message-agent");
  await holds(async () => assert.equal(await page.locator(".collision").count(), 0));
  await close(page);
});

test("after a break of the connection everything missed is there", async () => {
  const { page, number, path } = await openFresh("Break", { form: true });
  await page.fill("#answer", "written before the break");
  await tend.pause();
  await page.locator(".banner", { hasText: /connection to the server is lost/ }).waitFor();
  await tend.start();
  const missed = await fileByApi(tend.base, { ...ana, subject: "Filed in the break", body: "Nobody was listening." });
  await customerWrites(customer, path, "Also written in the break.");
  await page.locator(".banner").waitFor({ state: "hidden" });
  await page.getByText("Also written in the break.").first().waitFor();
  const arrived = async () => {
    const button = page.locator(".chip-button");
    if (await button.isVisible()) await button.click();
    return (await row(page, missed).count()) === 1;
  };
  await eventually(arrived, "the missed ticket is in the list");
  await holds(async () => assert.equal(await page.inputValue("#answer"), "written before the break"));
  assert.equal(new URL(page.url()).pathname, `/agent/v/all/t/${number}`);
  await page.context().close();
});
