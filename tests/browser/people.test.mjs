/* Colleagues and oneself: invitation to first sign-in, the second step, sessions, choices that follow, first steps, log. */
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { admin, agentPage, apiGet, assertSound, desktop, eventually, fileByApi, forgetSession, holds, newContext, openPage, phone, startBrowser, startTend, untilOpen } from "./harness.mjs";

let tend;
let browser;

before(async () => {
  tend = await startTend();
  browser = await startBrowser();
  const { user } = await byApi("users", { user: { name: boss.name, email: boss.email, role: "admin" } });
  await byApi(`users/${user.id}/password`, { password: boss.password });
});

async function byApi(path, body) {
  const answer = await fetch(`${tend.base}/api/v2/${path}`, {
    method: "POST",
    headers: { "Content-Type": "application/json", Authorization: `Basic ${btoa(`${admin.email}:${admin.password}`)}` },
    body: JSON.stringify(body),
  });
  assert.ok(answer.ok, `${path}: ${answer.status}`);
  const text = await answer.text();
  return text ? JSON.parse(text) : null;
}

after(async () => {
  await browser?.close();
  await tend?.stop();
});

/* A second administrator, who sets up the code: that ends all sessions but one's own. */
const boss = { name: "Boris Babić", email: "boris@desk.example", password: "a password of Boris" };
const colleague = { name: "Ines Horvat", email: "ines@desk.example", password: "a password of Ines" };

const base32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/* What an authenticator app shows; `later` steps of 30 s from now. RFC 6238. */
function codeOf(secret, later = 0) {
  const bits = [...secret.replaceAll(/\s/g, "")].map((letter) => base32.indexOf(letter).toString(2).padStart(5, "0")).join("");
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30000) + later));
  const mac = createHmac("sha1", key).update(counter).digest();
  const at = mac[19] & 15;
  return String((mac.readUInt32BE(at) & 0x7fffffff) % 1000000).padStart(6, "0");
}

async function fillSignIn(page, { email, password }, path = "/agent") {
  await page.goto(`/sign-in?next=${encodeURIComponent(path)}`);
  await page.fill("#field-email", email);
  await page.fill("#field-password", password);
  await page.click("button[type=submit]");
}

const shell = (page) => page.waitForSelector(".filters");

test("an administrator invites, the colleague chooses a password and is in", async () => {
  const page = await agentPage(browser, tend.base, { path: "/agent/settings/people" });
  await page.getByRole("button", { name: "Invite a colleague" }).click();
  await page.getByLabel("Name", { exact: true }).fill(colleague.name);
  await page.getByLabel("E-mail", { exact: true }).fill(admin.email);
  await page.getByRole("button", { name: "Make the invitation" }).click();
  await page.locator(".field-error", { hasText: /^This is taken already/ }).waitFor();
  await holds(async () => assert.equal(await page.getByLabel("Name", { exact: true }).inputValue(), colleague.name, "what was typed stays"));
  await page.getByLabel("E-mail", { exact: true }).fill(colleague.email);
  await page.getByRole("button", { name: "Make the invitation" }).click();
  const link = await page.getByLabel(`Link for ${colleague.name}`).inputValue();
  await assertSound(page, "people-invited");
  await page.getByRole("button", { name: "Done" }).click();
  await page.getByRole("region", { name: "Invited" }).getByText(colleague.email).waitFor();
  await page.setViewportSize(phone);
  const hidden = await page.locator(".table-box").evaluateAll((boxes) => boxes.map((box) => box.scrollWidth - box.clientWidth));
  assert.deepEqual(hidden, [0, 0], "on the phone nothing of a list lies beside it");
  await assertSound(page, "people-phone");
  await page.setViewportSize(desktop);

  const guest = await openPage(await newContext(browser, tend.base, { viewport: phone }));
  await guest.goto(link);
  await assertSound(guest, "public-invited");
  await guest.fill("#field-password", "short");
  await guest.locator("#field-password").evaluate((field) => field.removeAttribute("minlength"));
  await guest.click("button[type=submit]");
  await guest.locator("#error-password").waitFor();
  await guest.fill("#field-password", colleague.password);
  await guest.click("button[type=submit]");
  await shell(guest);
  await guest.goto(link);
  await holds(async () => assert.equal(await guest.locator("input[type=password]").count(), 0, "a link works once"));
  await guest.context().close();

  await page.reload();
  await page.getByRole("link", { name: colleague.name }).waitFor();
  await holds(async () => assert.equal(await page.getByRole("region", { name: "Invited" }).count(), 0));
  await page.context().close();
});

