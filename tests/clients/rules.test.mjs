/* node-zendesk: views, macros, triggers, automations, policies, webhooks, fields, forms, settings and OAuth. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Receiver } from "../webhooks/receiver.mjs";
import { Desk, fails, ids } from "./client.mjs";

let desk;
let zen;
let me;
before(async () => {
  desk = await Desk.start("outbound_allow = 127.0.0.0/8");
  zen = desk.zen;
  me = (await zen.users.me()).result;
});
after(() => desk.stop());

const ticket = async (more = {}) => (await zen.tickets.create({ ticket: { subject: "s", comment: { body: "b" }, ...more } })).result;
const urgent = [{ field: "priority", operator: "is", value: "urgent" }];
const tagging = [{ field: "current_tags", value: "touched" }];
const flat = (pages, key) => pages.flatMap((page) => page[key] ?? page);

test("views", async () => {
  const made = await ticket({ priority: "urgent" });
  const view = { title: "Urgent ones", all: [{ field: "status", operator: "less_than", value: "solved" }, ...urgent], output: { columns: ["status", "subject"], sort_by: "created", sort_order: "desc" } };
  const { result } = await zen.views.create({ view });
  assert.equal(result.title, "Urgent ones");
  assert.deepEqual(result.conditions.all.map((one) => one.field), ["status", "priority"]);
  assert.equal((await zen.views.show(result.id)).result.title, "Urgent ones");
  assert.equal((await zen.views.update(result.id, { view: { title: "Now" } })).result.title, "Now");
  for (const list of [zen.views.list(), zen.views.listActive()]) assert.ok(ids(await list).includes(result.id));
  assert.ok(Array.isArray(await zen.views.listCompact()));
  assert.deepEqual(flat(await zen.views.tickets(result.id), "tickets").map((one) => one.id), [made.id]);
  /* Of an execution the client gives no more than the view. */
  assert.deepEqual(ids(await zen.views.execute(result.id, { sort_by: "id" })), [result.id]);
  assert.equal((await zen.views.preview({ view: { all: view.all, output: { columns: ["subject"] } } })).length, 1);
  assert.equal((await zen.views.showCount(result.id)).result.view_count.value, 1);
  assert.deepEqual((await zen.views.showCounts([result.id])).result.view_counts.map((one) => [one.view_id, one.value]), [[result.id, 1]]);
  assert.equal((await zen.views.export(result.id)).response.status, 200);
  await fails(404, zen.views.show(999999), "RecordNotFound");
  await fails(422, zen.views.create({ view: { title: "No conditions", all: [] } }), "RecordInvalid");
});

test("macros", async () => {
  const made = await ticket();
  const actions = [{ field: "status", value: "solved" }, { field: "comment_value", value: "Done, {{ticket.requester.name}}." }];
  const { result } = await zen.macros.create({ macro: { title: "Close::Done", actions } });
  const { id } = result.macro;
  assert.equal((await zen.macros.show(id)).result.macro.title, "Close::Done");
  for (const list of [await zen.macros.list(), await zen.macros.listByParams({ active: true }), (await zen.macros.listActive()).result, (await zen.macros.search("Done")).result])
    assert.ok(ids(list).includes(id));
  assert.ok(flat(await zen.macros.categories(), "categories").includes("Close"));
  const { result: alone } = await zen.macros.apply(id);
  assert.equal(alone.result.ticket.status, "solved");
  const { result: applied } = await zen.macros.applyTicket(made.id, id);
  assert.equal(applied.result.ticket.comment.body, "Done, Ada.");
  assert.equal((await zen.tickets.show(made.id)).result.status, "new", "nothing is saved");
  assert.equal((await zen.macros.update(id, { macro: { title: "Renamed" } })).result.macro.title, "Renamed");
  assert.equal((await zen.macros.updateMany([{ id, active: false }])).response.status, 200);
  assert.equal((await zen.macros.show(id)).result.macro.active, false);
  await desk.gone(zen.macros.delete(id));
  await fails(404, zen.macros.show(id));
});

