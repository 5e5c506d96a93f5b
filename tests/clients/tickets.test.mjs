/* node-zendesk: tickets and all that hangs on them, attachments, requests, search, exports and jobs. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { after, before, test } from "node:test";
import { BEYOND, Desk, fails, ids, namespaces, PARTS, range } from "./client.mjs";

const PAGES = 230; /* more than two pages of 100 */

let desk;
let zen;
let me;
before(async () => {
  desk = await Desk.start();
  zen = desk.zen;
  me = (await zen.users.me()).result;
});
after(() => desk.stop());

let strangers = 0;
const ticket = async (more = {}) => {
  const requester = { name: "Rita Reed", email: `rita${strangers++}@customer.example` };
  const { result } = await zen.tickets.create({ ticket: { subject: "No sound", comment: { body: "It is silent." }, requester, ...more } });
  return result;
};
const customer = async (name = "Olga Ott") => {
  const made = await zen.users.create({ user: { name, email: `c${strangers++}@customer.example`, verified: true } });
  return made.result;
};

test("each namespace of the client is somebody's", () => {
  assert.deepEqual([...Object.values(PARTS).flat(), ...BEYOND].sort(), namespaces().sort());
});

test("a ticket is created, shown, updated and deleted", async () => {
  const { response, result: made } = await zen.tickets.create({
    ticket: { subject: "No sound", comment: { body: "It is silent." }, priority: "high", type: "incident", tags: ["audio", "vip"], external_id: "E-1" },
  });
  assert.equal(response.status, 201);
  assert.equal(response.headers.get("location"), made.url);
  assert.equal(made.url, `${desk.base}/tickets/${made.id}.json`);
  const { result: shown } = await zen.tickets.show(made.id);
  for (const [key, value] of Object.entries({ status: "new", priority: "high", type: "incident", requester_id: me.id, submitter_id: me.id }))
    assert.equal(shown[key], value, key);
  assert.equal(shown.description, "It is silent.");
  assert.deepEqual(shown.tags, ["audio", "vip"]);
  assert.deepEqual(ids(await zen.tickets.listWithFilter("external_id", "E-1")), [made.id]);
  assert.deepEqual(await zen.tickets.listWithFilter("external_id", "E-2"), []);
  /* Whole objects come back, read-only keys and all. */
  const { result: changed } = await zen.tickets.update(made.id, { ticket: { ...shown, subject: "Still no sound", assignee_id: me.id } });
  assert.equal(changed.subject, "Still no sound");
  assert.equal(changed.status, "open");
  assert.equal(changed.assignee_id, me.id);
  assert.ok((await zen.tickets.listRecent()).some((one) => one.id === made.id));
  await desk.gone(zen.tickets.delete(made.id));
  await fails(404, zen.tickets.show(made.id), "RecordNotFound");
});

test("mistakes come back as error objects", async () => {
  await fails(404, zen.tickets.show(999999), "RecordNotFound");
  await fails(404, zen.tickets.show("9223372036854775807"), "RecordNotFound");
  const blank = await fails(422, zen.tickets.create({ ticket: { subject: "Nothing said" } }), "RecordInvalid");
  assert.deepEqual(blank.details.base[0], { description: "Description: cannot be blank", error: "BlankValue" });
  const closed = await ticket();
  await zen.tickets.update(closed.id, { ticket: { status: "solved", assignee_id: me.id } });
  await zen.tickets.update(closed.id, { ticket: { status: "closed" } });
  const late = await fails(422, zen.tickets.update(closed.id, { ticket: { subject: "x" } }), "RecordInvalid");
  assert.equal(late.details.status[0].description, "Status: closed prevents ticket update");
  const many = await fails(400, zen.tickets.createMany({ tickets: range(101).map(() => ({ comment: { body: "x" } })) }), "TooManyValues");
  assert.equal(many.max_count, 100);
  await fails(401, desk.client({ token: "wrong" }).tickets.list());
  /* Without the original error the client's own words carry title and message. */
  await assert.rejects(desk.client({ throwOriginalException: false }).tickets.show(999999), {
    message: "Request processing failed: Zendesk Error (404): Item not found",
  });
});

