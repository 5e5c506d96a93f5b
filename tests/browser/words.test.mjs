/*
 * What the server knows and people read, in their own language: why a deadline is when it is, what the log of changes
 * tells, why a rule acted, and the names that a new house has from the start.
 */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { agentPage, apiGet, assertSound, fileByForm, holds, newContext, openPage, phone, startBrowser, startTend } from "./harness.mjs";

const root = join(dirname(fileURLToPath(import.meta.url)), "../..");
const textsOf = (locale, area) => JSON.parse(readFileSync(join(root, `web/i18n/${locale}/${area}.json`), "utf8"));
const english = textsOf("en", "seed");

let tend;
let browser;
let filed;

before(async () => {
  tend = await startTend();
  browser = await startBrowser();
  const page = await openPage(await newContext(browser, tend.base));
  filed = await fileByForm(page, { name: "Žana Čačić", email: "zana@customer.example", subject: "Čekić", body: "Šašav čekić." });
  await page.context().close();
});

after(async () => {
  await browser?.close();
  await tend?.stop();
});

async function send(page, method, path, data) {
  const answer = await page.request.fetch(`/api/v2/${path}`, { method, data, headers: { origin: tend.base } });
  assert.ok(answer.ok(), `${path}: ${answer.status()} ${await answer.text()}`);
  return answer.status() === 204 ? null : answer.json();
}

/* Words of plain Latin letters: names of people, of the product and of the API stay as they are. */
function latinWords(text) {
  const names = /Maria Santos|Žana Čačić|Ž[a-z]+|Support|Tend|API/g;
  return text.replace(names, "").match(/[A-Za-z]{3,}/g) ?? [];
}

test("each name of a new house is in the catalogue", async () => {
  const page = await agentPage(browser, tend.base);
  const lists = [["views", "title"], ["macros", "title"], ["triggers", "title"], ["automations", "title"], ["slas/policies", "title"], ["custom_roles", "name"], ["ticket_fields", "title"], ["ticket_forms", "name"], ["business_hours/schedules", "name"], ["custom_statuses", "agent_label"], ["custom_statuses", "description"]];
  const known = new Set(Object.values(english));
  const missing = [];
  for (const [path, key] of lists) {
    const rows = Object.values(await apiGet(page, path)).find(Array.isArray);
    assert.ok(rows.length > 0, path);
    for (const row of rows) if (!known.has(row[key])) missing.push(`${path}: ${row[key]}`);
  }
  assert.deepEqual(missing, []);
  await page.context().close();
});

