/* Writing: drafts that cannot be lost, undoing, sending later, canned replies, mentions, formats, what is too much. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { close } from "./desk.mjs";
import { admin, agentPage, apiGet, assertSound, box, customerWrites, eventually, fileByApi, fileByForm, holds, newContext, openPage, phone, row, signIn, startBrowser, startTend, untilOpen } from "./harness.mjs";

const require = createRequire(join(dirname(fileURLToPath(import.meta.url)), "../../web/package.json"));
const { chromium } = require("playwright-core");

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

async function openFresh(subject, options = {}) {
  const request = { ...ana, subject, body: `${subject}: please help.` };
  const filed = options.form ? await fileByForm(customer, request) : { number: await fileByApi(tend.base, request), path: "" };
  const page = await agentPage(browser, tend.base, { path: "/agent/v/all", ...options });
  await page.goto(`/agent/v/all/t/${filed.number}`);
  await untilOpen(page, filed.number);
  return { page, ...filed };
}

async function apiSend(page, method, path, data) {
  const answer = await page.request.fetch(`/api/v2/${path}`, { method, data, headers: { Origin: tend.base } });
  assert.ok(answer.ok(), await answer.text());
  return answer.status() === 204 ? null : answer.json();
}

const draftOf = async (page, number) => (await apiGet(page, `tickets/${number}/drafts`)).drafts[0] ?? null;
const comments = async (page, number) => (await apiGet(page, `tickets/${number}/comments`)).comments;

test("a canned reply is found by its letters, filled in, and its open places stop the sending", async () => {
  const { page, number } = await openFresh("Canned");
  const actions = [{ field: "comment_value", value: "Dear {{ticket.requester.name}},\nyour order {{order.number}} is on its way." }];
  await apiSend(page, "POST", "macros", { macro: { title: "Shipping::On its way", actions } });
  await page.locator("#answer").focus();
  await page.keyboard.type("/onway");
  await page.getByRole("option", { name: /On its way/ }).waitFor();
  await page.locator(".suggest-preview", { hasText: "Dear Ana Kovačević" }).waitFor();
  await assertSound(page, "composer-canned");
  await page.keyboard.press("Enter");
  await eventually(async () => (await page.inputValue("#answer")).startsWith("Dear Ana Kovačević,"), "filled in");
  await page.keyboard.press("Control+Enter");
  await page.locator(".send-error", { hasText: "{{order.number}}" }).waitFor();
  await holds(async () => assert.equal((await comments(page, number)).length, 1));
  await page.getByRole("button", { name: "{{order.number}}" }).click();
  await page.keyboard.type("4711");
  await page.keyboard.press("Control+Shift+Enter");
  await page.waitForSelector(".message-agent:not(.message-held)");
  await holds(async () => assert.match((await comments(page, number)).at(-1).body, /your order 4711 is on its way/));
  await close(page);
});

test("a place of a canned reply that has no value stands open and stops the sending", async () => {
  const { page } = await openFresh("Nothing to fill in");
  const actions = [{ field: "comment_value", value: "Call {{current_user.phone}} about {{ticket.title}}." }];
  await apiSend(page, "POST", "macros", { macro: { title: "Ring back", actions } });
  await page.locator("#answer").focus();
  await page.keyboard.type("/ring");
  await page.getByRole("option", { name: "Ring back" }).waitFor();
  await page.keyboard.press("Enter");
  await holds(async () => assert.equal(await page.inputValue("#answer"), "Call {{current_user.phone}} about Nothing to fill in."));
  await page.keyboard.press("Control+Enter");
  await page.locator(".send-error", { hasText: "{{current_user.phone}}" }).waitFor();
  await page.getByRole("button", { name: "{{current_user.phone}}" }).click();
  await page.keyboard.type("112");
  await page.keyboard.press("Control+Shift+Enter");
  await page.locator(".message-agent", { hasText: "Call 112 about Nothing to fill in." }).waitFor();
  await close(page);
});

test("what a canned reply sets by number or by tag is told by its name, in a search too", async () => {
  const { page } = await openFresh("By name");
  const { custom_status: status } = await apiSend(page, "POST", "custom_statuses", { custom_status: { status_category: "pending", agent_label: "Waiting for parts" } });
  const { brand } = await apiSend(page, "POST", "brands", { brand: { name: "Shiny Shoes", subdomain: "shiny" } });
  const { ticket_form: form } = await apiSend(page, "POST", "ticket_forms", { ticket_form: { name: "Repairs" } });
  const options = [{ name: "Garden tools", value: "line_garden" }];
  const { ticket_field: field } = await apiSend(page, "POST", "ticket_fields", { ticket_field: { type: "tagger", title: "Product line", custom_field_options: options } });
  await page.reload();
  const set = { custom_status_id: status.id, brand_id: brand.id, ticket_form_id: form.id, [`custom_fields_${field.id}`]: "line_garden" };
  const actions = Object.entries(set).map(([field, value]) => ({ field, value: String(value) }));
  await apiSend(page, "POST", "macros", { macro: { title: "To the workshop", actions: [{ field: "comment_value", value: "It is at the workshop." }, ...actions] } });
  await page.locator("#answer").focus();
  await page.keyboard.type("/workshop");
  await page.locator(".suggest-preview", { hasText: "Waiting for parts" }).waitFor();
  await page.keyboard.press("Enter");
  for (const words of ["Status: Waiting for parts", "Form: Repairs", "Brand: Shiny Shoes", "Product line: Garden tools"]) {
    await page.locator(".pending-changes .tag", { hasText: words }).waitFor();
  }
  await page.goto(`/agent/v/all?q=custom_field_${field.id}:line_garden`);
  await page.locator(".chip", { hasText: "Product line: Garden tools" }).waitFor();
  await close(page);
});

test("a canned reply brings along what its macro sets: shown, taken off one by one, sent together, brought back by undo", async () => {
  const { page, number } = await openFresh("Brings along", { undoSeconds: 5 });
  const title = "Waiting for the parcel";
  const actions = [
    { field: "comment_value", value: "We are waiting for the parcel." },
    { field: "status", value: "pending" },
    { field: "priority", value: "high" },
    { field: "current_tags", value: "parcel slow" },
  ];
  const { macro } = await apiSend(page, "POST", "macros", { macro: { title, actions } });
  const attached = await page.request.fetch(`/api/v2/macros/${macro.id}/attachments?filename=route.txt`, {
    method: "POST", data: "by sea", headers: { Origin: tend.base, "Content-Type": "text/plain" },
  });
  assert.ok(attached.ok());
  await page.locator("#answer").focus();
  await page.keyboard.type("/waiting");
  await page.locator(".suggest-preview", { hasText: "Status: Pending" }).waitFor();
  await page.keyboard.press("Enter");
  const chips = page.locator(".pending-changes .tag");
  await chips.nth(3).waitFor();
  await holds(async () => assert.deepEqual(await chips.allInnerTexts(), ["Status: Pending", "Priority: High", "+parcel", "+slow"]));
  await page.locator(".composer .file-name", { hasText: "route.txt" }).waitFor();
  await assertSound(page, "composer-changes");
  await page.getByRole("button", { name: "Do not set +slow" }).click();
  await holds(async () => assert.equal(await chips.count(), 3));
  await holds(async () => assert.equal((await apiGet(page, `tickets/${number}`)).ticket.priority, null, "nothing is set before it is sent"));
  await page.reload();
  await untilOpen(page, number);
  await chips.nth(2).waitFor();
  await page.getByRole("button", { name: "Send as Pending" }).click();
  await eventually(async () => (await apiGet(page, `tickets/${number}/held_replies`)).held_replies[0]?.changes?.priority === "high", "held with it");
  await page.keyboard.press("z");
  await chips.nth(2).waitFor();
  await holds(async () => assert.deepEqual(await chips.allInnerTexts(), ["Status: Pending", "Priority: High", "+parcel"]));
  await holds(async () => assert.equal(await page.inputValue("#answer"), "We are waiting for the parcel."));
  await page.locator("#answer").press("Control+Enter");
  await eventually(async () => (await comments(page, number)).length === 2, "sent");
  const { ticket } = await apiGet(page, `tickets/${number}`);
  assert.deepEqual([ticket.status, ticket.priority, ticket.tags], ["pending", "high", ["parcel"]]);
  await holds(async () => assert.equal((await comments(page, number)).at(-1).attachments[0].file_name, "route.txt"));
  await close(page);
});

test("Send, keep the status keeps it whatever a canned reply says, and sets the rest", async () => {
  const { page, number } = await openFresh("Keeps");
  const { status } = (await apiGet(page, `tickets/${number}`)).ticket;
  const actions = [{ field: "comment_value", value: "We wait." }, { field: "status", value: "hold" }, { field: "priority", value: "high" }];
  await apiSend(page, "POST", "macros", { macro: { title: "Hold on", actions } });
  await page.locator("#answer").focus();
  await page.keyboard.type("/holdon");
  await page.getByRole("option", { name: "Hold on" }).waitFor();
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Send as On hold" }).waitFor();
  await page.keyboard.press("Control+Shift+Enter");
  await page.locator(".message-agent", { hasText: "We wait." }).waitFor();
  const { ticket } = await apiGet(page, `tickets/${number}`);
  assert.deepEqual([ticket.status, ticket.priority], [status, "high"]);
  await close(page);
});

/* Requests of that address wait until they are let go. */
async function hold(page, address, whenLet = (route) => route.continue()) {
  let letGo;
  const free = new Promise((done) => (letGo = done));
  await page.route(address, (route) => free.then(() => whenLet(route)));
  return letGo;
}

