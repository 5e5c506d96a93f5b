/* node-zendesk: users, their identities and sessions, organizations, groups, memberships, and the fields of people. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { ADMIN, Desk, fails, ids, range } from "./client.mjs";

const PAGES = 230; /* more than two pages of 100 */

let desk;
let zen;
let me;
before(async () => {
  desk = await Desk.start();
  zen = desk.zen;
  me = (await zen.users.auth()).result;
  assert.deepEqual((await zen.users.me()).result, me);
});
after(() => desk.stop());

let strangers = 0;
const address = () => `p${strangers++}@people.example`;
const person = async (more = {}) => (await zen.users.create({ user: { name: "Pat Page", email: address(), verified: true, ...more } })).result;
const organization = async (name, more = {}) => (await zen.organizations.create({ organization: { name, ...more } })).result;
const group = async (name) => (await zen.groups.create({ group: { name } })).result;

test("a user is created, shown, updated, suspended and deleted", async () => {
  const { response, result: made } = await zen.users.create({
    user: { name: "Ines Ivo", email: "ines@people.example", phone: "+385 1 234", external_id: "P-1", notes: "n", details: "d", tags: ["gold"], id: "" },
  });
  assert.equal(response.status, 201);
  assert.equal(response.headers.get("location"), made.url);
  assert.equal(made.role, "end-user");
  const { result: shown } = await zen.users.show(made.id);
  assert.deepEqual({ ...shown, updated_at: 0 }, { ...made, updated_at: 0 });
  const { result: changed } = await zen.users.update(made.id, { user: { ...shown, name: "Ines Ivo-Ott", alias: "Ines" } });
  assert.deepEqual([changed.name, changed.alias, changed.external_id], ["Ines Ivo-Ott", "Ines", "P-1"]);
  assert.equal((await zen.users.suspend(made.id)).result.suspended, true);
  assert.equal((await zen.users.unsuspend(made.id)).result.suspended, false);
  assert.deepEqual((await zen.users.listTags(made.id)).flatMap((page) => page.tags ?? page), ["gold"]);
  assert.deepEqual((await zen.users.setTags(made.id, { tags: ["silver"] })).result.tags, ["silver"]);
  assert.deepEqual((await zen.users.addTags(made.id, { tags: ["tin"] })).result.tags, ["silver", "tin"]);
  const { result: gone, response: deleted } = await zen.users.delete(made.id);
  assert.equal(deleted.status, 200);
  assert.equal(gone.active, false);
  /* The address is free again. */
  assert.equal((await zen.users.create({ user: { name: "New", email: "ines@people.example" } })).response.status, 201);
});

test("mistakes about users come back as error objects", async () => {
  const name = await fails(422, zen.users.create({ user: { email: address() } }), "RecordInvalid");
  assert.equal(name.details.name[0].description, "Name: is too short (minimum is 1 characters)");
  const taken = await person();
  const twice = await fails(422, zen.users.create({ user: { name: "x", email: taken.email.toUpperCase() } }), "RecordInvalid");
  assert.equal(twice.details.email[0].error, "DuplicateValue");
  await fails(404, zen.users.show(999999), "RecordNotFound");
  await fails(404, zen.users.update(999999, { user: { name: "x" } }), "RecordNotFound");
});

test("users are found by words, address, number of another system and role", async () => {
  const made = await person({ name: "Quentin Quail", external_id: "Q-77" });
  assert.deepEqual(ids(await zen.users.search({ query: "quail" })), [made.id]);
  assert.deepEqual(ids(await zen.users.search({ query: made.email })), [made.id]);
  assert.deepEqual(ids(await zen.users.search({ external_id: "q-77" })), [made.id]);
  assert.deepEqual(ids(await zen.users.listWithFilter("external_id", "Q-77")), [made.id]);
  assert.deepEqual(ids(await zen.users.listWithFilter("role", "admin")), [me.id]);
  const { result: both } = await zen.users.showMany([made.id, me.id]);
  assert.deepEqual(ids(both).sort(), [me.id, made.id].sort());
});

