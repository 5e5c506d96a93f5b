/* The customers' pages: with and without script, errors that keep what was typed, the ticket's page. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { admin, agentPage, apiGet, assertSound, customerWrites, desktop, eventually, fileByForm, holds, newContext, openPage, phone, startBrowser, startTend, submitForm, untilOpen } from "./harness.mjs";

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
  assert.match(text, /We will answer by \w+,? \d+ \w+ \d{4} at \d\d:\d\d (CET|CEST|GMT\+[12])/);
  const due = Date.parse(await page.locator(".facts time").getAttribute("datetime"));
  assert.ok(Math.abs(due - Date.now() - 10 * 3600000) < 60000, "ten hours from now");
  await holds(async () => assert.equal(await page.locator(".message-body").innerText(), ana.body));
  await holds(async () => assert.equal(await page.locator("h1").innerText(), ana.subject));
  assert.deepEqual(page.problems, []);
  await page.context().close();
});

const georgianMonth = /იანვარი|თებერვალი|მარტი|აპრილი|მაისი|ივნისი|ივლისი|აგვისტო|სექტემბერი|ოქტომბერი|ნოემბერი|დეკემბერი/;

test("times are in the words and digits of the page's language, with script and without", async () => {
  const page = await openPage(await newContext(browser, tend.base, { locale: "ar-EG" }));
  const { path } = await fileByForm(page, { ...ana, subject: "Times" });
  const plain = await (await newContext(browser, tend.base, { javaScriptEnabled: false })).newPage();
  for (const one of [page, plain]) {
    await one.goto(`${path}?lang=ka`);
    for (const text of await one.locator("time").allInnerTexts()) assert.match(text, georgianMonth);
    await one.goto(`${path}?lang=ar`);
    for (const text of await one.locator("time").allInnerTexts()) assert.doesNotMatch(text, /[,٠-٩]/);
  }
  await page.context().close();
  await plain.context().close();
});

/* Where the English line of a message begins, from the left edge, and how far to the right its full stop is. */
const lineOf = (page) =>
  page.locator(".message-body").first().evaluate((body) => {
    const node = [...body.childNodes].find((one) => one.textContent.includes("Please"));
    const left = (at) => {
      const range = document.createRange();
      range.setStart(node, at);
      range.setEnd(node, at + 1);
      return range.getBoundingClientRect().left;
    };
    const begin = left(node.data.indexOf("Please"));
    return { begin: begin - body.getBoundingClientRect().left, end: left(node.data.length - 1) - begin };
  });

test("a line in another direction stands by itself, for the customer and for the agent", async () => {
  const page = await openPage(await newContext(browser, tend.base));
  const { number } = await fileByForm(page, { ...ana, subject: "Two directions", body: "السلام عليكم\nPlease help me." });
  const agent = await agentPage(browser, tend.base, { path: `/agent/v/all/t/${number}` });
  await untilOpen(agent, number);
  for (const one of [page, agent]) {
    const { begin, end } = await lineOf(one);
    assert.ok(Math.abs(begin) < 2 && end > 60, JSON.stringify({ begin, end }));
  }
  await agent.context().close();
  await page.context().close();
});

test("everything works without script", async () => {
  const context = await newContext(browser, tend.base, { javaScriptEnabled: false });
  const page = await context.newPage();
  const { path } = await fileByForm(page, { ...ana, subject: "Without script" });
  await holds(async () => assert.match(await page.locator(".facts").innerText(), /We will answer by .*\d\d:\d\d/));
  await customerWrites(page, path, "One more thing.");
  await holds(async () => assert.match(await page.locator(".thread").innerText(), /One more thing/));
  await page.goto(path);
  await submitForm(page, "button[value=solve]", (url) => url.searchParams.has("solved"));
  await holds(async () => assert.match(await page.locator(".status").innerText(), /Solved/));
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
  await holds(async () => assert.ok(await summary.evaluate((element) => element === document.activeElement), "the summary has the focus"));
  await holds(async () => assert.equal(await page.inputValue("#field-name"), "Ana"));
  await holds(async () => assert.equal(await page.inputValue("#field-email"), "not an address"));
  await holds(async () => assert.equal(await page.inputValue("#field-message"), "Line one\nline two"));
  const described = await page.locator("#field-email").getAttribute("aria-describedby");
  const told = await page.locator(`#${described.split(" ")[0]}`).innerText();
  assert.match(told, /e-mail address/);
  await summary.getByRole("link").first().click();
  await holds(async () => assert.ok(await page.locator("#field-email").evaluate((element) => element === document.activeElement), "its link leads to the field"));
  await assertSound(page, "new-errors-phone");
  await page.context().close();
});

