/* The live part of the workspace: who is where, breaks without loss, edits while offline, sign-in on the spot, notifications, keys and palette. */
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { after, before, test } from "node:test";
import { admin, agentPage, apiGet, assertSound, desktop, eventually, fileByApi, holds, newContext, openPage, phone, row, startBrowser, startTend, untilOpen } from "./harness.mjs";

const ana = { name: "Ana Horvat", email: "ana@customer.example" };
const colleague = { name: "Ivo Perić", email: "ivo@desk.example", password: "another horse battery" };
let tend;
let browser;

const made = [];
const file = async (subject) => {
  const number = await fileByApi(tend.base, { ...ana, subject, body: `${subject}: please help.` });
  made.push(number);
  return number;
};

/* A request of the API as the page makes it. */
const call = (page, method, path, body) =>
  page.evaluate(
    async ([verb, url, sent]) => {
      const answer = await fetch(`/api/v2/${url}`, { method: verb, headers: { "Content-Type": "application/json" }, body: sent ? JSON.stringify(sent) : undefined });
      return { status: answer.status, body: await answer.json().catch(() => null) };
    },
    [method, path, body],
  );

async function openTicket(number, options = {}) {
  const page = await agentPage(browser, tend.base, { path: `/agent/v/all/t/${number}`, ...options });
  await untilOpen(page, number);
  return page;
}

async function colleaguePage(path) {
  const page = await openPage(await newContext(browser, tend.base));
  await page.goto(`/sign-in?next=${encodeURIComponent(path)}`);
  await page.fill("#field-email", colleague.email);
  await page.fill("#field-password", colleague.password);
  await Promise.all([page.waitForURL((url) => url.pathname.startsWith("/agent")), page.click("button[type=submit]")]);
  await page.waitForSelector(".filters");
  return page;
}

async function close(...pages) {
  for (const page of pages) {
    assert.deepEqual(page.problems, []);
    await page.context().close();
  }
}

/* Keys of other keyboards: what the browser would report. */
const press = (page, key, code, held = {}) =>
  page.evaluate(([k, c, h]) => document.activeElement.dispatchEvent(new KeyboardEvent("keydown", { key: k, code: c, bubbles: true, cancelable: true, ...h })), [key, code, held]);

const leaveFields = (page) => page.evaluate(() => document.activeElement?.blur());

before(async () => {
  tend = await startTend();
  browser = await startBrowser();
  const page = await agentPage(browser, tend.base);
  const { status, body } = await call(page, "POST", "users", { user: { name: colleague.name, email: colleague.email, role: "agent" } });
  assert.equal(status, 201, JSON.stringify(body));
  colleague.id = body.user.id;
  const set = await call(page, "POST", `users/${colleague.id}/password`, { password: colleague.password });
  assert.ok(set.status < 300, JSON.stringify(set));
  await page.context().close();
});

after(async () => {
  await browser?.close();
  await tend?.stop();
});

test("two agents at one ticket see each other, and who writes", async () => {
  const number = await file("Collision");
  const maria = await openTicket(number);
  const ivo = await colleaguePage(`/agent/v/all/t/${number}`);
  await untilOpen(ivo, number);
  await maria.waitForSelector(".other-viewing");
  await ivo.waitForSelector(".other-viewing");
  await holds(async () => assert.match(await maria.locator(".other").getAttribute("title"), /Ivo Perić is looking at this/));
  await ivo.locator("#answer").pressSequentially("Dear");
  await maria.waitForSelector(".other-replying");
  await eventually(async () => (await maria.locator(".visually-hidden [role=status]").allInnerTexts()).join(" ").includes("Ivo Perić is replying"), "it is said");
  await assertSound(maria, "live-collision");
  await maria.keyboard.press("Escape");
  await maria.keyboard.press("u");
  await maria.waitForSelector(`#queue-${number} .presence-writes`);
  await eventually(async () => (await ivo.locator(".other").count()) === 0, "who goes back to the list has left");
  await ivo.context().close();
  await eventually(async () => (await maria.locator(".presence-dot").count()) === 0, "a closed tab has left");
  await close(maria);
});