test("many users at once", async () => {
  const rows = range(3).map((i) => ({ name: `Many ${i}`, email: address(), external_id: `M-${i}` }));
  const made = await desk.done((await zen.users.createMany({ users: rows })).result.job_status);
  assert.deepEqual(made.map((one) => one.status), ["Created", "Created", "Created"]);
  const all = ids(made);
  const again = [{ ...rows[0], name: "Renamed" }, { name: "Fresh", email: address() }];
  const results = await desk.done((await zen.users.createOrUpdateMany({ users: again })).result.job_status);
  assert.deepEqual(results.map((one) => one.status), ["Updated", "Created"]);
  assert.equal(results[0].id, all[0]);
  /* The client wants a third argument to see that the first are ids. */
  for (const which of [all, all.join(",")])
    await desk.done((await zen.users.updateMany(which, { user: { notes: "together" } }, null)).result.job_status);
  assert.ok((await zen.users.showMany(all)).result.every((one) => one.notes === "together"));
  await desk.done((await zen.users.updateMany({ users: [{ id: all[1], notes: "alone" }] }, {})).result.job_status);
  assert.equal((await zen.users.show(all[1])).result.notes, "alone");
  const deleted = await desk.done((await zen.users.destroyMany(all, {}, {})).result.job_status);
  assert.deepEqual(deleted.map(({ id, action, success }) => [id, action, success]), all.map((id) => [id, "delete", true]));
  const crowd = range(101).map((i) => ({ name: `Crowd ${i}` }));
  await fails(400, zen.users.createMany({ users: crowd }), "TooManyValues");
});

test("a user is made or found again", async () => {
  const email = address();
  const first = await zen.users.createOrUpdate({ user: { name: "Once", email } });
  assert.equal(first.response.status, 201);
  const second = await zen.users.createOrUpdate({ user: { name: "Twice", email } });
  assert.equal(second.response.status, 200);
  assert.equal(second.result.id, first.result.id);
  assert.equal(second.result.name, "Twice");
  assert.equal(second.response.headers.get("location"), first.response.headers.get("location"));
});

test("identities", async () => {
  const made = await person();
  const [first] = await zen.useridentities.list(made.id);
  assert.deepEqual([first.type, first.value, first.primary], ["email", made.email, true]);
  const { result: second } = await zen.useridentities.create(made.id, { type: "email", value: address() });
  assert.equal(second.primary, false);
  assert.equal((await zen.useridentities.show(made.id, second.id)).result.value, second.value);
  const value = address();
  assert.equal((await zen.useridentities.update(made.id, second.id, { identity: { value } })).result.value, value);
  assert.equal((await zen.useridentities.verify(made.id, second.id)).result.verified, true);
  const primary = (await zen.useridentities.makePrimary(made.id, second.id)).result;
  assert.deepEqual(primary.map((one) => [one.id, one.primary]).sort(), [[first.id, false], [second.id, true]].sort());
  assert.equal((await zen.users.show(made.id)).result.email, value);
  assert.equal((await zen.useridentities.requestVerification(made.id, first.id)).response.status, 200);
  await desk.gone(zen.useridentities.delete(made.id, first.id));
  await fails(404, zen.useridentities.show(made.id, first.id));
});

test("two users become one", async () => {
  const [loser, winner] = [await person(), await person()];
  const { result: made } = await zen.tickets.create({ ticket: { comment: { body: "mine" }, requester_id: loser.id } });
  const { result, response } = await zen.users.merge(loser.id, winner.id);
  assert.equal(response.status, 200);
  assert.equal(result.id, winner.id);
  assert.equal((await zen.tickets.show(made.id)).result.requester_id, winner.id);
  assert.ok((await zen.useridentities.list(winner.id)).some((one) => one.value === loser.email));
});

test("a password is changed by who knows the old one", async () => {
  const mine = desk.client({ token: undefined, password: "correct horse battery" });
  await mine.users.password(me.id, "correct horse battery", "battery horse correct");
  await fails(401, mine.users.list());
  assert.ok(ids(await desk.client({ password: "battery horse correct" }).users.list()).includes(me.id));
  await fails(422, desk.client({ password: "battery horse correct" }).users.password(me.id, "wrong", "something long enough"));
});

test("sessions of a user are listed and ended", async () => {
  const sign = new URLSearchParams({ email: ADMIN, password: "battery horse correct" });
  const origin = desk.base.replace("/api/v2", "");
  const answer = await fetch(`${origin}/sign-in`, { method: "POST", redirect: "manual", headers: { origin }, body: sign });
  assert.equal(answer.status, 303, await answer.text());
  const sessions = (await zen.sessions.getByUserId(me.id)).flatMap((page) => page.sessions ?? page);
  assert.equal(sessions.length, 1);
  const { result: shown } = await zen.sessions.getByUserIdBySessionId(me.id, sessions[0].id);
  assert.equal((shown.session ?? shown[0] ?? shown).id, sessions[0].id);
  await desk.gone(zen.sessions.deleteByUserIdBySessionId(me.id, sessions[0].id));
  await desk.gone(zen.sessions.bulkDeleteByUserId(me.id));
  assert.deepEqual((await zen.sessions.getByUserId(me.id)).flatMap((page) => page.sessions ?? page), []);
  /* A token is no session. */
  await zen.sessions.getMyAuthenticatedSession().catch((error) => assert.equal(error.statusCode, 404));
});

