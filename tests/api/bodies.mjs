/*
 * Malformed requests for every operation: node bodies.mjs [SECONDS] [SEED]. Prints TAP.
 *
 * The shapes come from the daemon's own openapi.json: every field in turn gets every kind of wrong value, the rest is
 * left out or plausible, ids in the path name things that exist; so do the parameters of queries. Nothing may answer
 * 5xx, and the daemon is alive at the end. In any order, so that short runs see something else each time. Environment: TEND_BIN path of the binary (the sanitizers' build), as for tests/webhooks.
 */
import { Daemon } from "../webhooks/daemon.mjs";

const AT_ONCE = 4;
const faultsShown = 20;
const deadline = Date.now() + 1000 * (Number(process.argv[2]) || 25);
const seed = Number(process.argv[3]) || (Date.now() % 1e9) + 1;
const deep = (n, leaf = 1) => JSON.parse(`${'{"a":['.repeat(n)}${leaf}${"]}".repeat(n)}`);
const long = "x".repeat(70000);

/* Of every type, and at the edges of each. */
const odd = [
  null, true, false, 0, -1, 1, 2 ** 31, Number.MAX_SAFE_INTEGER, 1e308, -0.5, "", " ", "0", "-1", "9223372036854775808",
  "\u0000", "\ud83d\ude00\u202e", "%s%n%s", "{{ticket.comments}}", "'\"><svg onload=x>", "a\r\nB: c", long, [], [[]], {}, [null], [{}], [1, "1", null],
  ["", -1, true], { "": "" }, { a: null }, [{ field: null, operator: null, value: null }], { all: [{}], any: [null] }, { all: null, any: 1 },
  [{ field: "status", operator: "is", value: [] }], [{ field: "comment_value", value: {} }], deep(20), Array(200).fill(1), Array(200).fill({ id: 1 }),
];
const raw = ["", "null", "[]", "1", '"x"', "{", "{}", '{"a":', `{"a":${"9".repeat(400)}}`, `{"a":1e999}`, "[".repeat(3000), '{"ticket":null}', "\ufeff{}", '{"a":1,"a":2}'];

let state = seed;
/* Marsaglia's xorshift: below n. */
function random(n) {
  state ^= state << 13;
  state ^= state >>> 17;
  state ^= state << 5;
  return (state >>> 0) % n;
}

function shuffled(list) {
  for (let i = list.length - 1; i > 0; i--) {
    const k = random(i + 1);
    [list[i], list[k]] = [list[k], list[i]];
  }
  return list;
}

let count = 0;
const faults = [];
function tap(ok, name, notes = []) {
  count += 1;
  console.log(`${ok ? "ok" : "not ok"} ${count} - ${name}`);
  for (const note of notes.slice(0, faultsShown)) console.log(`# ${note}`);
}

const d = await Daemon.start("outbound_allow = 127.0.0.0/8");

async function send(method, path, body) {
  const text = body instanceof Raw ? body.text : JSON.stringify(body);
  let answer;
  try {
    answer = await fetch(`http://127.0.0.1:${d.port}${path}`, { method, headers: d.headers, body: text });
    await answer.arrayBuffer();
  } catch (error) {
    if (d.child.exitCode !== null || d.child.signalCode !== null) throw error;
    return 0; /* closed early: the body was too large or malformed */
  }
  sent += 1;
  if (answer.status >= 500 && answer.status !== 503 && answer.status !== 507) faults.push(`${answer.status} ${method} ${path.slice(0, 300)} ${text?.slice(0, 300) ?? ""}`);
  return answer.status;
}
let sent = 0;

/* --- shapes --- */

let description;
const resolved = (schema) => (schema?.$ref ? schema.$ref.slice(2).split("/").reduce((at, key) => at[key], description) : schema);

function typeOf(schema) {
  return [schema?.type].flat().find((type) => type && type !== "null");
}

/* Something that may pass; a text that is a number serves as an id too. */
function plausible(given, depth = 0) {
  const schema = resolved(given);
  if (!schema || depth > 4) return {};
  if (schema.enum) return schema.enum[0];
  switch (typeOf(schema)) {
    case "integer":
    case "number":
      return 1;
    case "boolean":
      return true;
    case "array":
      return [plausible(schema.items, depth + 1)];
    case "object":
      return Object.fromEntries(Object.entries(schema.properties ?? {}).map(([key, value]) => [key, plausible(value, depth + 1)]));
    default:
      return schema.format === "date-time" ? "2026-01-01T00:00:00Z" : "x";
  }
}

/* Every body that differs from a plausible one in one place, at most two levels deep. */
function* variants(schema) {
  const whole = plausible(schema);
  yield whole;
  for (const value of odd) yield value;
  const properties = resolved(schema)?.properties ?? {};
  for (const [name, given] of Object.entries(properties)) {
    const inner = resolved(given)?.properties;
    for (const value of odd) {
      yield { [name]: value };
      for (const [key, member] of Object.entries(inner ?? {})) {
        yield { [name]: { [key]: value } };
        if (typeOf(resolved(member)) !== typeOf(whole)) yield { [name]: { ...whole[name], [key]: value } };
      }
    }
  }
}