test("triggers", async () => {
  const trigger = { title: "Tag the urgent", conditions: { all: urgent, any: [] }, actions: tagging };
  const { result, response } = await zen.triggers.create({ trigger });
  assert.equal(response.status, 201);
  assert.deepEqual((await zen.tickets.show((await ticket({ priority: "urgent" })).id)).result.tags, ["touched"]);
  assert.deepEqual((await zen.tickets.show((await ticket({ priority: "low" })).id)).result.tags, []);
  assert.equal((await zen.triggers.show(result.id)).result.title, "Tag the urgent");
  for (const list of [await zen.triggers.list(), await zen.triggers.listActive(), (await zen.triggers.search("Tag the")).result])
    assert.ok(ids(list).includes(result.id));
  assert.ok((await zen.triggers.definitions()).length > 0);
  assert.equal((await zen.triggers.update(result.id, { trigger: { title: "Renamed" } })).result.title, "Renamed");
  assert.equal((await zen.triggers.updateMany([{ id: result.id, active: false }])).response.status, 200);
  assert.ok(!ids(await zen.triggers.listActive()).includes(result.id));
  const order = ids(await zen.triggers.list()).reverse();
  await zen.triggers.reorder(order);
  assert.deepEqual(ids(await zen.triggers.list()), order);
  const revisions = flat(await zen.triggers.listRevisions(result.id), "trigger_revisions");
  assert.ok(revisions.length >= 2);
  const { result: revision } = await zen.triggers.showRevision(result.id, revisions[0].id);
  assert.equal(revision.trigger_revision.id, revisions[0].id);
  const bad = await fails(422, zen.triggers.create({ trigger: { title: "x", conditions: { all: [{ field: "nonsense", operator: "is", value: "1" }] }, actions: tagging } }), "RecordInvalid");
  assert.ok(bad.details);
  await desk.gone(zen.triggers.delete(result.id));
  await fails(404, zen.triggers.show(result.id));
});

test("automations", async () => {
  const automation = { title: "Forgotten ones", conditions: { all: [{ field: "status", operator: "is", value: "open" }, { field: "OPEN", operator: "greater_than", value: "48" }, { field: "current_tags", operator: "not_includes", value: "touched" }], any: [] }, actions: tagging };
  const { result } = await zen.automations.create({ automation });
  assert.equal((await zen.automations.show(result.id)).result.title, "Forgotten ones");
  for (const list of [await zen.automations.list(), await zen.automations.listActive(), await zen.automations.search({ query: "Forgotten" })])
    assert.ok(ids(list).includes(result.id));
  assert.equal((await zen.automations.update(result.id, { automation: { title: "Old ones" } })).result.title, "Old ones");
  await zen.automations.updateMany([{ id: result.id, active: false }]);
  assert.equal((await zen.automations.show(result.id)).result.active, false);
  await fails(422, zen.automations.create({ automation: { title: "No time", conditions: { all: urgent }, actions: tagging } }), "RecordInvalid");
  const { result: second } = await zen.automations.create({ automation: { ...automation, title: "Second" } });
  await desk.gone(zen.automations.bulkDelete([second.id]));
  await desk.gone(zen.automations.delete(result.id));
  await fails(404, zen.automations.show(result.id));
});

test("SLA policies", async () => {
  const sla_policy = {
    title: "Gold", description: "d", filter: { all: [{ field: "type", operator: "is", value: "incident" }], any: [] },
    policy_metrics: [{ priority: "normal", metric: "first_reply_time", target: 30, business_hours: false }],
  };
  const { result, response } = await zen.policies.create({ sla_policy });
  assert.equal(response.status, 201);
  const { id } = result.sla_policy;
  assert.equal((await zen.policies.show(id)).result.sla_policy.policy_metrics[0].target, 30);
  assert.ok(ids(flat(await zen.policies.list(), "sla_policies")).includes(id));
  assert.equal((await zen.policies.update(id, { sla_policy: { title: "Golden" } })).result.sla_policy.title, "Golden");
  const order = ids(flat(await zen.policies.list(), "sla_policies")).reverse();
  await zen.policies.reorder(order);
  assert.deepEqual(ids(flat(await zen.policies.list(), "sla_policies")), order);
  assert.equal((await zen.policies.getDefinitions()).response.status, 200);
  await desk.gone(zen.policies.delete(id));
  await fails(404, zen.policies.show(id));
});

