/* The log of changes in words: what each kind of entry says of what the server noted. */

import assert from "node:assert/strict";
import { test } from "node:test";
import people from "../../i18n/en/people.json";
import system from "../../i18n/en/system.json";
import { addTexts } from "../../src/core/i18n";
import { detailsOf, type Entry, labelOf, lineOf } from "../../src/settings/log_words";
import "./texts";

addTexts({ ...people, ...system });

function entry(event: string, detail: Record<string, unknown>, other_label: string | null = null): Entry {
  const source_type = event.split(".")[0] ?? "";
  return { id: 1, created_at: "2026-11-22T07:00:00Z", actor_id: null, actor_name: null, event, source_type, source_id: 1, source_label: "Take it", other_label, detail };
}

const said: [Entry, string, string[]][] = [
  [entry("user.created", { imported_at: 1, role: "end-user" }), "Person added", ["Brought over from another system", "Role: Customer"]],
  [entry("user.updated", { changed: ["name", "access"] }), "Person changed", ["Changed: name and access"]],
  [entry("user.updated", { verification_requested: 3 }), "Person changed", ["Check of the address asked for"]],
  [entry("user.access_changed", { reason: "invited" }), "Invited", []],
  [entry("user.access_changed", { role: "agent", suspended: true }), "Access changed", ["Role: Agent", "Suspended"]],
  [entry("user.availability_changed", { available: false, capacity: 1 }), "Availability changed", ["Takes no tickets", "At most 1 ticket at once"]],
  [entry("user.availability_changed", { available: true, capacity: -1 }), "Availability changed", ["Takes tickets"]],
  [entry("user.merged", { into: 7 }, "Ana"), "People merged", ["Into: Ana"]],
  [entry("user.merged", { into: 7 }), "People merged", []],
  [entry("membership.changed", { left_group_id: 2 }, "Support"), "Groups of a person changed", ["Left: Support"]],
  [entry("membership.changed", { joined_organization_id: 2 }, "Acme"), "Organizations of a person changed", ["Joined: Acme"]],
  [entry("rule.changed", { change: "reordered", kind: "view", title: "Mine", version: 3 }), "View", ["Order changed"]],
  [entry("group.changed", { change: "assignment", method: "load" }), "Group", ["Way of giving out tickets changed", "To whoever has least to do"]],
  [entry("webhook.changed", { change: "disabled", reason: "lasting failure" }), "Webhook", ["Switched off", "It kept failing"]],
  [entry("setting.changed", { custom_role: "updated" }), "Role", ["Changed"]],
  [entry("setting.changed", { recipient_address: "verification asked" }), "Support address", ["Check of the address asked for"]],
  [entry("setting.changed", { account: "web_form.enabled", value: false }), "Setting changed", ["Web form: off"]],
  [entry("setting.changed", { account: "branding.text_color", value: "#ffffff" }), "Setting changed", ["Colors of the pages"]],
  [entry("setting.changed", { first_run: "updated" }), "Setting changed", ["First steps"]],
  [entry("token.revoked", { reason: "used twice" }), "API token taken back", ["It was used twice, so somebody else may have it"]],
  [entry("thing.happened", { what: "ever" }), "thing.happened", []],
];

test("each entry says what it is about and what is known of it", () => {
  for (const [one, line, details] of said) {
    assert.equal(lineOf(one), line);
    assert.deepEqual(detailsOf(one), details, line);
  }
});

test("names are the reader's only where a new house has some", () => {
  assert.equal(labelOf(entry("rule.changed", {})), "Take it");
  assert.equal(labelOf({ ...entry("user.created", {}), source_label: null }), "");
});