test("what cannot be sent stays where it was typed and goes out later; when the desk is away, too", async () => {
  const page = await openPage(await newContext(browser, tend.base, { viewport: phone }));
  await page.goto("/new");
  const typed = { name: "Zoe Papadaki", email: "zoe@customer.example", subject: "On the train", message: "Line one\nline two" };
  for (const [field, text] of Object.entries(typed)) await page.fill(`#field-${field}`, text);
  const told = page.getByRole("alert").filter({ hasText: "nothing was sent" });
  const button = "form button[type=submit]";
  await page.context().setOffline(true);
  await page.click(button);
  await told.waitFor();
  await holds(async () => assert.equal(await page.locator(button).innerText(), "Send"));
  for (const [field, text] of Object.entries(typed)) await holds(async () => assert.equal(await page.inputValue(`#field-${field}`), text));
  await assertSound(page, "new-offline-phone");
  await page.context().setOffline(false);
  await submitForm(page, button, (url) => url.pathname.startsWith("/t/"));
  await page.route("**/healthz", (route) => route.fulfill({ status: 502, body: "Bad gateway" }));
  await page.fill("#field-message", "And one more line");
  await page.click("button[value=reply]");
  await told.waitFor();
  await page.unroute("**/healthz");
  await submitForm(page, "button[value=reply]", (url) => url.searchParams.has("sent"));
  await page.getByText("And one more line").waitFor();
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
  await holds(async () => assert.match(await page.locator(".message-agent").innerText(), /Maria Santos[^]*We are on it\./));
  await holds(async () => assert.equal(await page.locator(".facts time").count(), 0, "nobody waits for us now"));
  await customerWrites(page, path, "Thank you, and one more question?");
  await holds(async () => assert.match(await page.locator(".facts").innerText(), /We will answer by/));
  await agent.getByText("Thank you, and one more question?").first().waitFor();
  await agent.waitForSelector(".wait[data-outcome=open]");
  await agent.context().close();
  await page.context().close();
});

/* The API with the session of the agent's page. */
async function apiSend(page, method, path, data) {
  const answer = await page.request.fetch(`/api/v2/${path}`, { method, data, headers: { Origin: tend.base } });
  assert.ok(answer.ok(), await answer.text());
  return answer.json();
}

test("a formatted answer is shown as it was written, and the agent sees that it was seen", async () => {
  const page = await openPage(await newContext(browser, tend.base));
  const { number, path } = await fileByForm(page, { ...ana, subject: "Formatted" });
  const agent = await agentPage(browser, tend.base, { path: `/agent/v/all/t/${number}` });
  await untilOpen(agent, number);
  const html = "<p>Please <strong>restart</strong> it:</p><ol><li>Press <code>Ctrl + C</code></li><li>Wait</li></ol><blockquote>It hangs</blockquote><pre>line one\n  line two</pre><ul><li>مرحبا بكم</li></ul><p><a href=\"https://help.example/\">More</a></p>";
  await apiSend(agent, "PUT", `tickets/${number}`, { ticket: { comment: { html_body: html, public: true } } });
  const state = agent.locator(".message-agent .delivery");
  await agent.locator(".message-agent", { hasText: "restart" }).waitFor();
  await holds(async () => assert.match(await state.innerText(), /On the customer’s page/));
  const staff = await agent.context().newPage();
  await staff.goto(path);
  await staff.locator(".message-rich").waitFor();
  await staff.waitForTimeout(300);
  await holds(async () => assert.match(await state.innerText(), /On the customer’s page/, "staff looking is not the customer looking"));
  await staff.close();
  await page.goto(path);
  const message = page.locator(".message-rich");
  await holds(async () => assert.equal(await message.locator("strong").innerText(), "restart"));
  await holds(async () => assert.equal(await message.locator("ol > li").count(), 2));
  await holds(async () => assert.equal(await message.locator("pre").innerText(), "line one\n  line two"));
  await holds(async () => assert.equal(await message.locator("ul > li").evaluate((item) => getComputedStyle(item).unicodeBidi), "plaintext"));
  await assertSound(page, "public-formatted");
  await agent.locator(".delivery", { hasText: "Seen on the customer’s page" }).waitFor();
  await assertSound(agent, "agent-seen");
  await page.setViewportSize(phone);
  await page.emulateMedia({ colorScheme: "dark" });
  await assertSound(page, "public-formatted-phone-dark");
  await agent.context().close();
  await page.context().close();
});

