/* Our own Georgian against the full data that Node has; the plural forms that the server uses against the browser's. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import arabic from "../../i18n/ar/agent.json";
import { clauseText, commaText, georgianList, georgianNumber } from "../../src/core/dates";
import { georgian } from "../../src/core/georgian";
import { addTexts } from "../../src/core/i18n";
import "./texts";

const looks: Intl.DateTimeFormatOptions[] = [
  { hour: "numeric", minute: "2-digit" },
  { hour: "2-digit", minute: "2-digit" },
  { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" },
  { weekday: "short", hour: "numeric", minute: "2-digit" },
  { day: "numeric", month: "short", hour: "numeric", minute: "2-digit" },
  { day: "numeric", month: "short", year: "numeric" },
  { day: "numeric", month: "short" },
  { weekday: "short", day: "numeric", month: "short", year: "numeric" },
  { month: "long", year: "numeric" },
  { weekday: "short" },
  { weekday: "long" },
  { dateStyle: "long" },
  { dateStyle: "full", timeStyle: "short" },
  { weekday: "long", day: "numeric", month: "long", year: "numeric", hour: "numeric", minute: "2-digit", timeZoneName: "short" },
];

test("Georgian dates read as in the full data, in every month and on every weekday", () => {
  for (const look of looks) {
    const known = new Intl.DateTimeFormat("ka", look);
    for (let day = 0; day < 366; day += 1) {
      const at = Date.UTC(2026, 0, 1, 5, 7) + day * 86400000;
      assert.equal(georgian(look).format(at), known.format(at), JSON.stringify(look));
    }
  }
});

test("Georgian numbers read as in the full data", () => {
  for (const value of [0, 7, 1234, 12345, 1234567.5, -3.25]) {
    assert.equal(georgianNumber({}).format(value), new Intl.NumberFormat("ka").format(value));
  }
});

test("Georgian lists read as in the full data", () => {
  for (const type of ["conjunction", "disjunction"] as const) {
    const full = new Intl.ListFormat("ka", { type });
    for (const parts of [[], ["a"], ["a", "b"], ["a", "b", "c"]]) assert.equal(georgianList(parts, type), full.format(parts));
  }
});

test("the server's plural forms are the browser's", () => {
  const letters: Record<string, string> = { zero: "z", one: "1", two: "2", few: "f", many: "m", other: "o" };
  const lines = readFileSync("../tests/unit/plurals.txt", "utf8").trim().split("\n");
  assert.equal(lines.length, 6);
  for (const line of lines) {
    const [language = "", forms = ""] = line.split(" ");
    const rules = new Intl.PluralRules(language);
    for (let n = 0; n <= 20000; n += 1) assert.equal(forms[n < 200 ? n : 100 + (n % 100)], letters[rules.select(n)], `${language} ${n}`);
  }
});

test("what is listed has the marks of the script, and nothing of what is empty", () => {
  assert.equal(commaText(["a", "", null, "{next}", undefined, "c"]), "a, {next}, c");
  assert.equal(commaText([]), "");
  addTexts(arabic);
  assert.equal(clauseText([commaText(["a", "b"]), "c"]), "a، b؛ c");
});