test("somebody sets up the second step and signs in with it, without script too", async () => {
  const page = await openPage(await newContext(browser, tend.base));
  await fillSignIn(page, colleague, "/agent/settings/sign_in");
  await page.getByRole("button", { name: "Set up" }).click();
  await page.getByLabel("Your password").fill("wrong");
  await page.getByRole("button", { name: "Next" }).click();
  await page.locator(".field-error").waitFor();
  await page.getByLabel("Your password").fill(colleague.password);
  await page.getByRole("button", { name: "Next" }).click();
  const secret = await page.locator(".step-secret").innerText();
  assert.equal(await page.evaluate(() => document.activeElement.inputMode), "numeric", "the code is typed at once");
  await holds(async () => assert.ok((await page.locator("svg.qr").boundingBox()).width >= 180));
  await assertSound(page, "sign-in-scan");
  await page.getByLabel("Code", { exact: true }).fill("000000");
  await page.getByRole("button", { name: "Confirm" }).click();
  await page.locator(".field-error").waitFor();
  await page.getByLabel("Code", { exact: true }).fill(codeOf(secret));
  await page.keyboard.press("Enter");
  await page.locator(".codes li").first().waitFor();
  for (const key of ["Enter", "Escape", "Escape"]) await page.keyboard.press(key); /* the codes are shown once */
  const codes = await page.locator(".codes code").allInnerTexts();
  assert.equal(codes.length, 10);
  await assertSound(page, "sign-in-codes");
  await page.getByRole("button", { name: "I have kept them" }).click();
  await page.getByText("10 recovery codes left.").waitFor();

  const bare = await openPage(await newContext(browser, tend.base, { javaScriptEnabled: false }));
  await fillSignIn(bare, colleague);
  await bare.fill("#field-code", "111111");
  await bare.click("button[type=submit]");
  await bare.locator("#error-code").waitFor();
  await bare.fill("#field-code", codeOf(secret, 1));
  await bare.click("button[type=submit]");
  await bare.waitForURL((url) => url.pathname.startsWith("/agent"));
  await bare.context().close();

  const lost = await openPage(await newContext(browser, tend.base));
  await fillSignIn(lost, colleague);
  await assertSound(lost, "public-second-step");
  await lost.fill("#field-code", codes[0]);
  await lost.click("button[type=submit]");
  await shell(lost);

  await page.reload();
  await page.getByText("9 recovery codes left.").waitFor();
  await page.getByRole("button", { name: "Turn off" }).click();
  await page.getByLabel("Your password").fill(colleague.password);
  await page.getByLabel("Code of your app, or a recovery code").fill(codes[1]);
  await page.getByRole("dialog").getByRole("button", { name: "Turn off" }).click();
  await page.getByText("With it, a stolen password alone opens nothing.").waitFor();
  await lost.context().close();
  await page.context().close();
});

