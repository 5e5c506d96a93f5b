/* Drafts while something else happens to them: undone, stopped, sent, stepped over, a part that is late. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { close } from "./desk.mjs";
import { agentPage, apiGet, eventually, fileByApi, holds, openPage, row, startBrowser, startTend, untilOpen } from "./harness.mjs";

let tend;
let browser;
const ana = { name: "Ana Kovačević", email: "ana@customer.example" };

before(async () => {
  tend = await startTend();
  browser = await startBrowser();
});

after(async () => {
  await browser?.close();
  await tend?.stop();
});

async function openFresh(subject, options = {}) {
  const number = await fileByApi(tend.base, { ...ana, subject, body: `${subject}: please help.` });
  const page = await agentPage(browser, tend.base, { path: `/agent/v/all/t/${number}`, ...options });
  await untilOpen(page, number);
  await page.locator("#answer").focus();
  return { page, number };
}

async function apiSend(page, method, path, data) {
  const answer = await page.request.fetch(`/api/v2/${path}`, { method, data, headers: { Origin: tend.base } });
  assert.ok(answer.ok(), await answer.text());
  return answer.json();
}

const draftOf = async (page, number) => (await apiGet(page, `tickets/${number}/drafts`)).drafts[0] ?? null;

/* The server answers such a request at once (`came` waits for that), the page hears of it when `letGo` is called. */
async function holdAnswer(page, address, method) {
  let letGo;
  let response;
  const free = new Promise((done) => (letGo = done));
  await page.route(address, async (route) => {
    if (route.request().method() !== method) return route.fallback();
    response = await route.fetch();
    await free;
    return route.fulfill({ response });
  });
  return { letGo, came: () => eventually(() => response, "the server has answered") };
}

async function sendAndUndo(page, number) {
  await page.keyboard.press("Control+Shift+Enter");
  const undo = page.locator(".toast-action").first();
  await undo.waitFor();
  await page.locator("#answer").focus();
  await page.keyboard.type("second ");
  const { letGo, came } = await holdAnswer(page, `**/tickets/${number}/held_replies/*`, "DELETE");
  await undo.click();
  await came();
  await page.locator("#answer").focus();
  await page.keyboard.type("and on");
  return letGo;
}

test("what is typed while an undo is on its way stands behind what comes back", async () => {
  const { page, number } = await openFresh("Undo and type", { undoSeconds: 25 });
  await page.keyboard.type("First reply");
  const letGo = await sendAndUndo(page, number);
  letGo();
  await holds(async () => assert.equal(await page.inputValue("#answer"), "First reply\n\nsecond and on"));
  await eventually(async () => (await draftOf(page, number))?.body === "First reply\n\nsecond and on", "on the server too");
  await holds(async () => assert.equal(await page.locator(".compose-conflict").count(), 0));
  await close(page);
});

test("a formatted reply that comes back takes the writing along", async () => {
  const { page, number } = await openFresh("Undo with format", { undoSeconds: 25 });
  await page.keyboard.press("Control+b");
  await page.keyboard.type("First");
  await page.locator(".ProseMirror strong", { hasText: "First" }).waitFor();
  const letGo = await sendAndUndo(page, number);
  letGo();
  await page.locator(".ProseMirror strong", { hasText: "First" }).waitFor();
  await page.keyboard.type(" and on");
  await eventually(async () => /^First\s+.*second and on and on$/s.test((await draftOf(page, number))?.body ?? ""), "on the server");
  await close(page);
});

test("a reply that is stopped while the next one is written stands before it", async () => {
  const { page, number } = await openFresh("Stopped and typed");
  const { requester_id: customer } = (await apiGet(page, `tickets/${number}`)).ticket;
  await page.keyboard.type("something ");
  const { letGo, came } = await holdAnswer(page, `**/tickets/${number}/drafts`, "GET");
  const send_at = new Date(Date.now() + 3000).toISOString();
  await apiSend(page, "POST", `tickets/${number}/held_replies`, { held_reply: { body: "Planned reply", send_at, unless_answered: true } });
  await apiSend(page, "PUT", `tickets/${number}`, { ticket: { comment: { body: "Me too!", public: true, author_id: customer } } });
  await came();
  await page.keyboard.type("new");
  letGo();
  await page.locator(".toast", { hasText: `Reply to #${number} not sent.` }).waitFor();
  await holds(async () => assert.equal(await page.inputValue("#answer"), "Planned reply\n\nsomething new"));
  await page.unrouteAll();
  await eventually(async () => (await draftOf(page, number))?.body === "Planned reply\n\nsomething new", "on the server too");
  await holds(async () => assert.equal(await page.locator(".compose-conflict").count(), 0));
  await close(page);
});