test("webhooks", async () => {
  const receiver = await Receiver.start();
  try {
    const webhook = { name: "Mine", endpoint: `${receiver.url}/a`, http_method: "POST", request_format: "json", status: "active", subscriptions: ["zen:event-type:ticket.created"] };
    const { result, response } = await zen.webhooks.create({ webhook });
    assert.equal(response.status, 201);
    assert.equal(typeof result.id, "string");
    assert.deepEqual((await zen.webhooks.list()).map((one) => one.id), [result.id]);
    assert.equal((await zen.webhooks.show(result.id)).result.name, "Mine");
    await desk.gone(zen.webhooks.update(result.id, { webhook: { ...webhook, name: "Ours" } }));
    await desk.gone(zen.webhooks.patch(result.id, { webhook: { name: "Everybody's" } }));
    assert.equal((await zen.webhooks.show(result.id)).result.name, "Everybody's");
    const { signing_secret: first } = (await zen.webhooks.getSigningSecret(result.id)).result;
    const reset = await zen.webhooks.resetSigningSecret(result.id);
    assert.equal(reset.response.status, 201);
    assert.notEqual(reset.result.signing_secret.secret, first.secret);
    await ticket();
    await receiver.first(1);
    let list = [];
    for (const end = Date.now() + 20000; Date.now() < end && list[0]?.status !== "success"; ) list = (await zen.webhooks.listInvocations(result.id)).result.invocations;
    assert.equal(list.length, 1);
    const { attempts } = (await zen.webhooks.listInvocationAttempts(result.id, list[0].id)).result;
    assert.equal(attempts.length, 1);
    const request = { endpoint: `${receiver.url}/test`, http_method: "POST", request_format: "json", payload: '{"try":1}' };
    assert.equal((await zen.webhooks.test({ request })).result.response.status_code, 200);
    assert.equal((await zen.webhooks.test({ request: {} }, result.id)).result.response.status_code, 200);
    assert.deepEqual(receiver.requests.slice(1).map((one) => one.url), ["/test", "/a"]);
    await desk.gone(zen.webhooks.delete(result.id));
    await fails(404, zen.webhooks.show(result.id));
  } finally {
    await receiver.stop();
  }
});

test("ticket fields and forms", async () => {
  const system = await zen.ticketfields.list();
  for (const type of ["subject", "description", "status", "tickettype", "priority", "group", "assignee"])
    assert.equal(system.find((one) => one.type === type)?.removable, false, type);
  assert.equal((await zen.ticketfields.count()).result.count.value, system.length);
  assert.equal((await zen.ticketfields.listWithLocale("en")).length, system.length);
  const options = [{ name: "Red", value: "red" }, { name: "Blue", value: "blue" }];
  const { result: made, response } = await zen.ticketfields.create({ ticket_field: { type: "tagger", title: "Colour", custom_field_options: options } });
  assert.equal(response.status, 201);
  assert.equal((await zen.ticketfields.show(made.id)).result.title, "Colour");
  assert.equal((await zen.ticketfields.update(made.id, { ticket_field: { title: "Color" } })).result.title, "Color");
  const { result: listed } = await zen.ticketfields.listOptions(made.id);
  assert.deepEqual(listed.custom_field_options.map((one) => one.value), ["red", "blue"]);
  const { result: option } = await zen.ticketfields.createOrUpdateOption(made.id, { custom_field_option: { name: "Green", value: "green" } });
  const { id } = option.custom_field_option;
  assert.equal((await zen.ticketfields.showOption(made.id, id)).result.custom_field_option.value, "green");
  const coloured = await ticket({ custom_fields: [{ id: made.id, value: "green" }] });
  assert.deepEqual(coloured.tags, ["green"]);
  assert.deepEqual(coloured.custom_fields, coloured.fields);
  assert.equal(coloured.fields.find((one) => one.id === made.id).value, "green");
  await desk.gone(zen.ticketfields.deleteOption(made.id, id));

  const { result: form } = await zen.ticketforms.create({ ticket_form: { name: "Repairs", ticket_field_ids: [made.id], active: true } });
  assert.ok(ids(await zen.ticketforms.list()).includes(form.id));
  assert.deepEqual(ids(await zen.ticketforms.list({ active: true })), ids(await zen.ticketforms.list()));
  assert.ok((await zen.ticketforms.show(form.id)).result.ticket_field_ids.includes(made.id));
  assert.equal((await zen.ticketforms.update(form.id, { ticket_form: { name: "Repair" } })).result.name, "Repair");
  const { result: clone } = await zen.ticketforms.clone(form.id, true);
  assert.notEqual(clone.id, form.id);
  const order = ids(await zen.ticketforms.list()).reverse();
  await zen.ticketforms.reorder(order);
  assert.deepEqual(ids(await zen.ticketforms.list()), order);
  await desk.gone(zen.ticketforms.delete(clone.id));
  await desk.gone(zen.ticketforms.delete(form.id));
  await desk.gone(zen.ticketfields.delete(made.id));
  await fails(404, zen.ticketfields.show(made.id));
});

