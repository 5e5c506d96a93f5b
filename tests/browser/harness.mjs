/*
 * What the browser tests share: a real daemon with its own empty data folder, a real Chromium, people signed in,
 * and the checks that every page must pass (axe, no overflow, no CSP report, no page error).
 *
 * Environment: TEND_BIN path of the binary (default build/tend), CHROMIUM path of the browser, TEND_SHOTS a folder for
 * pictures of the screens (none are made without it).
 */
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "../..");
const require = createRequire(join(root, "web/package.json"));
const { chromium } = require("playwright-core");
const axeSource = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

export const admin = { email: "maria@desk.example", name: "Maria Santos", password: "correct horse battery" };
export const desktop = { width: 1440, height: 900 };
export const phone = { width: 390, height: 844 };

const flags = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

function freePort() {
  return new Promise((done, fail) => {
    const probe = createServer();
    probe.once("error", fail);
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => done(port));
    });
  });
}

async function untilReady(base, child, said) {
  const end = Date.now() + 30000;
  while (Date.now() < end) {
    if (child.exitCode !== null) throw new Error(`tend serve ended with ${child.exitCode}\n${said.join("")}`);
    const answer = await fetch(`${base}/readyz`).catch(() => null);
    if (answer?.ok) return;
    await sleep(50);
  }
  throw new Error(`tend serve was not ready in 30 s\n${said.join("")}`);
}

/* Starts a daemon on a fresh data folder (prepare(binary, data) fills it, else there is an administrator); stop() ends it, and fails when it hung or a sanitizer spoke. */
export async function startTend({ withAdmin = true, prepare = null } = {}) {
  const binary = resolve(process.env.TEND_BIN ?? join(root, "build/tend"));
  if (!existsSync(binary)) throw new Error(`no daemon at ${binary}: build it first or set TEND_BIN`);
  const data = mkdtempSync(join(tmpdir(), "tend-browser-"));
  if (prepare) prepare(binary, data);
  else if (withAdmin) makeAdmin(binary, data);
  const port = await freePort();
  const base = `http://127.0.0.1:${port}`;
  const said = [];
  const serve = async () => {
    const env = { ...process.env, TEND_TRUSTED_PROXIES: "127.0.0.1" };
    const child = spawn(binary, ["serve", "--data", data, "--listen", `127.0.0.1:${port}`], { stdio: ["ignore", "pipe", "pipe"], env });
    child.stdout.on("data", (part) => said.push(part));
    child.stderr.on("data", (part) => said.push(part));
    await untilReady(base, child, said);
    return child;
  };
  let child = await serve();
  return {
    base,
    /* All that the daemon has written to the terminal so far. */
    said: () => said.join(""),
    /* Ends the daemon; start() brings it up again on the same data and address. */
    pause: () => endProcess(child),
    start: async () => {
      child = await serve();
    },
    stop: async () => {
      await endProcess(child);
      rmSync(data, { recursive: true, force: true });
      const text = said.join("");
      assert.ok(!/AddressSanitizer|runtime error:|LeakSanitizer/.test(text), `sanitizer report:\n${text.slice(-4000)}`);
    },
  };
}

function makeAdmin(binary, data) {
  const options = ["--admin-email", admin.email, "--admin-name", admin.name, "--password-stdin", "--data", data];
  const made = spawnSync(binary, ["init", ...options], { input: `${admin.password}\n`, encoding: "utf8" });
  assert.equal(made.status, 0, `tend init failed: ${made.stderr}`);
}

async function endProcess(child) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = new Promise((done) => child.once("exit", () => done(true)));
  child.kill("SIGTERM");
  const ended = await Promise.race([exit, sleep(8000, false)]);
  if (!ended) child.kill("SIGKILL");
  assert.ok(ended, "the daemon did not end within 8 s of SIGTERM");
}

export function startBrowser() {
  return chromium.launch({ executablePath: process.env.CHROMIUM || "/usr/bin/chromium", args: flags });
}

/* A page that keeps what went wrong on it: CSP reports, thrown errors, error lines of the console. */
export async function openPage(context) {
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE);
  page.problems = [];
  page.on("pageerror", (error) => page.problems.push(`thrown: ${error.message}`));
  page.on("console", (line) => {
    const text = line.text();
    if (line.type() === "error" && !text.startsWith("Failed to load resource")) page.problems.push(`console: ${text}`);
  });
  await page.exposeFunction("tendReportViolation", (text) => page.problems.push(`CSP: ${text}`));
  await page.addInitScript(() => {
    addEventListener("securitypolicyviolation", (event) => window.tendReportViolation(`${event.violatedDirective} ${event.blockedURI}`));
  });
  return page;
}

/* Replies go out at once unless a test asks for the seconds in which they can be taken back. */
export async function newContext(browser, base, { undoSeconds = 0, ...options } = {}) {
  const context = await browser.newContext({ baseURL: base, viewport: desktop, locale: "en-GB", timezoneId: "Europe/Zagreb", ...options });
  await context.addInitScript((seconds) => {
    if (location.pathname.startsWith("/agent")) localStorage["tend.preferences"] ??= JSON.stringify({ undo_seconds: seconds });
  }, undoSeconds);
  return context;
}

export async function signIn(page, path = "/agent") {
  await page.goto(`/sign-in?next=${encodeURIComponent(path)}`);
  await page.fill("#field-email", admin.email);
  await page.fill("#field-password", admin.password);
  await Promise.all([page.waitForURL((url) => url.pathname.startsWith("/agent")), page.click("button[type=submit]")]);
  await page.waitForSelector(".filters");
}