test("the stream breaks under writes and goes on: nothing is lost, nothing is loaded again", async () => {
  const number = await file("Before the break");
  const page = await openTicket(number);
  const asked = [];
  page.on("request", (request) => asked.push(request.url()));
  await page.evaluate(() => {
    window.here = true;
  });
  await tend.pause();
  await page.waitForSelector(".banner");
  await tend.start();
  const news = [];
  for (let n = 0; n < 5; n += 1) news.push(await file(`During the break ${n}`));
  await eventually(async () => (await page.locator(".banner").count()) === 0, "the banner goes");
  const resumed = asked.filter((url) => url.includes("/events/stream"));
  assert.ok(resumed.length > 0);
  await eventually(async () => {
    const button = page.locator(".chip-button").first();
    if (await button.isVisible()) await button.click({ timeout: 500 }).catch(() => undefined);
    const shown = await Promise.all(news.map((id) => row(page, id).count()));
    return shown.every((count) => count === 1);
  }, "all that came during the break is shown");
  await holds(async () => assert.equal(await page.evaluate(() => window.here), true, "the page was not loaded again"));
  await close(page);
});

test("edits made offline wait, are sent in order when the network is back, and a refusal is said", async () => {
  const number = await file("Offline edits");
  const other = await file("Refused edit");
  const page = await openTicket(number);
  await page.context().setOffline(true);
  await page.selectOption("#priority", "high");
  await page.selectOption("#priority", "urgent");
  await page.waitForSelector(".banner");
  await eventually(async () => /2 changes wait/.test(await page.locator(".banner").innerText()), "the banner counts them");
  await holds(async () => assert.equal(await page.inputValue("#priority"), "urgent"));
  await page.context().setOffline(false);
  await eventually(async () => (await apiGet(page, `tickets/${number}`)).ticket.priority === "urgent", "they arrive");
  await eventually(async () => (await page.locator(".banner").count()) === 0, "the banner goes");
  const { audits } = await apiGet(page, `tickets/${number}/audits`);
  const set = audits.flatMap((audit) => audit.events).filter((event) => event.field_name === "priority").map((event) => event.value);
  assert.deepEqual(set, ["high", "urgent"]);
  await page.goto(`/agent/v/all/t/${other}`);
  await untilOpen(page, other);
  await page.route(`**/api/v2/tickets/${other}`, (route) => (route.request().method() === "PUT" ? route.abort("internetdisconnected") : route.continue()));
  await page.selectOption("#priority", "low");
  await eventually(async () => /1 change waits/.test(await page.locator(".banner").innerText().catch(() => "")), "it waits");
  /* the newest route comes first: between the two the edit must find no way through */
  const refusal = { status: 422, contentType: "application/json", body: JSON.stringify({ error: "RecordInvalid", details: { priority: [{ description: "Priority: not today" }] } }) };
  await page.route(`**/api/v2/tickets/${other}`, (route) => (route.request().method() === "PUT" ? route.fulfill(refusal) : route.continue()));
  await page.waitForSelector(".toast-error");
  await holds(async () => assert.match(await page.locator(".toast-error").innerText(), /not today/));
  await holds(async () => assert.equal(await page.inputValue("#priority"), ""));
  await close(page);
});

test("a reload keeps what waits; without the server the page says so and goes on by itself", async () => {
  const number = await file("Reload offline");
  const page = await openTicket(number);
  await page.route("**/api/v2/tickets/*", (route) => (route.request().method() === "PUT" ? route.abort() : route.continue()));
  await page.selectOption("#priority", "high");
  await eventually(async () => /1 change waits/.test(await page.locator(".banner").innerText().catch(() => "")), "it waits");
  await page.unroute("**/api/v2/tickets/*");
  await page.route("**/api/v2/**", (route) => route.abort());
  await page.reload();
  await page.waitForSelector(".not-started");
  await assertSound(page, "live-unreachable");
  await page.unroute("**/api/v2/**");
  await untilOpen(page, number);
  await eventually(async () => (await apiGet(page, `tickets/${number}`)).ticket.priority === "high", "what waited is sent");
  await close(page);
});

