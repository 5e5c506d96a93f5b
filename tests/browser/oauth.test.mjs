/* A program asks for access: sign-in, the page that asks, allow or deny, and back to the program in a real browser. */
import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import { admin, assertSound, desktop, holds, newContext, openPage, phone, startBrowser, startTend } from "./harness.mjs";

let tend;
let browser;
let app;
let client;

/* The program: says what it was given in the address. */
function startApp() {
  const server = createServer((request, response) => {
    response.setHeader("Content-Type", "text/plain");
    response.end(`the app got ${request.url}`);
  });
  return new Promise((done) => server.listen(0, "127.0.0.1", () => done({ server, redirect: `http://127.0.0.1:${server.address().port}/back` })));
}

async function register(redirect) {
  const answer = await fetch(`${tend.base}/api/v2/oauth/clients`, {
    method: "POST",
    headers: { "Content-Type": "application/json", Authorization: `Basic ${btoa(`${admin.email}:${admin.password}`)}` },
    body: JSON.stringify({
      client: { name: "Night Shift", identifier: "night", company: "Example Ltd", description: "Counts what came in at night.", kind: "public", redirect_uri: redirect },
    }),
  });
  assert.equal(answer.status, 201);
  return (await answer.json()).client;
}

before(async () => {
  tend = await startTend();
  browser = await startBrowser();
  app = await startApp();
  client = await register(app.redirect);
});

after(async () => {
  await browser?.close();
  app?.server.close();
  await tend?.stop();
});

function requestFor(verifier, scope) {
  const query = new URLSearchParams({
    response_type: "code",
    client_id: client.identifier,
    redirect_uri: app.redirect,
    scope,
    state: "a state & more",
    code_challenge: createHash("sha256").update(verifier).digest("base64url"),
    code_challenge_method: "S256",
  });
  return `/oauth/authorizations/new?${query}`;
}

async function signInAndAsk(page, path) {
  await page.goto(path);
  assert.equal(new URL(page.url()).pathname, "/sign-in");
  await page.fill("#field-email", admin.email);
  await page.fill("#field-password", admin.password);
  await page.click("button[type=submit]");
  await page.waitForURL((url) => url.pathname === "/oauth/authorizations/new");
}

for (const [size, viewport] of [["desktop", desktop], ["phone", phone]]) {
  test(`a person allows a program, which gets a token for that and no more: ${size}`, async () => {
    const page = await openPage(await newContext(browser, tend.base, { viewport }));
    const verifier = randomBytes(32).toString("base64url");
    await signInAndAsk(page, requestFor(verifier, "tickets:read users:write"));
    const text = await page.locator("main").innerText();
    for (const wanted of ["Night Shift asks for access", "Example Ltd", admin.email, "See tickets", "See and change people", app.redirect.replace("/back", "")]) assert.ok(text.includes(wanted), wanted);
    await assertSound(page, `oauth-${size}`);
    await page.click("button[value=allow]");
    await page.waitForURL((url) => url.href.startsWith(app.redirect));
    const back = new URL(page.url()).searchParams;
    assert.equal(back.get("state"), "a state & more");
    const answer = await fetch(`${tend.base}/oauth/tokens`, {
      method: "POST",
      body: new URLSearchParams({ grant_type: "authorization_code", client_id: client.identifier, code: back.get("code"), redirect_uri: app.redirect, code_verifier: verifier }),
    });
    assert.equal(answer.status, 200);
    const headers = { Authorization: `Bearer ${(await answer.json()).access_token}` };
    assert.equal((await fetch(`${tend.base}/api/v2/tickets`, { headers })).status, 200);
    assert.equal((await fetch(`${tend.base}/api/v2/organizations`, { headers })).status, 403);
    assert.deepEqual(page.problems, []);
    await page.context().close();
  });
}

test("a person says no, without script", async () => {
  const context = await newContext(browser, tend.base, { javaScriptEnabled: false });
  const page = await context.newPage();
  await signInAndAsk(page, requestFor(randomBytes(32).toString("base64url"), "write impersonate"));
  await holds(async () => assert.match(await page.locator("main").innerText(), /See and change everything.*\n*.*name of other people/));
  await page.click("button[value=deny]");
  await page.waitForURL((url) => url.href.startsWith(app.redirect));
  const back = new URL(page.url()).searchParams;
  assert.equal(back.get("error"), "access_denied");
  assert.equal(back.get("code"), null);
  await context.close();
});