/* Two tickets in one list, the first of them open. */
async function openPair(word) {
  const number = await fileByApi(tend.base, { ...ana, subject: `${word} one`, body: "Please help." });
  const other = await fileByApi(tend.base, { ...ana, subject: `${word} two`, body: "Please help." });
  const page = await agentPage(browser, tend.base);
  await page.goto(`/agent/v/all/t/${number}?q=subject:${word}`);
  await untilOpen(page, number);
  return { page, number, other };
}

async function turnTo(page, number) {
  await row(page, number).click();
  await untilOpen(page, number);
}

test("the files of a canned reply go to the answer that it was put in, whichever is shown by then", async () => {
  const { page, number, other } = await openPair("Parcels");
  const { macro } = await apiSend(page, "POST", "macros", { macro: { title: "Late route", actions: [{ field: "comment_value", value: "The route is attached." }] } });
  const attached = await page.request.fetch(`/api/v2/macros/${macro.id}/attachments?filename=route.txt`, {
    method: "POST", data: "by sea", headers: { Origin: tend.base, "Content-Type": "text/plain" },
  });
  assert.ok(attached.ok());
  const letGo = await hold(page, "**/macros/*/uploads");
  await page.locator("#answer").focus();
  await page.keyboard.type("/late route");
  await page.locator(".suggest-preview", { hasText: "The route is attached." }).waitFor();
  await page.keyboard.press("Enter");
  await page.locator(".composer .file-name", { hasText: "route.txt" }).waitFor();
  await turnTo(page, other);
  letGo();
  await eventually(async () => (await draftOf(page, number))?.uploads[0]?.attachments[0].file_name === "route.txt", "in the draft that it belongs to");
  await holds(async () => assert.equal(await page.locator(".composer .file-name").count(), 0));
  await holds(async () => assert.equal(await draftOf(page, other), null));
  await turnTo(page, number);
  await page.locator(".composer .file-name", { hasText: "route.txt" }).waitFor();
  await close(page);
});