test("what is taken back after it waited is taken back whole; the refusal of an older change leaves z to the newer one", async () => {
  const number = await file("Taken offline");
  const older = await file("Refused later");
  const page = await openTicket(number);
  const ticket = async () => (({ status, assignee_id, group_id }) => ({ status, assignee_id, group_id }))((await apiGet(page, `tickets/${number}`)).ticket);
  const before = await ticket();
  const banner = page.locator(".banner");
  await page.context().setOffline(true);
  await page.locator("#ticket-title").focus();
  await page.keyboard.press("Shift+A");
  await banner.getByText("1 change waits").waitFor();
  await page.context().setOffline(false);
  await banner.waitFor({ state: "detached" });
  assert.notEqual((await ticket()).status, before.status, "taking it opens it");
  await page.keyboard.press("z");
  await eventually(async () => (await ticket()).assignee_id === null, "taken back");
  assert.deepEqual(await ticket(), before);
  /* the older one waits from before a reload: there is no way back from it any more */
  await page.route(`**/api/v2/tickets/${older}`, (route) => (route.request().method() === "PUT" ? route.abort("internetdisconnected") : route.continue()));
  await page.goto(`/agent/v/all/t/${older}`);
  await untilOpen(page, older);
  await page.selectOption("#priority", "low");
  await banner.getByText("1 change waits").waitFor();
  await page.goto(`/agent/v/all/t/${number}`);
  await untilOpen(page, number);
  await page.selectOption("#priority", "high");
  await banner.getByText("2 changes wait").waitFor();
  const refusal = { status: 422, contentType: "application/json", body: JSON.stringify({ error: "RecordInvalid", details: { priority: [{ description: "Priority: not today" }] } }) };
  await page.route(`**/api/v2/tickets/${older}`, (route) => (route.request().method() === "PUT" ? route.fulfill(refusal) : route.continue()));
  await page.locator(".toast-error", { hasText: "not today" }).waitFor();
  await banner.waitFor({ state: "detached" });
  const priority = async () => (await apiGet(page, `tickets/${number}`)).ticket.priority;
  assert.equal(await priority(), "high");
  await page.locator("#ticket-title").focus();
  await page.keyboard.press("z");
  await eventually(async () => (await priority()) === null, "z takes the newer one back");
  await close(page);
});

test("keys work when the composer does not come", async () => {
  const number = await file("Composer does not come");
  const page = await agentPage(browser, tend.base, { path: "/agent/v/all" });
  await page.route("**/composer_view*", (route) => route.abort());
  await row(page, number).waitFor();
  await page.locator("#queue").focus();
  await page.keyboard.press("Home");
  await page.keyboard.press("r");
  await page.locator(".composer .button").waitFor();
  await page.keyboard.press("t");
  await holds(async () => assert.equal(await page.evaluate(() => document.activeElement?.id), "tag-field"));
  await close(page);
});

