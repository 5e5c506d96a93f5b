/* Whole journeys, step by step as somebody makes them, with nothing but the keyboard, or with a finger on the phone. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { admin, agentPage, apiGet, assertSound, customerWrites, eventually, fileByApi, fileByForm, holds, newContext, openPage, phone, row, startBrowser, startTend, untilOpen } from "./harness.mjs";

let tend;
let browser;
const ana = { name: "Ana Kovačević", email: "ana@customer.example" };
const MANY = 60; /* more than are changed without typing their number */

before(async () => {
  tend = await startTend();
  browser = await startBrowser();
});

after(async () => {
  await browser?.close();
  await tend?.stop();
});

const focused = (page) => page.evaluate(() => document.activeElement?.id ?? "");
const focus = (page, id) => eventually(async () => (await focused(page)) === id, `${id} has the focus`);

test("by keyboard alone: sign in, take, reply, undo, note, canned reply, solve, next; then many at once, undone", async () => {
  const number = await fileByApi(tend.base, { ...ana, subject: "First of the day", body: "Where is my parcel?" });
  const after = await fileByApi(tend.base, { ...ana, subject: "Second of the day", body: "And my invoice?" });
  const page = await openPage(await newContext(browser, tend.base, { undoSeconds: 8 }));
  const keys = async (...names) => {
    for (const name of names) await page.keyboard.press(name);
  };
  const ticket = async () => (await apiGet(page, `tickets/${number}`)).ticket;
  const comments = async () => (await apiGet(page, `tickets/${number}/comments`)).comments;

  await page.goto("/agent");
  await focus(page, "field-email");
  await page.keyboard.type(admin.email);
  await keys("Tab");
  await page.keyboard.type(admin.password);
  await keys("Enter");
  await page.waitForSelector(".list .row");
  await keys("j", "Enter");
  await untilOpen(page, number);
  await focus(page, "ticket-title");
  await keys("Shift+A");
  await eventually(async () => (await ticket()).assignee_id !== null, "taken");

  await keys("r");
  await focus(page, "answer");
  await page.keyboard.type("It is on its way.");
  await keys("Control+Shift+Enter");
  await page.locator(".message-held").waitFor();
  await focus(page, "ticket-title");
  await keys("z");
  await focus(page, "answer");
  await holds(async () => assert.equal(await page.inputValue("#answer"), "It is on its way."));
  await holds(async () => assert.equal((await comments()).length, 1));
  await keys("Control+a", "Delete", "Escape");
  await focus(page, "ticket-title");

  await keys("n");
  await focus(page, "answer");
  await page.keyboard.type("The carrier says tomorrow.");
  await keys("Control+Enter");
  await page.locator(".message-note").waitFor();
  await focus(page, "ticket-title");

  await keys("r");
  await focus(page, "answer");
  await page.keyboard.type("/ask");
  await page.getByRole("option", { name: "Ask for details" }).waitFor();
  await keys("Enter");
  await eventually(async () => (await page.inputValue("#answer")).startsWith("Hello Ana"), "filled in");
  await keys("Control+Shift+Enter");
  await page.locator(".message-held").waitFor();
  await focus(page, "ticket-title");
  await keys("e");
  await untilOpen(page, after);
  await focus(page, "ticket-title");
  await eventually(async () => (await ticket()).status === "solved", "solved");

  for (let made = 0; made < MANY; made += 1) await fileByApi(tend.base, { ...ana, subject: `One of many ${made}`, body: "Hello" });
  await keys("g", "a");
  await focus(page, "queue");
  await eventually(async () => (await apiGet(page, "search/count?query=type:ticket%20status%3Csolved")).count > MANY, "all are there");
  await page.reload();
  await page.waitForSelector(".list .row");
  await keys("j", "Control+a");
  const count = page.locator(".bulk-count");
  await count.waitFor();
  const picked = Number.parseInt(await count.innerText(), 10);
  assert.ok(picked > MANY, `${picked} picked`);
  await keys("t");
  await page.getByRole("dialog").waitFor();
  await page.keyboard.type("mass");
  await keys("Enter");
  await page.getByRole("dialog").getByText(`Type ${picked} to go on`).waitFor();
  await page.keyboard.type(String(picked));
  await keys("Enter");
  const tagged = async () => (await apiGet(page, "search/count?query=type:ticket%20tags:mass")).count;
  await page.locator(".toast").getByRole("button", { name: "Undo" }).waitFor({ timeout: 60000 });
  await holds(async () => assert.equal(await tagged(), picked));
  await focus(page, "queue");
  await keys("z");
  await page.locator(".toast").getByText(/are as they were/).waitFor({ timeout: 60000 });
  await holds(async () => assert.equal(await tagged(), 0));
  await holds(async () => assert.equal(await page.locator(".toast").getByRole("button", { name: "Undo" }).count(), 0, "what was undone is offered no more"));
  assert.deepEqual(page.problems, []);
  await page.context().close();
});

