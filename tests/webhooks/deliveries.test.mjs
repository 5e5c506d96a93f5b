/* What webhooks promise, against real sockets: signed, in order, tried again, never lost, and never where they may not. */
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { Daemon, eventually } from "./daemon.mjs";
import { Receiver } from "./receiver.mjs";

const HOUR = 3600 * 1000;
const ZEN = "zen:event-type:";

let d;
const receivers = [];
const receiver = async (answer) => {
  const r = await Receiver.start(answer);
  receivers.push(r);
  return r;
};
const webhook = async (r, subscriptions, more = {}) => {
  const body = { name: "w", endpoint: `${r.url}/hook`, http_method: "POST", request_format: "json", subscriptions, ...more };
  return (await d.must(201, "POST", "/webhooks", { webhook: body })).webhook;
};
const ticket = async (body = "hello") => (await d.must(201, "POST", "/tickets", { ticket: { subject: "s", comment: { body } } })).ticket;
const comment = (t, body) => d.must(200, "PUT", `/tickets/${t.id}`, { ticket: { comment: { body } } });
const forget = (w) => d.must(204, "DELETE", `/webhooks/${w.id}`);
const invocations = async (w, query = "") => (await d.must(200, "GET", `/webhooks/${w.id}/invocations?${query}`)).invocations;
const attempts = async (w, i) => (await d.must(200, "GET", `/webhooks/${w.id}/invocations/${i.id}/attempts`)).attempts;

before(async () => {
  d = await Daemon.start("outbound_allow = 127.0.0.0/8");
});
after(async () => {
  for (const r of receivers) await r.stop();
  await d.remove();
});

