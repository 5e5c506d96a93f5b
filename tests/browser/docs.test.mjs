/* The reference of the API: every page is sound, in light and dark, wide and narrow; it works without script. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { assertSound, desktop, holds, newContext, openPage, phone, startBrowser, startTend } from "./harness.mjs";

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

/* Addresses of all pages of the reference, from its own navigation. */
async function pagesOf(page) {
  await page.goto("/docs");
  return page.locator(".docs-nav a[href^='/docs/']").evaluateAll((links) => links.map((link) => link.getAttribute("href")));
}

for (const [size, viewport] of [["desktop", desktop], ["phone", phone]]) {
  for (const colorScheme of ["light", "dark"]) {
    test(`the reference is sound: ${size}, ${colorScheme}`, async () => {
      const page = await openPage(await newContext(browser, tend.base, { viewport, colorScheme }));
      for (const path of ["/docs", "/docs?q=comments", "/docs/tickets", "/docs/errors", "/docs/signatures"]) {
        await page.goto(path);
        await assertSound(page, `docs${path.replace(/\W+/g, "-")}-${size}-${colorScheme}`);
      }
      await page.context().close();
    });
  }
}

test("every page answers, none is empty, all links inside lead somewhere", async () => {
  const page = await openPage(await newContext(browser, tend.base, { javaScriptEnabled: false }));
  const paths = await pagesOf(page);
  assert.ok(paths.length > 30, `${paths.length} pages`);
  const anchors = new Map();
  const links = new Set();
  for (const path of ["/docs", ...paths]) {
    const answer = await page.goto(path);
    assert.equal(answer.status(), 200, path);
    assert.match(answer.headers()["content-security-policy"], /default-src 'none'/);
    await holds(async () => assert.ok((await page.locator(".docs-main").innerText()).length > 200, `${path} says something`));
    anchors.set(path, new Set(await page.locator("[id]").evaluateAll((all) => all.map((one) => one.id))));
    const here = await page.locator(".docs a[href]").evaluateAll((all) => all.map((one) => one.getAttribute("href")));
    for (const href of here) links.add(href.startsWith("#") ? path + href : href);
    const ids = await page.locator("[id]").count();
    assert.equal(anchors.get(path).size, ids, `${path}: ids are unique`);
  }
  for (const href of links) {
    const [path, anchor] = href.split("#");
    if (path === "/api/v2/openapi.json") continue;
    assert.ok(anchors.has(path), `there is a page ${path}`);
    if (anchor) assert.ok(anchors.get(path).has(anchor), `there is a place ${href}`);
  }
  await page.context().close();
});

test("the search needs no script and leads to the operation", async () => {
  const page = await openPage(await newContext(browser, tend.base, { javaScriptEnabled: false }));
  await page.goto("/docs");
  await page.fill("#search", "redact comment");
  await page.press("#search", "Enter");
  await holds(async () => assert.match(await page.locator(".docs-found").innerText(), /^\d+ operations? with “redact comment”/));
  await page.locator(".docs-operations a").first().click();
  const target = page.locator(`.operation#${new URL(page.url()).hash.slice(1)}`);
  await holds(async () => assert.match(await target.locator("h2").innerText(), /PUT\s+\/api\/v2\/.*redact/));
  await holds(async () => assert.match(await target.locator("pre").innerText(), new RegExp(`^curl -X PUT[^]*'${tend.base}/api/v2/`)));
  await page.goto("/docs?q=%3Cscript%3Ealert(1)%3C/script%3E");
  await holds(async () => assert.match(await page.locator(".docs-found").innerText(), /^0 operations with “<script>/));
  await page.context().close();
});

test("with the keyboard: skip link, search, contents", async () => {
  const page = await openPage(await newContext(browser, tend.base));
  await page.goto("/docs/tickets");
  await page.keyboard.press("Tab");
  await holds(async () => assert.equal(await page.evaluate(() => document.activeElement.getAttribute("href")), "#content"));
  await page.locator(".docs-contents a").first().focus();
  await page.keyboard.press("Enter");
  assert.equal(new URL(page.url()).hash, "#get-tickets");
  assert.deepEqual(page.problems, []);
  await page.context().close();
});

test("there is no such page", async () => {
  const page = await openPage(await newContext(browser, tend.base));
  assert.equal((await page.goto("/docs/nothing")).status(), 404);
  await page.context().close();
});