test("what was opened by a link has the keyboard: a screen of the settings, what the palette finds, a list that was searched", async () => {
  const page = await openPage(await newContext(browser, tend.base));
  const heading = () => page.evaluate(() => (document.activeElement?.tagName === "H1" ? document.activeElement.textContent : ""));
  await page.goto("/agent/settings");
  await page.keyboard.type(admin.email);
  await page.keyboard.press("Tab");
  await page.keyboard.type(admin.password);
  await page.keyboard.press("Enter");
  await page.locator(".screen-list a", { hasText: "Macros" }).focus();
  await page.keyboard.press("Enter");
  await eventually(async () => (await heading()) === "Macros", "the heading of the screen");
  await page.keyboard.press("Control+k");
  await page.getByRole("dialog").waitFor();
  await page.keyboard.type("policy");
  await page.getByRole("option", { name: /Promises/ }).waitFor();
  await page.keyboard.press("Escape");
  await page.goto("/agent");
  await page.waitForSelector(".list .row");
  await page.keyboard.press("/");
  await page.keyboard.type("parcel");
  await page.keyboard.press("Enter");
  await page.getByRole("status").getByText(/results? for “parcel”/).waitFor();
  await focus(page, "queue");
  await page.keyboard.press("/");
  await page.keyboard.press("Control+a");
  await page.keyboard.type("zzzz");
  await page.keyboard.press("Enter");
  await page.locator(".empty", { hasText: "Nothing found." }).waitFor();
  await focus(page, "queue");
  await page.keyboard.press("u");
  await page.waitForSelector(".list .row");
  assert.deepEqual(page.problems, []);
  await page.context().close();
});

const picture = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==", "base64");

async function apiPost(page, path, data) {
  const answer = await page.request.post(`/api/v2/${path}`, { data, headers: { Origin: tend.base } });
  assert.ok(answer.ok(), await answer.text());
}

const touch = { viewport: phone, hasTouch: true, isMobile: true };

/* The ways of a finger. */
function hand(page) {
  const press = (name) => page.getByRole("button", { name, exact: true }).last().tap();
  const pick = (name) => page.locator("[role^=menuitem]").filter({ hasText: name }).first().tap();
  return {
    press,
    async act(name) {
      await press("All actions on this ticket");
      await pick(name);
    },
    async send(how) {
      await press("More ways to send");
      await pick(how);
    },
    async write(words) {
      await page.locator("#answer").tap();
      await page.keyboard.type(words);
    },
  };
}

