/* Key and value pairs of a rule on the wire: as JSON, XML, a form, and as the query of calls that have no body. */
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { after, before, test } from "node:test";
import { Daemon, eventually } from "./daemon.mjs";
import { Receiver } from "./receiver.mjs";

const SUBJECT = 'a & b = "c" <ž>?';

let d, r;

before(async () => {
  d = await Daemon.start("outbound_allow = 127.0.0.0/8");
  r = await Receiver.start();
});
after(async () => {
  await r.stop();
  await d.remove();
});

/* What a webhook of this kind gets when a rule acts on a new ticket. */
async function told(hook, field, value) {
  const endpoint = `${r.url}${hook.path ?? "/hook"}`;
  const body = { name: "w", endpoint, subscriptions: ["conditional_ticket_events"], http_method: hook.method, request_format: hook.format };
  const { webhook } = await d.must(201, "POST", "/webhooks", { webhook: body });
  const all = [{ field: "update_type", operator: "is", value: "Create" }];
  const made = await d.must(201, "POST", "/triggers", { trigger: { title: "tell", conditions: { all }, actions: [{ field, value: [webhook.id, value] }] } });
  const before = r.requests.length;
  const { ticket } = await d.must(201, "POST", "/tickets", { ticket: { subject: SUBJECT, comment: { body: "x" } } });
  const got = (await r.first(before + 1))[before];
  const done = async () => (await d.must(200, "GET", `/webhooks/${webhook.id}/invocations?filter[status]=success`)).invocations.length;
  await eventually(done, (n) => n === 1);
  const { secret } = (await d.must(200, "GET", `/webhooks/${webhook.id}/signing_secret`)).signing_secret;
  const time = got.headers["x-zendesk-webhook-signature-timestamp"];
  assert.equal(got.headers["x-zendesk-webhook-signature"], createHmac("sha256", secret).update(time + got.body).digest("base64"));
  await d.must(204, "DELETE", `/triggers/${made.trigger.id}`);
  await d.must(204, "DELETE", `/webhooks/${webhook.id}`);
  return { ...got, id: String(ticket.id), query: [...new URL(got.url, r.url).searchParams] };
}

const PAIRS = [["id", "{{ticket.id}}"], ["title", "{{ticket.title}}"]];

test("pairs are an object where JSON is spoken", async () => {
  const got = await told({ method: "POST", format: "json" }, "notification_webhook", PAIRS);
  assert.equal(got.headers["content-type"], "application/json");
  assert.deepEqual(got.json, { id: got.id, title: SUBJECT });
});

test("a form where forms are, in their order, each as often as it is given", async () => {
  const got = await told({ method: "PUT", format: "form_encoded" }, "notification_webhook", [...PAIRS, ["id", "again"]]);
  assert.equal(got.method, "PUT");
  assert.equal(got.headers["content-type"], "application/x-www-form-urlencoded");
  assert.deepEqual([...new URLSearchParams(got.body)], [["id", got.id], ["title", SUBJECT], ["id", "again"]]);
});

test("elements where XML is", async () => {
  const got = await told({ method: "PATCH", format: "xml" }, "notification_webhook", PAIRS);
  assert.equal(got.headers["content-type"], "application/xml");
  const title = "a &amp; b = &quot;c&quot; &lt;ž&gt;?";
  assert.equal(got.body, `<?xml version="1.0" encoding="UTF-8"?><message><id>${got.id}</id><title>${title}</title></message>`);
});

test("and the query of what has no body, beside the address's own", async () => {
  for (const method of ["GET", "DELETE"]) {
    const got = await told({ method, format: "json", path: "/hook?own=1" }, "notification_webhook", PAIRS);
    assert.equal(got.method, method);
    assert.equal(got.body, "");
    assert.equal(got.headers["content-type"], undefined);
    assert.deepEqual(got.query, [["own", "1"], ["id", got.id], ["title", SUBJECT]]);
  }
});

test("a target's sentence is the pair that targets called message", async () => {
  const sentence = "{{ticket.title}} is here";
  const json = await told({ method: "POST", format: "json" }, "notification_target", sentence);
  assert.deepEqual(json.json, { message: `${SUBJECT} is here` });
  const get = await told({ method: "GET", format: "json" }, "notification_target", sentence);
  assert.deepEqual(get.query, [["message", `${SUBJECT} is here`]]);
  const whole = await told({ method: "POST", format: "json" }, "notification_target", '{"t":"{{ticket.title}}"}');
  assert.deepEqual(whole.json, { t: SUBJECT });
});
