/* Every screen, light and dark, desktop and phone: axe, no overflow, no CSP report, right geometry. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { agentPage, assertSound, box, desktop, fileByApi, fileByForm, holds, newContext, openPage, phone, row, startBrowser, startTend, untilOpen } from "./harness.mjs";

let tend;
let browser;
let filed;

before(async () => {
  tend = await startTend();
  browser = await startBrowser();
  const page = await openPage(await newContext(browser, tend.base));
  const long = "The application closes when I open the map, and I have tried to install it again three times already";
  filed = await fileByForm(page, { name: "Sofía Hernández-Villanueva de la Cruz", email: "sofia@customer.example", subject: long, body: `${long}.\nhttps://shop.example/${"a-long-address/".repeat(8)}` });
  for (let n = 1; n <= 12; n += 1) {
    await fileByApi(tend.base, { name: `Customer ${n}`, email: `c${n}@customer.example`, subject: `Question ${n} about an order`, body: "Where is it?" });
  }
  await page.context().close();
});

after(async () => {
  await browser?.close();
  await tend?.stop();
});

const sizes = [["desktop", desktop], ["phone", phone]];
const schemes = ["light", "dark"];

async function eachLook(open, run) {
  for (const [size, viewport] of sizes) {
    for (const colorScheme of schemes) {
      const page = await open({ viewport, colorScheme, reducedMotion: "reduce", hasTouch: size === "phone" });
      await run(page, size, `${size}-${colorScheme}`);
      await page.context().close();
    }
  }
}

const asCustomer = async (options) => openPage(await newContext(browser, tend.base, options));
const asAgent = (options) => agentPage(browser, tend.base, options);

test("public pages are sound in every look", async () => {
  await eachLook(asCustomer, async (page, _size, look) => {
    for (const [name, path] of [["sign-in", "/sign-in"], ["new", "/new"], ["ticket", `${filed.path}?new=1`], ["missing", "/nothing-here"]]) {
      await page.goto(path);
      await assertSound(page, `public-${name}-${look}`);
    }
  });
});

async function assertTargets(page, least, name) {
  const small = await page.evaluate((size) => {
    const visible = [...document.querySelectorAll("button, select, .filter, input:not([type=radio]):not([type=checkbox]):not([type=file])")].filter((element) => element.checkVisibility());
    return visible.map((element) => [element, element.getBoundingClientRect()]).filter(([, at]) => at.height < size || at.width < size).map(([element]) => element.outerHTML.slice(0, 100));
  }, least);
  assert.deepEqual(small, [], `${name}: smaller than ${least} px`);
}

async function assertDesktop(page) {
  const [nav, list, ticket, context] = [await box(page, ".nav-pane"), await box(page, ".queue-pane"), await box(page, ".ticket-pane"), await box(page, ".context-pane")];
  assert.ok(nav.x === 0 && nav.width >= 180);
  assert.ok(list.x >= nav.x + nav.width && list.width >= 300 && list.width <= 420);
  assert.ok(ticket.x >= list.x + list.width && ticket.width >= 420);
  assert.ok(context.x >= ticket.x + ticket.width && context.width >= 270);
  for (const pane of [nav, list, ticket, context]) assert.ok(pane.y === 0 && pane.height === desktop.height, "panes are as high as the window");
  const [thread, composer] = [await box(page, ".conversation"), await box(page, ".composer")];
  assert.ok(thread.height >= 300, `thread is ${thread.height} px high`);
  assert.ok(Math.abs(composer.y + composer.height - desktop.height) <= 1, "the composer stands at the foot");
}

async function assertPhone(page) {
  await holds(async () => assert.equal(await page.locator(".queue-pane").isVisible(), false));
  const [ticket, composer, thread] = [await box(page, ".ticket-pane"), await box(page, ".composer"), await box(page, ".conversation")];
  assert.equal(ticket.width, phone.width);
  assert.ok(Math.abs(composer.y + composer.height - phone.height) <= 1, "the composer stands at the foot");
  assert.ok(thread.height >= 300, `thread is ${thread.height} px high`);
}

test("the agent app is sound in every look: list, ticket, note, context, help", async () => {
  await eachLook(asAgent, async (page, size, look) => {
    await row(page, filed.number).waitFor();
    await assertSound(page, `agent-list-${look}`);
    await holds(async () => assert.equal((await box(page, ".row")).height, 56));
    await row(page, filed.number).click();
    await untilOpen(page, filed.number);
    await page.waitForTimeout(100);
    await assertSound(page, `agent-ticket-${look}`);
    await (size === "desktop" ? assertDesktop(page) : assertPhone(page));
    await assertTargets(page, 24, look);
    await page.keyboard.press("n");
    await assertSound(page, `agent-note-${look}`);
    await page.keyboard.press("Escape");
    if (size === "phone") {
      await page.getByRole("button", { name: "Deadlines and customer" }).click();
      await holds(async () => assert.equal((await box(page, ".context-pane")).width, phone.width));
      await assertSound(page, `agent-context-${look}`);
      await page.keyboard.press("Escape");
    }
    await page.keyboard.press("?");
    await assertSound(page, `agent-help-${look}`);
  });
});

/* Every screen, by the rest of its address; `ticket` stands for one that is open. */
const paths = [
  ...["v/all", "ticket", "board", "mentions", "welcome", "settings"],
  ...["first_reply_time", "next_reply_time", "resolution_time", "promises", "backlog_age", "arrivals"].map((id) => `reports/${id}`),
  ...["profile", "sign_in", "notifications", "appearance", "keys", "people", "people/1", "groups", "roles", "audit_log", "health", "views", "policies", "policies/new", "calendars", "calendars/2"].map((id) => `settings/${id}`),
  ...["macros", "macros/new", "triggers", "triggers/8", "automations", "automations/new", "ticket_fields", "ticket_fields/new", "ticket_forms", "ticket_forms/1", "ticket_statuses", "suspended", "deleted", "channels", "tokens", "webhooks", "webhooks/new"].map((id) => `settings/${id}`),
];
/* of the window, of the scheme, then of both: each differs from the one before in one thing only */
const looks = [["desktop", "light"], ["desktop", "dark"], ["phone", "dark"], ["phone", "light"]];

