/*
 * What connectors send that copy a helpdesk into a warehouse: exports by cursor until end_of_stream, by time until
 * end_of_stream, cursor lists until has_more is false, offset lists until next_page is null, and the history by before_url
 * until a page is empty. What they have in the end is what the database has.
 */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { Desk, range } from "./client.mjs";

const TICKETS = 250;
const USERS = 130;
const ORGANIZATIONS = 120;

let desk;
before(async () => {
  desk = await Desk.start();
  const bulk = async (what, rows) => {
    for (let from = 0; from < rows.length; from += 100)
      await desk.done((await desk.daemon.must(200, "POST", `/${what}/create_many`, { [what]: rows.slice(from, from + 100) })).job_status);
  };
  const domains = range(ORGANIZATIONS).map((i) => `org${i}.example`);
  await bulk("organizations", domains.map((domain, i) => ({ name: `Org ${i}`, domain_names: [domain] })));
  await bulk("users", range(USERS).map((i) => ({ name: `User ${i}`, email: `user${i}@${domains[i % 100]}`, phone: `+385 1 ${1000 + i}` })));
  const person = (i) => ({ name: `User ${i % USERS}`, email: `user${i % USERS}@${domains[(i % USERS) % 100]}` });
  await bulk("tickets", range(TICKETS).map((i) => ({ subject: `Ticket ${i}`, tags: [`tag${i % 7}`], requester: person(i), comment: { body: `first of ${i}` } })));
  const { tickets } = await desk.daemon.must(200, "GET", "/tickets?per_page=60");
  const ids = tickets.map((one) => one.id);
  const me = (await desk.daemon.must(200, "GET", "/users/me")).user;
  const change = { ticket: { assignee_id: me.id, status: "solved", comment: { body: "An answer" } } };
  await desk.done((await desk.daemon.must(200, "PUT", `/tickets/update_many?ids=${ids.join(",")}`, change)).job_status);
  await desk.done((await desk.daemon.must(200, "DELETE", `/tickets/destroy_many?ids=${ids.slice(0, 10).join(",")}`)).job_status);
  const { user } = await desk.daemon.must(201, "POST", "/users", { user: { name: "Gone", email: "gone@customer.example" } });
  await desk.daemon.must(200, "DELETE", `/users/${user.id}`);
  for (const i of range(3)) {
    const request = { subject: `Held ${i}`, comment: { body: "b" }, requester: { name: "Nobody", email: `nobody${i}@elsewhere.example` } };
    const headers = { "content-type": "application/json" };
    assert.equal((await fetch(`${desk.base}/requests`, { method: "POST", headers, body: JSON.stringify({ request }) })).status, 201);
  }
});
after(() => desk.stop());

/* A number that the database itself gives. */
function counted(sql) {
  const file = readdirSync(desk.daemon.data).find((name) => name.endsWith(".db"));
  const { stdout, stderr, status } = spawnSync("sqlite3", ["-readonly", join(desk.daemon.data, file), sql], { encoding: "utf8" });
  assert.equal(status, 0, stderr);
  return Number(stdout);
}

/* GETs until `next` of a page gives no more; the pages. */
async function pages(what, next) {
  const all = [];
  const seen = new Set();
  for (let url = `${desk.base}/${what}`; url; ) {
    assert.ok(!seen.has(url), `${url} leads back to itself`);
    seen.add(url);
    const answer = await fetch(url, { headers: desk.daemon.headers });
    assert.equal(answer.status, 200, url);
    assert.match(answer.headers.get("x-rate-limit-remaining") ?? "", /^[1-9]\d*$/);
    const page = await answer.json();
    all.push(page);
    url = next(page);
  }
  return all;
}

const byCursor = (what) => pages(what, (page) => (page.end_of_stream ? null : page.after_url));
const byTime = (what) => pages(what, (page) => (page.end_of_stream ? null : page.next_page));
const byLink = (what) => pages(what, (page) => (page.meta.has_more ? page.links.next : null));
const byOffset = (what) => pages(what, (page) => page.next_page);
const unique = (list, key = "id") => [...new Map(list.map((one) => [one[key], one])).values()];

test("tickets and users by cursor", async () => {
  const walk = await byCursor("incremental/tickets/cursor.json?start_time=0&page%5Bsize%5D=100&per_page=40");
  const tickets = walk.flatMap((page) => page.tickets);
  assert.ok(walk.length > 5);
  assert.equal(unique(tickets).length, tickets.length, "nothing twice");
  assert.equal(tickets.length, counted("SELECT count(*) FROM ticket"));
  assert.equal(tickets.filter((one) => one.status === "deleted").length, 10);
  assert.ok(tickets.every((one) => Number.isInteger(one.generated_timestamp) && one.generated_timestamp > 0));
  /* The last cursor stays good: it tells of what comes later, and of nothing else. */
  const { after_url: later } = walk.at(-1);
  const { ticket } = await desk.daemon.must(201, "POST", "/tickets", { ticket: { comment: { body: "later" } } });
  const [more] = await pages(later.slice(desk.base.length + 1), () => null);
  assert.deepEqual(more.tickets.map((one) => one.id), [ticket.id]);

  const users = (await byCursor("incremental/users/cursor.json?start_time=0&per_page=40")).flatMap((page) => page.users);
  assert.equal(users.length, counted("SELECT count(*) FROM user_account"));
  const identities = (await byCursor("incremental/users/cursor.json?start_time=0&per_page=40&include=identities")).flatMap((page) => page.identities);
  assert.equal(identities.length, counted("SELECT count(*) FROM user_identity"));
  assert.equal(unique(identities).length, identities.length);
});