test("what a canned reply sets stays when its words are deleted and another ticket is looked at", async () => {
  const { page, number, other } = await openPair("Chips");
  const actions = [{ field: "comment_value", value: "At once." }, { field: "priority", value: "high" }];
  await apiSend(page, "POST", "macros", { macro: { title: "Raise it", actions } });
  await page.locator("#answer").focus();
  await page.keyboard.type("/raise it");
  await page.locator(".suggest-preview", { hasText: "Priority: High" }).waitFor();
  await page.keyboard.press("Enter");
  const chip = page.locator(".pending-changes .tag");
  await chip.waitFor();
  await page.fill("#answer", "");
  await turnTo(page, other);
  await holds(async () => assert.equal(await chip.count(), 0));
  await turnTo(page, number);
  await chip.waitFor();
  await page.getByRole("button", { name: "Do not set Priority: High" }).click();
  await eventually(async () => (await draftOf(page, number)) === null, "nothing is left of it");
  await close(page);
});

test("a macro without words is done at once and undone with z; words for colleagues make a note", async () => {
  const { page, number } = await openFresh("At once");
  await apiSend(page, "POST", "macros", { macro: { title: "Escalate now", actions: [{ field: "priority", value: "urgent" }, { field: "current_tags", value: "escalated" }] } });
  await apiSend(page, "POST", "macros", { macro: { title: "Ask billing", actions: [{ field: "comment_value", value: ["channel:all", "Billing: please look."] }, { field: "comment_mode_is_public", value: "false" }] } });
  await page.locator("#answer").focus();
  await page.keyboard.type("/escalate");
  await page.locator(".suggest-preview", { hasText: "Sets at once: Priority: Urgent" }).waitFor();
  await page.keyboard.press("Enter");
  await eventually(async () => (await apiGet(page, `tickets/${number}`)).ticket.priority === "urgent", "set");
  await holds(async () => assert.equal(await page.inputValue("#answer"), ""));
  await holds(async () => assert.deepEqual((await apiGet(page, `tickets/${number}`)).ticket.tags, ["escalated"]));
  await page.keyboard.type("/escalate");
  await page.locator(".suggest-preview", { hasText: "Sets nothing: the ticket is like that already." }).waitFor();
  await page.fill("#answer", "");
  await page.locator(".toast", { hasText: "Escalate now" }).getByRole("button", { name: "Undo" }).click();
  await eventually(async () => (await apiGet(page, `tickets/${number}`)).ticket.priority === null, "undone");
  await holds(async () => assert.deepEqual((await apiGet(page, `tickets/${number}`)).ticket.tags, []));
  await page.locator("#answer").focus();
  await page.keyboard.type("/billing");
  await page.getByRole("option", { name: "Ask billing" }).waitFor();
  await page.keyboard.press("Enter");
  await page.locator(".composer-note").waitFor();
  await eventually(async () => (await page.inputValue("#answer")) === "Billing: please look.", "the note's words");
  await page.getByRole("button", { name: "Add note" }).click();
  await page.waitForSelector(".message-note");
  await holds(async () => assert.equal((await comments(page, number)).at(-1).public, false));
  await close(page);
});

test("a part of the app that cannot be fetched says so: without a server to be tried again, after an update to load the page again", async () => {
  const { page, number } = await openFresh("Parts");
  const toast = page.locator(".toast-error");
  await page.route("**/assets/**", (route) => route.abort());
  await page.locator("#answer").focus();
  await page.keyboard.type("It is /de");
  await toast.getByText("This part could not be loaded.").waitFor();
  await page.keyboard.type("t");
  await holds(async () => assert.equal(await toast.count(), 1, "once for the sign, not for each letter"));
  await page.unroute("**/assets/**");
  await toast.getByRole("button", { name: "Try again" }).click();
  await page.getByRole("option", { name: "Ask for details" }).waitFor();
  await page.keyboard.press("Escape");
  await page.route("**/assets/**", (route) => route.fulfill({ status: 404, contentType: "text/html", body: "gone" }));
  await page.getByRole("link", { name: "Settings" }).click();
  await page.locator(".office .empty", { hasText: "Tend was updated. Reload the page; what you typed is kept." }).waitFor();
  await page.goBack();
  await untilOpen(page, number);
  await page.keyboard.press("?");
  await toast.getByText("Tend was updated.").waitFor();
  await assertSound(page, "composer-updated");
  await page.unroute("**/assets/**");
  await toast.getByRole("button", { name: "Reload" }).click();
  await page.waitForLoadState();
  await untilOpen(page, number);
  await eventually(async () => (await page.inputValue("#answer")) === "It is /det", "what was typed is kept");
  await close(page);
});

test("the list of canned replies goes with the words it was asked for", async () => {
  const other = await fileByApi(tend.base, { ...ana, subject: "Another", body: "Hello" });
  const { page } = await openFresh("List left open");
  await row(page, other).waitFor();
  await page.locator("#answer").focus();
  await page.keyboard.type("/");
  await page.locator(".suggest [role=option]").first().waitFor();
  await row(page, other).click();
  await untilOpen(page, other);
  await holds(async () => assert.equal(await page.locator(".suggest").count(), 0));
  await close(page);
});

