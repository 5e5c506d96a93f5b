/*
 * House rules that the compiler does not know: node test/lint.mjs. Prints each breach as file:line, exit 1 if any.
 * No HTML from strings, no literal UI text in TSX, no physical directions or colours in CSS, file and function lengths,
 * every text used and defined, token pairs with enough contrast.
 */
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";
import { readPage } from "../page_parts.mjs";
import { templateNodes } from "./render_page.mjs";

const web = join(dirname(fileURLToPath(import.meta.url)), "..");
const breaches = [];

function report(file, line, text) {
  breaches.push(`${relative(web, file)}:${line}: ${text}`);
}

function filesUnder(folder, endings) {
  return readdirSync(join(web, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && endings.some((ending) => entry.name.endsWith(ending)))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .sort();
}

function eachLine(file, look) {
  readFileSync(file, "utf8").split("\n").forEach((line, index) => look(line, index + 1));
}

const forbiddenInCode = [
  [/innerHTML|outerHTML|insertAdjacentHTML|dangerouslySetInnerHTML|document\.write|srcdoc/, "HTML from a string"],
  [/\beval\(|new Function\(/, "code from a string"],
  [/\bany\b(?=\s*[;,)>\]=])/, "type any"],
  [/\/\/\s*@ts-|eslint-disable/, "a check is switched off"],
  [new RegExp(["TO", "DO|FIX", "ME|XX", "X"].join(""), ""), "unfinished work"],
];

function checkCode() {
  for (const file of filesUnder("src", [".ts", ".tsx"])) {
    const lines = readFileSync(file, "utf8").split("\n");
    if (!lines[0].startsWith("/*")) report(file, 1, "no comment that says what the file is for");
    if (lines.length > 800) report(file, 800, "longer than 800 lines");
    eachLine(file, (line, number) => {
      for (const [pattern, name] of forbiddenInCode) if (pattern.test(line)) report(file, number, name);
      if (line.length > 160) report(file, number, "line longer than 160");
    });
    checkFunctionLengths(file, lines);
  }
}

/* Our formatting puts the end of a top-level function on a line of its own at the same indentation. */
function checkFunctionLengths(file, lines) {
  lines.forEach((line, index) => {
    if (!/^(export )?(async )?function /.test(line) || /\}\s*$/.test(line)) return;
    const length = lines.slice(index).findIndex((later) => later === "}") + 1;
    if (length > 60) report(file, index + 1, `function of ${length} lines`);
  });
}

/* In the compiled form a literal text between tags is a "children" string, and a label a string in a property. */
async function checkLiteralText() {
  const literal = /(?:children|"aria-label"|title|placeholder|alt|label): (?:"([^"\\]|\\.)*[A-Za-z]{2}|`[^`$]*[A-Za-z]{2})/;
  const inList = /children: \[[^\]]*?(?:\[|, )"[^"]*[A-Za-z]{2}[^"]*"/;
  for (const file of filesUnder("src", [".tsx"])) {
    const { code } = await esbuild.transform(readFileSync(file, "utf8"), { loader: "tsx", jsx: "automatic", jsxImportSource: "preact", charset: "utf8" });
    code.split("\n").forEach((line) => {
      if (literal.test(line) || inList.test(line)) report(file, 0, `literal text: ${line.trim().slice(0, 80)}`);
    });
  }
}

