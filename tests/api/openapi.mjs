/*
 * Holds the API's description against the world: node openapi.mjs RECORD. Prints TAP.
 *
 * RECORD comes from `runner --record`: every answer of the API tests, one JSON object a line; its last answer of
 * /api/v2/openapi.json is the description. Checked: it is valid OpenAPI 3.1; every operation tells what it answers and
 * stands on a page of the reference; every operation was answered well at least once; every answer is what the
 * description says, no key more; endpoints.tsv is covered.
 */
import { createReadStream, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath, pathToFileURL } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const require = createRequire(join(here, "../../web/package.json"));
const Ajv2020 = require("ajv/dist/2020.js").default;
const addFormats = require("ajv-formats").default;
const load = (name) => import(pathToFileURL(require.resolve(name)));
const { Validator } = await load("@seriousme/openapi-schema-validator");

const faultsShown = 12;
/* They need somebody who answers; tests/webhooks has one. */
const askedElsewhere = ["POST /api/v2/webhooks/test", "GET /api/v2/webhooks/{webhook_id}/invocations/{invocation_id}/attempts"];
let count = 0;

function tap(ok, name, notes = []) {
  count += 1;
  console.log(`${ok ? "ok" : "not ok"} ${count} - ${name}`);
  for (const note of notes.slice(0, faultsShown)) console.log(`# ${note}`);
  if (notes.length > faultsShown) console.log(`# … and ${notes.length - faultsShown} more`);
}

/* --- the record --- */

function pathOf(target) {
  return target.replace(/[?#].*$/s, "").replace(/\.json$/, "");
}

async function readRecord(file) {
  const exchanges = [];
  let description = null;
  for await (const line of createInterface({ input: createReadStream(file) })) {
    const exchange = JSON.parse(line);
    exchange.path = pathOf(exchange.path);
    if (exchange.path === "/api/v2/openapi" && exchange.body) description = exchange.body;
    if (/^\/(api|oauth)\//.test(exchange.path)) exchanges.push(exchange);
  }
  return { exchanges, description };
}

/* --- paths: a literal segment is preferred to a parameter, as in the route table --- */

function operationsOf(description) {
  return Object.entries(description.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      name: `${method.toUpperCase()} ${path}`,
      method: method.toUpperCase(),
      segments: pathOf(path).split("/"),
      operation,
      answered: false,
    })),
  );
}

function fit(operation, segments) {
  if (operation.segments.length !== segments.length) return -1;
  let score = 0;
  for (let i = 0; i < segments.length; i += 1) {
    const want = operation.segments[i];
    if (want === segments[i]) score = score * 2 + 1;
    else if (want.startsWith("{") && segments[i]) score *= 2;
    else return -1;
  }
  return score;
}

function find(operations, method, path) {
  const segments = path.split("/");
  const fitting = operations.map((operation) => [fit(operation, segments), operation]).filter(([score]) => score >= 0);
  const best = Math.max(...fitting.map(([score]) => score));
  return fitting.find(([score, operation]) => score === best && operation.method === method)?.[1];
}

/* --- checks --- */

async function checkValid(description) {
  const { valid, errors } = await new Validator().validate(structuredClone(description));
  const notes = valid ? [] : [].concat(errors).map((error) => (typeof error === "string" ? error : JSON.stringify(error)));
  tap(valid, "openapi.json is valid OpenAPI 3.1", notes);
}

function checkDescribed(operations) {
  const ids = operations.map(({ operation }) => operation.operationId);
  const silent = operations.filter(({ operation }) => !Object.keys(operation.responses).some((status) => /^[23]/.test(status)));
  const homeless = operations.filter(({ operation }) => operation.tags.includes("other"));
  const helpless = operations.filter(({ operation }) => !operation.summary);
  const strange = operations.flatMap(({ name, operation }) => operation.parameters
    .filter((parameter) => parameter.in === "query" && !parameter.description).map((parameter) => `${name} ?${parameter.name}`));
  tap(new Set(ids).size === ids.length, "every operation has an id of its own");
  tap(silent.length === 0, "every operation tells what it answers", silent.map(({ name }) => name));
  tap(homeless.length === 0, "every operation stands on a page of the reference", homeless.map(({ name }) => name));
  tap(helpless.length === 0, "every operation tells what it does", helpless.map(({ name }) => name));
  tap(strange.length === 0, "every query parameter is described", strange);
}

/* Compiles each schema once, by its place in the description. */
function makeCompiler(description) {
  const ajv = new Ajv2020({ strict: true, strictTypes: false, strictRequired: false, allowUnionTypes: true, allErrors: true });
  addFormats(ajv);
  const known = new Set(["openapi", "info", "servers", "tags", "paths", "components"]);
  for (const word of known) ajv.addKeyword(word);
  ajv.addSchema(description, "api");
  const compiled = new Map();
  return (place) => {
    if (!compiled.has(place)) compiled.set(place, ajv.compile({ $ref: `api#/${place}` }));
    return compiled.get(place);
  };
}