test("the sign that only opened the list of canned replies goes with it: by a click elsewhere, by the button again, by sending", async () => {
  const { page, number } = await openFresh("Sign", { viewport: phone });
  const list = page.getByRole("listbox", { name: "Canned replies" });
  const button = page.getByRole("button", { name: "Canned replies" });
  await page.fill("#answer", "Yes.");
  await button.click();
  await list.waitFor();
  await page.locator(".ticket-origin").click();
  await list.waitFor({ state: "detached" });
  await holds(async () => assert.equal(await page.inputValue("#answer"), "Yes."));
  await button.click();
  await list.waitFor();
  await button.click();
  await list.waitFor({ state: "detached" });
  await holds(async () => assert.equal(await page.inputValue("#answer"), "Yes."));
  await button.click();
  await list.waitFor();
  await page.keyboard.press("Control+Enter");
  await eventually(async () => (await comments(page, number)).length === 2, "sent");
  assert.equal((await comments(page, number)).at(-1).body, "Yes.");
  await close(page);
});

test("what stood in the way is said only of the words it was said of", async () => {
  const { page, number } = await openFresh("Errors pass");
  await page.locator("#answer").fill("x".repeat(70000));
  await page.getByRole("button", { name: "Send", exact: true }).click();
  await page.locator(".send-error", { hasText: "4,464 characters too long" }).waitFor();
  await page.locator("#answer").fill("");
  await page.locator(".send-error").waitFor({ state: "detached" });
  await page.route(`**/api/v2/tickets/${number}/drafts/reply`, (route) => route.fulfill({ status: 422, contentType: "application/json", body: "{}" }));
  await page.locator("#answer").fill("Hello");
  await page.locator(".saved", { hasText: "in this browser only" }).waitFor();
  await page.unrouteAll();
  await page.context().setOffline(true);
  await page.getByRole("button", { name: "Send", exact: true }).click();
  await page.locator(".send-error", { hasText: "could not be reached" }).waitFor();
  await page.waitForSelector(".banner");
  await page.context().setOffline(false);
  await page.locator(".send-error").waitFor({ state: "detached" });
  await holds(async () => assert.equal(await page.locator("#answer").inputValue(), "Hello"));
  await close(page);
});

test("a draft survives a browser that is killed, and follows to another one", async () => {
  const profile = mkdtempSync(join(tmpdir(), "tend-profile-"));
  const launch = () => chromium.launchPersistentContext(profile, { executablePath: process.env.CHROMIUM || "/usr/bin/chromium", args: ["--headless", "--no-sandbox", "--disable-gpu"], baseURL: tend.base });
  const number = await fileByApi(tend.base, { ...ana, subject: "Killed", body: "x" });
  const context = await launch();
  const page = await openPage(context);
  await signIn(page, `/agent/v/all/t/${number}`);
  await untilOpen(page, number);
  await page.route("**/drafts/**", (route) => route.abort());
  await page.fill("#answer", "written just before the end");
  await page.locator(".saved", { hasText: "Draft saved" }).waitFor();
  await context.browser()?.close();
  await context.close().catch(() => undefined);
  const again = await launch();
  const back = await openPage(again);
  await back.goto(`/agent/v/all/t/${number}`);
  await untilOpen(back, number);
  await eventually(async () => (await back.inputValue("#answer")) === "written just before the end", "the draft is there");
  const other = await agentPage(browser, tend.base, { path: `/agent/v/all/t/${number}` });
  await eventually(async () => (await draftOf(other, number))?.body === "written just before the end", "it reached the server");
  await other.reload();
  await eventually(async () => (await other.inputValue("#answer")) === "written just before the end", "another browser shows it");
  await again.close();
  await other.context().close();
  rmSync(profile, { recursive: true, force: true });
});

test("a late answer about the ticket takes nothing of what was typed since it was asked for", async () => {
  const { page, number, other } = await openPair("Slowness");
  await turnTo(page, other);
  await apiSend(page, "PUT", `tickets/${number}`, { ticket: { subject: "Slowness renamed" } });
  await row(page, number).filter({ hasText: "renamed" }).waitFor();
  let answer;
  const letGo = await hold(page, `**/tickets/${number}/timeline*`, (route) => route.fulfill({ response: answer }));
  page.on("request", async (request) => {
    if (request.url().includes(`/tickets/${number}/timeline`)) answer ??= await page.request.get(request.url());
  });
  await row(page, number).click();
  await eventually(() => answer, "the server has answered");
  await page.locator("#answer").focus();
  await page.keyboard.type("These words matter");
  await eventually(async () => (await draftOf(page, number))?.body === "These words matter", "stored");
  letGo();
  await page.locator("#ticket-title", { hasText: "renamed" }).waitFor();
  await holds(async () => assert.equal(await page.inputValue("#answer"), "These words matter"));
  await close(page);
});