test("organizations", async () => {
  const { response, result: made } = await zen.organizations.create({
    organization: { name: "Acme", external_id: "O-1", domain_names: ["acme.example"], tags: ["big"], notes: "n", details: "d" },
  });
  assert.equal(response.status, 201);
  assert.equal(response.headers.get("location"), made.url);
  assert.deepEqual((await zen.organizations.show(made.id)).result, made);
  const { result: changed } = await zen.organizations.update(made.id, { organization: { ...made, name: "Acme Ltd" } });
  assert.equal(changed.name, "Acme Ltd");
  const twice = await fails(422, zen.organizations.create({ organization: { name: "aCME lTD" } }), "RecordInvalid");
  assert.deepEqual(twice.details.name[0], { description: "Name: aCME lTD has already been taken", error: "DuplicateValue" });
  /* Who writes from its domain belongs to it. */
  const member = await person({ email: "worker@acme.example" });
  assert.equal(member.organization_id, made.id);
  assert.deepEqual(ids(await zen.users.listByOrganization(made.id)), [member.id]);
  assert.deepEqual(ids(await zen.organizations.listByUser(member.id)), [made.id]);
  const { result: related } = await zen.organizations.related(made.id);
  assert.deepEqual(related.organization_related.users_count, 1);
  assert.deepEqual(ids(await zen.organizations.search("o-1")), [made.id]);
  assert.deepEqual(ids(await zen.organizations.autocomplete({ name: "acm" })), [made.id]);
  assert.deepEqual(ids(await zen.organizations.showMany([made.id])), [made.id]);
  assert.deepEqual(ids(await zen.organizations.showManyByExternalIds(["O-1"])), [made.id]);
  const upsert = await zen.organizations.upsert({ organization: { external_id: "O-1", name: "Acme Inc" } });
  assert.equal(upsert.response.status, 200);
  assert.equal(upsert.result.id, made.id);
  const fresh = await zen.organizations.createOrUpdate({ organization: { external_id: "O-2", name: "Bolt" } });
  assert.equal(fresh.response.status, 201);
  const { result: loaded } = await desk.sideloading("users", ["organizations"]).show(member.id);
  assert.equal(loaded.organization.name, "Acme Inc");
  await zen.organizations.count();
  await zen.organizations.countByUser(member.id);
  await desk.gone(zen.organizations.delete(made.id));
  await fails(404, zen.organizations.show(made.id), "RecordNotFound");
  assert.equal((await zen.users.show(member.id)).result.organization_id, null);
});

test("many organizations at once", async () => {
  const rows = range(4).map((i) => ({ name: `Org ${i}`, external_id: `MO-${i}` }));
  const made = await desk.done((await zen.organizations.createMany({ organizations: rows })).result.job_status);
  assert.ok(made.every((one) => one.status === "Created"));
  const all = ids(made);
  const rename = all.map((id, i) => ({ id, name: `Renamed ${i}` }));
  await desk.done((await zen.organizations.updateMany({ organizations: rename })).result.job_status);
  assert.deepEqual((await zen.organizations.showMany(all)).map((one) => one.name).sort(), range(4).map((i) => `Renamed ${i}`));
  await desk.done((await zen.organizations.bulkDelete(all.slice(0, 2))).result.job_status);
  await desk.done((await zen.organizations.bulkDeleteByExternalId(["MO-2", "MO-3"])).result.job_status);
  assert.deepEqual(await zen.organizations.showMany(all), []);
});