test("the session ends while somebody writes: sign in on the spot, nothing is lost", async () => {
  const number = await file("Session ends");
  const page = await colleaguePage(`/agent/v/all/t/${number}`);
  await untilOpen(page, number);
  await page.locator("#answer").pressSequentially("This must not get lost.");
  await page.context().clearCookies();
  await page.selectOption("#priority", "high");
  await page.waitForSelector(".banner-strong");
  const said = page.locator(".toast");
  await eventually(async () => /Priority of .*: High\..*Not sent yet/.test(await said.innerText()), "it is not said as if it were done");
  const spoken = page.locator("[aria-live=polite]", { hasText: "Not sent yet" });
  await holds(async () => assert.equal((await spoken.innerText()).match(/Priority of/g).length, 1, "and said once"));
  await page.locator(".banner-strong .button").click();
  await page.waitForSelector("dialog[open] input[type=password]");
  await page.fill("dialog[open] input[type=password]", "not the password");
  await page.keyboard.press("Enter");
  await page.waitForSelector("dialog[open] [role=alert]");
  await assertSound(page, "live-sign-in");
  await page.fill("dialog[open] input[type=password]", colleague.password);
  await page.keyboard.press("Enter");
  await eventually(async () => (await page.locator(".banner-strong").count()) === 0, "the banner goes");
  await page.keyboard.type(" e");
  await holds(async () => assert.equal(await page.locator("#answer").inputValue(), "This must not get lost. e", "one writes on at once"));
  await eventually(async () => (await apiGet(page, `tickets/${number}`)).ticket.priority === "high", "the edit that was refused meanwhile is sent");
  await close(page);
});

/* The code that an authenticator app shows (RFC 6238). */
function codeOf(secret) {
  const bits = [...secret.replace(/\s/g, "")].map((letter) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(letter).toString(2).padStart(5, "0")).join("");
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30000)));
  const mac = createHmac("sha1", key).update(counter).digest();
  const at = mac[19] & 15;
  return String((mac.readUInt32BE(at) & 0x7fffffff) % 1000000).padStart(6, "0");
}

test("the second step of signing in is asked on the spot, too", async () => {
  const number = await file("Second step");
  const page = await colleaguePage(`/agent/v/all/t/${number}`);
  await untilOpen(page, number);
  const begun = await call(page, "POST", "users/me/second_step", { password: colleague.password });
  const on = await call(page, "PUT", "users/me/second_step", { code: codeOf(begun.body.second_step.secret) });
  const [recovery] = on.body.recovery_codes ?? on.body.second_step.recovery_codes;
  await page.locator("#answer").pressSequentially("Kept through two steps.");
  await page.context().clearCookies();
  await page.selectOption("#priority", "high");
  await page.locator(".banner-strong .button").click();
  const field = page.locator("dialog[open] label input");
  await field.fill(colleague.password);
  await page.keyboard.press("Enter");
  await page.waitForSelector("dialog[open] input[autocomplete=one-time-code]");
  await field.fill("000000");
  await page.keyboard.press("Enter");
  await page.waitForSelector("dialog[open] [role=alert]");
  await assertSound(page, "live-second-step");
  await field.fill(recovery);
  await page.keyboard.press("Enter");
  await eventually(async () => (await page.locator(".banner-strong").count()) === 0, "the banner goes");
  await holds(async () => assert.equal(await page.locator("#answer").inputValue(), "Kept through two steps."));
  const maria = await agentPage(browser, tend.base);
  assert.ok((await call(maria, "DELETE", `users/${colleague.id}/second_step`)).status < 300);
  await close(page, maria);
});