for (const locale of ["en", "ka", "ar"]) {
  test(`every screen is sound in every look in ${locale}`, async () => {
    const page = await asAgent({ locale, reducedMotion: "reduce", hasTouch: true });
    for (const path of paths) {
      await page.setViewportSize(desktop);
      await page.goto(`/agent/${path === "ticket" ? `v/all/t/${filed.number}` : path}?lang=${locale}`);
      await holds(async () => assert.equal(await page.getAttribute("html", "lang"), locale));
      for (const [size, colorScheme] of looks) {
        await page.setViewportSize(size === "phone" ? phone : desktop);
        await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
        await page.locator("main h1").first().waitFor({ state: "attached" });
        await page.waitForFunction(() => !document.querySelector("main .skeleton, [aria-busy=true]"));
        await assertSound(page, `${path.replaceAll("/", "-")}-${locale}-${size}-${colorScheme}`);
      }
      await holds(async () => assert.equal(await page.locator("h1:visible").count(), 1, `${path}: one h1`));
    }
    await page.context().close();
  });
}

test("between phone and desktop, and at 320 px, nothing overflows", async () => {
  const page = await agentPage(browser, tend.base, { path: `/agent/v/all/t/${filed.number}` });
  await untilOpen(page, filed.number);
  for (const width of [320, 600, 760, 900, 1024, 1180, 1920]) {
    await page.setViewportSize({ width, height: 800 });
    await page.waitForTimeout(50);
    const wider = await page.evaluate(() => Math.max(...[...document.querySelectorAll(".shell, .panes, .work, .ticket-pane, .conversation, .composer")].map((element) => element.getBoundingClientRect().right)) - innerWidth);
    assert.ok(wider <= 0, `${width}: ${wider} px too wide`);
    const ticket = await box(page, ".ticket-pane");
    assert.ok(ticket.width >= (width < 760 ? width : 380), `${width}: ticket pane is ${ticket.width} px`);
  }
  await page.context().close();
});

/* What of the box stands outside of the window. */
const outside = async (page, locator) => {
  const { x, y, width, height } = await locator.boundingBox();
  const size = page.viewportSize();
  return x < 0 || y < 0 || x + width > size.width || y + height > size.height ? [x, y, width, height] : null;
};

/* The page itself never scrolls: only what is in it. */
const scrolledApp = (page) => page.evaluate(() => Math.max(document.documentElement.scrollTop, document.body.scrollTop, document.getElementById("app").scrollTop));

test("in a low window menus scroll in themselves, and the palette ends in it", async () => {
  const page = await agentPage(browser, tend.base, { path: `/agent/v/all/t/${filed.number}` });
  await untilOpen(page, filed.number);
  for (const [width, height] of [[720, 450], [667, 375], [320, 256], [1280, 300]]) {
    await page.setViewportSize({ width, height });
    const opened = [page.getByRole("button", { name: "All actions" })];
    if (width === 1280) opened.push(page.getByRole("button", { name: /Menu$/ }), page.getByRole("button", { name: /^Sort/ }));
    for (const button of opened) {
      await button.click();
      const menu = page.locator("[role=menu]");
      await menu.waitFor();
      await holds(async () => assert.equal(await outside(page, menu), null, `${width} x ${height}`));
      await page.keyboard.press("End");
      await holds(async () => assert.equal(await outside(page, menu.locator("button").last()), null, `${width} x ${height}: the last line`));
      assert.equal(await scrolledApp(page), 0);
      await page.keyboard.press("Escape");
    }
    await page.keyboard.press("Control+k");
    await page.locator(".palette-list li").first().waitFor();
    await holds(async () => assert.equal(await outside(page, page.locator(".palette")), null, `${width} x ${height}: the palette`));
    await page.keyboard.press("Escape");
  }
  await page.context().close();
});