test("brands, locales, settings and what agents were told", async () => {
  const { result: brands } = await zen.brand.list();
  assert.ok(brands.length > 0);
  const { result: made } = await zen.brand.create({ brand: { name: "Second", subdomain: "second" } });
  const { id } = made.brand;
  assert.equal((await zen.brand.show(id)).result.brand.name, "Second");
  assert.equal((await zen.brand.update({ brand: { name: "Zweite" } }, id)).result.brand.name, "Zweite");
  assert.equal((await zen.brand.checkHostMapping("help.example.com", "second")).response.status, 200);
  assert.equal((await zen.brand.checkHostMappingForExistingBrand(id)).response.status, 200);
  await desk.gone(zen.brand.delete(id));

  const [locale] = await zen.locales.list();
  assert.equal((await zen.locales.show(locale.id)).result.locale, locale.locale);
  assert.equal((await zen.locales.current()).result.locale, (await zen.locales.showCurrent()).result.locale);
  assert.ok((await zen.locales.listForAgent()).length > 0 && (await zen.locales.listPublicLocales()).length > 0);

  const { result: settings } = await zen.accountsettings.show();
  assert.ok(settings.tickets);
  assert.equal((await zen.accountsettings.update({ settings: {} })).response.status, 200);

  const { value } = (await zen.activitystream.count()).result.count;
  assert.equal(typeof value, "number");
  await fails(404, zen.activitystream.show(999999));
});

test("OAuth clients and tokens", async () => {
  const client = ({ result }) => result.client ?? result;
  const made = client(await zen.oauthclients.create({ name: "App", identifier: "app", redirect_uri: ["https://app.example/back"], kind: "confidential" }));
  assert.ok(made.secret);
  assert.ok(ids(flat(await zen.oauthclients.list(), "clients")).includes(made.id));
  assert.equal(client(await zen.oauthclients.show(made.id)).identifier, "app");
  assert.equal(client(await zen.oauthclients.update(made.id, { name: "The app" })).name, "The app");
  const fresh = client(await zen.oauthclients.generateSecret(made.id));
  assert.notEqual(fresh.secret, made.secret);
  const reads = (await zen.oauthtokens.create({ token: { client_id: made.id, scopes: ["read"] } })).result;
  assert.ok(reads.token);
  assert.ok(ids(flat(await zen.oauthtokens.list(), "tokens")).includes(reads.id));
  assert.equal((await zen.oauthtokens.show(reads.id)).result.id, reads.id);
  const bearer = desk.client({ oauth: true, token: reads.token });
  assert.equal((await bearer.users.me()).result.id, me.id);
  assert.equal((await bearer.oauthtokens.current()).result.id, reads.id);
  await fails(403, bearer.tickets.create({ ticket: { comment: { body: "only to read" } } }));
  await desk.gone(zen.oauthtokens.revoke(reads.id));
  await fails(401, bearer.tickets.list());
  await desk.gone(zen.oauthclients.delete(made.id));
  await fails(404, zen.oauthclients.show(made.id));
});

test("too many requests are told so, with the time to wait", async () => {
  const strict = await Desk.start("");
  try {
    await strict.daemon.end();
    const { appendFileSync } = await import("node:fs");
    appendFileSync(`${strict.daemon.data}/tend.conf`, "rate_limit = 5\n");
    await strict.daemon.serve();
    let last;
    for (let i = 0; i < 8; i++) last = await strict.zen.groups.count();
    /* The client gives its error as the answer when it is told to wait. */
    assert.equal(last.result.statusCode, 429);
    assert.equal(last.result.result.error, "TooManyRequests");
    assert.ok(Number(last.response.headers.get("retry-after")) >= 1);
  } finally {
    await strict.stop();
  }
});

test("all that this file answers for was called", () => {
  desk.assertAllCalled("rules", {
    "activitystream.list": "the client asks for a path called GET",
    "locales.detectBestLocale": "sends PUT; the API has GET",
    "automations.reorder": "automations have no order of their own",
    "triggers.bulkDelete": "the client writes the ids into the path",
    "views.delete": "the client calls itself for ever",
    "views.listActiveShared": "views/shared is no part of the API",
    "views.reorder": "views/reorder is no part of the API",
    "views.showExecutionStatus": "views/{id}/execution_status is no part of the API",
    "views.showRecentTicketIDs": "views/{id}/recent_ticket_ids is no part of the API",
  });
});