test("notifications: by one tab, for what concerns me, counted in the title and on the icon", async () => {
  const number = await file("Notify me");
  const maria = await agentPage(browser, tend.base, { permissions: ["notifications"] });
  const ivo = await colleaguePage("/agent");
  const second = await ivo.context().newPage();
  await ivo.context().grantPermissions(["notifications"]);
  await ivo.context().addInitScript(() => {
    window.shown = [];
    window.Notification = class {
      static permission = "granted";
      constructor(title, options) {
        window.shown.push([title, options.body]);
      }
      close() {}
    };
  });
  await ivo.reload();
  await ivo.waitForSelector(".filters");
  await second.goto("/agent");
  await second.waitForSelector(".filters");
  await call(maria, "PUT", `tickets/${number}`, { ticket: { assignee_id: colleague.id } });
  const all = async () => [...(await ivo.evaluate(() => window.shown)), ...(await second.evaluate(() => window.shown))];
  await eventually(async () => (await all()).length === 1, "one notification");
  await holds(async () => assert.deepEqual(await all(), [[`Ticket #${number} is yours now`, "Notify me"]]));
  await holds(async () => assert.match(await second.title(), /^\(\d+\) /));
  await holds(async () => assert.match(await second.getAttribute("link[rel=icon]", "href"), /favicon_dot/));
  await call(maria, "PUT", `tickets/${number}`, { ticket: { comment: { body: `@${colleague.name} please look`, public: false } } });
  await eventually(async () => (await all()).length === 2, "and of the note");
  await second.waitForSelector('a[href="/agent/mentions"] .count');
  await second.goto("/agent/mentions");
  await second.waitForSelector(".mention-new");
  await holds(async () => assert.match(await second.locator(".mention").innerText(), /Maria Santos[^]*please look[^]*Notify me/));
  second.problems = [];
  await assertSound(second, "live-mentions");
  await second.keyboard.press("j");
  await holds(async () => assert.ok(await second.locator(".mention a").evaluate((line) => line === document.activeElement)));
  await second.keyboard.press("Enter");
  await untilOpen(second, number);
  await eventually(async () => (await second.locator('a[href="/agent/mentions"] .count').count()) === 0, "looked at: seen");
  await second.bringToFront();
  await eventually(async () => /favicon-/.test(await second.getAttribute("link[rel=icon]", "href")), "the dot goes");
  await close(maria, ivo);
});

test("what could not be opened offline opens by itself, and that one is back is heard", async () => {
  const number = await file("Opened offline");
  const page = await agentPage(browser, tend.base, { path: "/agent/v/all" });
  await row(page, number).waitFor();
  await page.context().setOffline(true);
  await row(page, number).click();
  await page.locator(".ticket-pane [role=alert]", { hasText: "could not be reached" }).waitFor();
  await page.waitForSelector(".banner");
  await page.context().setOffline(false);
  await page.waitForSelector(".thread .message");
  await page.locator("[role=status]", { hasText: "Back online" }).first().waitFor({ state: "attached" });
  await close(page);
});

test("the same words are said again", async () => {
  const page = await openTicket(await file("Said twice"));
  await page.evaluate(() => {
    window.heard = [];
    const region = document.querySelector(".visually-hidden [role=status]");
    new MutationObserver(() => region.textContent && window.heard.push(region.textContent)).observe(region, { childList: true, characterData: true, subtree: true });
  });
  for (let times = 1; times <= 2; times += 1) {
    await page.keyboard.press("t");
    await page.keyboard.type("same,same,");
    await eventually(() => page.evaluate((n) => window.heard.filter((words) => words.includes("same is there already")).length === n, times), `said ${times} times`);
    await page.keyboard.press("Escape");
  }
  await close(page);
});

test("live updates can be paused", async () => {
  const page = await agentPage(browser, tend.base, { path: "/agent/v/all" });
  await page.waitForSelector("#queue");
  await page.keyboard.press("Control+k");
  await page.waitForSelector(".palette input");
  await page.keyboard.type("pause");
  await page.keyboard.press("Enter");
  await page.waitForSelector(".banner-calm");
  const number = await file("While paused");
  await eventually(async () => /1 ticket has changed/.test(await page.locator(".banner-calm").innerText()), "the banner counts");
  await holds(async () => assert.equal(await page.locator(".chip-button").count(), 0));
  await assertSound(page, "live-paused");
  await page.locator(".banner-calm .button").click();
  await eventually(async () => (await page.locator(".chip-button").count()) > 0 || (await row(page, number).count()) > 0, "it comes");
  await close(page);
});