function checkStyles() {
  const physical = /(^|[\s;{])((margin|padding|border|inset|scroll-margin|scroll-padding)-(left|right|top|bottom)|left|right|top|bottom|width|height|min-width|max-width|min-height|max-height)\s*:/;
  for (const file of filesUnder("css", [".css"])) {
    const isTokens = file.endsWith("tokens.css");
    eachLine(file, (line, number) => {
      if (!line.startsWith("@") && physical.test(line)) report(file, number, "physical direction or size; use the logical property");
      if (/text-transform|letter-spacing|font-style:\s*italic/.test(line)) report(file, number, "not for every script");
      if (!isTokens && /#[0-9a-f]{3,8}\b|rgba?\(/i.test(line) && !/light-dark\(/.test(line)) report(file, number, "colour outside tokens.css");
      if (/!important/.test(line) && !line.includes("display: none")) report(file, number, "!important");
    });
  }
}

const areas = readdirSync(join(web, "i18n/en")).map((file) => file.replace(".json", "")).sort();
const englishFile = (area) => join(web, "i18n/en", `${area}.json`);
const english = Object.assign({}, ...areas.map((area) => JSON.parse(readFileSync(englishFile(area), "utf8"))));

function usedKeys() {
  const used = new Set();
  const prefixes = new Set();
  for (const file of filesUnder("src", [".ts", ".tsx"])) {
    const text = readFileSync(file, "utf8");
    for (const match of text.matchAll(/["']([a-z_]+\.[a-z0-9_.]+)["']/g)) if (areas.includes(match[1].split(".")[0])) used.add(match[1]);
    for (const match of text.matchAll(/`([a-z_]+\.[a-z0-9_.]+)\$\{/g)) if (areas.includes(match[1].split(".")[0])) prefixes.add(match[1]);
  }
  for (const file of filesUnder("pages", [".html"])) {
    for (const node of templateNodes(readPage(file))) if (node.kind === "t") used.add(node.key);
    for (const match of readFileSync(file, "utf8").matchAll(/\b(public\.[a-z_]+\.[a-z0-9_]+)\b/g)) used.add(match[1]);
  }
  return { used, prefixes: [...prefixes] };
}

/* Texts that no file names: what only the server says, and the names that a new house has (core/seeded.ts); only their group is checked. */
const serverGroups = ["public.error.", "public.oauth.", "public.page_error.", "public.status.", "public.message.", "public.second_step.", "public.new_password.", "public.sample.", "seed."];

function checkTexts() {
  const { used, prefixes } = usedKeys();
  for (const key of used) if (!(key in english) && !/_$/.test(key)) report(englishFile(key.split(".")[0]), 0, `no text for ${key}`);
  for (const area of areas) {
    const file = englishFile(area);
    for (const [key, value] of Object.entries(JSON.parse(readFileSync(file, "utf8")))) {
      const known = used.has(key) || [...prefixes, ...serverGroups].some((start) => key.startsWith(start));
      if (!known) report(file, 0, `nobody uses ${key}`);
      if (key.split(".")[0] !== area) report(file, 0, `${key} stands in the wrong file`);
      checkText(file, key, value);
    }
  }
}

/* The server's reasons ("InvalidValue:snooze_past") and our words for them are the same set. */
function checkReasons() {
  const known = Object.keys(english).map((key) => /^(?:agent|settings)\.refused\.(\w+)$/.exec(key)?.[1]).filter(Boolean);
  const said = new Set();
  for (const file of filesUnder("../src", [".c"])) {
    for (const [, reason] of readFileSync(file, "utf8").matchAll(/"(?:[A-Z]\w+:|:(?=\w+_))([a-z_]+)"/g)) {
      said.add(reason);
      if (!known.includes(reason)) report(file, 0, `no text for the reason ${reason}`);
    }
  }
  const { used } = usedKeys();
  for (const reason of known) if (!said.has(reason) && !used.has(`agent.refused.${reason}`)) report(englishFile("agent"), 0, `no server gives the reason ${reason}`);
}

function checkText(file, key, value) {
  if (!/^[a-z_]+(\.[a-z0-9_]+)+$/.test(key)) report(file, 0, `bad key ${key}`);
  const forms = typeof value === "string" ? { other: value } : value;
  const wanted = typeof value === "string" ? "other" : "one other";
  if (Object.keys(forms).sort().join(" ") !== wanted) report(file, 0, `${key}: English has the forms "one" and "other"`);
  for (const text of Object.values(forms)) {
    if (text.trim() !== text || text === "") report(file, 0, `${key}: empty or with blanks at an end`);
    if (/[<>]|\.\.\./.test(text)) report(file, 0, `${key}: markup or three dots`);
    if (/\{(?!\w+\})/.test(text)) report(file, 0, `${key}: bad placeholder`);
  }
}

const categories = { ar: "few many one other two zero", fil: "one other", gu: "one other", hr: "few one other", ka: "one other" };
const placeholders = (text) => [...new Set([...String(text).matchAll(/\{\w+\}/g)].map(([name]) => name))].sort().join(" ");

/* A language has every text of English, with the same placeholders, in exactly the forms that it counts with. */
function checkTranslation(locale) {
  const file = join(web, "i18n", locale);
  const own = Object.assign({}, ...areas.map((area) => (existsSync(join(file, `${area}.json`)) ? JSON.parse(readFileSync(join(file, `${area}.json`), "utf8")) : {})));
  for (const key of Object.keys(own)) if (!(key in english)) report(file, 0, `${key} is not English`);
  for (const [key, value] of Object.entries(english)) {
    const isPlural = typeof value !== "string";
    if (!(key in own)) report(file, 0, `${key} is missing`);
    else if ((typeof own[key] !== "string") !== isPlural) report(file, 0, `${key} has other forms than English`);
    else if (isPlural && Object.keys(own[key]).sort().join(" ") !== categories[locale]) report(file, 0, `${key} needs ${categories[locale]}`);
    else if (!isPlural && placeholders(value) !== placeholders(own[key])) report(file, 0, `${key} has other placeholders`);
    else checkPlaces(file, key, own[key], value);
  }
}

/* A form for few things may spell the number out, but names nothing that English does not. */
function checkPlaces(file, key, own, value) {
  const known = placeholders(JSON.stringify(value));
  for (const text of typeof own === "string" ? [own] : Object.values(own)) {
    if (text.trim() === "" || text.trim() !== text) report(file, 0, `${key}: empty or with blanks at an end`);
    for (const name of placeholders(text).split(" ")) if (!known.includes(name)) report(file, 0, `${key} names ${name}`);
  }
}

/* The one value of {{t key name}} must be a placeholder of that text. */
function checkPages() {
  for (const file of filesUnder("pages", [".html"])) {
    const source = readFileSync(file, "utf8");
    if (!source.startsWith("<!--")) report(file, 1, "no comment that lists the values");
    if (/<style|style=|<script(?![^>]*src=)|\son[a-z]+=/.test(source.replace(/^<!--.*?-->/s, ""))) report(file, 0, "inline script or style");
    for (const node of templateNodes(readPage(file))) {
      if (node.kind === "t" && node.name && !String(english[node.key]).includes(`{${node.name}}`)) report(file, 0, `${node.key} has no {${node.name}}`);
      if (node.kind === "content" && !/\/(layout|docs)\.html$/.test(file)) report(file, 0, "raw output outside the layout");
    }
  }
}

function luminance(hex) {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const part = parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(a, b) {
  const [dark, light] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (light + 0.05) / (dark + 0.05);
}

const textPairs = [
  ...["text", "muted", "accent", "danger", "warn", "ok", "info"].flatMap((ink) => ["bg", "surface"].map((ground) => [ink, ground, 4.5])),
  ...["text", "muted"].map((ink) => [ink, "surface-2", 4.5]),
  ...["danger", "warn", "ok", "info"].map((ink) => [ink, `${ink}-soft`, 4.5]),
  ...["text", "accent", "muted"].map((ink) => [ink, "accent-soft", 4.5]),
  ["on-accent", "accent", 4.5],
  ["note-text", "note", 4.5],
  ...["control", "accent"].flatMap((line) => ["bg", "surface"].map((ground) => [line, ground, 3])),
  ["note-line", "note", 3],
];

function checkContrast() {
  const file = join(web, "css/tokens.css");
  const tokens = new Map();
  for (const match of readFileSync(file, "utf8").matchAll(/--([a-z0-9-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)/g)) tokens.set(match[1], [match[2], match[3]]);
  for (const [ink, ground, least] of textPairs) {
    ["light", "dark"].forEach((scheme, at) => {
      const found = contrast(tokens.get(ink)[at], tokens.get(ground)[at]);
      if (found < least) report(file, 0, `${ink} on ${ground} (${scheme}) has contrast ${found.toFixed(2)}, needs ${least}`);
    });
  }
}

checkCode();
await checkLiteralText();
checkStyles();
checkTexts();
checkReasons();
for (const locale of readdirSync(join(web, "i18n"))) if (locale !== "en") checkTranslation(locale);
checkPages();
checkContrast();
for (const breach of breaches) console.error(breach);
console.log(`web lint: ${breaches.length} breaches`);
process.exit(breaches.length > 0 ? 1 : 0);
