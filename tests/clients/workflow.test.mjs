/*
 * What a workflow tool sends to be told of tickets: it looks for its webhook, makes one with a trigger, keeps the signing
 * secret, checks every delivery against it, and takes all away when the workflow is switched off.
 */
import assert from "node:assert/strict";
import { createHmac, timingSafeEqual } from "node:crypto";
import { after, before, test } from "node:test";
import { Receiver } from "../webhooks/receiver.mjs";
import { Desk } from "./client.mjs";

let desk;
let receiver;
before(async () => {
  desk = await Desk.start("outbound_allow = 127.0.0.0/8");
  receiver = await Receiver.start();
});
after(async () => {
  await receiver.stop();
  await desk.stop();
});

/* Webhooks without .json, all else with it. */
const path = (what) => (what.includes("webhooks") ? what : what.replace(/(\?|$)/, ".json$1"));
const ask = (status, method, what, body) => desk.daemon.must(status, method, path(what), body);

/* All pages of an offset list. The tool sends its own query behind each next_page once more. */
async function everything(name, what, query = {}) {
  const found = [];
  let url = `${desk.base}${path(what)}`;
  while (url) {
    const again = new URLSearchParams(query).toString();
    const answer = await fetch(again ? `${url}${url.includes("?") ? "&" : "?"}${again}` : url, { headers: desk.daemon.headers });
    assert.equal(answer.status, 200, `${url} ${again}`);
    const page = await answer.json();
    found.push(...page[name]);
    url = page.next_page;
  }
  return found;
}

function isSigned({ headers, body }, secret) {
  const given = Buffer.from(headers["x-zendesk-webhook-signature"] ?? "");
  const time = headers["x-zendesk-webhook-signature-timestamp"];
  const own = Buffer.from(createHmac("sha256", secret).update(time + body).digest("base64"));
  return given.length === own.length && timingSafeEqual(given, own);
}

const fields = ["ticket.id", "ticket.title", "ticket.status", "ticket.requester.email"];

test("a workflow is switched on, told of tickets, and switched off", async () => {
  const endpoint = `${receiver.url}/webhook/4711/webhook`;
  const { webhooks } = await ask(200, "GET", "/webhooks");
  assert.equal(webhooks.find((one) => one.endpoint === endpoint), undefined);
  const { webhook } = await ask(201, "POST", "/webhooks", {
    webhook: { name: "workflow", endpoint, http_method: "POST", status: "active", request_format: "json", subscriptions: ["conditional_ticket_events"] },
  });
  const { signing_secret: signing } = await ask(200, "GET", `/webhooks/${webhook.id}/signing_secret`);
  assert.equal(signing.algorithm, "SHA256");
  const message = Object.fromEntries(fields.map((field) => [field, `{{${field}}}`]));
  const { trigger } = await ask(201, "POST", "/triggers", {
    trigger: {
      title: "workflow:/webhook/4711/webhook",
      conditions: { all: [{ field: "status", operator: "value", value: "open" }, { field: "priority", operator: "changed", value: null }], any: [] },
      actions: [{ field: "notification_webhook", value: [webhook.id, JSON.stringify(message)] }],
    },
  });
  assert.deepEqual(trigger.actions, [{ field: "notification_webhook", value: [webhook.id, JSON.stringify(message)] }]);

  /* Switched on again, it finds what is there. */
  assert.equal((await ask(200, "GET", "/webhooks")).webhooks.find((one) => one.endpoint === endpoint).id, webhook.id);
  const { triggers } = await ask(200, "GET", "/triggers/active");
  assert.deepEqual(triggers.filter((one) => one.actions.some((a) => a.value[0] === webhook.id)).map((one) => one.id), [trigger.id]);
  await ask(200, "GET", `/triggers/${trigger.id}`);

  const me = (await ask(200, "GET", "/users/me")).user;
  const requester = { name: 'Zoë "Z" Ott', email: "zoe@customer.example" };
  const { ticket } = await ask(201, "POST", "/tickets", { ticket: { subject: 'A "quoted" subject', comment: { body: "b" }, requester } });
  await ask(200, "PUT", `/tickets/${ticket.id}`, { ticket: { status: "pending", assignee_id: me.id } });
  await ask(200, "PUT", `/tickets/${ticket.id}`, { ticket: { status: "open", priority: "high" } });
  const [told] = await receiver.first(1);
  assert.equal(told.method, "POST");
  assert.equal(told.url, "/webhook/4711/webhook");
  assert.deepEqual(told.json, {
    "ticket.id": String(ticket.id),
    "ticket.title": 'A "quoted" subject',
    "ticket.status": told.json["ticket.status"],
    "ticket.requester.email": "zoe@customer.example",
  });
  assert.equal(told.json["ticket.status"].toLowerCase(), "open");
  assert.equal(told.headers["x-zendesk-webhook-id"], webhook.id);
  assert.ok(isSigned(told, signing.secret));
  assert.ok(!isSigned({ ...told, body: `${told.body} ` }, signing.secret));

  await ask(204, "DELETE", `/triggers/${trigger.id}`);
  await ask(204, "DELETE", `/webhooks/${webhook.id}`);
  await ask(404, "GET", `/triggers/${trigger.id}`);
  await ask(200, "PUT", `/tickets/${ticket.id}`, { ticket: { status: "pending" } });
  await ask(200, "PUT", `/tickets/${ticket.id}`, { ticket: { status: "open", priority: "low" } });
  assert.equal(receiver.requests.length, 1);
});

test("lists end with the last page, also with the query repeated behind each link", async () => {
  const rows = [...Array(100)].map((_, i) => ({ subject: `bulk ${i}`, comment: { body: "x" } }));
  for (const half of [rows.slice(50), rows.slice(0, 50)]) {
    const { job_status: job } = await ask(200, "POST", "/tickets/create_many", { tickets: half });
    await desk.done(job);
  }
  const { value: count } = (await ask(200, "GET", "/tickets/count")).count;
  assert.equal((await everything("tickets", "/tickets", { per_page: 30, sort_by: "updated_at", sort_order: "desc" })).length, count);
  assert.equal((await everything("results", "/search", { query: "type:ticket bulk", per_page: 30 })).length, 100);
  assert.ok((await everything("groups", "/groups")).length > 0);
});

test("two different values of one parameter are refused", async () => {
  const answer = await desk.daemon.call("GET", "/tickets?per_page=10&per_page=20");
  assert.equal(answer.status, 400);
  assert.equal(answer.body.description, "Parameter per_page is given twice");
});