test("a reply that is refused after its ticket was left says so there, and is its draft", async () => {
  const { page, number, other } = await openPair("Leaving");
  const letGo = await hold(page, `**/tickets/${number}/held_replies`, (route) => route.fulfill({ status: 409, json: { error: "UpdateConflict" } }));
  await page.fill("#answer", "Half a second too late.");
  const sent = page.waitForRequest(`**/tickets/${number}/held_replies`);
  await page.locator("#answer").press("Control+Enter");
  await sent;
  await turnTo(page, other);
  letGo();
  const toast = page.locator(".toast", { hasText: `Reply to #${number} not sent.` });
  await toast.waitFor();
  await holds(async () => assert.equal(await page.locator(".collision, .send-error").count(), 0, "nothing about it at the other ticket"));
  await holds(async () => assert.equal(await draftOf(page, other), null));
  await toast.getByRole("button", { name: "Show it" }).click();
  await untilOpen(page, number);
  await holds(async () => assert.equal(await page.inputValue("#answer"), "Half a second too late."));
  await close(page);
});

/* The server takes the next request of that kind, and its answer is lost on the way. */
async function loseAnswer(page, method, address) {
  let isLost = false;
  await page.route(address, async (route) => {
    if (isLost || route.request().method() !== method) return route.fallback();
    isLost = true;
    await route.fetch();
    return route.abort("connectionreset");
  });
}

/* Sends what is written, and its answer is lost. */
async function sendInVain(page, keys) {
  await page.locator("#answer").press(keys);
  await page.locator(".send-error", { hasText: "could not be reached" }).waitFor();
}

test("a note that waits for its file stays a note, and a half-written reply stays a draft", async () => {
  const { page, number, other } = await openPair("Colleagues");
  const half = "half a reply";
  await apiSend(page, "PUT", `tickets/${other}/drafts/reply`, { draft: { body: half, version: 0 } });
  await apiSend(page, "PUT", `tickets/${other}/drafts/note`, { draft: { body: "not for the customer", version: 0 } });
  await turnTo(page, other);
  await eventually(async () => (await page.inputValue("#answer")) !== "", "a draft is shown");
  await page.locator(".mode-note input").check();
  await holds(async () => assert.equal(await page.inputValue("#answer"), "not for the customer"));
  const letGo = await hold(page, "**/api/v2/uploads*");
  await page.locator(".composer input[type=file]").setInputFiles({ name: "plan.txt", mimeType: "text/plain", buffer: Buffer.from("the plan") });
  await page.locator("#answer").press("Control+Enter");
  await page.getByRole("button", { name: "Sending files" }).waitFor();
  await page.keyboard.press("Escape");
  await page.keyboard.press("r");
  await page.locator(".mode-reply").click({ force: true });
  await page.locator(".mode-note input:checked").waitFor({ state: "attached" });
  letGo();
  await page.locator(".toast", { hasText: `Note added to #${other}.` }).waitFor();
  const [, ...written] = await comments(page, other);
  assert.deepEqual(written.map((one) => [one.public, one.body, one.attachments.length]), [[false, "not for the customer", 1]]);
  await holds(async () => assert.equal(await page.inputValue("#answer"), half));
  await holds(async () => assert.equal(await row(page, other).locator(".icon-draft").count(), 1));
  await turnTo(page, number);
  await turnTo(page, other);
  await holds(async () => assert.equal(await page.inputValue("#answer"), half));
  await holds(async () => assert.deepEqual((await apiGet(page, `tickets/${other}/drafts`)).drafts.map(({ body }) => body), [half]));
  await close(page);
});

test("a reply whose ticket was left while its file was on the way is not sent without it", async () => {
  const { page, number, other } = await openPair("Without");
  await hold(page, "**/api/v2/uploads*");
  const letGo = await hold(page, `**/tickets/${number}/drafts/reply`);
  await page.fill("#answer", "The plan is attached.");
  const stored = page.waitForRequest(`**/tickets/${number}/drafts/reply`);
  await page.locator("#answer").blur();
  await stored;
  await page.locator(".composer input[type=file]").setInputFiles({ name: "plan.txt", mimeType: "text/plain", buffer: Buffer.from("the plan") });
  await page.locator("#answer").press("Control+Shift+Enter");
  await page.getByRole("button", { name: "Sending files" }).waitFor();
  await turnTo(page, other);
  await turnTo(page, number);
  letGo();
  await page.locator(".toast", { hasText: `Reply to #${number} not sent. You left before everything was ready.` }).waitFor();
  await holds(async () => assert.equal(await page.inputValue("#answer"), "The plan is attached."));
  assert.equal((await comments(page, number)).length, 1);
  await close(page);
});

test("an answer on its way holds up no other ticket", async () => {
  const { page, number, other } = await openPair("Busy");
  await apiSend(page, "PUT", `tickets/${other}/drafts/reply`, { draft: { body: "From another browser.", version: 0 } });
  const letGo = await hold(page, `**/tickets/${number}/held_replies`);
  await page.fill("#answer", "The slow one.");
  const sent = page.waitForRequest(`**/tickets/${number}/held_replies`);
  await page.locator("#answer").press("Control+Shift+Enter");
  await sent;
  await turnTo(page, other);
  await holds(async () => assert.equal(await page.inputValue("#answer"), "From another browser."));
  await page.locator("#answer").press("Control+Shift+Enter");
  await eventually(async () => (await comments(page, other)).at(-1).body === "From another browser.", "sent before the slow one");
  await page.fill("#answer", "And more.");
  await turnTo(page, number);
  await page.locator("#answer[readonly]").waitFor();
  await holds(async () => assert.equal(await page.inputValue("#answer"), "The slow one."));
  await turnTo(page, other);
  letGo();
  await page.locator(".toast", { hasText: `Reply sent on #${number}.` }).waitFor();
  await holds(async () => assert.equal(await page.inputValue("#answer"), "And more."));
  await turnTo(page, number);
  await holds(async () => assert.equal(await page.inputValue("#answer"), ""));
  await close(page);
});