test("palette: by keyboard alone, with keys, numbers, people, and what was used last", async () => {
  const number = await file("Found by the palette");
  const page = await agentPage(browser, tend.base, { path: "/agent/v/mine" });
  await page.keyboard.press("Control+k");
  await page.waitForSelector(".palette [role=option]");
  await assertSound(page, "live-palette");
  await page.keyboard.type("unas");
  const first = page.locator(".palette [aria-selected=true]");
  await holds(async () => assert.match(await first.innerText(), /Unassigned/));
  await page.keyboard.press("Enter");
  await page.waitForURL((url) => url.pathname.endsWith("/v/unassigned"));
  await page.keyboard.press("Control+k");
  await page.waitForSelector(".palette [role=option]");
  await holds(async () => assert.match(await first.innerText(), /Unassigned/, "what was used last is first"));
  await holds(async () => assert.match(await page.locator(".palette").innerText(), /g\s*u/));
  await page.keyboard.type(`#${number}`);
  await page.keyboard.press("Enter");
  await untilOpen(page, number);
  await page.keyboard.press("Control+k");
  await page.waitForSelector(".palette [role=option]");
  await page.keyboard.type("ivo peric");
  await eventually(async () => /Ivo Perić/.test(await first.innerText()), "people are found without accents");
  await page.keyboard.press("Escape");
  await eventually(async () => (await page.locator(".palette").count()) === 0, "Esc closes");
  await close(page);
});

const firstKeys = async () => {
  const page = await agentPage(browser, tend.base);
  await call(page, "PATCH", "users/me/preferences", { preferences: { keys: null, single_keys: null } });
  await page.context().close();
};

test("mentions, keys and palette are sound in every look", async () => {
  for (const [name, viewport] of [["desktop", desktop], ["phone", phone]]) {
    for (const colorScheme of ["light", "dark"]) {
      const page = await agentPage(browser, tend.base, { path: "/agent/mentions", viewport, colorScheme });
      await page.waitForSelector("h1");
      await page.waitForSelector(".empty, .mention");
      await assertSound(page, `live-mentions-${name}-${colorScheme}`);
      await page.goto("/agent/settings/keys");
      await page.waitForSelector(".key-row");
      await assertSound(page, `live-keys-${name}-${colorScheme}`);
      await leaveFields(page);
      await page.keyboard.press("Control+k");
      await page.waitForSelector(".palette [role=option]");
      await assertSound(page, `live-palette-${name}-${colorScheme}`);
      await close(page);
    }
  }
});