/* A body that goes as it is. */
class Raw {
  constructor(text) {
    this.text = text;
  }
}

/* Each request is [path, body]. */
function* bodies(path, schema) {
  for (const text of raw) yield [path, new Raw(text)];
  for (const body of variants(schema)) yield [path, body];
}

const oddTexts = ["", " ", "0", "-1", "1", "1,2,x", "2", "9223372036854775808", "99999999999999999999999", "1e9", "true", "null", "\u0001", "\u202e", "%s%n", "'", '"', "*", "a* OR (", "status:", "-status:open", "created>9999-99-99", "tags:x tags:y", "type:user role:admin", "order_by:x", "\\", "%", "_", "created_at", "-id", "2026-01-01", "2026-01-01T00:00:00Z", "eyJpZCI6MX0=", "AAAA", "x".repeat(9000), ",".repeat(3000), "[]", "{}", "users(groups),tickets(users)"];

function* queries(path, parameters) {
  const names = (parameters ?? []).map(resolved).filter((parameter) => parameter.in === "query").map((parameter) => parameter.name);
  yield [path];
  for (const name of names) for (const text of oddTexts) yield [`${path}?${encodeURIComponent(name)}=${encodeURIComponent(text)}`];
  const whole = (text) => names.map((name) => `${encodeURIComponent(name)}=${encodeURIComponent(text)}`).join("&");
  for (const text of oddTexts) if (text.length < 100) yield [`${path}?${whole(text)}`];
}

/* --- what there is --- */

async function make(path, body) {
  const answer = await d.call("POST", path, body);
  return Object.values(answer.body ?? {})[0]?.id ?? 1;
}

const conditions = { all: [{ field: "status", operator: "is", value: "open" }], any: [] };
const actions = [{ field: "priority", value: "high" }];
const ids = {
  ticket_id: await make("/tickets", { ticket: { subject: "s", comment: { body: "b" } } }),
  problem_id: await make("/tickets", { ticket: { type: "problem", comment: { body: "b" } } }),
  user_id: await make("/users", { user: { name: "U", email: "u@example.net" } }),
  organization_id: await make("/organizations", { organization: { name: "O" } }),
  view_id: await make("/views", { view: { title: "v", ...conditions } }),
  macro_id: await make("/macros", { macro: { title: "m", actions } }),
  trigger_id: await make("/triggers", { trigger: { title: "t", conditions: { all: [{ field: "update_type", operator: "is", value: "Change" }], any: [] }, actions } }),
  automation_id: await make("/automations", { automation: { title: "a", conditions: { all: [{ field: "status", operator: "is", value: "open" }, { field: "NEW", operator: "is", value: "24" }], any: [] }, actions } }),
  webhook_id: await make("/webhooks", { webhook: { name: "w", endpoint: "http://127.0.0.1:9/", http_method: "POST", request_format: "json", subscriptions: ["conditional_ticket_events"] } }),
};
description = (await d.call("GET", "/openapi.json")).body;

const methods = ["get", "post", "put", "patch", "delete"];
const works = Object.entries(description.paths).flatMap(([path, operations]) =>
  methods
    .filter((method) => operations[method])
    .map((method) => {
      const at = path.replace(/\{(\w+)\}/g, (_, name) => ids[name] ?? (name === "id" ? ids.ticket_id : 1));
      const { parameters, requestBody } = operations[method];
      return {
        method: method.toUpperCase(),
        path: at,
        requests: shuffled([...(method === "get" ? queries(at, parameters) : bodies(at, Object.values(requestBody?.content ?? {})[0]?.schema))]),
      };
    }),
);
/* They end the access that the walk has, or wait for somebody outside. */
const left = /\/(logout|sessions|password|tokens|webhooks\/test|events\/stream|stream)|^\/sign-|^\/setup/;

/* One request of each operation in turn, so that all get their share of the time. */
let open = works.filter((work) => work.method !== "DELETE" && !left.test(work.path));
const operations = open.length;
let finished = true;

async function walk() {
  while (open.length) {
    const round = [...open];
    for (const work of round) {
      if (Date.now() > deadline) {
        finished = false;
        return;
      }
      const next = work.requests.pop();
      if (next) await send(work.method, ...next);
      else open = open.filter((other) => other !== work);
    }
  }
}

try {
  await Promise.all(Array.from({ length: AT_ONCE }, walk));
  tap(faults.length === 0, `${sent} requests to ${operations} operations${finished ? "" : ", as many as the time allowed"} (seed ${seed}): no 5xx`, faults);
  tap((await d.call("GET", "/users/me")).status === 200, "the daemon is alive");
} catch (error) {
  tap(false, "the daemon is alive", [String(error), ...d.log().split("\n").slice(-60)]);
}
tap(!/Sanitizer|runtime error/.test(d.log()), "the sanitizers are silent", d.log().split("\n").filter((line) => /Sanitizer|runtime error|#[0-9]/.test(line)));
await d.remove();
console.log(`1..${count}`);
process.exitCode = 0;
