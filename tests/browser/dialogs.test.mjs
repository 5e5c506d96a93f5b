/*
 * What only a click, a key or a mistake brings up — dialogs, menus, editors, errors — in languages that try it: Arabic
 * from right to left, Georgian with its long words on the phone, and made-up English that is two fifths longer.
 *
 * An area is a way through one screen: it yields the name of each state that it has opened, and each is looked at.
 */
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import { admin, agentPage, assertFits, assertSound, desktop, eventually, phone, startBrowser, startTend, untilOpen } from "./harness.mjs";
import { catalogueOf, cutTexts, plainTexts, seededNames } from "./texts.mjs";

/* axe hears no difference between languages: the first looks with it, in both schemes. */
const tongues = [
  { locale: "ar", looks: [["desktop", "light"], ["phone", "dark"]], priority: "high" },
  { locale: "ka", looks: [["phone", "light"]], priority: "urgent" },
  { locale: "en-XA", looks: [["desktop", "light"]], priority: "normal" },
];
const png = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==", "base64");
const calendar = ["BEGIN:VCALENDAR", "VERSION:2.0", "BEGIN:VEVENT", "DTSTART;VALUE=DATE:20201225", "RRULE:FREQ=YEARLY", "SUMMARY:Božić", "END:VEVENT", "BEGIN:VEVENT", "DTSTART:20300101T100000Z", "SUMMARY:Dogovor č", "END:VEVENT", "END:VCALENDAR", ""].join("\r\n");

let tend;
let browser;
let receiver;
let desk;
const known = [admin.name, admin.email];
const made = { tickets: {} };

async function call(method, path, data, type = "application/json") {
  const answer = await desk.request.fetch(`/api/v2/${path}`, { method, data, headers: { Origin: tend.base, "Content-Type": type } });
  assert.ok(answer.ok(), `${method} ${path}: ${answer.status()} ${await answer.text()}`);
  return answer.status() === 204 ? null : answer.json();
}

/* What there is to look at. Its names hold letters that plain English lacks. */
before(async () => {
  process.env.TEND_OUTBOUND_ALLOW = "127.0.0.0/8";
  tend = await startTend();
  browser = await startBrowser();
  receiver = createServer((_request, response) => response.writeHead(500, { "Content-Type": "application/json" }).end('{"čekaj": true}'));
  await new Promise((done) => receiver.listen(0, "127.0.0.1", done));
  desk = await agentPage(browser, tend.base);
  const { user: customer } = await call("POST", "users", { user: { name: "عبد الرحمن الفارسي", email: "abd@customer.example" } });
  const { user: colleague } = await call("POST", "users", { user: { name: "ნინო ბერიძე-ჩიქოვანი", role: "agent", email: "nino@desk.example" } });
  const file = async (subject) => {
    const { upload } = await call("POST", "uploads?filename=sk%C3%ADce.png", png, "image/png");
    const body = { subject, requester_id: customer.id, tags: ["žurno", "šalica"], comment: { author_id: customer.id, body: "Gdje je šalica? كوب", uploads: [upload.token] } };
    return (await call("POST", "tickets", { ticket: body })).ticket.id;
  };
  const { macro } = await call("POST", "macros", { macro: { title: "Čeka se::Šalica", actions: [{ field: "comment_value", value: "Šaljemo {{order.number}}." }, { field: "status", value: "pending" }, { field: "priority", value: "high" }, { field: "current_tags", value: "šalica" }] } });
  const conditions = { all: [{ field: "status", operator: "is_not", value: "solved" }, { field: "current_tags", operator: "includes", value: "žurno" }], any: [{ field: "status", operator: "less_than", value: "hold" }, { field: "priority", operator: "is", value: "high" }] };
  const trigger = { title: "Žurno", conditions, actions: [{ field: "priority", value: "urgent" }] };
  made.trigger = (await call("POST", "triggers", { trigger })).trigger.id;
  await call("PUT", `triggers/${made.trigger}`, { trigger: { actions: [{ field: "priority", value: "low" }] } });
  for (const { locale } of tongues) made.tickets[locale] = await file(`Šalica ${locale}`);
  made.other = await file("أين طلبي؟ Šalica");
  const webhook = { name: "Čavrljanje", endpoint: `http://127.0.0.1:${receiver.address().port}/`, http_method: "POST", request_format: "json", status: "active", subscriptions: ["zen:event-type:ticket.created"] };
  made.webhook = (await call("POST", "webhooks", { webhook })).webhook.id;
  made.field = (await call("POST", "ticket_fields", { ticket_field: { type: "tagger", title: "Vrsta šalice", custom_field_options: [{ name: "Žuta", value: "žuta" }] } })).ticket_field.id;
  await call("PUT", `tickets/${made.other}`, { ticket: { custom_fields: [{ id: made.field, value: "žuta" }] } });
  Object.assign(made, { macro: macro.id, colleague: colleague.id });
  known.push(...(await seededNames(desk)));
});