test("remap a key, take one over, switch single keys off, and back", async () => {
  const number = await file("Remapped");
  const page = await agentPage(browser, tend.base, { path: "/agent/settings/keys" });
  const button = (name) => page.getByRole("button", { name: new RegExp(`^Change the key for ${name}`) });
  await button("Search").click();
  await page.keyboard.press("q");
  await eventually(async () => /q/.test(await button("Search").innerText()), "the new key stands there");
  await button("Unassigned").click();
  await page.keyboard.press("g");
  await page.keyboard.press("a");
  await page.waitForSelector(".key-said");
  await holds(async () => assert.match(await page.locator(".key-said").innerText(), /g a already means: All open/));
  await assertSound(page, "live-keys");
  await page.locator(".key-said .text-button").click();
  await eventually(async () => /g\s*a/.test(await button("Unassigned").innerText()), "taken over");
  await holds(async () => assert.match(await button("All open").innerText(), /No key/));
  await page.goto(`/agent/v/all/t/${number}`);
  await untilOpen(page, number);
  await leaveFields(page);
  await page.keyboard.press("q");
  await eventually(() => page.evaluate(() => document.activeElement?.id === "search"), "q searches now");
  await page.evaluate(() => document.activeElement.blur());
  await page.keyboard.press("g");
  await page.keyboard.press("a");
  await page.waitForURL((url) => url.pathname.endsWith("/v/unassigned"));
  const focused = () => page.evaluate(() => document.activeElement?.id);
  await eventually(async () => (await focused()) === "queue", "the list has the focus");
  await eventually(async () => (await apiGet(page, "users/me/preferences")).preferences.keys?.["list:search"]?.[0] === "q", "kept on the server");
  await page.keyboard.press("?");
  await page.waitForSelector("dialog.help");
  await holds(async () => assert.match(await page.locator("dialog.help").innerText(), /q\s*Search/));
  await assertSound(page, "live-key-sheet");
  await page.getByRole("checkbox", { name: "Single keys" }).uncheck();
  await page.keyboard.press("Escape");
  await page.locator("dialog.help").waitFor({ state: "detached" });
  await holds(async () => assert.equal(await focused(), "queue", "a dialog that closes gives the focus back"));
  await page.keyboard.press("q");
  await page.keyboard.press("?");
  await holds(async () => assert.equal(await page.locator("dialog.help").count(), 0));
  assert.equal(await focused(), "queue", "keys that are off do nothing");
  await page.goto("/agent/settings/keys");
  await page.getByRole("checkbox", { name: "Single keys" }).check();
  await page.getByRole("button", { name: "Use all first keys again" }).click();
  await page.locator("dialog[open] .button:not(.button-quiet)").click();
  await eventually(async () => /\//.test(await button("Search").innerText()), "all first keys are back");
  await eventually(async () => Object.keys((await apiGet(page, "users/me/preferences")).preferences.keys ?? {}).length === 0, "and on the server");
  await close(page);
});

test("a choice that the server has not taken is not that of the next person at this browser; one that it refuses is taken back with words", async () => {
  const page = await agentPage(browser, tend.base, { path: "/agent/v/all" });
  const compact = page.getByRole("menuitemradio", { name: "Compact rows" });
  const openMenu = async () => {
    await page.getByRole("button", { name: "List and view" }).click();
    await compact.waitFor();
  };
  const kept = (name) => page.evaluate((key) => localStorage.getItem(key) ?? "", name);
  await eventually(async () => Number(await kept("tend.preferences.owner")) > 0, "it is known who is here");
  /* as a page leaves them that was closed before the server had them */
  await page.evaluate(() => {
    const values = { "list.compact": true };
    localStorage["tend.preferences"] = JSON.stringify(values);
    localStorage["tend.preferences.unsaved"] = JSON.stringify({ at: Date.now(), values });
  });
  await page.context().clearCookies();
  await page.goto("/sign-in?next=/agent/v/all");
  await page.fill("#field-email", colleague.email);
  await page.fill("#field-password", colleague.password);
  await page.click("button[type=submit]");
  await page.waitForSelector(".filters");
  await eventually(async () => (await kept("tend.preferences.owner")) === String(colleague.id), "it is known who is here");
  assert.doesNotMatch((await kept("tend.preferences")) + (await kept("tend.preferences.unsaved")), /list.compact/);
  const body = { error: "RecordInvalid", details: { preferences: [{ error: "TooLong", description: "Preferences: there are too many" }] } };
  await page.route("**/users/me/preferences", (route) => (route.request().method() === "PATCH" ? route.fulfill({ status: 422, json: body }) : route.continue()));
  await openMenu();
  await compact.click();
  await page.locator(".toast", { hasText: "Not changed. Preferences: there are too many" }).waitFor();
  assert.doesNotMatch((await kept("tend.preferences")) + (await kept("tend.preferences.unsaved")), /list.compact/);
  await openMenu();
  await holds(async () => assert.equal(await compact.getAttribute("aria-checked"), "false"));
  await page.context().close();
});

test("keys on Croatian, Georgian and Gujarati keyboards, never while typing or composing", async () => {
  await firstKeys();
  const first = await file("Keyboards one");
  const number = await file("Keyboards");
  const page = await openTicket(number);
  await leaveFields(page);
  const field = () => page.evaluate(() => document.activeElement?.id ?? "");
  const tagField = async (key, code, held) => {
    await leaveFields(page);
    await press(page, key, code, held);
    const focused = await field();
    await leaveFields(page);
    return /tag/.test(focused);
  };
  assert.equal(await tagField("t", "KeyT"), true, "Latin");
  assert.equal(await tagField("თ", "KeyT", { shiftKey: true }), false, "Georgian with Shift is another command");
  assert.equal(await tagField("ტ", "KeyT"), true, "Georgian");
  assert.equal(await tagField("ત", "KeyT"), true, "Gujarati");
  assert.equal(await tagField("t", "KeyT", { isComposing: true }), false, "composing");
  assert.equal(await tagField("t", "KeyT", { ctrlKey: true, altKey: true }), false, "AltGr as Ctrl+Alt");
  assert.equal(await tagField("t", "KeyT", { modifierAltGraph: true }), false, "AltGr");
  await page.evaluate(() => document.activeElement?.blur());
  await press(page, "კ", "KeyK", { ctrlKey: true });
  await page.waitForSelector(".palette");
  await page.keyboard.press("Escape");
  await eventually(async () => (await page.locator(".palette").count()) === 0, "closed");
  await page.goto("/agent/v/all");
  await page.waitForSelector("#queue");
  await leaveFields(page);
  await press(page, "š", "BracketLeft");
  await page.waitForURL((url) => !url.pathname.endsWith("/v/all"));
  await press(page, "đ", "BracketRight");
  await page.waitForURL((url) => url.pathname.endsWith("/v/all"));
  await press(page, "/", "Digit7", { shiftKey: true });
  await eventually(async () => (await field()) === "search", "Croatian Shift+7 is /");
  await press(page, "j", "KeyJ");
  await holds(async () => assert.equal(await field(), "search", "a field keeps its letters"));
  assert.ok(first < number);
  await close(page);
});

test("m opens the canned replies where one writes", async () => {
  const number = await file("Canned");
  const page = await openTicket(number);
  const made = await call(page, "POST", "macros", { macro: { title: "Zebra question", actions: [{ field: "comment_value", value: "Which order is it?" }] } });
  assert.ok(made.status < 300, JSON.stringify(made));
  await leaveFields(page);
  await page.keyboard.press("m");
  await page.getByRole("option", { name: /Zebra question/ }).waitFor();
  await holds(async () => assert.equal(await page.locator("#answer").getAttribute("aria-haspopup"), "listbox"));
  await page.locator("[role=status]", { hasText: /\d choices?/ }).first().waitFor({ state: "attached" });
  await page.keyboard.press("Escape");
  await holds(async () => assert.equal(await page.locator("#answer").inputValue(), "", "the sign goes with the list that it opened"));
  await page.keyboard.press("Escape");
  await page.keyboard.press("m");
  await page.getByRole("option", { name: /Zebra question/ }).waitFor();
  await page.keyboard.type("zebra");
  await eventually(async () => (await page.locator("[role=option]", { hasText: "Zebra question" }).getAttribute("aria-selected").catch(() => "")) === "true", "typing narrows it");
  await page.keyboard.press("Enter");
  await eventually(async () => /Which order is it\?/.test(await page.locator(".composer").evaluate((element) => element.querySelector("textarea")?.value ?? element.innerText)), "it is put in");
  await close(page);
});

test("every key of the list has one meaning where it counts", async () => {
  await firstKeys();
  const page = await agentPage(browser, tend.base);
  await page.keyboard.press("?");
  await page.waitForSelector("dialog.help");
  const lines = await page.locator("dialog.help dl > div").allInnerTexts();
  assert.ok(lines.length > 20, lines.join("\n"));
  for (const key of ["j", "k", "r", "n", "e", "z", "a", "s", "p", "t", "x", "i", "/"]) {
    assert.ok(lines.some((line) => line.split(/\s+/).includes(key)), `no command for ${key}`);
  }
  await page.evaluate(() => {
    document.querySelector("dialog.help").close();
    document.getElementById("search").focus();
  });
  await page.locator("dialog.help").waitFor({ state: "detached" });
  assert.equal(await page.evaluate(() => document.activeElement?.id), "search", "the focus is given back as the dialog closes, not later");
  await close(page);
});
