/* The customers' pages: with and without script, errors that keep what was typed, the ticket's page. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { admin, agentPage, assertSound, customerWrites, eventually, fileByForm, newContext, openPage, phone, startBrowser, startTend, submitForm, untilOpen } from "./harness.mjs";

let tend;
let browser;

before(async () => {
  tend = await startTend();
  browser = await startBrowser();
});

after(async () => {
  await browser?.close();
  await tend?.stop();
});

const ana = { name: "Ana <b>Kovačević</b>", email: "ana@customer.example", subject: "Two \"plates\" & a cup", body: "Line one\n\n  <script>alert(1)</script>" };

test("a filed request shows its number and by when the answer comes, in local time", async () => {
  const page = await openPage(await newContext(browser, tend.base));
  const { path } = await fileByForm(page, ana);
  assert.ok(path.length > 25, "the link cannot be guessed");
  const text = await page.locator("main").innerText();
  assert.match(text, /Thank you/);
  assert.match(text, /We will answer by \w+ \d+ \w+, \d\d:\d\d (CET|CEST|GMT\+[12])/);
  const due = Date.parse(await page.locator(".facts time").getAttribute("datetime"));
  assert.ok(Math.abs(due - Date.now() - 10 * 3600000) < 60000, "ten hours from now");
  assert.equal(await page.locator(".message-body").innerText(), ana.body);
  assert.equal(await page.locator("h1").innerText(), ana.subject);
  assert.deepEqual(page.problems, []);
  await page.context().close();
});

test("everything works without script", async () => {
  const context = await newContext(browser, tend.base, { javaScriptEnabled: false });
  const page = await context.newPage();
  const { path } = await fileByForm(page, { ...ana, subject: "Without script" });
  assert.match(await page.locator(".facts").innerText(), /We will answer by .*\d\d:\d\d/);
  await customerWrites(page, path, "One more thing.");
  assert.match(await page.locator(".thread").innerText(), /One more thing/);
  await page.goto(path);
  await submitForm(page, "button[value=solve]", (url) => url.searchParams.has("solved"));
  assert.match(await page.locator(".status").innerText(), /Solved/);
  await context.close();
});

test("errors: summary with focus, tied to the fields, nothing typed is lost", async () => {
  const page = await openPage(await newContext(browser, tend.base, { viewport: phone }));
  await page.goto("/new");
  await page.locator("form").evaluate((form) => {
    form.noValidate = true;
  });
  await page.fill("#field-name", "Ana");
  await page.fill("#field-email", "not an address");
  await page.fill("#field-message", "Line one\nline two");
  await page.waitForTimeout(3500);
  await page.click("form button[type=submit]");
  const summary = page.locator(".error-summary");
  await summary.waitFor();
  assert.ok(await summary.evaluate((element) => element === document.activeElement), "the summary has the focus");
  assert.equal(await page.inputValue("#field-name"), "Ana");
  assert.equal(await page.inputValue("#field-email"), "not an address");
  assert.equal(await page.inputValue("#field-message"), "Line one\nline two");
  const described = await page.locator("#field-email").getAttribute("aria-describedby");
  const told = await page.locator(`#${described.split(" ")[0]}`).innerText();
  assert.match(told, /e-mail address/);
  await summary.getByRole("link").first().click();
  assert.ok(await page.locator("#field-email").evaluate((element) => element === document.activeElement), "its link leads to the field");
  await assertSound(page, "new-errors-phone");
  await page.context().close();
});

test("the agent's answer and the customer's next message show on the page", async () => {
  const page = await openPage(await newContext(browser, tend.base));
  const { number, path } = await fileByForm(page, { ...ana, subject: "Back and forth" });
  const agent = await agentPage(browser, tend.base, { path: `/agent/v/all/t/${number}` });
  await untilOpen(agent, number);
  await agent.fill("#answer", "We are on it.");
  await agent.getByRole("button", { name: "Send", exact: true }).click();
  await agent.waitForSelector(".message-agent");
  await page.goto(path);
  assert.match(await page.locator(".message-agent").innerText(), /Maria Santos[^]*We are on it\./);
  assert.equal(await page.locator(".facts time").count(), 0, "nobody waits for us now");
  await customerWrites(page, path, "Thank you, and one more question?");
  assert.match(await page.locator(".facts").innerText(), /We will answer by/);
  await agent.getByText("Thank you, and one more question?").first().waitFor();
  await agent.waitForSelector(".wait[data-outcome=open]");
  await agent.context().close();
  await page.context().close();
});

test("a page that is not there says so, and a wrong link tells nothing", async () => {
  const page = await openPage(await newContext(browser, tend.base));
  for (const path of ["/t/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "/nothing-here"]) {
    const answer = await page.goto(path);
    assert.equal(answer.status(), 404);
    assert.equal(await page.locator("h1").innerText(), "Page not found");
  }
  await page.context().close();
});

test("the one-time link makes the first administrator, once", async () => {
  const fresh = await startTend({ withAdmin: false });
  try {
    const link = await eventually(async () => /http\S+(\/setup\/\S+)\s/.exec(fresh.said())?.[1], "the link is printed");
    const page = await openPage(await newContext(browser, fresh.base));
    await page.goto(link);
    await page.fill("#field-name", admin.name);
    await page.fill("#field-email", admin.email);
    await page.fill("#field-password", "short");
    await page.locator("form").evaluate((form) => {
      form.noValidate = true;
    });
    await page.click("form button[type=submit]");
    await page.locator("#error-password").waitFor();
    assert.equal(await page.inputValue("#field-email"), admin.email);
    await assertSound(page, "setup-errors");
    await page.fill("#field-password", admin.password);
    await page.click("form button[type=submit]");
    await page.waitForSelector(".filters");
    assert.equal((await page.goto(link)).status(), 404);
    await page.context().close();
  } finally {
    await fresh.stop();
  }
});