const sessions = new Map();

/* A context of the administrator, with the app open on `path`. The sign-in form is filled in once for each daemon. */
export async function agentPage(browser, base, { path = "/agent", ...options } = {}) {
  const context = await newContext(browser, base, options);
  const page = await openPage(context);
  if (sessions.has(base)) {
    await context.addCookies(sessions.get(base));
    await page.goto(path);
    await page.waitForSelector(".filters");
  } else {
    await signIn(page, path);
    sessions.set(base, await context.cookies());
  }
  return page;
}

/* The administrator was signed out by what a test did: the next agentPage signs in again. */
export function forgetSession(base) {
  sessions.delete(base);
}

let strangers = 0;

/* Every customer of the tests is somebody else somewhere else, so the throttles for one address do not hold them up. */
function stranger(email = "") {
  strangers += 1;
  return {
    address: `198.51.${strangers >> 8}.${strangers & 255}`,
    email: email.replace("@", `.${strangers}@`),
  };
}

/* Files a ticket as an anonymous caller of the API does; answers its number. */
export async function fileByApi(base, { name, email, subject, body }) {
  const from = stranger(email);
  const answer = await fetch(`${base}/api/v2/requests`, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-Forwarded-For": from.address },
    body: JSON.stringify({ request: { subject, comment: { body }, requester: { name, email: from.email } } }),
  });
  const text = await answer.text();
  assert.equal(answer.status, 201, text);
  return JSON.parse(text).request.id;
}

/* Presses the button; a form that was filled in too fast for a person is sent once more, as its error text asks. */
export async function submitForm(page, button, arrived) {
  for (let attempt = 0; attempt < 10; attempt += 1) {
    await Promise.all([page.waitForNavigation(), page.click(button)]);
    if (arrived(new URL(page.url()))) return;
    await sleep(600);
  }
  assert.fail(`the form was not taken: ${await page.locator("main").innerText()}`);
}

/* Files a ticket on /new as a customer; answers { number, path of the customer's page }. */
export async function fileByForm(page, { name, email, subject, body }) {
  const from = stranger(email);
  await page.setExtraHTTPHeaders({ "X-Forwarded-For": from.address });
  await page.goto("/new");
  await page.fill("#field-name", name);
  await page.fill("#field-email", from.email);
  await page.fill("#field-subject", subject);
  await page.fill("#field-message", body);
  await submitForm(page, "form button[type=submit]", (url) => url.pathname.startsWith("/t/"));
  const number = Number(/\d+/.exec(await page.locator("p.number").innerText())[0]);
  return { number, path: new URL(page.url()).pathname };
}

/* Adds a message on the customer's page. */
export async function customerWrites(page, path, text) {
  await page.setExtraHTTPHeaders({ "X-Forwarded-For": stranger().address });
  await page.goto(path);
  await page.fill("#field-message", text);
  await submitForm(page, "button[value=reply]", (url) => url.searchParams.has("sent"));
}

/* GET of the API with the session of the page. */
export async function apiGet(page, path) {
  const answer = await page.request.get(`/api/v2/${path}`);
  assert.equal(answer.status(), 200, await answer.text());
  return answer.json();
}

/* How long a test waits for what it expects (ms): long enough for two loaded cores, since only a failure takes that long. */
const PATIENCE = 20000;

export async function eventually(check, message, timeout = PATIENCE) {
  const end = Date.now() + timeout;
  let last;
  while (Date.now() < end) {
    last = await check();
    if (last) return last;
    await sleep(50);
  }
  return assert.fail(`${message} (last: ${JSON.stringify(last)})`);
}

/* Until the assertions of `check` hold: a page shows what was done in its next frame, or with the next answer. Fails as the last try did. */
export async function holds(check) {
  const end = Date.now() + PATIENCE;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (error.code !== "ERR_ASSERTION" || Date.now() > end) throw error;
    }
    await sleep(50);
  }
}

export function row(page, number) {
  return page.locator(`#queue-${number}`);
}

/* Waits until the app shows ticket `number` with its thread. */
export async function untilOpen(page, number) {
  await page.waitForURL((url) => url.pathname.endsWith(`/t/${number}`));
  await page.waitForSelector(".thread .message");
}

async function axe(page) {
  await page.evaluate(axeSource);
  return page.evaluate(async () => {
    const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
    /* a list that a text field steers with its arrows has no focus of its own */
    const rules = document.querySelector(".suggest [role=listbox]") ? { "scrollable-region-focusable": { enabled: false } } : {};
    const { violations } = await window.axe.run(document, { runOnly: tags, rules });
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => `${node.target.join(" ")} ${node.any.map((check) => check.message).join("; ")}`).join(" | ")}`);
  });
}

/* The quick half of what must hold on every screen. `name` also names its picture. */
export async function assertFits(page, name) {
  if (process.env.TEND_SHOTS) {
    mkdirSync(process.env.TEND_SHOTS, { recursive: true });
    await page.screenshot({ path: join(process.env.TEND_SHOTS, `${name}.png`) });
  }
  const wider = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  assert.ok(wider <= 0, `${name}: ${wider} px wider than the window`);
  assert.deepEqual(page.problems, [], `${name}: problems`);
}

/* What must hold on every screen. */
export async function assertSound(page, name) {
  await assertFits(page, name);
  assert.deepEqual(await axe(page), [], `${name}: axe`);
}

export async function box(page, selector) {
  const found = await page.locator(selector).first().boundingBox();
  assert.ok(found, `${selector} is not on the page`);
  return found;
}