test("memberships of organizations", async () => {
  const [user, a, b] = [await person(), await organization("Member A"), await organization("Member B")];
  const one = (answer) => answer.result.organization_membership ?? answer.result;
  const first = one(await zen.organizationmemberships.create({ user_id: user.id, organization_id: a.id }));
  assert.deepEqual([first.user_id, first.organization_id, first.default], [user.id, a.id, true]);
  const second = one(await zen.organizationmemberships.createByUser(user.id, { user_id: user.id, organization_id: b.id }));
  assert.deepEqual(ids(await zen.organizationmemberships.listByUser(user.id)).sort(), [first.id, second.id].sort());
  assert.deepEqual(ids(await zen.organizationmemberships.listByOrganization(a.id)), [first.id]);
  assert.ok(ids(await zen.organizationmemberships.list()).includes(second.id));
  assert.equal(one(await zen.organizationmemberships.show(first.id)).id, first.id);
  assert.equal(one(await zen.organizationmemberships.showByUser(user.id, first.id)).id, first.id);
  const { result: after } = await zen.organizationmemberships.makeDefault(user.id, second.id);
  assert.deepEqual(after.map((m) => [m.id, m.default === true]).sort(), [[first.id, false], [second.id, true]].sort());
  assert.equal((await zen.users.show(user.id)).result.organization_id, b.id);
  await desk.gone(zen.organizationmemberships.deleteByUser(user.id, first.id));
  await desk.gone(zen.organizationmemberships.delete(second.id));
  const rows = [await person(), await person()].map((u) => ({ user_id: u.id, organization_id: a.id }));
  const made = await desk.done((await zen.organizationmemberships.createMany(rows)).result.job_status);
  assert.equal(made.length, 2);
  await desk.done((await zen.organizationmemberships.deleteMany(ids(await zen.organizationmemberships.listByOrganization(a.id)))).result.job_status);
  assert.deepEqual(await zen.organizationmemberships.listByOrganization(a.id), []);
});

test("groups and who is in them", async () => {
  const before = (await zen.groups.count()).result.count.value;
  const { response, result: made } = await zen.groups.create({ group: { name: "Night shift", description: "After ten" } });
  assert.equal(response.status, 201);
  assert.equal((await zen.groups.show(made.id)).result.description, "After ten");
  assert.equal((await zen.groups.update(made.id, { group: { ...made, name: "Late shift" } })).result.name, "Late shift");
  assert.equal((await zen.groups.count()).result.count.value, before + 1);
  assert.ok(ids(await zen.groups.list()).includes(made.id));
  const agent = await person({ role: "agent" });
  const { result: membership } = await zen.groupmemberships.create({ group_membership: { user_id: agent.id, group_id: made.id } });
  assert.deepEqual([membership.user_id, membership.group_id], [agent.id, made.id]);
  assert.deepEqual(ids(await zen.users.listByGroup(made.id)), [agent.id]);
  assert.ok(ids(await zen.groups.assignable()).includes(made.id));
  const other = await group("Early shift");
  const { result: second } = await zen.groupmemberships.createByUser(agent.id, { group_membership: { user_id: agent.id, group_id: other.id } });
  assert.ok(ids(await zen.groupmemberships.list()).includes(second.id));
  assert.deepEqual(ids(await zen.groupmemberships.listByGroup(made.id)), [membership.id]);
  const mine = ids(await zen.groupmemberships.listByUser(agent.id));
  assert.ok(mine.includes(membership.id) && mine.includes(second.id));
  assert.equal((await zen.groups.countByUser(agent.id)).result.count.value, mine.length);
  assert.equal((await zen.groupmemberships.show(second.id)).result.id, second.id);
  assert.equal((await zen.groupmemberships.showByUser(agent.id, second.id)).result.id, second.id);
  assert.ok(ids(await zen.groupmemberships.listAssignable()).includes(second.id));
  assert.deepEqual(ids(await zen.groupmemberships.listAssignableByGroup(made.id)), [membership.id]);
  const { result: after } = await zen.groupmemberships.makeDefault(agent.id, second.id);
  assert.deepEqual(after.filter((one) => one.default).map((one) => one.id), [second.id]);
  assert.equal((await zen.users.show(agent.id)).result.default_group_id, other.id);
  const { result: loaded } = await desk.sideloading("groupmemberships", ["users", "groups"]).show(second.id);
  assert.deepEqual([loaded.user.id, loaded.groups.name], [agent.id, "Early shift"]);
  await desk.gone(zen.groupmemberships.deleteByUser(agent.id, second.id));
  await desk.gone(zen.groupmemberships.delete(membership.id));
  const rows = [await person({ role: "agent" }), await person({ role: "agent" })].map((u) => ({ user_id: u.id, group_id: made.id }));
  await desk.done((await zen.groupmemberships.bulkCreate(rows)).result.job_status);
  const there = ids(await zen.groupmemberships.listByGroup(made.id));
  assert.equal(there.length, 2);
  await desk.done((await zen.groupmemberships.bulkDelete(there)).result.job_status);
  assert.deepEqual(await zen.groupmemberships.listByGroup(made.id), []);
  await desk.gone(zen.groups.delete(made.id));
  await fails(404, zen.groups.show(made.id));
});

