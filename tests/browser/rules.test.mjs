/* Settings of rules, fields and connections: made in the app and seen to work, by pointer, by keyboard, on the phone. */
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import { agentPage, apiGet, assertSound, desktop, eventually, fileByApi, holds, newContext, openPage, phone, startBrowser, startTend, untilOpen } from "./harness.mjs";

let tend;
let browser;
let receiver;
const heard = [];
const ana = { name: "Ana Kovačević", email: "ana@customer.example" };

/* Answers what its path says: /200, /500. */
function startReceiver() {
  return new Promise((done) => {
    const server = createServer((request, response) => {
      let body = "";
      request.on("data", (part) => (body += part));
      request.on("end", () => {
        heard.push({ path: request.url, headers: request.headers, body });
        response.writeHead(Number(request.url.slice(1)) || 200, { "Content-Type": "application/json" });
        response.end('{"received": true}');
      });
    });
    server.listen(0, "127.0.0.1", () => done(server));
  });
}

before(async () => {
  process.env.TEND_OUTBOUND_ALLOW = "127.0.0.0/8";
  tend = await startTend();
  browser = await startBrowser();
  receiver = await startReceiver();
});

after(async () => {
  receiver?.close();
  await browser?.close();
  await tend?.stop();
});

const open = async (screen, options = {}) => {
  const page = await agentPage(browser, tend.base, { path: `/agent/settings/${screen}`, ...options });
  await page.locator(".screen h1").waitFor();
  return page;
};

async function close(page) {
  assert.deepEqual(page.problems, []);
  await page.context().close();
}

async function chooseTicket(page, number) {
  await page.getByLabel("On this ticket").fill(String(number));
  await page.getByRole("listbox").getByRole("option", { name: new RegExp(`#${number} `) }).click();
}

test("a macro is made, looked at on a ticket, and used in an answer", async () => {
  const number = await fileByApi(tend.base, { ...ana, subject: "Where is my order", body: "Please look." });
  const page = await open("macros");
  await page.getByRole("link", { name: "New macro" }).click();
  await page.getByLabel("Name", { exact: true }).fill("On its way");
  await page.getByLabel("Category").fill("Shipping");
  await page.getByLabel("Text", { exact: true }).fill("Dear ");
  await page.getByRole("button", { name: "Insert a placeholder" }).click();
  await page.getByRole("menuitem", { name: "First name of the requester" }).click();
  await page.keyboard.type(", it is on its way. {{ticket.requestor.name}}");
  await page.getByText("Nothing fills in {{ticket.requestor.name}}").waitFor();
  await page.getByLabel("Text", { exact: true }).fill("Dear {{ticket.requester.first_name}}, it is on its way.");
  await page.getByRole("button", { name: "Add an action" }).click();
  await page.getByLabel("Action 2", { exact: true }).selectOption("current_tags");
  await page.getByLabel("Value of action 2").fill("shipped");
  await chooseTicket(page, number);
  await page.getByText("Dear Ana, it is on its way.").waitFor();
  await assertSound(page, "rules-macro");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("link", { name: "On its way" }).waitFor();
  await page.goto(`/agent/v/all/t/${number}`);
  await untilOpen(page, number);
  await page.locator("#answer").focus();
  await page.keyboard.type("/onits");
  await page.getByRole("option", { name: /On its way/ }).waitFor();
  await page.keyboard.press("Enter");
  await eventually(async () => (await page.locator("#answer").evaluate((field) => field.value ?? field.textContent)).includes("Dear Ana, it is on its way."), "filled in");
  await close(page);
});

test("what was typed in a rule survives a reload, and can be thrown away", async () => {
  const page = await open("macros/new");
  await page.getByLabel("Name", { exact: true }).fill("Half done");
  await page.reload();
  await page.getByText("This is what you left here unsaved.").waitFor();
  await holds(async () => assert.equal(await page.getByLabel("Name", { exact: true }).inputValue(), "Half done"));
  await page.getByRole("button", { name: "Throw it away" }).click();
  await holds(async () => assert.equal(await page.getByLabel("Name", { exact: true }).inputValue(), ""));
  await close(page);
});