test("an agent's day on the phone, by touch: sign in, views, take, canned reply, undo, note, photo, solve, properties, snooze, merge", async () => {
  const customer = await openPage(await newContext(browser, tend.base, touch));
  const subject = "I was charged twice for one and the same order in November";
  const { number, path } = await fileByForm(customer, { ...ana, subject, body: "Please send one amount back." });
  const page = await openPage(await newContext(browser, tend.base, { ...touch, undoSeconds: 5 }));
  const { press, act, send, write } = hand(page);
  const ticket = async (id = number) => (await apiGet(page, `tickets/${id}`)).ticket;

  await page.goto("/agent");
  await page.fill("#field-email", admin.email);
  await page.fill("#field-password", admin.password);
  await page.getByRole("button", { name: "Sign in" }).tap();
  await page.waitForSelector(".filters");
  const actions = [{ field: "comment_value_html", value: "<p>Dear {{ticket.requester.name}},</p><ul><li><b>42 €</b> go back</li></ul>" }];
  await apiPost(page, "macros", { macro: { title: "Refund", actions } });

  await page.getByRole("button", { name: /^Views/ }).tap();
  await page.getByRole("dialog").getByText("Unassigned tickets").tap();
  /* the newest stands last */
  await page.waitForURL(/\/v\/\d+$/);
  await page.waitForSelector(".row-body");
  await page.locator("#queue").evaluate((list) => list.scrollTo(0, list.scrollHeight));
  await row(page, number).tap();
  await untilOpen(page, number);
  const whole = await page.locator(".ticket-head").evaluate((head) => getComputedStyle(head, "::before").content);
  assert.ok(whole.includes(subject), `the whole subject can be read: ${whole}`);
  await act("Assign to me");
  await eventually(async () => (await ticket()).assignee_id !== null, "taken");

  await press("Canned replies");
  await page.keyboard.type("refu");
  await page.getByRole("option", { name: /Refund/ }).tap();
  await page.locator("#answer li", { hasText: "42 €" }).waitFor();
  await assertSound(page, "journey-phone-canned");
  await send("Send as Pending");
  await page.locator(".toast", { hasText: "goes out" }).getByRole("button", { name: "Undo", exact: true }).tap();
  await untilOpen(page, number);
  await page.locator("#answer li", { hasText: "42 €" }).waitFor();
  await holds(async () => assert.equal((await apiGet(page, `tickets/${number}/comments`)).count, 1));
  await send("Send, keep the status");
  await eventually(async () => (await apiGet(page, `tickets/${number}/comments`)).count === 2, "sent when its seconds are over");

  await page.goto(`/agent/v/all/t/${number}`);
  await untilOpen(page, number);
  await page.locator("label", { hasText: "Note" }).tap();
  await write("The bank confirmed it.");
  await press("Add note");
  await page.locator(".message-note", { hasText: "The bank confirmed it." }).waitFor();
  await page.locator(".choices select").nth(1).selectOption("high");
  await page.getByLabel("Add a tag").tap();
  await page.keyboard.type("refund");
  await page.keyboard.press("Enter");
  await eventually(async () => (await ticket()).tags.includes("refund") && (await ticket()).priority === "high", "priority and tag");
  await holds(async () => assert.equal(await page.locator(".toast:visible").count(), 1, "one message at a time over what is being changed"));
  await press("Deadlines and customer");
  await page.getByRole("complementary", { name: "Deadlines and customer" }).getByText(ana.name).waitFor();
  await assertSound(page, "journey-phone-panel");
  await page.locator(".context-bar button").tap();

  await page.locator(".composer input[type=file]").setInputFiles({ name: "receipt.png", mimeType: "image/png", buffer: picture });
  await page.locator(".file", { hasText: "receipt.png" }).waitFor();
  await write("Here is the receipt.");
  await send("Send and solve");
  await eventually(async () => (await ticket()).status === "solved", "solved when its seconds are over");
  await customer.goto(path);
  await customer.locator(".message-rich li", { hasText: "42 €" }).waitFor();
  await customer.getByRole("link", { name: "receipt.png" }).waitFor();
  await customerWrites(customer, path, "Thank you, but it is not here yet.");
  await eventually(async () => (await ticket()).status === "open", "what the customer writes opens it again");

  const second = await fileByApi(tend.base, { ...ana, subject: "Once more", body: "See my first message." });
  await page.goto(`/agent/v/all/t/${second}`);
  await untilOpen(page, second);
  await act("Snooze …");
  await page.getByRole("button", { name: /In an hour/ }).tap();
  await page.goto(`/agent/v/all/t/${second}`);
  await untilOpen(page, second);
  await page.locator(".snoozed").waitFor();
  await act("Merge into another ticket …");
  await page.getByRole("combobox", { name: "Into which ticket" }).tap();
  await page.keyboard.type(`#${number}`);
  await page.getByRole("option", { name: new RegExp(`#${number} `) }).tap();
  await press("Merge");
  await untilOpen(page, number);
  await eventually(async () => (await ticket(second)).status === "closed", "merged");
  assert.deepEqual(page.problems, []);
  await page.context().close();
  await customer.context().close();
});

test("when the last row has left the list, what waits behind the button comes at once", async () => {
  const own = await startTend();
  try {
    const first = await fileByApi(own.base, { ...ana, subject: "Alone in the list", body: "One." });
    const page = await agentPage(browser, own.base, { path: "/agent/v/unassigned", ...touch });
    await row(page, first).tap();
    await untilOpen(page, first);
    const second = await fileByApi(own.base, { ...ana, subject: "Waits", body: "Two." });
    await page.locator(".queue-pane", { hasText: "1 new" }).waitFor({ state: "attached" });
    await hand(page).write("Done.");
    await hand(page).send("Send and solve");
    await row(page, second).waitFor();
    assert.deepEqual(page.problems, []);
    await page.context().close();
  } finally {
    await own.stop();
  }
});