after(async () => {
  receiver?.close();
  await browser?.close();
  await tend?.stop();
});

/* What the ways use: the page, its words, and the controls that bear them. */
async function handles(page, { locale, priority }) {
  const say = await catalogueOf(page);
  const named = (role) => (key, values) => page.getByRole(role, { name: say(key, values), exact: true }).first();
  const dialog = page.locator("dialog[open]").last();
  return {
    page, say, dialog, priority,
    button: named("button"), item: named("menuitem"), link: named("link"),
    field: (key, values) => page.getByLabel(say(key, values), { exact: true }).first(),
    /* Presses the keys one after the other. */
    keys: async (...names) => {
      for (const name of names) await page.keyboard.press(name);
    },
    close: async () => {
      await page.keyboard.press("Escape");
      await dialog.waitFor({ state: "detached" });
    },
    save: () => dialog.locator("button[type=submit]").click(),
  };
}

const menu = (page) => page.locator("[role=menu]").waitFor();
const options = (page) => page.locator("[role=option]").first().waitFor();

const areas = {
  list: ["v/all", async function* list({ page, button, item, keys, close, dialog, field }) {
    await page.locator(".row-body").first().waitFor();
    for (const name of ["sort", "group", "list"]) {
      await button(`queue.menu.${name}`).click();
      await menu(page);
      yield `menu-${name}`;
      if (name !== "list") await keys("Escape");
    }
    await item("queue.menu.new_view").click();
    await dialog.locator(".condition").first().waitFor();
    await field("rules.condition.field", { n: 1 }).selectOption("current_tags");
    await button("rules.condition.add").click();
    await field("queue.editor.access").selectOption("groups");
    yield "view-editor";
    await close();
  }],
  bulk: ["v/all", async function* bulk({ page, button, item, keys, close, dialog, field, say, priority }) {
    await page.locator(".row-body").first().waitFor();
    await page.locator("#queue").focus();
    await keys("j", "x", "Shift+J");
    await page.locator(".bulk-bar").waitFor();
    yield "bar";
    for (const name of ["status", "priority", "more"]) {
      await button(`queue.bulk.${name}`).click();
      await menu(page);
      yield `menu-${name}`;
      await keys("Escape");
    }
    for (const name of ["assign", "tag", "macro"]) {
      await button(`queue.bulk.${name}`).click();
      await dialog.waitFor();
      yield name;
      if (name === "macro") {
        await field("queue.bulk.macro_field").press("ArrowDown");
        await options(page);
        yield "macro-choices";
        await keys("Escape");
      }
      await close();
    }
    for (const name of ["merge", "spam", "delete"]) {
      await button("queue.bulk.more").click();
      await item(`queue.bulk.${name}`).click();
      await dialog.waitFor();
      yield name;
      await close();
    }
    await button("queue.bulk.priority").click();
    await page.getByRole("menuitem", { name: say(`agent.priority.${priority}`) }).click();
    await page.locator(".toast").getByRole("button", { name: say("agent.edit.undo") }).waitFor();
    yield "toast";
  }],
  search: ["v/all", async function* search({ page, keys }) {
    await page.locator(".row-body").first().waitFor();
    await page.locator("#search").fill("sta");
    await options(page);
    yield "offers";
    await page.locator("#search").fill("status:opne created>soon priority: wrong:1 \"no end");
    await page.locator(".search-problems p").first().waitFor();
    if ((await page.getAttribute("#search", "aria-expanded")) === "true") await keys("Escape");
    yield "problems";
    await page.locator("#search").fill("status<solved tags:žurno šalica");
    await keys("Enter");
    await page.locator(".chip").nth(2).waitFor();
    yield "chips";
  }],
  app: ["v/all", async function* app({ page, keys, close, dialog, say }) {
    await page.locator(".row-body").first().waitFor();
    await page.locator(".person").click();
    await menu(page);
    yield "menu";
    await keys("Escape", "Control+k");
    await options(page);
    yield "palette";
    await page.keyboard.type("1");
    await page.waitForTimeout(150);
    yield "palette-typed";
    await close();
    await page.locator("#queue").focus();
    await keys("?");
    await dialog.waitFor();
    yield "keys";
    await close();
    await page.context().setOffline(true);
    await page.locator(".banner", { hasText: say("agent.banner.offline").slice(0, 12) }).waitFor();
    yield "banner";
    await page.context().setOffline(false);
    await page.locator(".banner").waitFor({ state: "detached" });
  }],
  ticket: ["ticket", async function* ticket({ page, keys, close, dialog, item, button, save, field }) {
    const choose = async (key) => {
      await page.locator("#ticket-title").focus();
      await keys(".");
      await item(key).click();
      await dialog.waitFor();
    };
    await page.locator("#ticket-title").focus();
    await keys(".");
    await menu(page);
    yield "menu";
    await keys("Escape");
    for (const name of ["merge", "problem"]) {
      await choose(`ticket.action.${name}`);
      await save();
      await dialog.locator(".form-error, .field-error").first().waitFor();
      const target = dialog.locator("[role=combobox]");
      await target.fill(name === "merge" ? String(made.other) : "");
      if (name === "merge") {
        await dialog.locator("[role=option]").first().waitFor();
        yield "merge-choices";
        await keys("Enter");
        await dialog.locator(".merge-preview").waitFor();
      }
      yield name;
      await close();
    }
    await choose("ticket.action.requester");
    await dialog.locator("[role=combobox]").fill("novi@customer.example");
    await dialog.locator("[role=option]").first().waitFor();
    await keys("Enter");
    await field("ticket.requester.name").waitFor();
    yield "requester";
    await close();
    for (const name of ["snooze", "spam"]) {
      await choose(`ticket.action.${name}`);
      yield name;
      await close();
    }
    await page.locator(".message-menu").first().click();
    await menu(page);
    yield "message-menu";
    await item("ticket.message.split").click();
    await dialog.waitFor();
    yield "split";
    await close();
    await page.locator(".thread .file-look, .thread button:has(img)").first().click();
    await dialog.waitFor();
    yield "lightbox";
    await close();
    await page.locator("#tag-field").fill("ža");
    await page.waitForTimeout(250);
    yield "tags";
    await page.locator("#tag-field").fill("");
    await page.selectOption("#priority", "normal");
    await page.locator(".toast").last().waitFor();
    yield "toast";
    await button("agent.edit.undo").last().click();
    await page.locator(".due-badge button").first().focus();
    yield "tip";
    await field("ticket.people.add_cc").fill("n");
    await options(page);
    yield "people";
    await page.locator("#ticket-title").focus();
    await page.locator(".context-pane .trace-button").first().click();
    await page.locator(".trace-body").waitFor();
    yield "rule";
  }],
  drawer: ["ticket", async function* drawer({ page, button }) {
    await page.setViewportSize(phone);
    await button("agent.ticket.context").click();
    await page.locator("#fields-title").waitFor();
    yield "side";
    await page.locator("#people-title").scrollIntoViewIfNeeded();
    yield "side-end";
  }, "phone"],
  composer: ["ticket", async function* composer({ page, keys, button, item, close, dialog, field }) {
    const answer = page.locator("#answer");
    await answer.focus();
    await page.keyboard.type("/");
    await page.locator(".suggest-preview").waitFor();
    yield "canned";
    await page.keyboard.type("šalica");
    await page.locator(".suggest [role=option], [id^=offer]", { hasText: "Šalica" }).first().waitFor();
    await keys("Enter");
    await page.locator(".pending-changes .tag").first().waitFor();
    await keys("Control+Enter");
    await page.locator(".send-error").waitFor();
    yield "unfilled";
    await answer.fill("@");
    await page.keyboard.press("End");
    await page.keyboard.type("ნ");
    await options(page);
    yield "mention";
    await button("compose.mention.move").click();
    await page.locator(".composer-note").waitFor();
    yield "note";
    await keys("Escape");
    await page.locator(".mode-reply input").check();
    await answer.fill("Šaljemo.");
    await button("compose.format.link").click();
    await dialog.waitFor();
    yield "link";
    await close();
    await button("agent.compose.more").click();
    await menu(page);
    yield "send-menu";
    await item("compose.later.choose").click();
    await field("compose.later.when").fill("2020-01-01T09:00");
    yield "later";
    const soon = new Date(Date.now() + 3 * 86400000).toISOString().slice(0, 10);
    await field("compose.later.when").fill(`${soon}T10:30`);
    await button("compose.later.send").click();
    await page.locator(".message-held").waitFor();
    yield "held";
    await button("compose.held.edit").click();
    await page.locator(".message-held").waitFor({ state: "detached" });
    await answer.fill("");
  }],
  people: ["settings/people", async function* people({ page, button, close, dialog, save, field }) {
    await button("people.invite").click();
    await dialog.waitFor();
    await field("people.name").fill("Šime");
    await field("people.email").fill(admin.email);
    await save();
    await dialog.locator(".field-error, .form-error").first().waitFor();
    yield "invite";
    await field("people.email").fill(`sime${Date.now()}@desk.example`);
    await save();
    await dialog.locator("input[readonly]").waitFor();
    yield "invite-link";
    await close();
    await page.getByRole("link", { name: "ნინო ბერიძე-ჩიქოვანი" }).click();
    await button("people.suspend").waitFor();
    yield "person";
    for (const name of ["suspend", "delete"]) {
      await button(`people.${name}`).click();
      await dialog.waitFor();
      yield `person-${name}`;
      await close();
    }
  }],
  roles: ["settings/roles", async function* roles({ button, dialog, close }) {
    await button("people.role.new").click();
    await dialog.waitFor();
    yield "new";
    await close();
  }],
  groups: ["settings/groups", async function* groups({ page, button, dialog, close }) {
    await page.locator("main table button, main .text-button").first().click();
    await dialog.waitFor();
    yield "edit";
    await close();
    await button("people.group.new").click();
    await dialog.waitFor();
    yield "new";
    await close();
  }],
  trigger: ["settings/triggers/new", async function* trigger({ page, button, field, keys }) {
    const add = async (set, kind, value) => {
      const group = page.locator("fieldset").nth(set);
      await group.getByRole("button").last().click();
      const one = group.locator(".condition").last();
      await one.locator("select").first().selectOption(kind);
      if (value) await one.locator("input").last().fill(value);
    };
    await add(0, "subject_includes_word", "šalica");
    await add(0, "current_tags", "žurno");
    await add(0, "assignee_id");
    await add(1, "priority");
    await add(1, "comment_is_public");
    const actions = ["priority", "assignee_id", "current_tags", "comment_value", "notification_user", "notification_webhook", "due_date"];
    for (const [at, action] of actions.entries()) {
      await button("rules.action.add").click();
      await field("rules.action.field", { n: at + 1 }).selectOption(action).catch(() => undefined);
    }
    yield "editor";
    await button("rules.place.insert").click();
    await menu(page);
    yield "places";
    await keys("Escape");
  }],
  test: ["trigger", async function* tried({ page, button, field, dialog, close, keys }) {
    await page.locator(".rule-revisions li").nth(1).waitFor();
    yield "revisions";
    await field("rules.test.ticket").fill(String(made.other));
    await options(page);
    yield "choices";
    await keys("Enter");
    await page.locator(".verdict, .effect").first().waitFor();
    yield "tried";
    await button("rules.test.run_last").click();
    await page.waitForTimeout(200);
    yield "tried-latest";
    await button("rules.delete").click();
    await dialog.waitFor();
    yield "delete";
    await close();
  }],
  rules: ["settings/triggers", async function* rules({ page, button, keys }) {
    await page.locator(".order-row").first().waitFor();
    await page.locator(".order-row [aria-haspopup=menu]").first().click();
    await menu(page);
    yield "menu";
    await keys("Escape");
    await page.getByRole("switch").first().click();
    await page.locator(".toast").waitFor();
    yield "toast";
    await button("rules.undo").click();
  }],
  macro: ["settings/macros/new", async function* macro({ page, button, field, keys }) {
    await field("rules.name").fill("Čaša");
    await field("rules.notify.body").fill("Šaljemo {{ticket.requestor.name}}");
    await page.locator(".field-warning").first().waitFor();
    await field("rules.test.ticket").fill(String(made.other));
    await options(page);
    await keys("Enter");
    await page.locator(".effect").first().waitFor();
    yield "preview";
    await page.reload();
    await button("rules.kept_discard").waitFor();
    yield "kept";
    await button("rules.kept_discard").click();
  }],
  policy: ["settings/policies/1", async function* policy({ page, say, button, dialog, close }) {
    const cell = page.getByRole("textbox", { name: say("sla.grid.cell", { promise: say("sla.metric.first_reply_time"), priority: say("sla.grid.any") }), exact: true });
    await cell.fill("1");
    await page.locator(".moved").first().waitFor();
    yield "preview";
    await button("sla.dry.run").click();
    await page.getByText(say("sla.dry.busy")).waitFor({ state: "detached" });
    yield "dry-run";
    await cell.fill("?");
    await page.locator("main button[type=submit]").click();
    await page.locator("main [role=alert]").first().waitFor();
    yield "errors";
    await button("sla.delete.button").click();
    await dialog.waitFor();
    yield "delete";
    await close();
  }],
  calendar: ["settings/calendars/2", async function* calendars({ page, button, dialog, save, close, field }) {
    const hours = page.locator(".week-fields input").first();
    await hours.fill("9-");
    await page.locator(".week .field-error").waitFor();
    yield "painter";
    await button("sla.holiday.add").click();
    await field("sla.holiday.short").check();
    await save();
    await dialog.locator(".field-error").first().waitFor();
    yield "holiday";
    await close();
    await page.locator("input[type=file]").setInputFiles({ name: "x.ics", mimeType: "text/calendar", buffer: Buffer.from(calendar) });
    await dialog.waitFor();
    yield "import";
    await close();
  }],
  field: ["settings/ticket_fields/new", async function* fields({ page, button, field, dialog, close }) {
    await field("fields.type").selectOption("tagger");
    for (const name of ["Žuta", "Žuta"]) {
      await button("fields.option.add").click();
      await page.keyboard.type(name);
    }
    yield "editor";
    await page.goto(page.url().replace("/new", `/${made.field}`));
    await button("rules.delete").click();
    await dialog.locator("input").waitFor();
    yield "delete";
    await close();
  }],
  status: ["settings/ticket_statuses", async function* status({ button, dialog, close }) {
    await button("fields.status.new").click();
    await dialog.waitFor();
    yield "new";
    await close();
  }],
  webhook: ["settings/webhooks/new", async function* webhooks({ page, button, field, dialog, close }) {
    await field("system.webhook.endpoint").fill(`http://127.0.0.1:${receiver.address().port}/`);
    await page.locator("fieldset select").first().selectOption("basic_auth");
    await button("system.webhook.header_add").click();
    yield "editor";
    await page.locator("fieldset select").first().selectOption("");
    await button("system.webhook.call").click();
    await page.locator(".verdict").waitFor();
    yield "exchange";
    await page.goto(page.url().replace("/new", `/${made.webhook}`));
    await button("system.webhook.show_secret").click();
    yield "kept";
    await button("rules.delete").click();
    await dialog.waitFor();
    yield "delete";
    await close();
  }],
  token: ["settings/tokens", async function* tokens({ page, button, field, dialog, close, say }) {
    await button("system.token.new").click();
    await field("system.token.reach").selectOption({ index: 2 });
    yield "new";
    const name = `Žeton ${Date.now()}`;
    await field("system.token.name").fill(name);
    await field("system.token.reach").selectOption({ index: 0 });
    await button("system.token.make").click();
    await page.getByLabel(say("system.token.text_of", { name })).waitFor();
    yield "once";
    await button("system.token.end_one", { name }).click();
    await dialog.waitFor();
    yield "end";
    await close();
    await button("system.oauth.new").click();
    await field("system.oauth.redirects").fill("wrong");
    yield "program";
    await close();
  }],
  step: ["settings/sign_in", async function* step({ page, button, field, dialog, close, save }) {
    await button("profile.step.set_up").click();
    await field("profile.password.own").fill("wrong");
    await save();
    await dialog.locator(".field-error").waitFor();
    yield "password";
    await field("profile.password.own").fill(admin.password);
    await save();
    await dialog.locator(".qr").waitFor();
    yield "scan";
    await field("profile.step.code").fill("000000");
    await save();
    await dialog.locator(".field-error").waitFor();
    yield "code";
    await close();
    await field("profile.password.old").fill("wrong");
    await field("profile.password.new").fill("wrong too, and long");
    await page.locator("main button[type=submit]").first().click();
    await page.locator("main .field-error").waitFor();
    yield "change";
  }],
  keys: ["settings/keys", async function* keyRows({ page, keys }) {
    await page.locator(".key-row button, main li button, main td button").first().click();
    yield "press";
    await keys("j");
    await page.waitForTimeout(50);
    yield "taken";
    await keys("Escape");
  }],
};