test("a trigger is tried on a past ticket, told in words, saved, changed and put back", async () => {
  const number = await fileByApi(tend.base, { ...ana, subject: "Smoke in the kitchen", body: "Fire." });
  const page = await open("triggers/new");
  await page.getByLabel("Name", { exact: true }).fill("Smoke is urgent");
  const all = page.getByRole("group", { name: "All of these are true" });
  await all.getByRole("button", { name: "Add a condition" }).click();
  await all.getByLabel("Field of condition 2").selectOption("subject_includes_word");
  await all.getByLabel("Value of condition 2").fill("smoke");
  await page.getByRole("button", { name: "Add an action" }).click();
  await page.getByLabel("Action 1", { exact: true }).selectOption("priority");
  await page.getByLabel("Value of action 1").selectOption("urgent");
  await page.locator(".rule-sentence", { hasText: "“smoke” → Set the priority: Urgent" }).waitFor();
  await chooseTicket(page, number);
  await page.getByText("It would act.").waitFor();
  await page.locator(".effect", { hasText: "Urgent" }).waitFor();
  await assertSound(page, "rules-trigger-tried");
  await all.getByLabel("Value of condition 2").fill("water");
  await page.getByRole("button", { name: "Try on this ticket" }).click();
  await page.locator(".unmet", { hasText: "water" }).first().waitFor();
  await all.getByLabel("Value of condition 2").fill("smoke");
  await page.getByRole("button", { name: "Try on the latest changes" }).click();
  await page.getByText(/Of the latest \d+ changes it would have acted on 1/).waitFor();
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("link", { name: "Smoke is urgent" }).click();
  const made = await fileByApi(tend.base, { ...ana, subject: "More smoke", body: "Again." });
  await holds(async () => assert.equal((await apiGet(page, `tickets/${made}`)).ticket.priority, "urgent"));
  await page.getByLabel("Value of action 1").selectOption("low");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("link", { name: "Smoke is urgent" }).click();
  await page.getByRole("button", { name: "Put into the form" }).first().click();
  await holds(async () => assert.equal(await page.getByLabel("Value of action 1").inputValue(), "urgent"));
  await close(page);
});

test("triggers are ordered and switched by keyboard alone, and a switch can be undone", async () => {
  const page = await open("triggers");
  const names = () => page.locator(".order-row .rule-words a").allInnerTexts();
  await page.locator(".order-row").first().waitFor();
  const [first, second] = await names();
  await page.getByRole("button", { name: new RegExp(`^Move ${first}, 1 of`) }).focus();
  await page.keyboard.press("ArrowDown");
  await eventually(async () => (await names())[0] === second, "moved down");
  await holds(async () => assert.match(await page.evaluate(() => document.activeElement.getAttribute("aria-label")), new RegExp(`^Move ${first}, 2 of`)));
  await page.keyboard.press("ArrowUp");
  await eventually(async () => (await apiGet(page, "triggers?sort=position")).triggers[0].title === first, "and back, on the server");
  const on = page.getByRole("switch", { name: `${first}: on` });
  await on.focus();
  await page.keyboard.press("Space");
  await eventually(async () => (await apiGet(page, "triggers?sort=position")).triggers[0].active === false, "off");
  await page.locator(".toast-action").click();
  await eventually(async () => (await apiGet(page, "triggers?sort=position")).triggers[0].active, "on again");
  await page.getByLabel("Find").fill("smoke");
  await eventually(async () => (await names()).length === 1, "found");
  await close(page);
});

test("a row is dragged to another place", async () => {
  const page = await open("triggers");
  await page.locator(".order-row").nth(2).waitFor();
  const [first] = await page.locator(".order-row .rule-words a").allInnerTexts();
  await page.locator(".order-handle").first().dragTo(page.locator(".order-row").nth(2));
  await eventually(async () => (await apiGet(page, "triggers?sort=position")).triggers[2].title === first, "third");
  await close(page);
});

test("Save without a word says what is missing and leads there, in each editor", async () => {
  for (const [screen, label] of [["triggers", "Name"], ["macros", "Name"], ["ticket_fields", "Name"], ["ticket_forms", "Name"], ["webhooks", "Name"]]) {
    const page = await open(`${screen}/new`);
    await page.getByRole("button", { name: "Save", exact: true }).click();
    const field = page.getByLabel(label, { exact: true });
    await eventually(() => field.evaluate((element) => element === document.activeElement), `${screen}: the focus is in the name`);
    await page.getByText("A name is missing before this can be saved.").waitFor();
    await close(page);
  }
});