test("a delivery is signed and says whose it is", async () => {
  const r = await receiver();
  const w = await webhook(r, [`${ZEN}ticket.created`], { custom_headers: { "X-Mine": "one two" } });
  const t = await ticket();
  const [got] = await r.first(1);
  assert.equal(got.method, "POST");
  assert.equal(got.url, "/hook");
  assert.equal(got.headers["content-type"], "application/json");
  assert.equal(got.headers["x-mine"], "one two");
  assert.equal(got.headers["x-zendesk-webhook-id"], w.id);
  assert.equal(got.headers["x-zendesk-account-id"], "1");
  assert.match(got.headers["x-zendesk-webhook-invocation-id"], /^[0-9A-Z]{26}$/);
  const time = got.headers["x-zendesk-webhook-signature-timestamp"];
  assert.match(time, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
  const { secret, algorithm } = (await d.must(200, "GET", `/webhooks/${w.id}/signing_secret`)).signing_secret;
  assert.equal(algorithm, "SHA256");
  const sign = (key) => createHmac("sha256", key).update(time + got.body).digest("base64");
  assert.equal(got.headers["x-zendesk-webhook-signature"], sign(secret));
  for (const name of ["X-Zendesk-Webhook-Id", "X-Zendesk-Webhook-Invocation-Id", "X-Zendesk-Account-Id", "X-Zendesk-Webhook-Signature"])
    assert.ok(got.raw.includes(name), `${name} is spelt so`);
  assert.deepEqual(Object.keys(got.json), ["account_id", "detail", "event", "id", "subject", "time", "type", "zendesk_event_version"]);
  assert.equal(got.json.type, `${ZEN}ticket.created`);
  assert.equal(got.json.subject, `zen:ticket:${t.id}`);
  assert.equal(got.json.detail.id, String(t.id));
  assert.equal(got.json.detail.status, "OPEN".replace("OPEN", t.status.toUpperCase()));
  assert.equal(got.json.detail.description, "hello");
  const reset = (await d.must(201, "POST", `/webhooks/${w.id}/signing_secret`)).signing_secret;
  assert.notEqual(reset.secret, secret);
  await forget(w);
});

test("what was told of a person who is deleted for good is forgotten", async () => {
  const r = await receiver(() => ({ status: 200, body: "thanks, Vera Forgotten" }));
  const w = await webhook(r, [`${ZEN}user.created`]);
  const { user } = await d.must(201, "POST", "/users", { user: { name: "Vera Forgotten", email: "vera@example.org" } });
  const [got] = await r.first(1);
  assert.equal(got.json.detail.name, "Vera Forgotten");
  const [sent] = await eventually(() => invocations(w, "filter[status]=success"), (all) => all.length === 1);
  assert.match(JSON.stringify(await attempts(w, sent)), /Vera/);
  await d.must(200, "DELETE", `/users/${user.id}`);
  await d.must(200, "DELETE", `/deleted_users/${user.id}`);
  assert.doesNotMatch(JSON.stringify(await attempts(w, sent)), /Vera|vera@/);
  await forget(w);
});

test("a trigger's message goes out with its placeholders filled", async () => {
  const r = await receiver();
  const w = await webhook(r, ["conditional_ticket_events"]);
  const trigger = {
    title: "tell",
    conditions: { all: [{ field: "update_type", operator: "is", value: "Create" }], any: [] },
    actions: [{ field: "notification_webhook", value: [w.id, '{"id":{{ticket.id}},"title":"{{ticket.title}}"}'] }],
  };
  const made = (await d.must(201, "POST", "/triggers", { trigger })).trigger;
  const t = (await d.must(201, "POST", "/tickets", { ticket: { subject: 'a "quoted" \\ one', comment: { body: "x" } } })).ticket;
  const [got] = await r.first(1);
  assert.deepEqual(got.json, { id: t.id, title: t.subject });
  await d.must(204, "DELETE", `/triggers/${made.id}`);
  await forget(w);
});

test("what changed is told by its type, and nothing else", async () => {
  const r = await receiver();
  const types = ["ticket.status_changed", "ticket.tags_changed", "ticket.comment_added", "user.created", "organization.created", "user.name_changed"];
  const w = await webhook(r, types.map((type) => ZEN + type));
  const t = await ticket("first");
  await d.must(200, "PUT", `/tickets/${t.id}`, { ticket: { status: "pending", priority: "high", tags: ["a", "b"], comment: { body: "second", public: false } } });
  await d.must(201, "POST", "/organizations", { organization: { name: "Acme webhooks" } });
  const { user } = await d.must(201, "POST", "/users", { user: { name: "Cy", email: "cy@example.net" } });
  await d.must(200, "PUT", `/users/${user.id}`, { user: { name: "Cyril" } });
  const all = await r.first(7);
  const of = (type) => all.filter((one) => one.json.type === ZEN + type).map((one) => one.json);
  assert.deepEqual(of("ticket.comment_added").map((one) => one.event.comment.body).sort(), ["first", "second"]);
  assert.equal(of("ticket.comment_added").find((one) => one.event.comment.body === "second").event.comment.is_public, false);
  assert.deepEqual(of("ticket.status_changed")[0].event, { current: "PENDING", previous: t.status.toUpperCase() });
  assert.deepEqual(of("ticket.tags_changed")[0].event, { tags_added: { tags: ["a", "b"] }, tags_removed: { tags: [] } });
  assert.equal(of("user.created")[0].detail.email, "cy@example.net");
  assert.equal(of("user.created")[0].subject, `zen:user:${user.id}`);
  assert.equal(of("user.name_changed")[0].event.current, "Cyril");
  assert.equal(of("organization.created")[0].detail.name, "Acme webhooks");
  assert.equal(new Set(all.map((one) => one.json.id)).size, 7);
  await forget(w);
});

test("imported history is not told", async () => {
  const r = await receiver();
  const w = await webhook(r, [`${ZEN}ticket.created`, `${ZEN}ticket.comment_added`]);
  const old = { subject: "old", comments: [{ value: "then", created_at: "2020-01-01T00:00:00Z" }], created_at: "2020-01-01T00:00:00Z" };
  await d.must(201, "POST", "/imports/tickets", { ticket: old });
  const t = await ticket();
  const all = await r.first(2);
  assert.deepEqual(all.map((one) => one.json.subject), [`zen:ticket:${t.id}`, `zen:ticket:${t.id}`]);
  await forget(w);
});

test("what is redacted is not kept in what was sent", async () => {
  const r = await receiver((got) => ({ status: 200, body: got.body }));
  const w = await webhook(r, [`${ZEN}ticket.comment_added`]);
  const t = await ticket("card 4111 and more");
  await r.first(1);
  const [done] = await eventually(() => invocations(w, "filter[status]=success"), (list) => list.length === 1);
  const seen = async () => JSON.stringify(await attempts(w, done));
  assert.match(await seen(), /4111/);
  const { comments } = await d.must(200, "GET", `/tickets/${t.id}/comments`);
  await d.must(200, "PUT", `/tickets/${t.id}/comments/${comments[0].id}/redact`, { text: "4111" });
  assert.doesNotMatch(await seen(), /4111/);
  await forget(w);
});

test("503 is tried again, under the same invocation, and then kept as done", async () => {
  const r = await receiver((_, n) => (n === 0 ? 503 : 200));
  const w = await webhook(r, [`${ZEN}ticket.created`]);
  await ticket();
  await r.first(1);
  const [waiting] = await eventually(() => invocations(w), ([one]) => one?.status === "retrying");
  assert.equal(waiting.status_code, 503);
  d.clock(d.offset + 10000);
  const [one, two] = await r.first(2);
  assert.equal(one.headers["x-zendesk-webhook-invocation-id"], two.headers["x-zendesk-webhook-invocation-id"]);
  assert.equal(one.body, two.body);
  const [done] = await eventually(() => invocations(w, "filter[status]=success"), (list) => list.length === 1);
  assert.equal(done.id, two.headers["x-zendesk-webhook-invocation-id"]);
  assert.equal(done.status_code, 200);
  const tries = await attempts(w, done);
  assert.deepEqual(tries.map((a) => [a.status, a.status_code]), [["failed", 503], ["success", 200]]);
  assert.equal(tries[1].request.payload, two.body);
  assert.ok(tries[1].request.headers.some((h) => h.key === "X-Zendesk-Webhook-Id" && h.value === w.id));
  assert.equal(tries[1].response.payload, "ok");
  assert.equal(tries[1].invocation_id, done.id);
  assert.deepEqual(await invocations(w, "filter[status]=failed"), []);
  await forget(w);
});

test("a closed connection is tried again; 404 and a redirect are not", async () => {
  const target = await receiver();
  const r = await receiver((_, n) => ["close", 200, 404, { status: 302, headers: { location: target.url } }][n] ?? 200);
  const w = await webhook(r, [`${ZEN}ticket.created`]);
  await ticket();
  await r.first(1);
  const [cut] = await eventually(() => invocations(w), ([one]) => one?.status === "retrying");
  assert.equal(cut.status_code, null);
  assert.equal((await attempts(w, cut))[0].error, "the answer broke off");
  d.clock(d.offset + 10000);
  await r.first(2);
  for (const n of [3, 4]) {
    await ticket();
    await r.first(n);
    await eventually(() => invocations(w, "filter[status]=failed"), (list) => list.length === n - 2);
  }
  d.clock(d.offset + HOUR);
  await ticket();
  await r.first(5);
  assert.equal(target.requests.length, 0, "the redirect was not followed");
  await eventually(() => invocations(w, "filter[status]=success"), (list) => list.length === 2);
  assert.equal(r.requests.length, 5);
  await forget(w);
});

test("429 waits as long as the receiver asks, and delays no other", async () => {
  const slow = await receiver((_, n) => (n === 0 ? { status: 429, headers: { "retry-after": "3600" } } : 200));
  const quick = await receiver();
  const [a, b] = [await webhook(slow, [`${ZEN}ticket.created`]), await webhook(quick, [`${ZEN}ticket.created`])];
  await ticket();
  await Promise.all([slow.first(1), quick.first(1)]);
  await eventually(() => invocations(a), ([one]) => one?.status === "retrying");
  d.clock(d.offset + HOUR - 60000);
  await ticket();
  await quick.first(2);
  await eventually(() => invocations(b, "filter[status]=success"), (list) => list.length === 2);
  assert.equal(slow.requests.length, 1);
  d.clock(d.offset + 61000);
  await slow.first(3);
  await forget(a);
  await forget(b);
});

test("deliveries about one ticket arrive one after the other, about several at once", async () => {
  const open = new Map();
  let most = 0;
  let together = 0;
  const r = await receiver(async (got) => {
    const about = got.json.subject;
    open.set(about, (open.get(about) ?? 0) + 1);
    most = Math.max(most, open.get(about));
    together = Math.max(together, [...open.values()].reduce((sum, n) => sum + n));
    await sleep(5);
    open.set(about, open.get(about) - 1);
    return 200;
  });
  const w = await webhook(r, [`${ZEN}ticket.comment_added`]);
  const t = await ticket("0");
  for (let i = 1; i < 40; i++) await comment(t, String(i));
  const all = await r.first(40);
  assert.deepEqual(all.map((one) => Number(one.json.event.comment.body)), [...Array(40).keys()]);
  assert.equal(most, 1);
  await Promise.all([...Array(12).keys()].map(() => ticket()));
  await r.first(52);
  assert.ok(together > 1 && together <= 4, `${together} at once`);
  await forget(w);
});

test("a dead receiver delays no other, and is left at once when the daemon ends", async () => {
  let dead = true;
  const hung = await receiver(() => (dead ? "hang" : 200));
  const quick = await receiver();
  const [a, b] = [await webhook(hung, [`${ZEN}ticket.created`]), await webhook(quick, [`${ZEN}ticket.created`])];
  const begin = Date.now();
  for (let i = 0; i < 50; i++) await ticket();
  await quick.first(50);
  assert.ok(Date.now() - begin < 10000, `50 deliveries took ${Date.now() - begin} ms`);
  assert.ok(hung.requests.length <= 4, `${hung.requests.length} calls hang`);
  const took = await d.end();
  assert.ok(took < 3000, `the daemon ended after ${took} ms`);
  dead = false;
  const before = hung.requests.length;
  await d.serve();
  await hung.first(before + 50);
  const ids = (list) => new Set(list.map((one) => one.json.id));
  assert.equal(ids(hung.requests.slice(before)).size, 50, "each came, those that hung again");
  assert.equal(quick.requests.length, 50);
  await forget(a);
  await forget(b);
});

test("kill -9 loses nothing", async () => {
  const r = await receiver((_, n) => (n % 3 === 0 ? "hang" : 200));
  const w = await webhook(r, [`${ZEN}ticket.created`]);
  const made = [];
  for (let round = 0; round < 3; round++) {
    const killed = r.until((all) => all.length >= 5 * (round + 1), "some deliveries").then(() => d.kill());
    for (;;) {
      const t = await ticket().catch(() => null);
      if (!t) break;
      made.push(String(t.id));
    }
    await killed;
    await d.serve();
  }
  r.answer = () => 200;
  for (let i = 0; i < 3; i++) made.push(String((await ticket()).id));
  d.clock(d.offset + 60000);
  await r.until((all) => made.every((id) => all.some((one) => one.json.detail.id === id)), `all of ${made.length} tickets`);
  const again = new Map();
  for (const one of r.requests) {
    const id = one.headers["x-zendesk-webhook-invocation-id"];
    assert.equal(again.get(one.json.id) ?? id, id, "what comes again has its old id");
    again.set(one.json.id, id);
  }
  await forget(w);
});

test("lasting failure makes a webhook inactive, and everybody can see why", async () => {
  const r = await receiver(() => 500);
  const w = await webhook(r, [`${ZEN}ticket.created`]);
  const look = async () => (await d.must(200, "GET", `/webhooks/${w.id}`)).webhook;
  for (let i = 0; i < 3; i++) await ticket();
  let n = 0;
  let now = await look();
  while (now.status === "active" && n < 200) {
    await r.first(++n);
    now = await eventually(look, (one) => one.health.consecutive_failures >= n || one.status === "inactive");
    if (n % 3 === 0 && now.status === "active") await ticket();
    if (n < 40) d.clock(d.offset + 2 * HOUR);
  }
  assert.equal(now.status, "inactive");
  assert.ok(now.health.consecutive_failures >= 20, `after ${now.health.consecutive_failures} failures`);
  assert.ok(Date.parse(now.health.disabled_at) - Date.parse(now.health.failing_since) >= 72 * HOUR);
  assert.equal(now.health.disabled_reason, "lasting failure");
  assert.match(d.log(), /"event":"webhook.disabled"/);
  const count = r.requests.length;
  r.answer = () => 200;
  await ticket();
  await d.must(204, "PATCH", `/webhooks/${w.id}`, { webhook: { status: "active" } });
  const t = await ticket();
  await r.until((all) => all.slice(count).some((one) => one.json.detail.id === String(t.id)), "the next ticket");
  now = await eventually(look, (one) => one.health.consecutive_failures === 0);
  assert.equal(now.health.disabled_at, null);
  await forget(w);
});

test("credentials go out as they should and are never shown", async () => {
  const r = await receiver();
  const kinds = [
    { type: "basic_auth", data: { username: "joe", password: "s3cret-b" } },
    { type: "bearer_token", data: { token: "s3cret-t" } },
    { type: "api_key", data: { name: "X-Key", value: "s3cret-k" } },
  ];
  for (const [n, authentication] of kinds.entries()) {
    const w = await webhook(r, [`${ZEN}ticket.created`], { authentication: { ...authentication, add_position: "header" } });
    await ticket();
    const got = (await r.first(n + 1))[n];
    const [done] = await eventually(() => invocations(w, "filter[status]=success"), (list) => list.length === 1);
    const seen = [await d.call("GET", "/webhooks"), await d.call("GET", `/webhooks/${w.id}`), await d.call("GET", `/webhooks/${w.id}/invocations/${done.id}/attempts`)];
    for (const answer of seen) assert.doesNotMatch(answer.text, /s3cret|czNjcmV0|OnMzY3Jld/);
    if (n === 0) assert.equal(got.headers.authorization, `Basic ${Buffer.from("joe:s3cret-b").toString("base64")}`);
    if (n === 1) assert.equal(got.headers.authorization, "Bearer s3cret-t");
    if (n === 2) assert.equal(got.headers["x-key"], "s3cret-k");
    /* what was read may be sent back: the secret stays */
    const { webhook: read } = await d.must(200, "GET", `/webhooks/${w.id}`);
    await d.must(204, "PUT", `/webhooks/${w.id}`, { webhook: { ...read, name: "renamed" } });
    await forget(w);
  }
});

test("a test call shows the answer and stores nothing", async () => {
  const r = await receiver((got) => ({ status: 418, headers: { "X-Tea": "green" }, body: `${got.method} ${got.body}` }));
  const request = { endpoint: `${r.url}/t`, http_method: "PUT", request_format: "xml", payload: "<a/>" };
  const { response } = await d.must(200, "POST", "/webhooks/test", { request });
  assert.equal(response.status_code, 418);
  assert.equal(response.payload, "PUT <a/>");
  assert.ok(response.headers.some((h) => h.key === "X-Tea" && h.value === "green"));
  assert.equal(r.requests[0].headers["content-type"], "application/xml");
  const w = await webhook(r, ["conditional_ticket_events"], { authentication: { type: "bearer_token", data: { token: "s3cret-x" } } });
  await d.must(200, "POST", `/webhooks/test?webhook_id=${w.id}`, { request: { payload: { a: 1 } } });
  assert.equal(r.requests[1].headers.authorization, "Bearer s3cret-x");
  assert.equal(r.requests[1].body, '{"a":1}');
  await d.must(200, "POST", `/webhooks/test?webhook_id=${w.id}`, { request: { endpoint: `${r.url}/other` } });
  assert.equal(r.requests[2].headers.authorization, undefined, "credentials go to their own endpoint only");
  await d.must(200, "POST", "/webhooks/test", { request: { endpoint: `${r.url}/g`, http_method: "GET", payload: "x" } });
  assert.equal(r.requests[3].method, "GET");
  assert.equal(r.requests[3].body, "");
  r.answer = () => ({ status: 200, body: "x".repeat(1 << 20) });
  const long = await d.must(200, "POST", "/webhooks/test", { request });
  assert.equal(long.response.payload.length, 64 * 1024);
  r.answer = () => "close";
  await d.must(400, "POST", "/webhooks/test", { request });
  assert.deepEqual(await invocations(w), []);
  await forget(w);
});
