/* The build: manifest, packed files, same input same bytes, size budgets; the templates with values that a stranger chose. */

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { build } from "../../build.mjs";
import { renderPage } from "../render_page.mjs";

const outdir = mkdtempSync(join(tmpdir(), "tend-web-build-"));
after(() => rmSync(outdir, { recursive: true, force: true }));
await build(outdir);

const read = (file) => readFileSync(join(outdir, file));
const manifest = read("manifest.txt").toString().trim().split("\n").map((line) => line.split("\t"));
const byName = new Map(manifest.map((fields) => [fields[0], fields]));

test("manifest names every asset with all its columns", () => {
  const wanted = ["agent.css", "agent.js", "docs.css", "favicon.svg", "i18n-en.json", "office.css", "public.css", "public.js", "texts-en-office.json", "texts-en-work.json", "third-party-notices.txt"];
  assert.deepEqual(wanted.filter((name) => !byName.has(name)), []);
  for (const fields of manifest) {
    assert.equal(fields.length, 7);
    assert.match(fields[1], /^\/assets\/[\w.-]+-([0-9a-f]{10}|[0-9A-Z]{8})\.[a-z]+$/);
    assert.equal(fields[3], createHash("sha256").update(read(fields[4])).digest("hex"));
  }
});

test("packed files hold the same bytes and are smaller", () => {
  for (const [, , , , raw, gz, br] of manifest) {
    const bytes = read(raw);
    if (gz !== "-") assert.ok(gunzipSync(read(gz)).equals(bytes) && read(gz).length < bytes.length);
    if (br !== "-") assert.ok(brotliDecompressSync(read(br)).equals(bytes) && read(br).length < bytes.length);
  }
});

test("building again gives the same files and leaves no old ones", async () => {
  const before = readdirSync(outdir).sort();
  const text = read("manifest.txt").toString();
  await build(outdir);
  assert.deepEqual(readdirSync(outdir).sort(), before);
  assert.equal(read("manifest.txt").toString(), text);
});

/* What the browser fetches before the workspace shows: the entry and the scripts that it names at its head. */
function firstLoad(name, seen = new Set()) {
  if (seen.has(name)) return seen;
  seen.add(name);
  const script = read(byName.get(name)[4]).toString();
  for (const [, file] of script.matchAll(/(?:from|import)\s*"\.\/([\w-]+\.js)"/g)) firstLoad(file, seen);
  return seen;
}

test("the workspace's first scripts are at most 70 KB packed, in one file", () => {
  const files = [...firstLoad("agent.js")];
  const size = files.reduce((sum, name) => sum + read(byName.get(name)[5] === "-" ? byName.get(name)[4] : byName.get(name)[5]).length, 0);
  assert.ok(size <= 70 * 1024, `${size} bytes`);
  assert.deepEqual(files, ["agent.js"]);
});

test("the editor is a part of its own, at most 70 KB packed, and not in the first load", () => {
  const [name] = [...byName.keys()].filter((file) => /^editor-\w+\.js$/.test(file));
  const size = read(byName.get(name)[5]).length;
  assert.ok(size <= 70 * 1024, `${size} bytes`);
  assert.ok(!firstLoad("agent.js").has(name));
});

const budgets = { "agent.css": 12, "public.js": 5, "public.css": 12, "docs.css": 3 };
for (const [name, limit] of Object.entries(budgets)) {
  test(`${name} is at most ${limit} KB packed`, () => {
    const size = read(byName.get(name)[5]).length;
    assert.ok(size <= limit * 1024, `${size} bytes`);
  });
}

test("the agent app carries no texts at all, the server's catalogue those of its pages", () => {
  for (const [name, , , , raw] of manifest) if (name.endsWith(".js")) assert.ok(!read(raw).includes("Skip to the tickets"), name);
  assert.ok(!read(byName.get("texts-en-work.json")[4]).includes("We will answer by"));
  assert.ok(read(byName.get("i18n-en.json")[4]).includes("We will answer by"));
});

test("notices name every bundled package", () => {
  const notices = read(byName.get("third-party-notices.txt")[4]).toString();
  for (const name of ["preact", "@preact/signals", "@preact/signals-core", "lucide"]) assert.ok(notices.includes(`\n${name} `), name);
});

