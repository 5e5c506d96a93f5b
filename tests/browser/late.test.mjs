/* What comes late, and what is typed or opened meanwhile: each stays with its ticket. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { chooseAction, close, closeDesk, holdBack, openDesk, pdf, png } from "./desk.mjs";
import { agentPage, apiGet, eventually, holds, row, untilOpen } from "./harness.mjs";

let desk;
let browser;
let call;
let customer;
let make;
let show;
let tend;
let upload;

before(async () => {
  desk = await openDesk();
  ({ browser, call, customer, make, show, tend, upload } = desk);
});

after(async () => {
  await closeDesk(desk);
});

test("what is typed while a dialog is on its way is for the dialog, and Esc gives it up", async () => {
  const number = await make("Typed early", { body: "Hello" });
  const page = await show(number);
  let letGo = () => undefined;
  const free = new Promise((done) => (letGo = done));
  await page.route("**/assets/**", (route) => free.then(() => route.continue()));
  await chooseAction(page, /Merge into/);
  await page.keyboard.press("Escape");
  await page.keyboard.press("?");
  await page.keyboard.press("Escape");
  await chooseAction(page, /Merge into/);
  await page.keyboard.type("e j");
  letGo();
  const field = page.getByRole("combobox", { name: "Into which ticket" });
  await holds(async () => assert.equal(await field.inputValue(), "e j"));
  await page.keyboard.type("o");
  await holds(async () => assert.equal(await field.inputValue(), "e jo"));
  await holds(async () => assert.equal(await page.locator("dialog[open]").count(), 1, "what was given up does not come"));
  assert.equal((await apiGet(page, `tickets/${number}`)).ticket.status, "new", "e was no command");
  await close(page);
});

test("who types in the search keeps the focus when a ticket comes late, or a reply is sent late", async () => {
  const number = await make("Comes late", { body: "Hello" });
  const page = await agentPage(browser, tend.base, { path: "/agent/v/all" });
  const search = page.locator("#search");
  await row(page, number).waitFor();
  const letTicketGo = await holdBack(page, "**/timeline**");
  await page.locator("#queue").focus();
  await page.keyboard.press("Home");
  await page.keyboard.press("Enter");
  await search.click();
  await page.keyboard.type("ple");
  letTicketGo();
  await untilOpen(page, Number(/\d+$/.exec(page.url())[0]));
  await page.keyboard.type("ase");
  await holds(async () => assert.equal(await search.inputValue(), "please"));
  const letReplyGo = await holdBack(page, "**/held_replies", "POST");
  await page.locator("#answer").fill("Thanks");
  await Promise.all([page.waitForRequest("**/held_replies"), page.keyboard.press("Control+Shift+Enter")]);
  await search.click();
  await page.keyboard.press("End");
  letReplyGo();
  await page.locator(".toast", { hasText: "sent" }).waitFor();
  await page.keyboard.type(" see");
  await holds(async () => assert.equal(await search.inputValue(), "please see"));
  await close(page);
});

test("a dialog goes with its ticket: another one opens without it", async () => {
  const uploads = [await upload("scan.png", "image/png", png)];
  const [one, other] = [await make("With a dialog", { body: "See the file", uploads }), await make("Without a dialog", { body: "Hello" })];
  const page = await agentPage(browser, tend.base, { path: "/agent/v/all" });
  const sendLater = async () => {
    await page.locator("#answer").fill("Words");
    await page.locator(".send-more").click();
    await page.getByRole("menuitem").last().click();
  };
  for (const begin of [() => page.keyboard.press("h"), sendLater, () => page.getByRole("button", { name: "Look at scan.png" }).click()]) {
    await row(page, one).click();
    await untilOpen(page, one);
    await begin();
    await page.locator("dialog[open]").waitFor();
    await page.goBack();
    await row(page, other).click();
    await untilOpen(page, other);
    await page.locator("#answer").waitFor();
    await holds(async () => assert.equal(await page.locator("dialog[open]").count(), 0));
    await page.goBack();
  }
  await close(page);
});

test("a reply that is sent late does not lead away from the dialog that was opened meanwhile", async () => {
  await make("Would be next", { body: "Hello" });
  const number = await make("Sent late", { body: "Hello" });
  const page = await show(number);
  const letGo = await holdBack(page, "**/held_replies", "POST");
  await page.locator("#answer").fill("Thanks");
  await Promise.all([page.waitForRequest("**/held_replies"), page.keyboard.press("Control+Enter")]);
  await page.keyboard.press("Escape");
  await page.keyboard.press("h");
  const dialog = page.getByRole("dialog", { name: `Snooze #${number}` });
  await dialog.waitFor();
  letGo();
  await page.locator(".toast", { hasText: `#${number}` }).waitFor();
  await holds(async () => assert.equal(await dialog.count(), 1));
  assert.match(page.url(), new RegExp(`/t/${number}$`));
  await close(page);
});