test("organizations and comments by time", async () => {
  const organizations = unique((await byTime("incremental/organizations?start_time=0&per_page=50")).flatMap((page) => page.organizations));
  assert.equal(organizations.length, counted("SELECT count(*) FROM organization"));
  const events = unique((await byTime("incremental/ticket_events.json?start_time=0&include=comment_events&per_page=50")).flatMap((page) => page.ticket_events));
  const children = events.flatMap((event) => event.child_events.map((child) => ({ ...child, ticket: event.ticket_id })));
  const comments = children.filter((child) => child.event_type === "Comment");
  assert.equal(comments.length, counted("SELECT count(*) FROM comment"));
  assert.ok(comments.every((one) => one.id && one.body && one.created_at && one.ticket_id === one.ticket && Array.isArray(one.attachments)));
});

test("cursor lists", async () => {
  const list = async (what, name, query = "") => (await byLink(`${what}?page[size]=40${query}`)).flatMap((page) => page[name]);
  const expected = {
    tickets: ["tickets", "SELECT count(*) FROM ticket WHERE deleted_at IS NULL"],
    ticket_metrics: ["ticket_metrics", "SELECT count(*) FROM ticket WHERE deleted_at IS NULL"],
    organization_memberships: ["organization_memberships", "SELECT count(*) FROM organization_membership"],
    group_memberships: ["group_memberships", "SELECT count(*) FROM group_membership"],
    deleted_tickets: ["deleted_tickets", "SELECT count(*) FROM ticket WHERE deleted_at IS NOT NULL"],
  };
  for (const [what, [name, sql]] of Object.entries(expected)) {
    const rows = await list(what, name);
    assert.equal(rows.length, counted(sql), what);
    assert.equal(unique(rows).length, rows.length, what);
  }
  const tags = await list("tags", "tags");
  assert.deepEqual(tags.map((one) => one.name).sort(), range(7).map((i) => `tag${i}`));
  const events = await list("incremental/ticket_metric_events", "ticket_metric_events", "&start_time=0");
  assert.ok(events.length > 0);
  assert.equal(unique(events).length, events.length);
  for (const [what, query] of [
    ["brands", ""], ["automations", ""], ["macros", "&sort_by=created_at&sort_order=asc"], ["ticket_fields", ""],
    ["satisfaction_ratings", "&sort=created_at&start_time=0"], ["activities", "&sort=created_at&sort_by=created_at&sort_order=asc"],
    ["skips", "&sort_order=desc"], ["groups", "&exclude_deleted=false"], ["triggers", ""], ["views", ""],
  ])
    assert.ok(Array.isArray(await list(`${what}.json`, what, query)), what);
});

test("offset lists", async () => {
  const lists = [
    "user_fields", "organization_fields", "ticket_fields", "groups", "triggers", "automations", "macros", "views", "brands",
    "ticket_forms", "custom_roles", "custom_statuses", "recipient_addresses", "locales", "slas/policies", "business_hours/schedules",
  ];
  for (const what of lists) {
    const name = what === "slas/policies" ? "sla_policies" : what.split("/").at(-1);
    const rows = (await byOffset(`${what}.json?per_page=2`)).flatMap((page) => page[name]);
    assert.equal(unique(rows).length, rows.length, what);
  }
  const users = (await byOffset("users.json?per_page=40")).flatMap((page) => page.users);
  assert.equal(unique(users).length, counted("SELECT count(*) FROM user_account WHERE active = 1"));
});

test("the history of all tickets by before_url, until a page is empty", async () => {
  const walk = await pages("ticket_audits?sort_by=created_at&sort_order=desc&limit=200", (page) => (page.audits.length ? page.before_url : null));
  const audits = walk.flatMap((page) => page.audits);
  assert.ok(walk.length > 3);
  assert.equal(unique(audits).length, audits.length);
  const each = (await byLink("ticket_audits?page[size]=100")).flatMap((page) => page.audits);
  assert.deepEqual(audits.map((one) => one.id), each.map((one) => one.id));
});

test("users by the time of their change, as a search in windows and as its export", async () => {
  const active = counted("SELECT count(*) FROM user_account WHERE active = 1");
  const query = encodeURIComponent("type:user updated>=2000-01-01T00:00:00Z updated<2100-01-01T00:00:00Z");
  const found = (await byOffset(`search.json?query=${query}&per_page=40&sort_by=updated_at&sort_order=asc`)).flatMap((page) => page.results);
  assert.equal(unique(found).length, active);
  const exported = (await byLink(`search/export.json?query=${encodeURIComponent("updated>=2000-01-01")}&filter[type]=user&page[size]=40`)).flatMap((page) => page.results);
  assert.equal(unique(exported).length, active);
  assert.equal(exported.length, active);
  const none = encodeURIComponent("type:user updated>=2100-01-01");
  assert.equal((await desk.daemon.must(200, "GET", `/search/count?query=${none}`)).count, 0);
});

test("what belongs to one ticket", async () => {
  const { tickets } = await desk.daemon.must(200, "GET", "/tickets.json?per_page=3");
  for (const { id } of tickets) {
    const comments = (await byLink(`tickets/${id}/comments.json?page[size]=1`)).flatMap((page) => page.comments);
    assert.equal(comments.length, counted(`SELECT count(*) FROM comment WHERE ticket_id = ${id}`));
    const audits = (await byLink(`tickets/${id}/audits.json?page[size]=1`)).flatMap((page) => page.audits);
    assert.ok(audits.length > 1);
    assert.equal((await desk.daemon.must(200, "GET", `/tickets/${id}/metrics`)).ticket_metric.ticket_id, id);
  }
});