const encode = (part) => encodeURIComponent(part.replace(/~/g, "~0").replace(/\//g, "~1"));

/* Where in the description the schema for an answer stands; null: it has none. */
function placeOf(description, { method, segments, operation }, status) {
  const path = Object.keys(description.paths).find((name) => pathOf(name) === segments.join("/"));
  const answer = operation.responses[status];
  if (!answer) return undefined;
  if (!answer.content?.["application/json"]?.schema) return null;
  return ["paths", path, method.toLowerCase(), "responses", String(status), "content", "application/json", "schema"].map(encode).join("/");
}

/* The first faults in words; those of the paging style that the body is not of say nothing. */
function explain(validate, body) {
  const other = `/oneOf/${body?.meta ? 0 : 1}/`;
  const telling = validate.errors.filter(({ keyword, schemaPath }) => !["anyOf", "oneOf"].includes(keyword) && !schemaPath.includes(other));
  return telling.slice(0, 3).map((error) => {
    const value = error.instancePath.split("/").slice(1).reduce((at, key) => at?.[key.replace(/~1/g, "/")], body);
    const extra = error.params.additionalProperty ?? (typeof value === "object" ? "" : JSON.stringify(value));
    return `${error.instancePath.replace(/\/\d+(?=\/|$)/g, "/N")} ${error.message} ${extra}`;
  }).join("; ");
}

function faultOf(description, compile, found, { status, type, body }) {
  if (status >= 400) {
    const validate = compile("components/schemas/Error");
    /* an operation may say more in an error of its own */
    const own = found && placeOf(description, found, status);
    if (body === undefined || validate(body) || (own && compile(own)(body))) return null;
    return `${status} is not the shape of errors: ${explain(validate, body)}`;
  }
  if (!found || status >= 300) return null;
  found.answered = true;
  const place = placeOf(description, found, status);
  if (place === undefined) return `${status} is not described`;
  if (place === null || body === undefined || !type.startsWith("application/json")) return null;
  const validate = compile(place);
  return validate(body) ? null : `${status}: ${explain(validate, body)}`;
}

function checkAnswers(description, operations, exchanges) {
  const compile = makeCompiler(description);
  const faults = new Map(operations.map(({ name }) => [name, new Set()]));
  const lost = new Set();
  for (const exchange of exchanges) {
    const method = exchange.method === "HEAD" ? "GET" : exchange.method;
    const found = find(operations, method, exchange.path);
    const fault = faultOf(description, compile, found, exchange);
    if (fault && found) faults.get(found.name).add(fault);
    else if (fault || (!found && exchange.status < 300 && exchange.type.startsWith("application/json"))) lost.add(`${method} ${exchange.path} ${fault ?? exchange.status}`);
  }
  for (const [name, found] of faults) tap(found.size === 0, `answers of ${name}`, [...found]);
  tap(lost.size === 0, "every answer belongs to an operation", [...lost]);
  const isJson = ({ operation }) => !Object.values(operation.responses).some(({ content }) => content && !content["application/json"]);
  const never = operations.filter((operation) => !operation.answered && isJson(operation) && !askedElsewhere.includes(operation.name));
  tap(never.length === 0, "every operation was answered well in some test", never.map(({ name }) => name));
}

/* The check itself must see what it is for: a key too many, one too few, one of another type. */
function checkSharpness(description, operations, exchanges) {
  const compile = makeCompiler(description);
  const shown = exchanges.find(({ method, status, body }) => method === "GET" && status === 200 && body?.ticket && !body.users);
  const found = shown && find(operations, "GET", shown.path);
  const bent = [
    ["as it is", (body) => body, false],
    ["with a key more", (body) => ({ ...body, ticket: { ...body.ticket, surprise: 1 } }), true],
    ["with a key less", ({ ticket: { id, ...rest } }) => ({ ticket: rest }), true],
    ["with a key of another type", (body) => ({ ...body, ticket: { ...body.ticket, id: "1" } }), true],
  ];
  for (const [name, bend, refused] of bent) {
    const fault = shown && faultOf(description, compile, found, { ...shown, body: bend(shown.body) });
    tap(shown && Boolean(fault) === refused, `a ticket ${name} is ${refused ? "refused" : "taken"}`, fault && !refused ? [fault] : []);
  }
}

/* Parameters have other names there. */
function checkEndpoints(operations) {
  const shape = (segments) => segments.map((part) => (part.startsWith("{") ? "{}" : part)).join("/");
  const have = new Set(operations.map(({ method, segments }) => `${method} ${shape(segments)}`));
  const rows = readFileSync(join(here, "endpoints.tsv"), "utf8").split("\n").filter((line) => line && !line.startsWith("#"));
  const missing = rows.map((line) => line.split("\t")).filter(([, method, path]) => {
    const full = path.startsWith("/oauth/tokens") && method === "POST" ? path : `/api/v2${path}`;
    return !have.has(`${method} ${shape(full.split("/"))}`) && !have.has(`${method} ${shape(path.split("/"))}`);
  });
  tap(rows.length > 300 && missing.length === 0, "every operation of endpoints.tsv is there", missing.map((row) => row.join(" ")));
}

const { exchanges, description } = await readRecord(process.argv[2]);
if (!description) {
  tap(false, "the record holds openapi.json");
} else {
  const operations = operationsOf(description);
  await checkValid(description);
  checkDescribed(operations);
  checkEndpoints(operations);
  checkAnswers(description, operations, exchanges);
  checkSharpness(description, operations, exchanges);
}
console.log(`1..${count}`);