test("an automation is tried on the open tickets and says what it lacks", async () => {
  const page = await open("automations/new");
  await page.getByLabel("Name", { exact: true }).fill("Remind");
  await page.getByLabel("Field of condition 1").selectOption("NEW");
  await page.getByLabel("Comparison of condition 1").selectOption("less_than");
  await page.getByLabel("Value of condition 1").fill("5");
  await page.getByRole("button", { name: "Try on the open tickets" }).click();
  await page.getByText(/would take \d+ now/).waitFor();
  await page.getByRole("button", { name: "Add an action" }).click();
  await page.getByLabel("Action 1", { exact: true }).selectOption("current_tags");
  await page.getByLabel("Value of action 1").fill("young");
  await page.getByRole("button", { name: "Save" }).click();
  await page.locator(".form .field-error, .form .form-error").first().waitFor();
  const all = page.getByRole("group", { name: "All of these are true" });
  await all.getByRole("button", { name: "Add a condition" }).click();
  await all.getByLabel("Field of condition 2").selectOption("current_tags");
  await all.getByLabel("Comparison of condition 2").selectOption("not_includes");
  await all.getByLabel("Value of condition 2").fill("young");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("link", { name: "Remind" }).waitFor();
  await close(page);
});

test("a field of each type is made and stands on a ticket; deleting one that is used asks", async () => {
  const page = await open("ticket_fields");
  const types = await (async () => {
    await page.getByRole("link", { name: "New field" }).click();
    return page.getByLabel("Type", { exact: true }).locator("option").evaluateAll((all) => all.map((one) => one.value));
  })();
  for (const type of types) {
    await page.goto("/agent/settings/ticket_fields/new");
    await page.getByLabel("Type", { exact: true }).selectOption(type);
    await page.getByLabel("Name", { exact: true }).fill(`Own ${type}`);
    if (type === "regexp") await page.getByLabel("Form of the text").fill("^[A-Z]{2}[0-9]+$");
    if (type === "tagger" || type === "multiselect") {
      for (const name of ["Red", "Blue, dark"]) {
        await page.getByRole("button", { name: "Add a choice" }).click();
        await page.keyboard.type(`${type} ${name}`);
      }
    }
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByRole("link", { name: `Own ${type}`, exact: true }).waitFor();
  }
  const number = await fileByApi(tend.base, { ...ana, subject: "All fields", body: "x" });
  await page.goto(`/agent/v/all/t/${number}`);
  await untilOpen(page, number);
  for (const type of types.filter((one) => one !== "multiselect")) await page.locator(".context-pane").getByText(`Own ${type}`, { exact: true }).first().waitFor();
  const { ticket_fields: fields } = await apiGet(page, "ticket_fields?per_page=100");
  const text = fields.find(({ title }) => title === "Own text");
  const headers = { Origin: tend.base };
  const put = await page.request.put(`/api/v2/tickets/${number}`, { data: { ticket: { custom_fields: [{ id: text.id, value: "here" }] } }, headers });
  assert.ok(put.ok());
  await page.goto(`/agent/settings/ticket_fields/${text.id}`);
  await page.getByRole("button", { name: "Delete" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByText("It is filled in on one ticket").waitFor();
  await holds(async () => assert.ok(await dialog.getByRole("button", { name: "Delete" }).isDisabled()));
  await dialog.getByRole("textbox").fill("Own text");
  await dialog.getByRole("button", { name: "Delete" }).click();
  await eventually(async () => !(await apiGet(page, "ticket_fields?per_page=100")).ticket_fields.some(({ title }) => title === "Own text"), "gone");
  await close(page);
});

async function apiSend(page, method, path, data) {
  const answer = await page.request.fetch(`/api/v2/${path}`, { method, data, headers: { Origin: tend.base } });
  assert.ok(answer.ok(), await answer.text());
  return answer.json();
}

test("an automation has its earlier states, and one is put back", async () => {
  const page = await open("automations");
  const conditions = (hours) => ({ all: [{ field: "status", operator: "is", value: "pending" }, { field: "PENDING", operator: "greater_than", value: hours }] });
  const actions = [{ field: "status", value: "solved" }];
  const { automation } = await apiSend(page, "POST", "automations", { automation: { title: "Wait longer", conditions: conditions("24"), actions } });
  await apiSend(page, "PUT", `automations/${automation.id}`, { automation: { conditions: conditions("48") } });
  await page.goto(`/agent/settings/automations/${automation.id}`);
  const states = page.locator(".rule-revisions li");
  await states.nth(1).waitFor();
  await holds(async () => assert.match(await states.nth(0).innerText(), /48/));
  await assertSound(page, "rules-automation-revisions");
  await states.nth(1).getByRole("button", { name: "Put into the form" }).click();
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("link", { name: "Wait longer" }).waitFor();
  await holds(async () => assert.equal((await apiGet(page, `automations/${automation.id}`)).automation.conditions.all[1].value, "24"));
  await close(page);
});

test("a macro's file is removed", async () => {
  const page = await open("macros");
  const { macro } = await apiSend(page, "POST", "macros", { macro: { title: "With a file", actions: [{ field: "priority", value: "high" }] } });
  await page.goto(`/agent/settings/macros/${macro.id}`);
  await page.locator("input[type=file]").setInputFiles({ name: "map.txt", mimeType: "text/plain", buffer: Buffer.from("here") });
  await page.getByRole("button", { name: "Remove map.txt" }).waitFor();
  await assertSound(page, "rules-macro-file");
  await page.getByRole("button", { name: "Remove map.txt" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
  await eventually(async () => (await page.getByText("map.txt").count()) === 0, "it is gone");
  await holds(async () => assert.equal((await apiGet(page, `macros/${macro.id}/attachments`)).count, 0));
  await close(page);
});

test("tokens that speak for others are a list of their own", async () => {
  const page = await open("tokens");
  await page.getByRole("button", { name: "New token" }).click();
  await page.getByLabel("Name", { exact: true }).fill("Migration");
  await page.getByLabel("What it may do").selectOption("account");
  await page.getByRole("button", { name: "Make the token" }).click();
  await page.getByLabel("The token “Migration”").waitFor();
  await page.locator("section", { has: page.getByRole("heading", { name: "Account tokens" }) }).getByText("Migration", { exact: true }).last().waitFor();
  await assertSound(page, "rules-token-kinds");
  await page.getByRole("button", { name: "End Migration" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "End", exact: true }).click();
  await eventually(async () => (await page.getByRole("heading", { name: "Account tokens" }).count()) === 0, "no list without a token");
  await close(page);
});

test("a form has fields in order and own statuses", async () => {
  const page = await open("ticket_forms/new");
  await page.getByLabel("Name", { exact: true }).fill("Repairs");
  await page.getByLabel("Add a field").selectOption({ label: "Own date" });
  await page.getByLabel("Open", { exact: true }).check();
  await assertSound(page, "rules-form");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("link", { name: "Repairs" }).waitFor();
  const form = (await apiGet(page, "ticket_forms")).ticket_forms.find(({ name }) => name === "Repairs");
  const date = (await apiGet(page, "ticket_fields?per_page=100")).ticket_fields.find(({ title }) => title === "Own date");
  assert.equal(form.ticket_field_ids.at(-1), date.id);
  await holds(async () => assert.equal((await apiGet(page, `ticket_forms/${form.id}/ticket_form_statuses`)).ticket_form_statuses.length, 1));
  await close(page);
});

test("a rule of a form is made by keyboard, holds on the public form, and is removed again", async () => {
  const page = await open("ticket_forms");
  const field = async (body) => (await apiSend(page, "POST", "ticket_fields", { ticket_field: { visible_in_portal: true, editable_in_portal: true, ...body } })).ticket_field;
  const options = [{ name: "It is late", value: "trouble_late" }, { name: "It is broken", value: "trouble_broken" }];
  const kind = await field({ type: "tagger", title: "Trouble", custom_field_options: options });
  const part = await field({ type: "text", title: "Broken part" });
  const { ticket_form: form } = await apiSend(page, "POST", "ticket_forms", { ticket_form: { name: "Returns", end_user_visible: true, ticket_field_ids: [kind.id, part.id] } });
  await page.goto(`/agent/settings/ticket_forms/${form.id}`);
  const customers = page.getByRole("group", { name: "What customers see, by the answers" });
  await customers.getByText("All fields are shown at once.").waitFor();
  await customers.getByRole("button", { name: "Add a rule" }).focus();
  await page.keyboard.press("Enter");
  const focused = () => page.evaluate(() => document.activeElement.labels?.[0]?.textContent ?? document.activeElement.getAttribute("aria-label"));
  await eventually(async () => (await focused()) === "When this field", "in the new rule");
  await page.keyboard.press("Tab");
  await page.keyboard.type("It is b");
  await page.getByRole("button", { name: "Save" }).focus();
  await page.keyboard.press("Enter");
  await customers.getByText("Choose a field to show, or remove the rule.").waitFor();
  await eventually(async () => (await focused()) === "show these fields", "where something is missing");
  await page.keyboard.press("ArrowDown");
  await customers.getByRole("option", { name: "Broken part" }).waitFor();
  await page.keyboard.press("Enter");
  await page.keyboard.press("Shift+Tab");
  await page.keyboard.press("Shift+Tab");
  await page.keyboard.press("Space");
  await customers.getByText("When “Trouble” is “It is broken”, show: Broken part (must be filled in).").waitFor();
  await assertSound(page, "rules-form-rule");
  await page.setViewportSize(phone);
  await assertSound(page, "rules-form-rule-phone");
  await page.setViewportSize(desktop);
  await page.getByRole("button", { name: "Save" }).focus();
  await page.keyboard.press("Enter");
  await page.getByRole("link", { name: "Returns" }).waitFor();
  const saved = async () => (await apiGet(page, `ticket_forms/${form.id}`)).ticket_form.end_user_conditions;
  await holds(async () => assert.deepEqual(await saved(), [{ parent_field_id: kind.id, value: "trouble_broken", child_fields: [{ id: part.id, is_required: true }] }]));

  const customer = await openPage(await newContext(browser, tend.base));
  await customer.goto(`/new?form=${form.id}`);
  await customer.getByLabel("Trouble").waitFor();
  await holds(async () => assert.ok(!(await customer.getByLabel("Broken part").isVisible())));
  await customer.getByLabel("Trouble").selectOption({ label: "It is broken" });
  await customer.getByLabel("Broken part").waitFor();

  await page.getByRole("link", { name: "Returns" }).click();
  await customers.getByRole("button", { name: "Remove this rule" }).focus();
  await page.keyboard.press("Enter");
  await eventually(async () => (await page.evaluate(() => document.activeElement.textContent)) === "Add a rule", "ready for the next");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("link", { name: "Returns" }).waitFor();
  await holds(async () => assert.deepEqual(await saved(), []));
  await customer.reload();
  await customer.getByLabel("Broken part").waitFor();
  await close(customer);
  await close(page);
});

test("what the server has against a rule of a form stands at the rule", async () => {
  const page = await open("ticket_forms");
  const { ticket_field: kind } = await apiSend(page, "POST", "ticket_fields", { ticket_field: { type: "checkbox", title: "Guarantee" } });
  const { ticket_field: bill } = await apiSend(page, "POST", "ticket_fields", { ticket_field: { type: "text", title: "Bill" } });
  const { ticket_form: form } = await apiSend(page, "POST", "ticket_forms", { ticket_form: { name: "Claims", ticket_field_ids: [kind.id, bill.id] } });
  await page.goto(`/agent/settings/ticket_forms/${form.id}`);
  const agents = page.getByRole("group", { name: "What agents see, by the answers" });
  await agents.getByRole("button", { name: "Add a rule" }).click();
  await agents.getByLabel("show these fields").click();
  await agents.getByRole("option", { name: "Bill" }).click();
  await agents.getByRole("checkbox", { name: "Bill Needed to solve" }).check();
  await agents.getByText("When “Guarantee” is “Yes”, show: Bill (needed to solve).").waitFor();
  await page.request.delete(`/api/v2/ticket_fields/${bill.id}`, { headers: { Origin: tend.base } });
  await page.getByRole("button", { name: "Save" }).click();
  await agents.getByRole("group", { name: "Rule 1" }).getByText("A field that is named here does not exist any more.").waitFor();
  await close(page);
});

test("a token is shown once, works, and ends", async () => {
  const page = await open("tokens");
  await page.getByRole("button", { name: "New token" }).click();
  await page.getByLabel("Name", { exact: true }).fill("Report");
  await page.getByRole("button", { name: "Make the token" }).click();
  const text = await page.getByLabel("The token “Report”").inputValue();
  const ask = () => fetch(`${tend.base}/api/v2/tickets/count`, { headers: { Authorization: `Bearer ${text}` } });
  assert.equal((await ask()).status, 200);
  await assertSound(page, "rules-token");
  await page.reload();
  await page.getByRole("button", { name: "End Report" }).waitFor();
  await holds(async () => assert.equal(await page.getByLabel("The token “Report”").count(), 0));
  await page.getByRole("button", { name: "End Report" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "End", exact: true }).click();
  await eventually(async () => (await ask()).status === 401, "ended");
  await close(page);
});

test("an OAuth client is registered; its secret is shown once", async () => {
  const page = await open("tokens");
  await page.getByRole("button", { name: "Register a program" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name", { exact: true }).fill("Warehouse");
  await dialog.getByLabel("Identifier").fill("warehouse");
  await dialog.getByLabel("Addresses to come back to").fill("not an address");
  await dialog.getByRole("button", { name: "Save" }).click();
  await dialog.locator(".field-error").waitFor();
  await dialog.getByLabel("Addresses to come back to").fill("https://warehouse.example/back");
  await dialog.getByRole("button", { name: "Save" }).click();
  await holds(async () => assert.ok((await page.getByLabel("The secret of “Warehouse”").inputValue()).length > 20));
  await page.getByRole("button", { name: "I have copied it" }).click();
  await holds(async () => assert.equal(await page.getByLabel("The secret of “Warehouse”").count(), 0));
  await close(page);
});

test("a webhook is tested, saved, called by an event, and its attempts can be read", async () => {
  const address = `http://127.0.0.1:${receiver.address().port}`;
  const page = await open("webhooks/new");
  await page.getByLabel("Name", { exact: true }).fill("Chat");
  await page.getByLabel("Address").fill(`${address}/200`);
  await page.getByLabel("Way").selectOption("bearer_token");
  await page.getByLabel("Secret", { exact: true }).fill("let-me-in");
  await page.getByText("Tickets", { exact: true }).last().click();
  await page.getByLabel("ticket.created").check();
  await page.getByRole("button", { name: "Call it now" }).click();
  await page.getByText("It answered 200: good.").waitFor();
  await page.getByText('"received": true').waitFor();
  assert.equal(heard.at(-1).headers.authorization, "Bearer let-me-in");
  await assertSound(page, "rules-webhook");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("link", { name: "Chat" }).waitFor();
  await fileByApi(tend.base, { ...ana, subject: "Tell the chat", body: "x" });
  await eventually(() => heard.some(({ body }) => body.includes("ticket.created")), "told");
  await page.getByRole("link", { name: "Chat" }).click();
  await page.locator(".badge", { hasText: "Arrived" }).or(page.getByRole("button", { name: "Look again" })).first().waitFor();
  await eventually(async () => {
    await page.getByRole("button", { name: "Look again" }).click();
    await page.waitForTimeout(200);
    return (await page.locator("td .badge", { hasText: "Arrived" }).count()) > 0;
  }, "arrived");
  await page.locator("td .text-button").first().click();
  await page.locator(".attempts", { hasText: "ticket.created" }).waitFor();
  await page.getByRole("button", { name: "Show it" }).click();
  await page.getByLabel("Signing secret").first().waitFor();
  await page.getByLabel("Address").fill("ftp://nowhere");
  await page.getByRole("button", { name: "Save" }).click();
  await page.locator(".field-error").first().waitFor();
  await close(page);
});

test("what was deleted is brought back", async () => {
  const number = await fileByApi(tend.base, { ...ana, subject: "Deleted by mistake", body: "x" });
  const page = await open("deleted");
  const gone = await page.request.delete(`/api/v2/tickets/${number}`, { headers: { Origin: tend.base } });
  assert.ok(gone.ok());
  await page.reload();
  await page.getByLabel(`Choose #${number}`).check();
  await page.getByRole("button", { name: "Bring back" }).click();
  await eventually(async () => (await page.request.get(`/api/v2/tickets/${number}`)).status() === 200, "back");
  await page.getByText("No ticket is deleted.").waitFor();
  await close(page);
});

test("the lists and editors fit on a phone", async () => {
  for (const screen of ["macros", "triggers/new", "ticket_fields/new", "webhooks/new", "tokens", "channels", "suspended"]) {
    const page = await open(screen, { viewport: phone, hasTouch: true });
    await page.waitForTimeout(300);
    await assertSound(page, `rules-phone-${screen.replace("/", "-")}`);
    await close(page);
  }
});