const texts = JSON.parse(read(byName.get("i18n-en.json")[4]).toString());
const options = { texts, asset: (name) => byName.get(name)[1] };
const evil = `"><img src=x onerror=alert(1)>'&`;
const message = { id: 1, from_customer: true, author: evil, at: "2026-11-22T07:00:00Z", at_text: evil, words: [{ before: evil, link: evil }, { before: evil, link: "" }], rest: [{ before: evil, link: evil }], rest_text: evil, body_html: "<p>kept</p>", attachments: [{ name: evil, url: evil, size_text: "1 kB", is_picture: true }] };
const sentence = [{ text: evil, mono: true }, { text: evil, mono: false }];
const key = { name: evil, parts: [{ text: evil, href: evil }, { text: evil, href: "" }], note: sentence, optional: true, limit: evil, place: evil };
const operation = {
  method: "GET", path: evil, short_path: evil, anchor: evil, help: sentence, who: evil, scopes: evil, body_limit: evil, example: evil, takes_file: true, envelope: evil,
  parameters: [key], fields: [key], answers: [{ status: evil, empty: true, paged: true, media: evil, members: [key] }], errors: [{ status: 422, wire: evil, code: 1 }],
};
const reference = {
  docs: true, inside: true, base_url: evil, query: evil, found: 1, is_one: true, about: evil, rate: evil, rate_limit: 700, operations: [operation],
  guides: [{ slug: evil, title: evil, help: evil, here: true }], sections: [{ title: evil, pages: [{ slug: evil, title: evil, here: false }] }],
  resources: [{ slug: evil, title: evil, about: evil, operations: [operation] }], objects: [{ name: evil, meaning: sentence, keys: [key] }], placeholders: [{ name: evil }],
};
const kinds = { is_area: false, is_check: false, is_choice: false, is_several: false };
const question = (kind) => ({
  ...kinds, [kind]: true, field_id: 7, field_name: "field_7", field_title: evil, field_hint: evil, field_error: evil, field_value: evil, field_on: true,
  field_shown: true, field_required: true, field_when: evil, input_type: "text", input_mode: "text",
  options: [{ option_name: evil, option_value: evil, option_text: evil, option_on: true }],
});
const values = {
  ...reference,
  path: evil, languages: [{ tag: evil, name: evil, chosen: true }], lang: "en", dir: "ltr", event: 7, texts_work: evil, texts_office: evil, title: evil, site: evil, name: evil, email: evil, subject: evil, message: evil, stamp: evil, promise: evil, file_limit: "50 MB",
  file_limit_bytes: 1, file_count: 2, error_name: evil, error_email: evil, error_subject: evil, error_message: evil, error_files: evil, error_password: evil,
  errors: [{ field: "name", text: evil, code: 1, status: 422, wire: evil, help: sentence }], files_lost: true, token: evil, page_url: evil, number: 7, status: "open", status_text: evil, is_new: true,
  is_sent: true, is_solved: true, waiting: true, overdue: false, due_at: "2026-11-22T17:00:00Z", time: evil, older: true, messages: [message], can_reply: true, is_closed: true, unseen: 1, words: evil, form: 1, asked: evil,
  forms: [{ form_id: 1, form_name: evil, form_chosen: true }], questions: ["is_area", "is_check", "is_choice", "is_several", "none"].map(question),
  can_solve: true, for_staff: false, next: evil, error: evil, min: 10, heading: evil,
  back: evil, typed: evil, is_lost: true, is_new_house: true, invited: true, codes: [{ code: evil }], ticket: evil, picture: evil, secret: evil, client: evil, company: evil, description: evil, site_of_client: evil, me: evil, scopes: [{ text: evil }], values: [{ name: evil, value: evil }],
};

for (const file of readdirSync(join(outdir, "pages")).filter((name) => name !== "layout.html")) {
  test(`${file} escapes everything and renders with and without values`, () => {
    const source = read(`pages/${file}`).toString();
    const html = renderPage(source, values, options);
    assert.ok(!html.includes("<img src=x") && !html.includes("{{"));
    assert.equal(html.split("onerror=").length, html.split("&lt;img src=x onerror=").length);
    const blank = Object.fromEntries(Object.entries(values).map(([key, value]) => [key, Array.isArray(value) ? [] : typeof value === "string" ? "" : false]));
    assert.ok(!renderPage(source, blank, options).includes("{{"));
  });
}

test("the layout puts the content in as it is, and only the content", () => {
  const html = renderPage(read("pages/layout.html").toString(), values, { ...options, content: "<p>inside</p>" });
  assert.ok(html.includes("<p>inside</p>") && !html.includes("<img"));
});