test("a note whose answer was lost is there once, however often it is sent", async () => {
  const { page, number } = await openFresh("Once");
  await page.locator(".mode-note input").check();
  await page.fill("#answer", "Only once, please.");
  await loseAnswer(page, "PUT", `**/api/v2/tickets/${number}`);
  await sendInVain(page, "Control+Enter");
  await page.locator(".message", { hasText: "Only once, please." }).waitFor(); /* the ticket as it is now, with a stamp of its own */
  await page.locator("#answer").press("Control+Enter");
  await page.locator(".toast", { hasText: `Note added to #${number}.` }).waitFor();
  assert.deepEqual((await comments(page, number)).slice(1).map(({ body }) => body), ["Only once, please."]);
  await close(page);
});

test("a reply whose answer was lost is there once, as it was sent first; what the server never had is sent as chosen last", async () => {
  const { page, number } = await openFresh("Twice");
  await page.fill("#answer", "Only once, please.");
  await loseAnswer(page, "POST", `**/tickets/${number}/held_replies`);
  await sendInVain(page, "Control+Shift+Enter");
  await page.locator("#answer").press("Control+Enter");
  await page.locator(".toast", { hasText: `Reply sent on #${number}.` }).waitFor();
  assert.deepEqual((await comments(page, number)).slice(1).map(({ body }) => body), ["Only once, please."]);
  assert.equal((await apiGet(page, `tickets/${number}`)).ticket.status, "new");
  await page.fill("#answer", "And this solves it.");
  await page.route(`**/tickets/${number}/held_replies`, (route) => route.abort("connectionreset"), { times: 1 });
  await sendInVain(page, "Control+Shift+Enter");
  await page.locator("#answer").press("Control+Enter");
  await page.locator(".toast", { hasText: `Reply sent, #${number} is solved.` }).waitFor();
  assert.equal((await apiGet(page, `tickets/${number}`)).ticket.status, "solved");
  await close(page);
});

test("a reply whose answer was lost and that was taken back meanwhile is sent anew", async () => {
  const { page, number } = await openFresh("Anew", { undoSeconds: 30 });
  await page.fill("#answer", "Send this after all.");
  await loseAnswer(page, "POST", `**/tickets/${number}/held_replies`);
  await sendInVain(page, "Control+Shift+Enter");
  const [first] = (await apiGet(page, `tickets/${number}/held_replies`)).held_replies;
  await apiSend(page, "DELETE", `tickets/${number}/held_replies/${first.id}`);
  await page.locator("#answer").press("Control+Shift+Enter");
  await page.locator(".toast", { hasText: "goes out in" }).waitFor();
  const waiting = (await apiGet(page, `tickets/${number}/held_replies`)).held_replies;
  assert.deepEqual(waiting.map(({ state, body }) => [state, body]), [["held", "Send this after all."]]);
  await close(page);
});

test("a draft survives a sign-out", async () => {
  const { page, number } = await openFresh("Signed out");
  await page.fill("#answer", "half an answer");
  await page.locator("#answer").blur();
  await eventually(async () => (await draftOf(page, number))?.body === "half an answer", "stored");
  const elsewhere = await openPage(await newContext(browser, tend.base));
  await signIn(elsewhere, `/agent/v/all/t/${number}`);
  await untilOpen(elsewhere, number);
  await eventually(async () => (await elsewhere.inputValue("#answer")) === "half an answer", "there after signing in");
  await elsewhere.context().close();
  await page.context().close();
});

test("undo brings back text, file and status; without it the reply goes out by itself", async () => {
  const { page, number } = await openFresh("Undo", { undoSeconds: 5 });
  await page.locator(".composer input[type=file]").setInputFiles({ name: "plan.txt", mimeType: "text/plain", buffer: Buffer.from("the plan") });
  await page.fill("#answer", "Take this back.");
  await page.getByRole("button", { name: "Send and solve" }).click();
  await page.locator(".toast", { hasText: /goes out in \d\u00a0s and solves it/ }).waitFor();
  await holds(async () => assert.equal((await comments(page, number)).length, 1));
  await page.keyboard.press("z");
  await eventually(async () => (await page.inputValue("#answer")) === "Take this back.", "text");
  await holds(async () => assert.equal(await page.locator(".composer .file-name").innerText(), "plan.txt"));
  await holds(async () => assert.equal((await apiGet(page, `tickets/${number}`)).ticket.status, "new"));
  await page.locator("#answer").press("Control+Shift+Enter");
  await page.locator(".message-held").waitFor();
  await page.close();
  const later = await agentPage(browser, tend.base, { path: `/agent/v/all/t/${number}` });
  await eventually(async () => (await comments(later, number)).length === 2, "sent with the tab closed");
  await holds(async () => assert.equal((await comments(later, number)).at(-1).attachments[0].file_name, "plan.txt"));
  await holds(async () => assert.equal(await draftOf(later, number), null));
  await later.context().close();
});

test("a file that is taken off leaves the focus where one writes", async () => {
  const { page } = await openFresh("File taken off");
  await page.locator(".composer input[type=file]").setInputFiles({ name: "plan.txt", mimeType: "text/plain", buffer: Buffer.from("the plan") });
  await page.getByRole("button", { name: "Remove plan.txt" }).press("Enter");
  await page.locator("#answer:focus").waitFor();
  await holds(async () => assert.equal(await page.locator(".composer .file-name").count(), 0));
  await close(page);
});