const addressOf = (place, locale) => {
  if (place === "ticket") return `v/all/t/${made.tickets[locale]}`;
  return place === "trigger" ? `settings/triggers/${made.trigger}` : place;
};

/* Whatever is wrong in a look; nothing stops before all is seen. */
async function look(page, name, locale, looks) {
  const wrong = [];
  for (const [size, colorScheme] of looks) {
    await page.setViewportSize(size === "phone" ? phone : desktop);
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await page.waitForTimeout(30);
    const picture = `${name}-${locale}-${size}-${colorScheme}`;
    await (locale === "ar" ? assertSound : assertFits)(page, picture).catch((error) => wrong.push(error.message));
    page.problems.length = 0;
    wrong.push(...(await cutTexts(page)).map((text) => `${picture}: ${text}`));
    if (locale === "en-XA") wrong.push(...(await plainTexts(page, known)).map((text) => `${picture}: in no catalogue: ${text}`));
  }
  await page.setViewportSize(desktop);
  return wrong;
}

for (const tongue of tongues) {
  const { locale, looks } = tongue;
  let page;

  for (const [area, [place, way, only]] of Object.entries(areas)) {
    test(`${area}: what opens is sound in ${locale}`, async () => {
      page ??= await agentPage(browser, tend.base, { locale: locale === "en-XA" ? "en-GB" : locale, reducedMotion: "reduce" });
      page.setDefaultTimeout(5000);
      await page.setViewportSize(desktop);
      await page.goto(`/agent/${addressOf(place, locale)}?lang=${locale}`);
      if (place === "ticket") await untilOpen(page, made.tickets[locale]);
      await eventually(() => page.locator("main h1").first().count(), "the screen is there");
      await page.waitForFunction(() => !document.querySelector("main .skeleton, [aria-busy=true]"));
      const wrong = [];
      const seen = only ? looks.filter(([size]) => size === only) : looks;
      try {
        for await (const state of way(await handles(page, tongue))) wrong.push(...(await look(page, `${area}-${state}`, locale, seen)));
      } catch (error) {
        wrong.push(error.stack);
      }
      assert.equal(wrong.length, 0, wrong.join("\n"));
    });
  }
}