test("who may not log in is nobody, not an error, on users/me", async () => {
  const { result } = await desk.client({ token: "wrong" }).users.me();
  assert.equal(result.id, null);
  assert.equal(result.name, "Anonymous user");
});

test("jobs create, change and delete many tickets", async () => {
  const { result } = await zen.tickets.createMany({ tickets: range(5).map((i) => ({ subject: `many ${i}`, comment: { body: "x" } })) });
  const made = await desk.done(result.job_status);
  assert.deepEqual(made.map((one) => one.index), range(5));
  const all = ids(made);
  const { result: shown } = await zen.tickets.showMany(all);
  assert.deepEqual(shown.map((one) => one.subject).sort(), range(5).map((i) => `many ${i}`));
  const updated = await desk.done((await zen.tickets.updateMany(all, { ticket: { priority: "urgent" } })).result.job_status);
  assert.deepEqual(updated.map(({ id, action, status, success }) => [id, action, status, success]), all.map((id) => [id, "update", "Updated", true]));
  assert.ok((await zen.tickets.showMany(all)).result.every((one) => one.priority === "urgent"));
  const deleted = await desk.done((await zen.tickets.deleteMany(all)).result.job_status);
  assert.deepEqual(deleted.map(({ id, action, success }) => [id, action, success]), all.map((id) => [id, "delete", true]));
  assert.deepEqual((await zen.tickets.showMany(all)).result, []);
  const { result: jobs } = await zen.jobstatuses.list();
  assert.ok(jobs.job_statuses.length >= 3);
  const two = jobs.job_statuses.slice(0, 2).map((job) => job.id);
  const { result: both } = await zen.jobstatuses.showMany(two);
  assert.deepEqual(both.job_statuses.map((job) => job.id).sort(), [...two].sort());
  assert.equal((await zen.jobstatuses.show(two[0])).result.job_status.status, "completed");
  await fails(404, zen.jobstatuses.show("V3-00000000000000000000000000000000"));
});

test("one bad row of a job fails alone", async () => {
  const rows = [{ comment: { body: "good" } }, { subject: "nothing said" }, { comment: { body: "good too" } }];
  const [first, second, third] = await desk.done((await zen.tickets.createMany({ tickets: rows })).result.job_status);
  assert.ok(first.id && third.id);
  assert.equal(second.index, 1);
  assert.equal(second.success, false);
  assert.ok(second.error);
});

test("comments, audits, metrics and tags belong to a ticket", async () => {
  const made = await ticket({ tags: ["one"] });
  await zen.tickets.update(made.id, { ticket: { comment: { body: "Between us", public: false }, assignee_id: me.id, status: "pending" } });
  const comments = await zen.tickets.getComments(made.id);
  assert.deepEqual(comments.map((one) => [one.body, one.public, one.author_id]), [["It is silent.", true, me.id], ["Between us", false, me.id]]);
  const audits = await zen.ticketaudits.list(made.id);
  assert.deepEqual(await zen.tickets.exportAudit(made.id), audits);
  assert.deepEqual(await zen.ticketexport.exportAudit(made.id), audits);
  assert.deepEqual((await zen.ticketimport.exportAudit(made.id))[0].audits, audits);
  const changes = audits.flatMap((audit) => audit.events).filter((event) => event.type === "Change");
  const status = changes.find((event) => event.field_name === "status");
  assert.deepEqual([status.previous_value, status.value], ["new", "pending"]);
  assert.equal(changes.find((event) => event.field_name === "assignee_id").value, String(me.id));
  assert.equal((await zen.ticketaudits.count(made.id)).result.count.value, audits.length);
  const { result: audit } = await zen.ticketaudits.show(made.id, audits[0].id);
  assert.deepEqual(audit, audits[0]);
  assert.ok((await zen.ticketaudits.listAll()).result.some((one) => one.id === audits[0].id));
  await zen.ticketaudits.makePrivate(made.id, audits[0].id);
  assert.deepEqual((await zen.tickets.getComments(made.id)).map((one) => one.public), [false, false]);

  const { result: metric } = await zen.tickets.listMetrics(made.id);
  assert.equal(metric.ticket_metric.ticket_id, made.id);
  assert.equal(metric.ticket_metric.assignee_stations, 1);
  assert.equal((await zen.ticketmetrics.list(made.id)).result.id, metric.ticket_metric.id);
  assert.equal((await zen.ticketmetrics.show(metric.ticket_metric.id)).result.ticket_id, made.id);
  assert.ok((await zen.ticketmetrics.listAll()).some((one) => one.ticket_id === made.id));

  const [added] = await zen.tickets.addTags(made.id, { tags: ["two"] });
  assert.deepEqual(added.tags, ["one", "two"]);
  const [replaced] = await zen.tickets.updateTags(made.id, { tags: ["three"] });
  assert.deepEqual(replaced.tags, ["three"]);
  assert.ok((await zen.tags.list()).some(({ name, count }) => name === "three" && count === 1));
});