test("a reply that is overtaken in its seconds comes back with words", async () => {
  const { page, path, number } = await openFresh("Overtaken", { undoSeconds: 4, form: true });
  await page.fill("#answer", "Too fast.");
  await page.getByRole("button", { name: "Send", exact: true }).click();
  await page.locator(".message-held").waitFor();
  await customerWrites(customer, path, "Wait, I found it.");
  await page.locator(".compose-notice", { hasText: "Somebody wrote before it was sent" }).waitFor();
  await holds(async () => assert.equal(await page.inputValue("#answer"), "Too fast."));
  await holds(async () => assert.equal((await comments(page, number)).length, 2));
  await close(page);
});

test("send later: shown with its time, taken back to edit, sent now", async () => {
  const { page, number } = await openFresh("Later");
  await page.fill("#answer", "Good morning.");
  await page.getByRole("button", { name: "More ways to send" }).click();
  await page.getByRole("menuitem", { name: /Send tomorrow/ }).click();
  await page.locator(".message-held", { hasText: "Not if the customer writes first" }).waitFor();
  await assertSound(page, "composer-later");
  const [held] = (await apiGet(page, `tickets/${number}/held_replies`)).held_replies;
  assert.equal(held.scheduled, true);
  assert.match(new Date(held.send_at).toLocaleTimeString("en-GB", { timeZone: "Europe/Zagreb" }), /^09:00/);
  await page.getByRole("button", { name: "Take back and edit" }).click();
  await eventually(async () => (await page.inputValue("#answer")) === "Good morning.", "taken back");
  await page.getByRole("button", { name: "More ways to send" }).click();
  await page.getByRole("menuitem", { name: /another time/ }).click();
  await page.getByLabel("Date and time").fill("2020-01-01T09:00");
  await page.getByText("Choose a time in the future").waitFor();
  const soon = new Date(Date.now() + 3 * 86400000).toISOString().slice(0, 10);
  await page.getByLabel("Date and time").fill(`${soon}T10:30`);
  await page.getByRole("button", { name: "Send then" }).click();
  await page.getByRole("button", { name: "Send now" }).click();
  await eventually(async () => (await comments(page, number)).length === 2, "sent now");
  await page.locator(".message-held").waitFor({ state: "detached" });
  await close(page);
});

test("formats: by keys, by toolbar, and hostile HTML on the clipboard brings nothing in", async () => {
  const { page, number } = await openFresh("Formats");
  await page.locator("#answer").focus();
  await page.keyboard.type("plain ");
  await page.getByRole("button", { name: "Bold", exact: true }).click();
  await page.waitForSelector(".ProseMirror");
  await page.keyboard.type("strong");
  await page.keyboard.press("Control+b");
  await page.keyboard.press("Enter");
  await page.evaluate(() => {
    const data = new DataTransfer();
    data.setData("text/html", '<p>before<img src="x" onerror="window.hacked=1"><script>window.hacked=2</script><a href="javascript:window.hacked=3">link</a><b onclick="window.hacked=4">bold</b></p>');
    data.setData("text/plain", "before link bold");
    document.querySelector(".ProseMirror").dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
  });
  await page.locator(".ProseMirror strong", { hasText: "bold" }).waitFor();
  await holds(async () => assert.equal(await page.locator(".ProseMirror img:not(.ProseMirror-separator), .ProseMirror script, .ProseMirror a").count(), 0));
  await holds(async () => assert.equal(await page.evaluate(() => window.hacked), undefined));
  /* the policy says what it kept from running */
  page.problems = page.problems.filter((problem) => !/script-src-attr inline|Executing inline event handler/.test(problem));
  await assertSound(page, "composer-rich");
  await page.keyboard.press("Tab");
  await holds(async () => assert.notEqual(await page.evaluate(() => document.activeElement.id), "answer", "Tab leaves the editor"));
  await page.locator("#answer").focus();
  await page.keyboard.press("Control+Shift+Enter");
  await page.locator(".message-agent strong", { hasText: "strong" }).waitFor();
  const last = (await comments(page, number)).at(-1);
  assert.match(last.html_body, /plain <strong>strong<\/strong>/);
  assert.doesNotMatch(last.html_body, /onerror|script|onclick/);
  await close(page);
});

test("Ctrl+B makes the first letters bold, however fast they come", async () => {
  const { page } = await openFresh("Bold at once");
  await page.locator("#answer").focus();
  await page.keyboard.type("plain ");
  await page.keyboard.press("Control+b");
  await page.keyboard.type("strong");
  await page.locator(".ProseMirror strong", { hasText: "strong" }).waitFor();
  await holds(async () => assert.equal(await page.locator(".ProseMirror").innerText(), "plain strong"));
  await close(page);
});

test("a draft that was changed in two browsers is kept twice until one is chosen", async () => {
  const { page, number } = await openFresh("Two browsers");
  await page.fill("#answer", "mine");
  await page.locator("#answer").blur();
  const { version } = await eventually(() => draftOf(page, number), "stored");
  await apiSend(page, "PUT", `tickets/${number}/drafts/reply`, { draft: { version, body: "theirs" } });
  await page.fill("#answer", "mine, and more");
  await page.locator("#answer").blur();
  await page.locator(".conflict-text", { hasText: "theirs" }).waitFor();
  await holds(async () => assert.equal(await page.inputValue("#answer"), "mine, and more"));
  await assertSound(page, "composer-conflict");
  await page.getByRole("button", { name: "Keep mine" }).click();
  await eventually(async () => (await draftOf(page, number)).body === "mine, and more", "mine is kept");
  const now = await draftOf(page, number);
  await apiSend(page, "PUT", `tickets/${number}/drafts/reply`, { draft: { version: now.version, body: "theirs again" } });
  await page.fill("#answer", "mine again");
  await page.locator("#answer").blur();
  await page.getByRole("button", { name: "Use this" }).click();
  await eventually(async () => (await page.inputValue("#answer")) === "theirs again", "theirs is shown");
  await close(page);
});