test("in a low window every place of the rail is reached, and the person's menu stays", async () => {
  const page = await agentPage(browser, tend.base);
  for (const [width, height] of [[844, 390], [910, 512], [1280, 400]]) {
    await page.setViewportSize({ width, height });
    for (const place of await page.locator(".nav-pane a.filter").all()) {
      await place.focus();
      await holds(async () => assert.equal(await outside(page, place), null, await place.getAttribute("title")));
    }
    await holds(async () => assert.equal(await outside(page, page.locator(".person")), null, "the menu"));
    assert.ok((await box(page, ".view-links")).height >= 96, `${width} x ${height}: views have room`);
    assert.equal(await scrolledApp(page), 0);
  }
  await page.context().close();
});

test("arrows stay among the entries of a menu, and a letter leads to the next that begins with it", async () => {
  const page = await asAgent();
  await row(page, filed.number).waitFor();
  await page.getByRole("button", { name: /^Sort/ }).press("Enter");
  const entries = await page.locator("[role=menu] button").allInnerTexts();
  const focused = () => page.evaluate(() => document.activeElement.innerText.trim());
  const steps = [["ArrowUp", entries.length - 1], ["ArrowDown", 0], ["End", entries.length - 1], ["Home", 0]];
  for (const [key, at] of steps) {
    await page.keyboard.press(key);
    await holds(async () => assert.equal(await focused(), entries[at].trim(), key));
  }
  for (const text of ["Status", "Subject", "Status"]) {
    await page.keyboard.press("s");
    await holds(async () => assert.equal(await focused(), text));
  }
  await page.context().close();
});

test("the tap that closes a menu opens nothing; the next one does", async () => {
  const page = await asAgent({ viewport: phone, hasTouch: true });
  await row(page, filed.number).waitFor();
  const before = await page.evaluate(() => location.pathname);
  await page.getByRole("button", { name: "List and view" }).tap();
  const menu = await box(page, "[role=menu]");
  const { x, y, width, height } = await page.locator(".row").nth(10).boundingBox();
  const place = [x + width / 4, y + height / 2];
  assert.ok(place[1] > menu.y + menu.height, "the row is below the menu");
  await page.evaluate(() => addEventListener("click", () => (window.clicked = true), { capture: true }));
  await page.touchscreen.tap(...place);
  await page.waitForFunction(() => window.clicked);
  await holds(async () => assert.equal(await page.locator("[role=menu]").count(), 0));
  assert.equal(await page.evaluate(() => location.pathname), before);
  await page.touchscreen.tap(...place);
  await page.waitForURL(/\/t\/\d+$/);
  await page.context().close();
});

test("a press on a line of the palette takes it when it is let go", async () => {
  const page = await asAgent();
  await page.keyboard.press("Control+k");
  await page.keyboard.type("Deadlines");
  const line = page.locator(".palette-list li").first();
  await line.hover();
  await page.mouse.down();
  await holds(async () => assert.ok(await page.locator(".palette input").evaluate((field) => field === document.activeElement), "the field has the focus"));
  await page.mouse.up();
  await page.locator(".palette").waitFor({ state: "detached" });
  await page.context().close();
});

const tagged = (page, number, tags) => page.request.put(`/api/v2/tickets/${number}`, { data: { ticket: { tags } }, headers: { Origin: tend.base } });

test("in a row the name goes before the tags, which are whole or not there, and run in their own direction", async () => {
  const page = await asAgent({ viewport: phone });
  const number = await fileByApi(tend.base, { name: "Zoe Papadaki", email: "zoe@customer.example", subject: "Tags", body: "A few words of it" });
  await tagged(page, number, ["accounting", "phone_support"]);
  for (const [width, shown] of [[390, false], [700, true]]) {
    await page.setViewportSize({ width, height: 844 });
    await page.goto("/agent/v/all?lang=ar");
    const line = row(page, number);
    await line.waitFor();
    await holds(async () => assert.ok(await line.locator(".row-who").evaluate((name) => name.scrollWidth <= name.clientWidth), "the name is whole"));
    const [rest, tags] = [await line.locator(".row-rest").boundingBox(), await line.locator(".row-tags").boundingBox()];
    assert.equal(tags.y < rest.y + rest.height, shown, `tags at ${width} px`);
    await holds(async () => assert.equal(await line.locator(".tag").first().evaluate((tag) => getComputedStyle(tag).direction), "ltr"));
  }
  await page.context().close();
});