test("people around a ticket", async () => {
  const [requester, other] = [await customer("Requester"), await customer("Other")];
  const organization = (await zen.organizations.create({ organization: { name: "Ott & Sons" } })).result;
  await zen.users.update(requester.id, { user: { organization_id: organization.id } });
  const made = await ticket({ requester_id: requester.id, requester: undefined, assignee_id: me.id, collaborator_ids: [other.id] });
  assert.deepEqual(made.collaborator_ids, [other.id]);
  assert.equal(made.organization_id, organization.id);
  assert.deepEqual((await zen.tickets.listCollaborators(made.id)).flatMap((page) => page.users ?? page).map((one) => one.id), [other.id]);
  assert.deepEqual(ids(await zen.tickets.listByUserRequested(requester.id)), [made.id]);
  assert.deepEqual(ids(await zen.tickets.listByUserCCD(other.id)), [made.id]);
  assert.ok(ids(await zen.tickets.listAssigned(me.id)).includes(made.id));
  assert.deepEqual(ids(await zen.tickets.listByOrganization(organization.id)), [made.id]);
  const { result: loaded } = await desk.sideloading("tickets", ["users", "organizations"]).show(made.id);
  assert.equal(loaded.requester.name, "Requester");
  assert.equal(loaded.assignee.name, "Ada");
  assert.equal(loaded.submitter.id, me.id);
  assert.equal(loaded.organization.name, "Ott & Sons");
});

test("incidents follow their problem, and tickets merge", async () => {
  const problem = await ticket({ type: "problem", subject: "The line is down" });
  const incident = await ticket({ type: "incident", problem_id: problem.id });
  assert.deepEqual(ids(await zen.tickets.listIncidents(problem.id)), [incident.id]);
  const [target, source] = [await ticket(), await ticket()];
  const merge = await zen.tickets.merge(target.id, { ids: [source.id], target_comment: "Both in one", source_comment: "Goes on there" });
  assert.deepEqual(await desk.done(merge.result.job_status), { success: true });
  const { result: merged } = await zen.tickets.show(source.id);
  assert.equal(merged.status, "closed");
  assert.ok(merged.tags.includes("closed_by_merge"));
  assert.ok((await zen.tickets.getComments(target.id)).some((one) => one.body.includes("Both in one")));
});