/* A picture of 2 × 1 points. */
const photo = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAIAAAABCAIAAAB7QOjdAAAADUlEQVR4nGP4zwAE/wEHAAH/4iOeWQAAAABJRU5ErkJggg==", "base64");

test("pictures that were sent are seen on the page and open from there; other files are links", async () => {
  const page = await openPage(await newContext(browser, tend.base, { viewport: phone }));
  const { number, path } = await fileByForm(page, { ...ana, subject: "With a photo" });
  const agent = await agentPage(browser, tend.base);
  const name = `${"a-long-name-".repeat(6)}photo.png`;
  const upload = async (file, type, data) => {
    const headers = { Origin: tend.base, "Content-Type": type };
    return (await (await agent.request.post(`/api/v2/uploads?filename=${file}`, { data, headers })).json()).upload.token;
  };
  const uploads = [await upload(name, "image/png", photo), await upload("page.html", "text/html", "<b>no</b>")];
  await apiSend(agent, "PUT", `tickets/${number}`, { ticket: { comment: { body: "Like this.", public: true, uploads } } });
  await agent.context().close();
  await page.goto(path);
  const files = page.locator(".files li");
  await holds(async () => assert.equal(await files.count(), 2));
  const picture = files.locator("img");
  await holds(async () => assert.equal(await picture.count(), 1, "only what browsers may show"));
  await eventually(() => picture.evaluate((image) => image.naturalWidth === 2), "the picture is there");
  await page.getByRole("link", { name, exact: true }).waitFor();
  await assertSound(page, "public-picture-phone");
  await page.emulateMedia({ colorScheme: "dark" });
  await assertSound(page, "public-picture-phone-dark");
  await page.setViewportSize(desktop);
  await assertSound(page, "public-picture-dark");
  const [answer] = await Promise.all([page.waitForResponse((one) => one.request().isNavigationRequest()), picture.click()]);
  assert.equal(answer.headers()["content-type"], "image/png");
  await page.context().close();
});

test("a page that was only fetched is not seen; who answers from it without script has seen it", async () => {
  const context = await newContext(browser, tend.base, { javaScriptEnabled: false });
  const page = await context.newPage();
  const { number, path } = await fileByForm(page, { ...ana, subject: "No script" });
  const agent = await agentPage(browser, tend.base, { path: `/agent/v/all/t/${number}` });
  await apiSend(agent, "PUT", `tickets/${number}`, { ticket: { comment: { body: "Look here.", public: true } } });
  await page.goto(path);
  const delivery = async () => (await apiGet(agent, `tickets/${number}/timeline`)).timeline.find(({ comment }) => comment?.body === "Look here.").message.delivery;
  await holds(async () => assert.deepEqual(await delivery(), { state: "on_page", mailed: false, seen_at: null }));
  await customerWrites(page, path, "I have looked.");
  await holds(async () => assert.equal((await delivery()).state, "seen"));
  await agent.context().close();
  await context.close();
});

