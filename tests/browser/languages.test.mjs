/*
 * The same screens in other languages: made-up English that shows what is not in the catalogue, and the real languages,
 * of which one is written from right to left. Names and texts of the test data hold letters that plain English lacks.
 */
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { admin, agentPage, apiGet, assertSound, desktop, fileByForm, newContext, openPage, phone, startBrowser, startTend } from "./harness.mjs";

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
  await page.waitForFunction(() => !document.querySelector("[aria-busy=true]"));
  await page.waitForTimeout(50);
}

async function open(path, locale, options) {
  const page = await agentPage(browser, tend.base, { path: `${path}?lang=${locale}`, reducedMotion: "reduce", ...options });
  await settle(page);
  assert.equal(await page.getAttribute("html", "lang"), locale);
  assert.equal(await page.getAttribute("html", "dir"), locale === "ar" ? "rtl" : "ltr");
  return page;
}

/* What a person can read on the page and that is no data: texts, and names of controls. */
function plainTexts(page, known) {
  return page.evaluate((seeds) => {
    const isData = (element) => element.closest("[dir=auto], bdi, kbd, code, pre, time, [translate=no], script, style, noscript, svg, iframe") !== null;
    const found = [];
    const look = (text, element) => {
      const words = text.trim();
      if (!/[A-Za-z]{3}/.test(words) || /[^\x00-\x7f]/.test(words) || seeds.includes(words) || isData(element)) return;
      found.push(`${element.tagName.toLowerCase()}.${element.className}: ${words.slice(0, 60)}`);
    };
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walk.nextNode()) if (walk.currentNode.parentElement.checkVisibility()) look(walk.currentNode.data, walk.currentNode.parentElement);
    for (const element of document.querySelectorAll("[aria-label], [title], [placeholder], [alt]")) {
      for (const name of ["aria-label", "title", "placeholder", "alt"]) look(element.getAttribute(name) ?? "", element);
    }
    return found;
  }, known);
}

/* Names that a fresh house has in English, and that people may change: views, rules, fields, roles. */
async function seededNames() {
  const page = await agentPage(browser, tend.base);
  const lists = [["views", "title"], ["macros", "title"], ["triggers", "title"], ["automations", "title"], ["groups", "name"], ["slas/policies", "title"], ["custom_roles", "name"], ["ticket_fields", "title"], ["ticket_forms", "name"], ["business_hours/schedules", "name"]];
  const names = [admin.name, admin.email, "Tend"];
  for (const [path, key] of lists) {
    const answer = await page.request.get(`/api/v2/${path}`);
    if (answer.ok()) names.push(...(Object.values(await answer.json()).find(Array.isArray) ?? []).map((item) => item[key]));
  }
  const { locales: languages } = await apiGet(page, "locales");
  await page.context().close();
  return [...names, ...languages.flatMap((language) => [language.name, language.native_name])];
}

test("no screen says anything that is not in the catalogue, and two fifths more text break none", async () => {
  const known = await seededNames();
  for (const [size, viewport] of [["desktop", desktop], ["phone", phone]]) {
    for (const path of screens) {
      const page = await open(path, "en-XA", { viewport });
      assert.deepEqual(await plainTexts(page, known), [], `${path} on the ${size}`);
      await assertSound(page, `${nameOf(path)}-en-XA-${size}`);
      await page.context().close();
    }
  }
});

for (const locale of locales) {
  test(`every screen is sound in ${locale}`, async () => {
    for (const [at, path] of screens.entries()) {
      /* each screen in both sizes and both schemes, in turns */
      for (const [size, viewport, colorScheme] of [["desktop", desktop, at % 2 ? "dark" : "light"], ["phone", phone, at % 2 ? "light" : "dark"]]) {
        const page = await open(path, locale, { viewport, colorScheme, locale });
        await assertSound(page, `${nameOf(path)}-${locale}-${size}-${colorScheme}`);
        await page.context().close();
      }
    }
  });

  test(`customers' pages are sound in ${locale}`, async () => {
    const page = await openPage(await newContext(browser, tend.base, { locale, viewport: phone }));
    for (const path of ["/new", filed.path, "/sign-in", "/nothing-here"]) {
      await page.goto(path);
      assert.equal(await page.getAttribute("html", "lang"), locale);
      await assertSound(page, `public-${nameOf(path)}-${locale}`);
    }
    await page.context().close();
  });
}