test("a mention in a reply offers a note; in a note it reaches the colleague", async () => {
  const { page, number } = await openFresh("Mention");
  const { user } = await apiSend(page, "POST", "users", { user: { name: "Nino Beridze", role: "agent", email: "nino@desk.example" } });
  await page.reload();
  await untilOpen(page, number);
  await page.locator("#answer").focus();
  await page.keyboard.type("ask @nin");
  await page.getByRole("button", { name: "Write a note instead" }).click();
  await page.waitForSelector(".composer-note");
  await page.keyboard.press("Enter");
  await eventually(async () => (await page.inputValue("#answer")) === "ask @Nino Beridze ", "the whole name");
  await page.keyboard.press("Control+Enter");
  await page.waitForSelector(".message-note");
  assert.ok(user.id);
  await close(page);
});

test("too much pasted text is offered as a file; a word of 400 letters breaks nothing", async () => {
  const { page } = await openFresh("Much");
  await page.locator("#answer").focus();
  await page.evaluate(() => {
    const data = new DataTransfer();
    data.setData("text/plain", "x".repeat(2 * 1024 * 1024));
    document.querySelector("#answer").dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
  });
  await page.getByText(/The text has 2,097,152 characters/).waitFor();
  await page.getByRole("button", { name: "Attach it as a file" }).click();
  await page.locator(".composer .file", { hasText: "pasted text.txt" }).waitFor();
  await page.fill("#answer", "w".repeat(400));
  await assertSound(page, "composer-long-word");
  await page.context().close();
});

test("changing between reply and note takes the words along and leaves nothing behind", async () => {
  const { page, number } = await openFresh("Modes");
  await page.fill("#answer", "for whom");
  await page.locator("#answer").blur();
  await page.keyboard.press("n");
  await holds(async () => assert.equal(await page.inputValue("#answer"), "for whom"));
  await page.keyboard.type("ever");
  await page.locator(".mode-reply input").check();
  await holds(async () => assert.equal(await page.inputValue("#answer"), "for whomever"));
  await eventually(async () => {
    const { drafts } = await apiGet(page, `tickets/${number}/drafts`);
    return drafts.length === 1 && drafts[0].mode === "reply" && drafts[0].body === "for whomever";
  }, "one draft, the reply", 9000);
  await close(page);
});

test("an image that is pasted stands in the text", async () => {
  const { page, number } = await openFresh("Image");
  await page.locator("#answer").focus();
  await page.keyboard.type("See ");
  await page.getByRole("button", { name: "Bold", exact: true }).click();
  await page.waitForSelector(".ProseMirror");
  await page.evaluate(() => {
    const dot = Uint8Array.from(atob("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="), (sign) => sign.charCodeAt(0));
    const data = new DataTransfer();
    data.items.add(new File([dot], "dot.png", { type: "image/png" }));
    document.querySelector(".ProseMirror").dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
  });
  await page.waitForSelector(".ProseMirror img[src^='/attachments/token/']");
  await page.locator("#answer").press("Control+Shift+Enter");
  await page.waitForSelector(".message-agent .rich img");
  const last = (await comments(page, number)).at(-1);
  assert.equal(last.attachments[0].inline, true);
  await close(page);
});

test("on a phone: formats behind a button, canned replies and sending in reach", async () => {
  const { page, number } = await openFresh("Phone", { viewport: phone, hasTouch: true });
  await page.fill("#answer", "From the train.");
  await page.getByRole("button", { name: "Format" }).click();
  await page.getByRole("button", { name: "Bold", exact: true }).waitFor();
  await assertSound(page, "composer-phone");
  await page.setViewportSize({ width: 320, height: 640 });
  const [pair, open] = [await box(page, ".send-pair"), await box(page, ".format-open")];
  assert.equal(pair.y, open.y, "one row at 320 px, too");
  await page.getByRole("button", { name: "Send and solve" }).click();
  await eventually(async () => (await comments(page, number)).length === 2, "sent");
  await close(page);
});

test("what sends stays within the composer, however narrow it is", async () => {
  const { page } = await openFresh("Narrow");
  for (const width of [1440, 1280, 1024, 960, 800]) {
    await page.setViewportSize({ width, height: 760 });
    const [composer, pair] = [await box(page, ".composer"), await box(page, ".send-pair")];
    assert.ok(pair.x >= composer.x && pair.x + pair.width <= composer.x + composer.width, `${width} px wide`);
  }
  await close(page);
});

test("the seconds of undoing and the name of the main button are the agent's own choice", async () => {
  const { page, number } = await openFresh("Choice");
  await page.fill("#answer", "Waiting for you.");
  await page.getByRole("button", { name: "More ways to send" }).click();
  await page.getByRole("menuitemradio", { name: "Send as Pending" }).click();
  await eventually(async () => (await apiGet(page, `tickets/${number}`)).ticket.status === "pending", "status");
  await page.goto(`/agent/v/all/t/${number}`);
  await page.getByRole("button", { name: "Send as Pending" }).waitFor();
  assert.ok(admin.email);
  await page.evaluate(() => localStorage.removeItem("tend.preferences"));
  await page.context().close();
});