test("lists go through all their pages, once each", async () => {
  const before = (await zen.tickets.list()).length;
  for (const from of range(Math.ceil(PAGES / 100)).map((i) => i * 100)) {
    const rows = range(Math.min(100, PAGES - from)).map((i) => ({ subject: `page ${from + i}`, comment: { body: "x" }, tags: ["pages"] }));
    await desk.done((await zen.tickets.createMany({ tickets: rows })).result.job_status);
  }
  const all = ids(await zen.tickets.list());
  assert.equal(all.length, before + PAGES);
  assert.equal(new Set(all).size, all.length);
  assert.deepEqual(all, [...all].sort((a, b) => a - b));
  assert.equal((await zen.search.queryAll("type:ticket tags:pages")).length, PAGES);
  assert.equal((await zen.search.exportResults("tags:pages", "ticket", 50)).length, PAGES);
  const { result: counted } = await zen.search.showResultsCount("type:ticket tags:pages");
  assert.equal(counted.count, PAGES);
  assert.equal((await zen.ticketmetrics.listAll()).length, all.length);
});

test("search finds what was just written, and refuses to go too deep", async () => {
  const made = await ticket({ subject: "Rhubarb marmalade" });
  const { result, response } = await zen.search.query("type:ticket rhubarb");
  assert.equal(response.status, 200);
  assert.deepEqual(result.map((one) => [one.id, one.result_type]), [[made.id, "ticket"]]);
  const { result: people } = await zen.search.query("type:user name:Ada");
  assert.deepEqual(people.map((one) => [one.id, one.result_type]), [[me.id, "user"]]);
  const deep = await fails(422, zen.search.request("GET", ["search", { query: "x", page: 11, per_page: 100 }]));
  assert.equal(deep.error, "invalid");
});