for (const locale of ["hr", "ar"]) {
  const seed = textsOf(locale, "seed");
  const wait = textsOf(locale, "agent");
  const log = textsOf(locale, "system");
  const start = (text) => text.split("{")[0].trim();

  test(`a deadline explains itself in ${locale}`, async () => {
    const page = await agentPage(browser, tend.base, { locale });
    await page.goto(`/agent/v/all/t/${filed.number}?lang=${locale}`);
    const said = page.locator(".waits .muted").last();
    await said.waitFor();
    const text = await said.innerText();
    assert.ok(text.includes(wait["agent.wait.say.from"].split(/\{\w+\}/)[1]), text);
    if (locale === "ar") assert.deepEqual(latinWords(text), []);
    await page.locator(".due-badge button").first().focus();
    const tip = await page.locator(".due-badge .tip").first().innerText();
    assert.ok(tip.includes(text), tip);
    assert.ok(tip.includes(seed["seed.policy.reply"]) && tip.includes(seed["seed.calendar.always"]), tip);
    await page.context().close();
  });

  test(`the log of changes speaks ${locale}`, async () => {
    const page = await agentPage(browser, tend.base, { locale });
    const { view } = await send(page, "POST", "views", { view: { title: "Žuto", all: [{ field: "status", operator: "is", value: "open" }] } });
    await send(page, "DELETE", `views/${view.id}`);
    const { user } = await apiGet(page, "users/me");
    const { group } = await send(page, "POST", "groups", { group: { name: `Ždral ${locale}` } });
    await send(page, "POST", "group_memberships", { group_membership: { user_id: user.id, group_id: group.id } });
    await send(page, "PUT", `users/${user.id}`, { user: { phone: locale === "hr" ? "1" : "2", notes: locale } });
    await page.goto(`/agent/settings/audit_log?lang=${locale}`);
    const table = page.locator("main table");
    await table.locator("tbody tr").nth(5).waitFor();
    const text = (await table.innerText()).replaceAll(/[\u2068\u2069]/g, ""); /* names are set apart */
    const said = [
      `${log["system.log.one.view"]}: Žuto`,
      log["system.log.change.created"],
      log["system.log.change.deleted"],
      log["system.log.other.joined"].replace("{name}", `Ždral ${locale}`),
      log["system.log.field.notes"],
      `${log["system.log.one.macro"]}: ${seed["seed.macro.help"]}`,
    ];
    for (const words of said) assert.ok(text.includes(words), `${words} is not in ${text}`);
    if (locale === "ar") assert.deepEqual(latinWords(text.replaceAll(/Ždral ar/g, "")), []);
    else assert.doesNotMatch(text, /\b(created|updated|changed|kind|title|deleted)\b/);
    await assertSound(page, `audit-${locale}`);
    await page.context().close();
  });

  test(`names of a new house are shown in ${locale} until somebody renames them`, async () => {
    const page = await agentPage(browser, tend.base, { locale });
    await page.goto(`/agent?lang=${locale}`);
    const nav = page.locator(".filters, .nav-pane").first();
    await page.getByText(seed["seed.view.unassigned"]).first().waitFor();
    await holds(async () => assert.doesNotMatch(await nav.innerText(), /Unassigned tickets/));
    for (const [screen, key] of [["views", "view.breaching"], ["triggers", "trigger.group"], ["macros", "macro.take"], ["automations", "automation.close"], ["ticket_fields", "field.assignee"], ["ticket_statuses", "status_about.hold"], ["calendars", "calendar.office"], ["policies", "policy.reply"], ["ticket_forms", "form.usual"], ["roles", "role.admin"]]) {
      await page.goto(`/agent/settings/${screen}?lang=${locale}`);
      await page.locator("main").getByText(seed[`seed.${key}`], { exact: true }).first().waitFor();
    }
    await page.context().close();
  });

  test(`a rule says why it acted in ${locale}`, async () => {
    const page = await agentPage(browser, tend.base, { locale });
    await page.goto(`/agent/v/all/t/${filed.number}?lang=${locale}`);
    await page.locator(".trace-button", { hasText: seed["seed.trigger.received"] }).click();
    const body = page.locator(".trace-body");
    await body.waitFor();
    const rules = textsOf(locale, "rules");
    await body.getByText(rules["rules.value.update_type.create"]).waitFor();
    const text = await body.locator("ul").first().innerText();
    assert.doesNotMatch(text, /update_type|less_than|status[^ ]|created|is_not/);
    await page.context().close();
  });
}

test("a renamed view and the title that is edited are what is stored", async () => {
  const page = await agentPage(browser, tend.base, { locale: "hr", viewport: phone });
  const { views } = await apiGet(page, "views");
  const pending = views.find(({ title }) => title === english["seed.view.pending"]);
  await page.goto(`/agent/settings/views?lang=hr`);
  await page.locator("main").getByText(textsOf("hr", "seed")["seed.view.pending"], { exact: true }).click();
  const title = page.getByRole("textbox", { name: textsOf("hr", "queue")["queue.editor.title"], exact: true });
  await title.waitFor();
  await holds(async () => assert.equal(await title.inputValue(), pending.title));
  await send(page, "PUT", `views/${pending.id}`, { view: { title: "pending tickets" } });
  await page.goto(`/agent/settings/views?lang=hr`);
  await page.locator("main").getByText("pending tickets", { exact: true }).waitFor();
  await page.context().close();
});