test("where everybody needs a code, the sign-in leads through setting it up", async () => {
  const page = await openPage(await newContext(browser, tend.base));
  await fillSignIn(page, boss, "/agent/settings/sign_in");
  await page.getByRole("button", { name: "Set up" }).click();
  await page.getByLabel("Your password").fill(boss.password);
  await page.getByRole("button", { name: "Next" }).click();
  await page.getByLabel("Code", { exact: true }).fill(codeOf(await page.locator(".step-secret").innerText()));
  await page.getByRole("button", { name: "Confirm" }).click();
  await page.locator(".codes li").first().waitFor();
  await page.getByRole("button", { name: "I have kept them" }).click();
  await page.goto("/agent/settings/people");
  const rule = page.getByLabel("Everybody who works here signs in with a code from a phone");
  await rule.check();
  await page.getByText("Everybody needs a code now").waitFor();

  const guest = await openPage(await newContext(browser, tend.base));
  await fillSignIn(guest, colleague);
  await guest.locator("img.qr").waitFor();
  await assertSound(guest, "public-set-up");
  await guest.fill("#field-code", codeOf(await guest.locator("code").innerText()));
  await guest.click("button[type=submit]");
  await holds(async () => assert.equal(await guest.locator(".codes li").count(), 10));
  await assertSound(guest, "public-codes");
  await guest.getByRole("link", { name: "I have kept them, go on" }).click();
  await shell(guest);

  await rule.uncheck();
  await page.locator(".toast", { hasText: "Everybody may choose now" }).waitFor();
  await page.getByRole("link", { name: colleague.name }).click();
  await page.getByRole("button", { name: "Reset the code" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Reset the code" }).click();
  await page.getByText(`The code of ${colleague.name} is reset`).first().waitFor();
  await guest.context().close();
  await page.context().close();
  forgetSession(tend.base);
});

test("a browser is signed out from another one", async () => {
  const here = await openPage(await newContext(browser, tend.base));
  await fillSignIn(here, colleague, "/agent/settings/sign_in");
  await here.getByText("This one").waitFor();
  const there = await openPage(await newContext(browser, tend.base));
  await fillSignIn(there, colleague);
  await shell(there);
  await here.reload();
  const table = here.getByRole("region", { name: "Where you are signed in" });
  await table.getByRole("button", { name: "Sign out" }).first().waitFor();
  await here.getByRole("button", { name: "Sign out everywhere else" }).click();
  await here.getByText("The others are signed out").first().waitFor();
  await eventually(async () => (await there.request.get("/api/v2/users/me/session")).status() === 401, "the other browser is out");
  await holds(async () => assert.equal(await table.locator("tbody tr").count(), 1));
  await there.context().close();
  await here.context().close();
});

test("what one chooses follows to the next browser", async () => {
  const one = await openPage(await newContext(browser, tend.base));
  await fillSignIn(one, colleague, "/agent/settings/appearance");
  await one.getByLabel("After sending").selectOption("stay");
  await one.getByLabel("Seconds to take a reply back").fill("20");
  await one.goto("/agent/settings/notifications");
  await one.getByLabel("Quiet hours").check();
  await one.getByLabel("From").fill("21:30");
  await eventually(async () => (await apiGet(one, "users/me/preferences")).preferences["notify.quiet_from"] === "21:30", "kept on the server");
  const two = await openPage(await newContext(browser, tend.base));
  await fillSignIn(two, colleague, "/agent/settings/appearance");
  await eventually(async () => (await two.getByLabel("After sending").inputValue()) === "stay", "the choice is there");
  await holds(async () => assert.equal(await two.getByLabel("Seconds to take a reply back").inputValue(), "20"));
  await two.context().close();
  await one.context().close();
});

test("the first steps lead to a sample ticket, and are never seen again when they are done", async () => {
  const page = await agentPage(browser, tend.base, { timezoneId: "Europe/Zagreb" });
  await page.getByRole("link", { name: /First steps: 1 of 3/ }).click();
  await page.getByRole("button", { name: "Promise this" }).waitFor();
  await page.getByLabel("Hours to an answer").fill("0");
  await page.getByRole("button", { name: "Promise this" }).click();
  await page.locator(".field-error").waitFor();
  await page.getByLabel("Hours to an answer").fill("8");
  const hours = page.getByLabel("Which hours count");
  await holds(async () => assert.deepEqual(await hours.locator("option").allInnerTexts(), ["All hours, day and night", "Monday to Friday, 9 to 17 (Europe/Zagreb)"]));
  await hours.selectOption("office");
  await page.getByRole("button", { name: "Promise this" }).click();
  await page.getByLabel("Its address").waitFor();
  const { sla_policies: policies } = await apiGet(page, "slas/policies");
  assert.ok(policies.at(-1).policy_metrics.every(({ target, business_hours }) => target === 480 && business_hours));
  assert.equal(policies.at(-1).title, "Reply within 8 hours");
  const { schedule } = await apiGet(page, `business_hours/schedules/${policies.at(-1).policy_metrics[0].schedule_id}`);
  assert.deepEqual([schedule.name, schedule.time_zone], ["Office hours", "Europe/Zagreb"], "the calendar that was there from the start");
  assert.deepEqual(schedule.intervals.map(({ start_time, end_time }) => [start_time % 1440, end_time % 1440]), Array(5).fill([540, 1020]));
  await holds(async () => assert.equal(await page.getByLabel("Its address").inputValue(), `${tend.base}/new`));
  await page.getByRole("button", { name: "Make a sample ticket" }).click();
  await page.waitForURL(/\/t\/\d+/);
  const number = Number(/\/t\/(\d+)/.exec(page.url())[1]);
  await untilOpen(page, number);
  await page.getByRole("link", { name: /First steps: 2 of 3/ }).click();
  await page.getByRole("button", { name: "Delete the sample ticket" }).click();
  await page.getByRole("button", { name: "Make a sample ticket" }).waitFor();
  await page.getByRole("button", { name: "Skip this step" }).click();
  await page.getByRole("link", { name: "To the tickets", exact: true }).click();
  await page.waitForSelector(".queue-pane");
  await holds(async () => assert.equal(await page.locator(".first-run-bar").count(), 0));
  await page.reload();
  await shell(page);
  await holds(async () => assert.equal((await apiGet(page, "first_run")).first_run.open, false));
  await holds(async () => assert.equal(await page.locator(".first-run-bar").count(), 0));
  await page.context().close();
});

test("health counts the browsers that are still here, not the pages that were left", async () => {
  const page = await agentPage(browser, tend.base, { path: "/agent/settings/keys" });
  const streams = async () => (await apiGet(page, "health")).health.server.streams;
  for (const screen of ["profile", "views", "groups"]) {
    await page.goto(`/agent/settings/${screen}`);
    await page.waitForSelector(`.screen-list [aria-current][href$="/${screen}"]`);
    await eventually(async () => (await streams()) >= 1, "it listens");
  }
  assert.equal(await streams(), 1);
  await page.route("**/api/v2/health", async (asked) => {
    const { health } = await (await asked.fetch()).json();
    await asked.fulfill({ json: { health: { ...health, backup: { ...health.backup, at: new Date().toISOString(), succeeded: true, bytes: 0 } } } });
  });
  await page.goto("/agent/settings/health");
  await page.getByText("0 kB").waitFor();
  await page.context().close();
});

const catalogues = join(dirname(fileURLToPath(import.meta.url)), "../../web/i18n");
const textOf = (locale, key) => JSON.parse(readFileSync(join(catalogues, locale, "profile.json"), "utf8"))[key];

test("another language begins at the heading of the profile, and it is said that it was saved", async () => {
  const page = await agentPage(browser, tend.base, { path: "/agent/settings/profile" });
  for (const [from, to] of [["en", "hr"], ["hr", "en"]]) {
    await page.getByLabel(textOf(from, "profile.language"), { exact: true }).selectOption(to);
    await page.locator(".form-foot button").first().click();
    await page.locator(`html[lang=${to}]`).waitFor({ state: "attached" });
    await page.locator(".toast", { hasText: textOf(to, "profile.saved") }).waitFor();
    await holds(async () => assert.equal(await page.evaluate(() => document.activeElement.tagName), "H1"));
  }
  await page.context().close();
});

test("the log tells who invited whom, and keeps to what is asked", async () => {
  const page = await agentPage(browser, tend.base, { path: "/agent/settings/audit_log" });
  const table = page.getByRole("region", { name: "Log of changes" });
  await page.getByLabel("About").selectOption("user");
  await table.getByText("Invited").first().waitFor();
  await page.getByLabel("About").selectOption("webhook");
  await page.getByText("Nothing of that kind happened in this time.").waitFor();
  await page.context().close();
});

test("groups and roles are made, changed and deleted", async () => {
  const page = await agentPage(browser, tend.base, { path: "/agent/settings/groups" });
  await page.getByRole("button", { name: "New group" }).click();
  await page.getByLabel("Name", { exact: true }).fill("Night shift");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("button", { name: "Night shift" }).click();
  await page.getByLabel("Add a colleague").selectOption({ label: colleague.name });
  await page.getByRole("button", { name: "Add", exact: true }).click();
  await page.getByRole("button", { name: `Remove ${colleague.name}` }).waitFor();
  await assertSound(page, "people-group");
  await page.keyboard.press("Escape");
  await page.goto("/agent/settings/roles");
  await page.getByRole("button", { name: "New role" }).click();
  await page.getByLabel("Name", { exact: true }).fill("Trainee");
  await page.getByLabel("Which tickets").selectOption("within-groups");
  await page.getByLabel("Notes only").check();
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("columnheader", { name: "Trainee" }).waitFor();
  await page.getByRole("button", { name: "Trainee" }).click();
  await page.getByRole("button", { name: "Delete role" }).click();
  await page.getByRole("dialog", { name: "Delete role" }).getByRole("button", { name: "Delete role" }).click();
  await page.getByRole("columnheader", { name: "Trainee" }).waitFor({ state: "detached" });
  await page.context().close();
});

test("a suspended colleague is out at once and comes back", async () => {
  const guest = await openPage(await newContext(browser, tend.base));
  await fillSignIn(guest, colleague);
  await shell(guest);
  const page = await agentPage(browser, tend.base, { path: "/agent/settings/people" });
  await page.getByRole("link", { name: colleague.name }).click();
  await page.getByRole("button", { name: "Suspend" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Suspend" }).click();
  await page.getByRole("button", { name: "Let in again" }).waitFor();
  assert.equal((await guest.request.get("/api/v2/users/me/session")).status(), 401);
  await page.getByRole("button", { name: "Let in again" }).click();
  await page.getByRole("button", { name: "Suspend" }).waitFor();
  await guest.context().close();
  await page.context().close();
});

test("another person signs in meanwhile: nothing that one began goes out in that person's name", async () => {
  const number = await fileByApi(tend.base, { name: "Ana", email: "ana@customer.example", subject: "Two at one desk", body: "Help" });
  const guest = await openPage(await newContext(browser, tend.base));
  await fillSignIn(guest, colleague);
  await shell(guest);
  const page = await agentPage(browser, tend.base, { path: `/agent/v/all/t/${number}` });
  await untilOpen(page, number);
  const { user } = await apiGet(page, "users/me");
  const drafts = `**/api/v2/tickets/${number}/drafts/reply`;
  await page.route(drafts, (route) => route.abort());
  await page.locator("#answer").fill("What Maria wrote");
  await page.context().addCookies(await guest.context().cookies());
  await page.unroute(drafts);
  const written = [];
  let navigated = false;
  page.on("request", (request) => {
    if (!navigated && request.method() !== "GET" && request.url().includes("/api/v2/")) written.push([request.headers()["x-tend-user"], request.url()]);
  });
  await page.locator("#answer").press("Control+Shift+Enter");
  await page.getByText("Your session has ended").first().waitFor();
  await holds(async () => assert.equal(await page.locator("#answer").inputValue(), "What Maria wrote"));
  /* somebody looks at the window again: it is the other's now */
  page.once("framenavigated", () => (navigated = true));
  await page.evaluate(() => dispatchEvent(new Event("focus")));
  await eventually(() => navigated, "the page is loaded anew");
  assert.ok(written.some(([, url]) => url.endsWith("/drafts/reply")), "the draft is tried once more as the page goes");
  assert.deepEqual(written.filter(([who]) => who !== String(user.id)), []);
  await untilOpen(page, number);
  await eventually(async () => (await apiGet(page, "users/me")).user.name === colleague.name, "the colleague is here");
  await holds(async () => assert.equal(await page.locator("#answer").inputValue(), ""));
  assert.deepEqual((await apiGet(page, `tickets/${number}/comments`)).comments.map(({ body }) => body), ["Help"]);
  assert.deepEqual((await apiGet(page, `tickets/${number}/drafts`)).drafts, []);
  await guest.context().close();
  await page.context().close();
});