test("the names at the foot of the phone are whole in every language", async () => {
  const page = await asAgent({ viewport: phone });
  for (const [locale, width] of [["en", 320], ["hr", 320], ["ka", 360], ["ar", 390], ["gu", 360], ["fil", 390]]) {
    await page.setViewportSize({ width, height: 844 });
    await page.goto(`/agent/v/all?lang=${locale}`);
    await page.locator(".nav-sheet").waitFor();
    const cut = () =>
      page.locator(".nav-pane .filter-name:visible").evaluateAll((names) => {
        const wide = (name) => name.scrollWidth > name.clientWidth || name.getBoundingClientRect().left < 0 || name.getBoundingClientRect().right > innerWidth;
        return names.filter(wide).map((name) => name.textContent);
      });
    await holds(async () => assert.deepEqual(await cut(), [], `${locale} at ${width} px`));
  }
  await page.context().close();
});

test("on the phone a finger finds links and small buttons, too", async () => {
  const page = await asAgent({ viewport: phone, hasTouch: true });
  const low = () =>
    page.evaluate(() => {
      const shown = [...document.querySelectorAll(":is(main, .queue-pane, .context-pane) :is(a, button, summary)")].filter((element) => element.checkVisibility() && !element.closest("p, .message"));
      return shown.filter((element) => element.getBoundingClientRect().height < 43.5).map((element) => element.outerHTML.slice(0, 120));
    });
  const ticket = `v/all/t/${filed.number}`;
  for (const path of ["v/all?q=status%3Aopen", ticket, "reports/promises", "reports/promises/tickets", "settings/groups", "settings/ticket_statuses", "settings/policies", "settings/policies/1"]) {
    await page.goto(`/agent/${path}`);
    await page.locator("main h1").first().waitFor({ state: "attached" });
    await page.waitForFunction(() => !document.querySelector("main .skeleton, [aria-busy=true]"));
    if (path === ticket) await page.getByRole("button", { name: "Deadlines and customer" }).tap();
    await holds(async () => assert.deepEqual(await low(), [], path));
  }
  await page.context().close();
});

test("with somebody else at the ticket its subject still has room", async () => {
  const page = await asAgent();
  const number = await fileByApi(tend.base, { name: "Zoe", email: "zoe@customer.example", subject: "Cannot sign in", body: "Help" });
  const other = { ticket_id: number, state: "replying", user: { id: 4711, name: "Ivo Perić" } };
  await page.route(/\/presence$/, (route) => route.fulfill({ json: { presence: [other] } }));
  for (const width of [760, 1024, 1200, 1280, 1440]) {
    await page.setViewportSize({ width, height: 900 });
    await page.goto(`/agent/v/all/t/${number}`);
    await untilOpen(page, number);
    await page.locator(".other").waitFor();
    await holds(async () => assert.ok((await box(page, ".bar-title h2")).height < 30, `${width}: one line`));
    assert.ok((await box(page, ".bar-title h2")).width > 90, `${width}: more than a letter of it`);
  }
  await page.context().close();
});

test("rows keep their place when news comes: CLS is 0 and new ones wait behind a button", async () => {
  const page = await agentPage(browser, tend.base);
  await page.addInitScript(() => {
    window.shifts = 0;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) window.shifts += entry.value;
    }).observe({ type: "layout-shift", buffered: true });
  });
  await page.reload();
  await row(page, filed.number).waitFor();
  await page.waitForTimeout(300);
  const before = [await row(page, filed.number).boundingBox(), await page.evaluate(() => window.shifts)];
  const number = await fileByApi(tend.base, { name: "Late", email: "late@customer.example", subject: "Comes later", body: "Hello" });
  await page.locator(".chip-button").waitFor();
  await holds(async () => assert.equal(await row(page, number).count(), 0));
  await holds(async () => assert.deepEqual(await row(page, filed.number).boundingBox(), before[0]));
  await page.keyboard.press("Shift+N");
  await row(page, number).waitFor();
  assert.ok(before[1] <= 0.05, `layout shift ${before[1]}`);
  await page.context().close();
});

test("the chosen colours stay and beat those of the system", async () => {
  const page = await agentPage(browser, tend.base, { colorScheme: "light" });
  const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const light = await ground();
  await page.getByRole("button", { name: /Menu$/ }).click();
  await page.getByRole("menuitemradio", { name: "Dark" }).click();
  await holds(async () => assert.notEqual(await ground(), light));
  await page.reload();
  await page.waitForSelector(".filters");
  await holds(async () => assert.notEqual(await ground(), light));
  await page.context().close();
});
