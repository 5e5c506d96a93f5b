/*
 * The phone: what covers the screen is closed by going back and keeps the rest out of the way, and where the keyboard stands
 * after a tap (a phone has one too, and so has a screen reader).
 */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { agentPage, assertSound, box, fileByApi, holds, phone, row, startBrowser, startTend, untilOpen } from "./harness.mjs";

let tend;
let browser;
let first;
let second;

before(async () => {
  tend = await startTend();
  browser = await startBrowser();
  first = await fileByApi(tend.base, { name: "Zoe", email: "zoe@customer.example", subject: "Šuma", body: "One" });
  second = await fileByApi(tend.base, { name: "Ivo", email: "ivo@customer.example", subject: "Žaba", body: "Two" });
});

after(async () => {
  await browser?.close();
  await tend?.stop();
});

async function open(number) {
  const page = await agentPage(browser, tend.base, { path: "/agent/v/all", viewport: phone, hasTouch: true });
  await row(page, number).tap();
  await untilOpen(page, number);
  return page;
}

const focused = (page) => page.evaluate(() => document.activeElement.id || document.activeElement.className || document.activeElement.tagName);
const pathOf = (page) => new URL(page.url()).pathname;

test("a tap that opens a ticket leads the keyboard to its heading", async () => {
  const page = await open(first);
  await holds(async () => assert.equal(await focused(page), "ticket-title"));
  await page.context().close();
});

test("going back closes what covers the ticket, and then leaves it", async () => {
  const page = await open(first);
  await page.locator(".context-toggle").tap();
  await page.locator(".context-pane").waitFor();
  await page.goBack();
  await page.locator(".context-pane").waitFor({ state: "detached" });
  assert.equal(pathOf(page), `/agent/v/all/t/${first}`);
  await holds(async () => assert.match(await focused(page), /context-toggle/));
  await page.goBack();
  await page.waitForURL("**/agent/v/all");
  await page.context().close();
});

/* A picture of 2 × 1 points. */
const photo = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAIAAAABCAIAAAB7QOjdAAAADUlEQVR4nGP4zwAE/wEHAAH/4iOeWQAAAABJRU5ErkJggg==", "base64");

test("going back from a picture leads to its ticket", async () => {
  const page = await open(second);
  const headers = { Origin: tend.base };
  const sent = await page.request.post("/api/v2/uploads?filename=plate.png", { data: photo, headers: { ...headers, "Content-Type": "image/png" } });
  const { upload } = await sent.json();
  await page.request.put(`/api/v2/tickets/${second}`, { data: { ticket: { comment: { body: "See this.", uploads: [upload.token] } } }, headers });
  await page.getByRole("button", { name: /plate\.png/ }).first().tap();
  await page.getByRole("dialog", { name: "plate.png" }).waitFor();
  await page.goBack();
  await page.getByRole("dialog").waitFor({ state: "detached" });
  assert.equal(pathOf(page), `/agent/v/all/t/${second}`);
  await page.goBack();
  await page.waitForURL("**/agent/v/all");
  await page.context().close();
});

test("what was closed by hand is passed on the way back, and does not come with the next ticket", async () => {
  const page = await open(first);
  await page.locator(".context-toggle").tap();
  await page.getByRole("button", { name: "Close deadlines and customer" }).tap();
  await page.locator(".context-pane").waitFor({ state: "detached" });
  await page.goBack();
  await page.waitForURL("**/agent/v/all");
  await row(page, first).tap();
  await untilOpen(page, first);
  await page.locator(".context-toggle").tap();
  await page.getByRole("button", { name: "All tickets of this customer" }).tap();
  await page.waitForURL((url) => url.searchParams.has("q"));
  await page.goBack();
  await untilOpen(page, first);
  await holds(async () => assert.equal(await page.locator(".context-pane").count(), 0));
  await page.goBack();
  await page.waitForURL("**/agent/v/all");
  await row(page, second).tap();
  await untilOpen(page, second);
  await holds(async () => assert.equal(await page.locator(".context-pane").count(), 0));
  await page.context().close();
});

test("at 400 % the conversation keeps its room, and the composer is scrolled to", async () => {
  const page = await open(first);
  await page.setViewportSize({ width: 320, height: 256 });
  await holds(async () => assert.ok((await box(page, ".conversation")).height > 120));
  await page.locator("#answer").focus();
  await holds(async () => {
    const { y, height } = await box(page, "#answer");
    assert.ok(y >= 0 && y + height <= 256, JSON.stringify({ y, height }));
  });
  await assertSound(page, "phone-400");
  await page.context().close();
});

test("where there is no keyboard a button opens the canned replies, however wide the screen is", async () => {
  const page = await open(first);
  await page.setViewportSize({ width: 1024, height: 768 });
  await page.getByRole("button", { name: "Canned replies" }).tap();
  await page.locator(".suggest").waitFor();
  await page.context().close();
});

test("a form in a dialog has its buttons where every dialog has them", async () => {
  const page = await open(first);
  await page.locator(".context-toggle").tap();
  await page.getByRole("button", { name: "Change the customer" }).tap();
  const buttons = page.locator("dialog[open] .form-foot button");
  await holds(async () => assert.deepEqual(await buttons.allInnerTexts(), ["Cancel", "Change the customer"]));
  await page.context().close();
});

test("the side pane covers the ticket for the keyboard and the screen reader too", async () => {
  const page = await open(first);
  await page.locator(".context-toggle").tap();
  await holds(async () => assert.equal(await focused(page), "context"));
  await page.keyboard.press("Shift+Tab");
  await holds(async () => assert.equal(await page.evaluate(() => document.querySelector("main").contains(document.activeElement)), false));
  await holds(async () => assert.ok(await page.locator("main").evaluate((main) => main.inert), "nothing of the ticket is read"));
  await assertSound(page, "phone-context");
  await page.locator(".context-bar button").focus();
  await page.keyboard.press("i");
  await page.locator(".context-pane").waitFor({ state: "detached" });
  await holds(async () => assert.match(await focused(page), /context-toggle/));
  await page.context().close();
});