test("words that are being sent are no draft again, wherever one turns meanwhile", async () => {
  const { page, number } = await openFresh("Sent once");
  const { letGo, came } = await holdAnswer(page, `**/tickets/${number}/held_replies`, "POST");
  await page.keyboard.type("Sent once.");
  await page.keyboard.press("Control+Shift+Enter");
  await came();
  const saves = [];
  page.on("request", (request) => /\/drafts\//.test(request.url()) && saves.push(`${request.method()} ${request.url()}`));
  await page.locator("#search").click();
  await page.evaluate(() => dispatchEvent(new Event("pagehide")));
  letGo();
  await page.locator(".message-agent", { hasText: "Sent once." }).waitFor();
  await holds(async () => assert.equal(await page.inputValue("#answer"), ""));
  assert.deepEqual(saves, []);
  assert.equal(await draftOf(page, number), null);
  await close(page);
});

test("letters that are typed while a canned reply is on its way stay", async () => {
  const { page } = await openFresh("Slow canned reply");
  await apiSend(page, "POST", "macros", { macro: { title: "Greeting", actions: [{ field: "comment_value", value: "Good day!" }] } });
  const { letGo, came } = await holdAnswer(page, "**/macros/*/apply*", "GET");
  await page.keyboard.type("/greeting");
  await page.getByRole("option", { name: "Greeting" }).waitFor();
  await page.keyboard.press("Enter");
  await came();
  await page.keyboard.type("Your order is here. ");
  letGo();
  await holds(async () => assert.equal(await page.inputValue("#answer"), "Your order is here. Good day!"));
  await close(page);
});

test("a formatted draft that is stepped over leaves the keys to the list", async () => {
  const { page, number } = await openFresh("Stepping");
  const other = await fileByApi(tend.base, { ...ana, subject: "Stepping on", body: "Please help." });
  await apiSend(page, "PUT", `tickets/${other}/drafts/reply`, { draft: { html_body: "<p><strong>bold</strong> words</p>", version: 0 } });
  await page.goto(`/agent/v/all/t/${number}?q=subject:stepping`);
  await untilOpen(page, number);
  await row(page, other).click();
  await untilOpen(page, other);
  await page.locator(".ProseMirror strong", { hasText: "bold" }).waitFor();
  assert.notEqual(await page.evaluate(() => document.activeElement.id), "answer");
  await page.keyboard.press("r");
  await page.keyboard.type(" at the end");
  await holds(async () => assert.equal(await page.locator("#answer").innerText(), "bold words at the end"));
  await close(page);
});

test("what is typed behind Ctrl+B stays when the formats cannot be loaded", async () => {
  const { page } = await openFresh("No formats");
  let fail;
  const failing = new Promise((done) => (fail = done));
  await page.route("**/assets/editor*.js", (route) => failing.then(() => route.abort()));
  await page.keyboard.type("words ");
  const asked = page.waitForRequest("**/assets/editor*.js");
  await page.keyboard.press("Control+b");
  await asked;
  await page.keyboard.type("typed meanwhile");
  fail();
  await page.locator(".toast-error").waitFor();
  await holds(async () => assert.equal(await page.inputValue("#answer"), "words typed meanwhile"));
  await close(page);
});

test("a reply that is taken back from the next ticket is gone on with at its end, plain or formatted", async () => {
  const { page, number } = await openFresh("Taken back", { undoSeconds: 25 });
  const next = await fileByApi(tend.base, { ...ana, subject: "Taken back later", body: "Please help." });
  await page.goto(`/agent/v/all/t/${number}?q=subject:taken`);
  await row(page, next).waitFor();
  await untilOpen(page, number);
  const sendAndTakeBack = async () => {
    await page.keyboard.press("Control+Enter");
    await untilOpen(page, next);
    await page.locator("#ticket-title:focus").waitFor();
    await page.keyboard.press("z");
    await untilOpen(page, number);
    await page.locator("#answer:focus").waitFor();
    await page.keyboard.type("!");
  };
  await page.keyboard.press("r");
  await page.keyboard.type("plain");
  await sendAndTakeBack();
  await holds(async () => assert.equal(await page.inputValue("#answer"), "plain!"));
  await page.keyboard.press("Control+b");
  await page.keyboard.type("bold");
  await page.locator(".ProseMirror strong", { hasText: "bold" }).waitFor();
  await sendAndTakeBack();
  await holds(async () => assert.equal(await page.locator("#answer").innerText(), "plain!bold!"));
  await close(page);
});

async function inTwoTabs(subject) {
  const { page: one, number } = await openFresh(subject);
  await one.keyboard.type("First part.");
  await one.locator(".saved", { hasText: "Draft saved" }).waitFor();
  const two = await openPage(one.context());
  await two.goto(`/agent/v/all/t/${number}`);
  await untilOpen(two, number);
  await holds(async () => assert.equal(await two.inputValue("#answer"), "First part."));
  return { one, two, number };
}

test("what another tab goes on with is gone on with here, and not written over", async () => {
  const { one, two, number } = await inTwoTabs("Two tabs");
  await two.locator("#answer").focus();
  await two.keyboard.type(" Second part.");
  await two.locator("#ticket-title").focus();
  await holds(async () => assert.equal((await draftOf(one, number))?.body, "First part. Second part."));
  await two.close();
  const saves = [];
  one.on("request", (request) => request.method() === "PUT" && saves.push(request.postData()));
  await one.locator("#answer").focus();
  await one.locator("#ticket-title").focus();
  await holds(async () => assert.equal(await one.inputValue("#answer"), "First part. Second part."));
  assert.deepEqual(saves, []);
  await close(one);
});

test("what is written in two tabs in the same moment is kept twice until one is chosen", async () => {
  const { one, two, number } = await inTwoTabs("Two tabs at once");
  await one.clock.install();
  for (const use of ["other", "mine"]) {
    await one.locator("#answer").focus();
    await one.clock.pauseAt((await one.evaluate(() => Date.now())) + 1000);
    await one.keyboard.type(` Mine ${use}.`);
    const before = await two.inputValue("#answer");
    await two.locator("#answer").fill(`${before} Other ${use}.`);
    await two.locator("#ticket-title").focus();
    await one.locator(".conflict-text", { hasText: `${before} Other ${use}.` }).waitFor();
    await one.clock.resume();
    await one.locator(".compose-conflict button").nth(use === "other" ? 0 : 1).click();
    const words = use === "other" ? `${before} Other other.` : `${before} Mine mine.`;
    await holds(async () => assert.equal(await one.inputValue("#answer"), words));
    await holds(async () => assert.equal((await draftOf(one, number))?.body, words));
    await holds(async () => assert.equal(await one.locator(".compose-conflict").count(), 0));
  }
  await two.close();
  await close(one);
});