test("what came while the settings were shown is there on the way back", async () => {
  const number = await make("Left for the settings", { body: "Hello" });
  const page = await show(number);
  await page.locator("#ticket-title").focus();
  await page.keyboard.press("g");
  await page.keyboard.press(",");
  await page.waitForURL("**/agent/settings");
  await call("PUT", `tickets/${number}`, { ticket: { comment: { body: "News meanwhile", author_id: customer } } });
  await page.goBack();
  await page.locator(".thread .message", { hasText: "News meanwhile" }).waitFor();
  await close(page);
});

test("an address that was typed for one ticket is not added to another", async () => {
  const [one, other] = [await make("Shown before", { body: "Hello" }), await make("Typed for", { body: "Hello" })];
  const page = await show(one);
  await row(page, other).click();
  await untilOpen(page, other);
  const field = page.getByRole("combobox", { name: "Copy somebody" });
  await field.fill("boss@firm.example");
  await page.goBack();
  await untilOpen(page, one);
  await holds(async () => assert.equal(await field.inputValue(), ""));
  await close(page);
});

test("the next page of one file that comes late is not taken for that of another", async () => {
  const uploads = [await upload("first.pdf", "application/pdf", pdf("First")), await upload("second.pdf", "application/pdf", pdf("Second"))];
  const number = await make("Two files", { body: "See the files", uploads });
  const page = await show(number);
  let late;
  await page.route("**/attachments/*/pages/*", (route) => {
    const fulfil = () => route.fulfill({ contentType: "image/png", body: png });
    if (late || !route.request().url().endsWith("/2")) return fulfil();
    late = { url: route.request().url(), fulfil };
    return undefined;
  });
  await page.getByRole("button", { name: "Look at first.pdf" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("img", { name: "Page 1 of first.pdf" }).waitFor();
  await eventually(() => late, "its next page is asked for");
  await page.keyboard.press("ArrowRight");
  await dialog.getByRole("img", { name: "Page 1 of second.pdf" }).waitFor();
  await holds(async () => assert.equal(await dialog.getByRole("button", { name: "Next page" }).getAttribute("aria-disabled"), null));
  const over = page.waitForEvent("requestfinished", (request) => request.url() === late.url);
  await late.fulfil();
  await over;
  await page.evaluate((src) => new Promise((onload) => Object.assign(new Image(), { onload, src })), late.url);
  await page.keyboard.press("PageDown");
  await dialog.getByRole("img", { name: "Page 2 of second.pdf" }).waitFor();
  await close(page);
});

test("a change that is on its way stays in sight while others are answered and news come", async () => {
  const number = await make("Two at once", { body: "Hello" });
  const page = await show(number);
  const field = page.locator("#tag-field");
  const tags = () => page.locator(".tags .tag").allInnerTexts();
  await field.focus();
  await page.keyboard.type("alpha,");
  await eventually(async () => (await apiGet(page, `tickets/${number}`)).ticket.tags.length === 1, "the first is stored");
  const letGo = await holdBack(page, `**/api/v2/tickets/${number}`, "PUT");
  await page.keyboard.type("beta,");
  await call("PUT", `tickets/${number}`, { ticket: { subject: "News of it" } });
  await page.getByRole("heading", { name: "News of it" }).first().waitFor();
  await holds(async () => assert.deepEqual(await tags(), ["alpha", "beta"]));
  letGo();
  await eventually(async () => (await apiGet(page, `tickets/${number}`)).ticket.tags.length === 2, "the second is stored");
  await holds(async () => assert.deepEqual(await tags(), ["alpha", "beta"]));
  await close(page);
});

test("opening a ticket asks for it once, and for what stands beside it once", async () => {
  const first = await make("Asked before", { body: "x" });
  const number = await make("Asked once", { body: "x" });
  const page = await show(first);
  await page.getByText("Other tickets").waitFor();
  await page.waitForLoadState("networkidle").catch(() => undefined);
  const gets = [];
  page.on("request", (request) => request.method() === "GET" && request.url().includes("/api/") && gets.push(new URL(request.url()).pathname));
  await page.evaluate((id) => document.querySelector(`#queue-${id}`)?.click(), number);
  await untilOpen(page, number);
  await page.locator(".side-ticket", { hasText: "Asked before" }).waitFor();
  const ofTicket = gets.filter((path) => !path.startsWith("/api/v2/queue") && !path.startsWith("/api/v2/presence"));
  assert.deepEqual(ofTicket.sort(), [`/api/v2/tickets/${number}/beside`, `/api/v2/tickets/${number}/timeline`]);
  await close(page);
});
