/*
 * The same screens in other languages: made-up English that shows what is not in the catalogue, and the real languages,
 * of which one is written from right to left. Names and texts of the test data hold letters that plain English lacks.
 */
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { admin, agentPage, assertSound, desktop, fileByForm, holds, newContext, openPage, phone, startBrowser, startTend } from "./harness.mjs";
import { plainTexts, seededNames } from "./texts.mjs";

const root = join(dirname(fileURLToPath(import.meta.url)), "../..");
const locales = readdirSync(join(root, "web/i18n")).filter((name) => name !== "en");

let tend;
let browser;
let filed;
let screens;

before(async () => {
  tend = await startTend();
  browser = await startBrowser();
  const page = await openPage(await newContext(browser, tend.base));
  filed = await fileByForm(page, { name: "Łucja Żółć", email: "lucja@customer.example", subject: "Gdzie są żółte łódki?", body: "Proszę o łódkę żółtą, też łódź." });
  await page.context().close();
  const agent = await agentPage(browser, tend.base, { path: "/agent/settings" });
  await agent.locator(".screen-list a").first().waitFor();
  const settings = await agent.locator(".screen-list a").evaluateAll((links) => links.map((link) => new URL(link.href).pathname));
  screens = ["/agent/v/all", `/agent/v/all/t/${filed.number}`, "/agent/board", "/agent/reports", "/agent/settings", "/agent/welcome", ...settings];
  await agent.context().close();
});

after(async () => {
  await browser?.close();
  await tend?.stop();
});

const nameOf = (path) => path.replace(/^\/(agent\/)?/, "").replace(/\W+/g, "-") || "home";

async function settle(page) {
  await page.locator("main h1").first().waitFor({ state: "attached" });
  await page.waitForFunction(() => !document.querySelector("main .skeleton, [aria-busy=true]"));
  await page.waitForTimeout(50);
}

/* Opens a screen in a language; `page` stays the same for all screens of one language. */
async function open(page, path, locale, { viewport = desktop, colorScheme = "light" } = {}) {
  await page.setViewportSize(viewport);
  await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
  page.problems.length = 0;
  await page.goto(`${path}?lang=${locale}`);
  await settle(page);
  await holds(async () => assert.equal(await page.getAttribute("html", "lang"), locale));
  await holds(async () => assert.equal((await page.getAttribute("html", "dir")) ?? "ltr", locale === "ar" ? "rtl" : "ltr"));
}

/* Runs `look` for every item and fails with all that was wrong, not only the first. */
async function eachOf(items, look) {
  const wrong = [];
  for (const item of items) await look(item).catch((error) => wrong.push(`${item}: ${error.message}`));
  assert.equal(wrong.length, 0, wrong.join("\n"));
}

const known = [];

for (const [size, viewport] of [["desktop", desktop], ["phone", phone]]) {
  test(`on the ${size} no screen says anything that is not in the catalogue, and two fifths more text break none`, async () => {
    const page = await agentPage(browser, tend.base);
    if (known.length === 0) known.push(admin.name, admin.email, ...(await seededNames(page)));
    await eachOf(screens, async (path) => {
      await open(page, path, "en-XA", { viewport });
      assert.deepEqual(await plainTexts(page, known), [], "texts that are in no catalogue");
      if (size === "phone") return assertSound(page, `${nameOf(path)}-en-XA`);
      /* axe has seen the wide screens in English and in the real languages */
      const wider = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      assert.ok(wider <= 0, `${wider} px wider than the window`);
      return assert.deepEqual(page.problems, []);
    });
    await page.context().close();
  });
}

/* English, Georgian and Arabic are seen on every screen in every look by the tests of the screens. */
const inEveryLook = ["ar", "ka"];

for (const locale of locales.filter((one) => !inEveryLook.includes(one))) {
  test(`the screens are sound in ${locale}`, async () => {
    const page = await agentPage(browser, tend.base, { locale });
    await eachOf(screens, async (path) => {
      /* both sizes and both schemes, in turns */
      const at = screens.indexOf(path);
      const [size, viewport] = at % 2 ? ["phone", phone] : ["desktop", desktop];
      const colorScheme = at % 4 > 1 ? "dark" : "light";
      await open(page, path, locale, { viewport, colorScheme });
      await assertSound(page, `${nameOf(path)}-${locale}-${size}-${colorScheme}`);
    });
    await page.context().close();
  });
}

for (const locale of locales) {
  test(`customers' pages are sound in ${locale}`, async () => {
    const page = await openPage(await newContext(browser, tend.base, { locale, viewport: phone }));
    await eachOf(["/new", filed.path, "/sign-in", "/nothing-here"], async (path) => {
      await page.goto(path);
      await holds(async () => assert.equal(await page.getAttribute("html", "lang"), locale));
      await assertSound(page, `public-${nameOf(path)}-${locale}`);
    });
    await page.context().close();
  });
}