test("files go up, hang on a comment and come down again", async () => {
  const folder = mkdtempSync(join(tmpdir(), "tend-clients-"));
  try {
    const path = join(folder, "report.txt");
    const text = "line\n".repeat(4000);
    writeFileSync(path, text);
    const { upload } = await zen.attachments.upload(path, { filename: "report.txt", binary: false });
    assert.equal(upload.attachment.file_name, "report.txt");
    assert.equal(upload.attachment.size, text.length);
    /* A second file under the same token, as a stream. */
    const more = await zen.attachments.upload(Readable.from([Buffer.from([0, 255, 10, 13])]), { filename: "bytes.bin", binary: true, token: upload.token });
    assert.equal(more.upload.token, upload.token);
    assert.equal(more.upload.attachments.length, 2);
    const made = await ticket({ comment: { body: "See the files", uploads: [upload.token] } });
    const [{ attachments }] = await zen.tickets.getComments(made.id);
    assert.deepEqual(attachments.map((one) => one.file_name).sort(), ["bytes.bin", "report.txt"]);
    const report = attachments.find((one) => one.file_name === "report.txt");
    const { result: shown } = await zen.attachments.show(report.id);
    assert.equal(shown.attachment.content_url, report.content_url);
    const file = await fetch(report.content_url);
    assert.equal(file.status, 200);
    assert.equal(await file.text(), text);
    const { result: allowed } = await zen.attachments.updateAttachmentForMalware(report.id, true);
    assert.equal(allowed.attachment.id, report.id);
    const spare = await zen.attachments.upload(path, { filename: "spare.txt", binary: false });
    await desk.gone(zen.attachments.deleteUpload(spare.upload.token));
    await fails(404, zen.attachments.deleteUpload(spare.upload.token));
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("requests are the customer's side of tickets", async () => {
  const rosa = (await zen.users.create({ user: { name: "Rosa", email: "rosa@customer.example", verified: true } })).result;
  const hers = desk.client({ username: "rosa@customer.example" });
  const organization = (await zen.organizations.create({ organization: { name: "Rosa Ltd", domain_names: [] } })).result;
  await zen.users.update(rosa.id, { user: { organization_id: organization.id } });
  const { result: made, response } = await hers.requests.create({ request: { subject: "Where is my parcel", comment: { body: "It was due on Monday." } } });
  assert.equal(response.status, 201);
  assert.equal(made.requester_id, rosa.id);
  assert.equal(made.status, "new");
  assert.equal((await hers.requests.show(made.id)).result.id, made.id);
  assert.equal((await hers.requests.getRequest(made.id)).result.subject, "Where is my parcel");
  assert.deepEqual(ids(await hers.requests.list()), [made.id]);
  assert.deepEqual(ids(await hers.requests.listOpen()), [made.id]);
  assert.deepEqual(await hers.requests.listSolved(), []);
  assert.deepEqual(await hers.requests.listCCD(), []);
  assert.deepEqual(ids((await hers.requests.search({ query: "parcel" })).result), [made.id]);
  assert.deepEqual(ids(await zen.requests.listByUser(rosa.id)), [made.id]);
  assert.deepEqual(ids(await zen.requests.listByOrganization(organization.id)), [made.id]);
  await zen.tickets.update(made.id, { ticket: { comment: { body: "secret", public: false } } });
  await zen.tickets.update(made.id, { ticket: { comment: { body: "It is on its way.", public: true }, assignee_id: me.id, status: "pending" } });
  await hers.requests.update(made.id, { request: { comment: { body: "Thank you" } } });
  const comments = (await hers.requests.listComments(made.id)).flatMap((page) => page.comments ?? page);
  assert.deepEqual(comments.map((one) => one.body), ["It was due on Monday.", "It is on its way.", "Thank you"]);
  const [one] = await hers.requests.getComment(made.id, comments[1].id);
  assert.equal(one.comment.body, "It is on its way.");
  assert.equal((await zen.tickets.show(made.id)).result.status, "open");
  await fails(404, hers.requests.show((await ticket()).id));
  await fails(403, hers.tickets.list());

  await zen.tickets.update(made.id, { ticket: { status: "solved" } });
  const rated = await hers.satisfactionratings.create(made.id, { satisfaction_rating: { score: "good", comment: "Fast" } });
  assert.equal(rated.response.status, 200);
  const [rating] = await zen.satisfactionratings.list();
  assert.deepEqual([rating.score, rating.comment, rating.ticket_id, rating.requester_id], ["good", "Fast", made.id, rosa.id]);
  assert.deepEqual(ids(await zen.satisfactionratings.received()), [rating.id]);
  assert.equal((await zen.satisfactionratings.show(rating.id)).result.satisfaction_rating.id, rating.id);
  await zen.satisfactionratings.incremental(0);
  assert.equal((await zen.tickets.show(made.id)).result.satisfaction_rating.score, "good");
});

test("an agent works in somebody's name", async () => {
  const olga = await customer("Olga");
  const { result } = await desk.client({ asUser: olga.email }).users.me();
  assert.equal(result.id, olga.id);
});

test("old tickets are imported with their own times", async () => {
  const old = { subject: "From the old desk", requester_id: me.id, created_at: "2020-02-03T04:05:06Z", comments: [{ author_id: me.id, value: "Long ago", created_at: "2020-02-03T04:05:06Z" }] };
  const { result: made } = await zen.imports.ticket({ ticket: old });
  assert.equal(made.created_at, "2020-02-03T04:05:06Z");
  const { result: second } = await zen.ticketimport.import({ ticket: old });
  assert.equal(second.ticket.created_at, "2020-02-03T04:05:06Z");
  const [first] = await zen.imports.ticketMany({ tickets: [old, old] });
  const results = await desk.done(first.job_status);
  assert.equal(results.length, 2);
  assert.ok(results.every((one) => one.id));
  const { result: bulk } = await zen.ticketimport.bulkImport([old]);
  assert.equal((await desk.done(bulk.job_status)).length, 1);
});

test("exports tell of every ticket", async () => {
  const all = (await zen.tickets.list()).map((one) => one.id).sort((a, b) => a - b);
  const exported = (list) => [...new Set(list.filter((one) => one.status !== "deleted").map((one) => one.id))].sort((a, b) => a - b);
  assert.deepEqual(exported(await zen.tickets.incremental(0)), all);
  const loaded = await zen.tickets.incrementalInclude(0, "users");
  assert.ok(loaded.filter((one) => one.status !== "deleted").every((one) => one.requester?.id === one.requester_id));
  assert.ok((await zen.tickets.incrementalSample(0)).result.length > 0);
  const { result: page } = await zen.ticketexport.export(0);
  assert.equal(page.end_of_stream, true);
  assert.deepEqual(exported(page.tickets), all);
  const { result: legacy } = await zen.tickets.export(0);
  assert.equal(legacy.length, page.tickets.length);
  assert.ok((await zen.tickets.exportSample(0)).result.length > 0);
  assert.ok((await zen.ticketexport.sample(0)).result.tickets.length > 0);
  const { result: users } = await zen.ticketexport.exportWithUser(0);
  assert.ok(users.users.length > 0 && Array.isArray(users.groups));
  const [included] = await zen.ticketexport.exportWithInclude(0, "users");
  assert.equal(included.tickets.length, page.tickets.length);
  const walked = [];
  let cursor;
  for (let end = false; !end; ) {
    const { result } = await zen.ticketexport.exportCursor(cursor ? "" : 0, cursor ?? "");
    walked.push(...result.tickets);
    cursor = result.after_cursor;
    end = result.end_of_stream;
  }
  assert.deepEqual(exported(walked), all);
  const events = await zen.ticketevents.incremental(0);
  assert.ok(events.length >= all.length);
  const told = await zen.ticketevents.incrementalInclude(0, "comment_events");
  const said = told.filter((event) => all.includes(event.ticket_id)).flatMap((event) => event.child_events).filter((child) => child.event_type === "Comment");
  const comments = await Promise.all(all.map((id) => zen.tickets.getComments(id)));
  assert.equal(said.length, comments.flat().length);
  assert.ok((await zen.ticketevents.incrementalSample(0)).result.length > 0);
});

test("what was held back is recovered or thrown away", async () => {
  /* Somebody who is not signed in writes with the address of staff. */
  const held = async (subject) => {
    const request = { subject, comment: { body: "Let me in" }, requester: { name: "Not Ada", email: "admin@example.com" } };
    const headers = { "content-type": "application/json" };
    const answer = await fetch(`${desk.base}/requests.json`, { method: "POST", headers, body: JSON.stringify({ request }) });
    assert.equal(answer.status, 201, await answer.text());
  };
  for (const i of range(6)) await held(`held ${i}`);
  const all = await zen.suspendedtickets.list();
  assert.equal(all.length, 6);
  const [a, b, c, d, e, f] = ids(all.sort((x, y) => x.subject.localeCompare(y.subject)));
  const { result: shown } = await zen.suspendedtickets.show(a);
  assert.equal(shown.author.email, "admin@example.com");
  assert.equal(shown.content, "Let me in");
  assert.equal((await zen.suspendedtickets.exportTickets()).response.status, 200);
  const { result: recovered } = await zen.suspendedtickets.recover(a);
  assert.equal((await zen.tickets.show(recovered.ticket.id)).result.subject, "held 0");
  await fails(404, zen.suspendedtickets.show(a));
  assert.equal((await zen.suspendedtickets.recoverMany([b, c])).result.tickets.length, 2);
  await desk.gone(zen.suspendedtickets.delete(d));
  await desk.gone(zen.suspendedtickets.destroyMany([e]));
  await desk.gone(zen.suspendedtickets.deleteMany([f]));
  assert.deepEqual(await zen.suspendedtickets.list(), []);
});

test("all that this file answers for was called", () => {
  desk.assertAllCalled("tickets", {
    "attachments.redactAttachmentComment": "sends DELETE; the API has PUT",
    "search.queryAnonymous": "portal/search is no part of the API",
    "search.queryAnonymousAll": "portal/search is no part of the API",
    "suspendedtickets.attachments": "sends …/{id}/attachments; the API has …/attachments",
    "tags.create": "the API has no single tags",
    "tags.show": "the API has no single tags",
    "tags.update": "the API has no single tags",
    "tags.delete": "the API has no single tags",
  });
});