/* A form with a question that leads to another one. */
async function makeQuestions(agent) {
  const field = async (body) => (await apiSend(agent, "POST", "ticket_fields", { ticket_field: { visible_in_portal: true, editable_in_portal: true, ...body } })).ticket_field.id;
  const options = [{ name: "It is late", value: "late" }, { name: "It is broken", value: "broken" }];
  const kind = await field({ type: "tagger", title: "What is wrong?", required_in_portal: true, custom_field_options: options });
  const part = await field({ type: "text", title: "Which part?", description: "As it stands on the bill." });
  const colours = await field({ type: "multiselect", title: "Colours", custom_field_options: [{ name: "Red", value: "red" }, { name: "Blue", value: "blue" }] });
  const guarantee = await field({ type: "checkbox", title: "Still under guarantee" });
  const conditions = [
    { parent_field_id: kind, value: "broken", child_fields: [{ id: part, is_required: true }, { id: guarantee, is_required: false }] },
    { parent_field_id: guarantee, value: true, child_fields: [{ id: colours, is_required: false }] },
  ];
  await apiSend(agent, "PUT", "ticket_forms/1", { ticket_form: { end_user_conditions: conditions, agent_conditions: conditions } });
  return { kind, part, colours, guarantee };
}

async function fillPlain(page, subject) {
  await page.fill("#field-name", "Ana");
  await page.fill("#field-email", "ana@customer.example");
  await page.fill("#field-subject", subject);
  await page.fill("#field-message", "Words");
}

const valueOf = async (agent, number, id) => (await apiGet(agent, `tickets/${number}`)).ticket.custom_fields.find((field) => field.id === id).value;
const numberOf = async (page) => Number(/\d+/.exec(await page.locator("p.number").innerText())[0]);
const arrived = (url) => url.pathname.startsWith("/t/");

test("questions come with the answers that they hang on, with script and without", async () => {
  const agent = await agentPage(browser, tend.base);
  const { kind, part, colours, guarantee } = await makeQuestions(agent);
  const page = await openPage(await newContext(browser, tend.base));
  await page.setExtraHTTPHeaders({ "X-Forwarded-For": "198.51.200.1" });
  await page.goto("/new");
  await page.getByLabel("What is wrong?").waitFor();
  await holds(async () => assert.ok(!(await page.getByLabel("Which part?").isVisible())));
  await page.getByLabel("What is wrong?").selectOption("broken");
  await page.getByLabel("Which part?").waitFor();
  await holds(async () => assert.equal(await page.getByLabel("Which part?").evaluate((input) => input.required), true));
  await page.getByLabel("Still under guarantee").check();
  await page.getByLabel("Blue").check();
  await assertSound(page, "public-questions");
  await page.setViewportSize(phone);
  await assertSound(page, "public-questions-phone");
  await page.getByLabel("What is wrong?").selectOption("late");
  await holds(async () => assert.ok(!(await page.getByLabel("Blue").isVisible()), "what hangs on what is gone goes too"));
  await page.getByLabel("What is wrong?").selectOption("broken");
  await fillPlain(page, "With script");
  await page.getByLabel("Which part?").fill("Door");
  await submitForm(page, "form button[type=submit]", arrived);
  const first = await numberOf(page);
  await holds(async () => assert.equal(await valueOf(agent, first, part), "Door"));
  await holds(async () => assert.deepEqual(await valueOf(agent, first, colours), ["blue"]));
  assert.deepEqual(page.problems, []);
  await page.context().close();

  const context = await newContext(browser, tend.base, { javaScriptEnabled: false });
  const plain = await context.newPage();
  await plain.setExtraHTTPHeaders({ "X-Forwarded-For": "198.51.200.2" });
  await plain.goto("/new");
  await fillPlain(plain, "Without script");
  await plain.getByLabel("What is wrong?").selectOption("broken");
  await plain.waitForTimeout(2500);
  await plain.click("form button[type=submit]");
  await plain.locator(".error-summary", { hasText: "a few more questions" }).waitFor();
  await holds(async () => assert.equal(await plain.inputValue("#field-message"), "Words"));
  await plain.getByLabel("Which part?").fill("Lid");
  await submitForm(plain, "form button[type=submit]", arrived);
  const second = await numberOf(plain);
  await holds(async () => assert.equal(await valueOf(agent, second, part), "Lid"));
  await context.close();

  await agent.goto(`/agent/v/all/t/${second}`);
  await untilOpen(agent, second);
  const side = agent.locator(".side-fields");
  await side.getByLabel("Which part?").waitFor();
  await side.getByLabel("What is wrong?").selectOption("late");
  await eventually(async () => (await side.getByLabel("Which part?").count()) === 0, "the field leaves with the answer");
  await holds(async () => assert.equal(await side.getByLabel("Still under guarantee").count(), 0));
  await holds(async () => assert.equal(await valueOf(agent, second, kind), "late"));
  await holds(async () => assert.equal(await valueOf(agent, second, guarantee), null));
  await apiSend(agent, "PUT", "ticket_forms/1", { ticket_form: { end_user_conditions: [], agent_conditions: [], end_user_visible: false } });
  await agent.context().close();
});

