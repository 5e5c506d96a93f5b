/* Rules while they are edited: actions both ways, places in texts, order, titles, and a message of the server's place. */
import assert from "node:assert/strict";
import { test } from "node:test";
import rules from "../../i18n/en/rules.json";
import { addTexts } from "../../src/core/i18n";
import { isActionComplete, offered, pairsOf, readActions, actionErrors, writeActions, type ActionDefinition } from "../../src/settings/action_model";
import { wordsOf } from "../../src/settings/comment_field";
import { unknownPlaces } from "../../src/settings/placeholder_text";
import { freshRule, missing, wholeActions } from "../../src/settings/rule_form";
import { joinTitle, placed, splitTitle } from "../../src/settings/rule_model";
import { bodyOfField, freshField, tagOf } from "../../src/settings/ticket_field_model";
import { bodyOfWebhook, draftOfWebhook, freshWebhook, lacksSecret, type Webhook } from "../../src/settings/webhook_model";

addTexts(rules);

const definition = (subject: string, type: ActionDefinition["type"], more: Partial<ActionDefinition> = {}): ActionDefinition => ({
  subject, type, title: subject, group: "ticket", nullable: false, repeatable: false, values: [], ...more,
});

test("a comment and whether it is public are one action here and two there", () => {
  const server = [{ field: "comment_value", value: "Hi" }, { field: "comment_mode_is_public", value: "false" }, { field: "status", value: "open" }];
  const own = readActions(server);
  assert.deepEqual(own, [{ field: "comment_value", value: "Hi", mode: "private" }, { field: "status", value: "open", mode: "" }]);
  assert.deepEqual(writeActions(own), server);
  const alone = [{ field: "comment_mode_is_public", value: "true" }];
  assert.deepEqual(writeActions(readActions(alone)), alone);
});

test("the server counts what was sent; its words stand at our action", () => {
  const own = readActions([{ field: "comment_value", value: "Hi" }, { field: "comment_mode_is_public", value: "true" }, { field: "status", value: "x" }]);
  assert.deepEqual(actionErrors({ "actions.2": "Wrong" }, own), ["", "Wrong"]);
  assert.deepEqual(actionErrors({ "actions.0": "Wrong" }, own), ["Wrong", ""]);
  assert.deepEqual(actionErrors({ actions: "None" }, own), ["", ""]);
});

test("what can be added once is offered once, calls again and again", () => {
  const all = [definition("status", "list"), definition("notification_webhook", "webhook", { repeatable: true }), definition("comment_value_html", "text")];
  const names = offered(all, [{ field: "status", value: "open", mode: "" }, { field: "notification_webhook", value: ["a", ""], mode: "" }]).map(({ subject }) => subject);
  assert.deepEqual(names, ["notification_webhook"]);
});

test("an action is whole when all its parts are there", () => {
  const mail = definition("notification_user", "notification");
  assert.ok(!isActionComplete({ field: "notification_user", value: ["requester_id", "", "x"], mode: "" }, mail));
  assert.ok(isActionComplete({ field: "notification_user", value: ["requester_id", "s", "x"], mode: "" }, mail));
  assert.ok(isActionComplete({ field: "priority", value: "", mode: "" }, definition("priority", "list", { nullable: true })));
  assert.ok(!isActionComplete({ field: "current_tags", value: " ", mode: "" }, definition("current_tags", "tags")));
  assert.deepEqual(pairsOf(["id", [["a", "b"]]]), [["a", "b"]]);
  assert.equal(pairsOf(["id", "text"]), null);
});

test("what is not filled in yet is not said, and keeps a rule from being saved", () => {
  const vocabulary = { all: [], any: [], actions: [definition("current_tags", "tags"), definition("status", "list")], webhooks: [] };
  const [tags, status] = [{ field: "current_tags", value: " ", mode: "" }, { field: "status", value: "open", mode: "" }] as const;
  const draft = { ...freshRule("macro", true), title: "Open it", actions: [tags, status] };
  assert.deepEqual(wholeActions(draft.actions, vocabulary), [status]);
  assert.deepEqual(Object.keys(missing("macro", draft, vocabulary)), ["actions.0"]);
  const comment = { field: "comment_value", value: "Hi", mode: "public" } as const;
  assert.deepEqual(Object.keys(missing("macro", { ...draft, actions: [comment, tags] }, vocabulary)), ["actions.2"]);
  assert.deepEqual(missing("macro", { ...draft, actions: [status] }, vocabulary), {});
  assert.deepEqual(Object.keys(missing("trigger", { ...draft, title: " ", actions: [] }, vocabulary)), ["title", "conditions", "actions"]);
});

test("places that nothing fills are told", () => {
  assert.deepEqual(unknownPlaces("{{ticket.id}} {{ ticket.requester.first_name }} {{current_user.name}} {{ticket.ticket_field_12}}"), []);
  assert.deepEqual(unknownPlaces("{{ticket.requestor.name}} {{ticket.ticket_field_x}} {{order}}"), ["ticket.requestor.name", "ticket.ticket_field_x", "order"]);
});

test("formats can be taken off without losing words or lines", () => {
  assert.equal(wordsOf("<p>Dear <strong>Ana</strong>,</p><p>one<br>two</p><ul><li>a</li><li>b</li></ul>"), "Dear Ana,\none\ntwo\na\nb");
});

test("rows move before and behind others", () => {
  assert.deepEqual(placed([1, 2, 3, 4], 1, 3, true), [2, 3, 1, 4]);
  assert.deepEqual(placed([1, 2, 3, 4], 4, 1, false), [4, 1, 2, 3]);
});

test("the category of a macro is what stands before the colons", () => {
  assert.deepEqual(splitTitle("Shipping::On its way"), { category: "Shipping", name: "On its way" });
  assert.equal(joinTitle("Shipping", "On its way"), "Shipping::On its way");
  assert.equal(joinTitle(" ", "Alone"), "Alone");
});

test("a choice without a tag gets one of its name, in any script", () => {
  assert.equal(tagOf("  Blue, dark "), "blue_dark");
  assert.equal(tagOf("ლურჯი ფერი"), "ლურჯი_ფერი");
  const body = bodyOfField({ ...freshField, type: "tagger", title: "Colour", options: [{ name: "Blue", value: "", default: true }] }, true);
  assert.deepEqual(body.custom_field_options, [{ name: "Blue", value: "blue", default: true }]);
  assert.equal(bodyOfField(freshField, false).type, undefined);
});

test("the secret of a webhook stays unless it is written anew", () => {
  const hook = { ...freshWebhook, id: "x", status: "active", authentication: { type: "basic_auth", data: { username: "ana" } }, custom_headers: null } as unknown as Webhook;
  const draft = draftOfWebhook(hook);
  assert.ok(!("authentication" in bodyOfWebhook({ ...draft, name: "New" }, hook)));
  assert.ok(!lacksSecret(draft, hook));
  assert.ok(lacksSecret({ ...draft, authName: "eva" }, hook));
  assert.deepEqual(bodyOfWebhook({ ...draft, authValue: "s" }, hook).authentication, { type: "basic_auth", data: { username: "ana", password: "s" }, add_position: "header" });
  assert.equal(bodyOfWebhook({ ...draft, auth: "" }, hook).authentication, null);
});