for (const [name, of] of [["userfields", "user"], ["organizationfields", "organization"]])
  test(`fields of ${of}s`, async () => {
    const fields = zen[name];
    const body = (field) => ({ [`${of}_field`]: field });
    const { response, result: made } = await fields.create(body({ type: "text", title: "Customer number", key: "customer_number" }));
    assert.equal(response.status, 201);
    const { result: level } = await fields.create(
      body({ type: "dropdown", title: "Level", key: "level", custom_field_options: [{ name: "Gold", value: "gold" }, { name: "Tin", value: "tin" }] }),
    );
    assert.deepEqual(ids(await fields.list()), [made.id, level.id]);
    assert.equal((await fields.show(made.id)).result.key, "customer_number");
    assert.equal((await fields.update(made.id, body({ title: "Number" }))).result.title, "Number");
    await fields.reorder([level.id, made.id]);
    assert.deepEqual(ids(await fields.list()), [level.id, made.id]);
    const values = { customer_number: "77", level: "gold" };
    const owner = of === "user" ? await person({ user_fields: values }) : await organization("With fields", { organization_fields: values });
    assert.deepEqual(owner[`${of}_fields`], values);
    if (of === "user") {
      const { result: options } = await fields.listOptions(level.id);
      assert.deepEqual(options.custom_field_options.map((one) => one.value), ["gold", "tin"]);
      const { result: option } = await fields.createOrUpdateOption(level.id, { custom_field_option: { name: "Iron", value: "iron" } });
      const { id } = option.custom_field_option;
      assert.equal((await fields.showOption(level.id, id)).result.custom_field_option.value, "iron");
      await desk.gone(fields.deleteOption(level.id, id));
    }
    await desk.gone(fields.delete(made.id));
    await fails(404, fields.show(made.id));
  });

test("custom roles", async () => {
  const { result: made } = await zen.customagentroles.create({ name: "Advisor", description: "Reads much", configuration: {} });
  const { id } = made.custom_role ?? made;
  assert.ok(ids(await zen.customagentroles.list()).includes(id));
  const shown = (await zen.customagentroles.show(id)).result;
  assert.equal((shown.custom_role ?? shown).name, "Advisor");
  const changed = (await zen.customagentroles.update(id, { name: "Counsellor" })).result;
  assert.equal((changed.custom_role ?? changed).name, "Counsellor");
  await desk.gone(zen.customagentroles.delete(id));
});

test("lists of people go through all their pages, once each, and exports agree", async () => {
  for (const from of range(Math.ceil(PAGES / 100)).map((i) => i * 100)) {
    const n = Math.min(100, PAGES - from);
    const users = range(n).map((i) => ({ name: `Page ${from + i}`, email: address(), tags: ["paged"] }));
    await desk.done((await zen.users.createMany({ users })).result.job_status);
    await desk.done((await zen.organizations.createMany({ organizations: range(n).map((i) => ({ name: `Paged ${from + i}` })) })).result.job_status);
  }
  const sort = (list) => [...list].sort((a, b) => a - b);
  const users = ids(await zen.users.list());
  assert.ok(users.length > PAGES);
  assert.equal(new Set(users).size, users.length);
  const organizations = ids(await zen.organizations.list());
  assert.equal(new Set(organizations).size, organizations.length);
  assert.ok(organizations.length >= PAGES);
  assert.equal((await zen.users.search({ query: "tags:paged" })).length, PAGES);
  const active = (await zen.users.incremental(0)).filter((one) => one.active);
  assert.deepEqual(sort(ids(active)), sort(users));
  const loaded = await zen.users.incrementalInclude(0, "identities");
  const walked = loaded.find((one) => one.id === me.id);
  assert.deepEqual(walked.identity.map((one) => one.value), [ADMIN]);
  assert.ok((await zen.users.incrementalSample(0)).result.length > 0);
  const exported = (await zen.organizations.incremental(0)).filter((one) => !one.deleted_at);
  assert.deepEqual(sort(ids(exported)), sort(organizations));
  assert.ok((await zen.organizations.incrementalInclude(0, "users")).length > 0);
  assert.ok((await zen.organizations.incrementalSample(0)).result.length > 0);
});

test("all that this file answers for was called", () => {
  desk.assertAllCalled("people", {
    "sessions.list": "the sessions of everybody belong to the long tail of the API",
    "sessions.logMeOut": "sends users/me/sessions; the API has users/me/logout",
    "users.removeTags": "the client sends the tags as a part of the path",
  });
});
