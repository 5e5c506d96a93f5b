/* What is looked at in other languages: texts that are in no catalogue, texts that are cut, and the catalogue itself. */
import { apiGet } from "./harness.mjs";

/* What a person can read on the page and that is no data: texts, and names of controls. */
export function plainTexts(page, known) {
  return page.evaluate((seeds) => {
    const isData = (element) => element.closest("[dir=auto], bdi, kbd, code, pre, time, [translate=no], script, style, noscript, svg, iframe") !== null;
    const found = [];
    const look = (text, element) => {
      const words = text.trim();
      /* made-up English has the days of the real one */
      const isMoment = /^(Mon|Tues?|Wed(nes)?|Thu(rs)?|Fri|Sat(ur)?|Sun)(day)?(,? .*\d.*)?$/.test(words);
      if (isMoment || !/[A-Za-z]{3}/.test(words) || /[^\x00-\x7f]/.test(words) || seeds.includes(words) || isData(element)) return;
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

const seededLists = [
  ["views", "title"], ["macros", "title"], ["triggers", "title"], ["automations", "title"], ["groups", "name"], ["slas/policies", "title"],
  ["custom_roles", "name"], ["ticket_fields", "title"], ["ticket_forms", "name"], ["business_hours/schedules", "name"],
];

/* Names that a fresh house has in English, and that people may change: views, rules, fields, roles; and those of languages. */
export async function seededNames(page) {
  const names = ["Tend"];
  for (const [path, key] of seededLists) {
    const answer = await page.request.get(`/api/v2/${path}`);
    if (answer.ok()) names.push(...(Object.values(await answer.json()).find(Array.isArray) ?? []).map((item) => item[key]));
  }
  const { locales: languages } = await apiGet(page, "locales");
  return [...names, ...languages.flatMap((language) => [language.name, language.native_name])];
}

/*
 * Controls and headings that do not show all of their words, and boxes that stand over the edge of the window. Data may
 * end in an ellipsis; our own words may not.
 */
export function cutTexts(page) {
  return page.evaluate(() => {
    const data = "[dir=auto], bdi, code, pre, time, iframe";
    const name = (element) => `${element.tagName.toLowerCase()}.${element.className}: ${(element.innerText || element.getAttribute("aria-label") || "").trim().slice(0, 50)}`;
    const shown = (selector) => [...document.querySelectorAll(selector)].filter((element) => element.checkVisibility({ visibilityProperty: true }) && element.clientWidth > 1);
    const found = [];
    for (const element of shown("button, a.button, label, legend, h1, h2, h3, h4, summary, p, dt, th, [role^=menuitem], [role=option], .field-label, .badge")) {
      const style = getComputedStyle(element);
      if (style.display === "inline" || element.matches(data) || element.closest(".visually-hidden")) continue;
      const isClosed = (overflow) => overflow === "hidden" || overflow === "clip";
      if (style.textOverflow === "ellipsis" && element.querySelector(data)) continue;
      if (element.scrollWidth > element.clientWidth + 1) found.push(`${element.scrollWidth - element.clientWidth} px too wide: ${name(element)}`);
      else if (isClosed(style.overflowY) && style.webkitLineClamp === "none" && element.scrollHeight > element.clientHeight + 2) found.push(`${element.scrollHeight - element.clientHeight} px too high: ${name(element)}`);
    }
    for (const element of shown(".screen, .conversation, dialog[open]")) {
      if (element.scrollWidth > element.clientWidth + 1) found.push(`${element.scrollWidth - element.clientWidth} px to scroll sideways: ${element.tagName.toLowerCase()}.${element.className}`);
    }
    for (const element of shown("[role=menu], [role=listbox], dialog[open], .toast, .banner, .tip")) {
      const at = element.getBoundingClientRect();
      if (at.left < -1 || at.right > innerWidth + 1) found.push(`over the edge (${Math.round(at.left)}–${Math.round(at.right)} of ${innerWidth}): ${name(element)}`);
    }
    return found;
  });
}

/* The catalogue that the open page has: say(key, values) answers its text, with n for a plural. */
export async function catalogueOf(page) {
  const texts = await page.evaluate(async () => {
    const { work, office } = document.documentElement.dataset;
    const parts = await Promise.all([work, office].map((address) => fetch(address).then((answer) => answer.json())));
    return Object.assign({}, ...parts);
  });
  const plurals = new Intl.PluralRules(await page.getAttribute("html", "lang"));
  const leftwards = (await page.getAttribute("html", "dir")) === "rtl";
  /* as the app sets names apart that run against their sentence */
  const shown = (value) => (leftwards && /\p{Script=Latin}/u.test(value) ? `\u2068${value}\u2069` : value);
  return (key, values = {}) => {
    const text = typeof texts[key] === "object" ? texts[key][plurals.select(values.n)] : texts[key];
    if (text === undefined) throw new Error(`${key} is in no catalogue`);
    return text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? shown(values[name]) : whole));
  };
}