test("the form is switched off, says where to write, and is switched on again", async () => {
  const agent = await agentPage(browser, tend.base, { path: "/agent/settings/channels" });
  await agent.getByLabel("Take new requests here").uncheck();
  await agent.getByText("The web form is off.").waitFor();
  await agent.getByLabel("What the page says instead").fill("Call us: 555 1234");
  await agent.getByRole("button", { name: "Save" }).click();
  await agent.getByText("Saved.", { exact: true }).waitFor();
  await assertSound(agent, "channels-off");
  const page = await openPage(await newContext(browser, tend.base, { viewport: phone }));
  assert.equal((await page.goto("/new")).status(), 403);
  await page.getByText("Call us: 555 1234").waitFor();
  await holds(async () => assert.equal(await page.locator("form").count(), 0));
  await assertSound(page, "public-closed-phone");
  await agent.getByLabel("Take new requests here").check();
  await agent.getByText("The web form is on.").waitFor();
  assert.equal((await page.goto("/new")).status(), 200);
  await page.context().close();
  await agent.context().close();
});

test("a page that is not there says so, and a wrong link tells nothing", async () => {
  const page = await openPage(await newContext(browser, tend.base));
  for (const path of ["/t/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "/nothing-here"]) {
    const answer = await page.goto(path);
    assert.equal(answer.status(), 404);
    await holds(async () => assert.equal(await page.locator("h1").innerText(), "Page not found"));
  }
  await page.context().close();
});

test("the one-time link makes the first administrator, once", async () => {
  const fresh = await startTend({ withAdmin: false });
  try {
    const link = await eventually(async () => /http\S+(\/setup\/\S+)\s/.exec(fresh.said())?.[1], "the link is printed");
    const page = await openPage(await newContext(browser, fresh.base));
    await page.goto("/agent");
    await holds(async () => assert.match(await page.locator("main").innerText(), /has no administrator[^]*Start it again/));
    await page.goto(link);
    await page.fill("#field-name", admin.name);
    await page.fill("#field-email", admin.email);
    await page.fill("#field-password", "short");
    await page.locator("form").evaluate((form) => {
      form.noValidate = true;
    });
    await page.click("form button[type=submit]");
    await page.locator("#error-password").waitFor();
    await holds(async () => assert.equal(await page.inputValue("#field-email"), admin.email));
    await assertSound(page, "setup-errors");
    await holds(async () => assert.doesNotMatch(await page.locator("footer").innerText(), /link to your request/, "what customers are told"));
    await page.goto(`${link}?lang=hr`);
    await page.fill("#field-name", admin.name);
    await page.fill("#field-email", admin.email);
    await page.fill("#field-password", admin.password);
    await page.click("form button[type=submit]");
    await page.locator(".welcome .steps").waitFor();
    await holds(async () => assert.equal(new URL(page.url()).pathname, "/agent/welcome"));
    await page.context().clearCookies({ name: "tend_lang" });
    await page.goto("/agent");
    await holds(async () => assert.equal(await page.getAttribute("html", "lang"), "hr", "the language of the first page is kept"));
    assert.equal((await page.goto(link)).status(), 404);
    await page.context().close();
  } finally {
    await fresh.stop();
  }
});
