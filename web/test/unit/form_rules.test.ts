/* Rules of a form in the settings: what may hang on what, what is sent, how it is said. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fields_texts from "../../i18n/en/fields.json";
import { addTexts } from "../../src/core/i18n";
import { askedOf, childOf, childrenFor, idleIn, isChildRequired, parentsIn, ruleSentence, withParent } from "../../src/settings/form_rule_model";
import type { TicketField } from "../../src/settings/ticket_field_model";
import "./texts";

addTexts(fields_texts);

function field(id: number, type: string, title: string, more: Partial<TicketField> = {}): TicketField {
  return {
    id, type, title, description: "", agent_description: "", title_in_portal: title, position: id, active: true, system: false, removable: true, required: false,
    visible_in_portal: true, editable_in_portal: true, required_in_portal: false, regexp_for_validation: null, tag: null, ...more,
  };
}

const kind = field(1, "tagger", "Kind", { custom_field_options: [{ name: "Late", value: "late", default: false }, { name: "Broken", value: "broken", default: false }] });
const part = field(2, "text", "Part");
const guarantee = field(3, "checkbox", "Guarantee");
const inner = field(4, "text", "Inner", { editable_in_portal: false });
const all = [field(9, "subject", "Subject", { system: true }), kind, part, guarantee, inner, field(5, "text", "Old", { active: false })];
const ids = (list: readonly TicketField[]) => list.map(({ id }) => id);

test("a form asks for its own fields, customers for those that they fill in", () => {
  assert.deepEqual(ids(askedOf("agent_conditions", all, [])), [1, 2, 3, 4]);
  assert.deepEqual(ids(askedOf("end_user_conditions", all, [])), [1, 2, 3]);
  assert.deepEqual(ids(askedOf("agent_conditions", all, [9, 4, 1, 77])), [4, 1]);
  assert.deepEqual(ids(parentsIn(askedOf("agent_conditions", all, []))), [1, 3]);
});

test("another parent brings its first answer along and is not among those that are shown", () => {
  const rule = { parent_field_id: 1, value: "late", child_fields: [{ id: 2 }, { id: 3 }] };
  assert.deepEqual(withParent(rule, guarantee), { parent_field_id: 3, value: true, child_fields: [{ id: 2 }] });
  assert.deepEqual(withParent(rule, kind).value, "late");
});

test("no field can come to hang on itself", () => {
  const rules = [
    { parent_field_id: 1, value: "late", child_fields: [{ id: 3 }] },
    { parent_field_id: 3, value: true, child_fields: [{ id: 2 }] },
  ];
  const asked = askedOf("agent_conditions", all, []);
  assert.deepEqual(rules.map((rule) => ids(childrenFor(rules, rule, asked))), [[2, 4], [4]]);
});

test("required is said as each side has it", () => {
  for (const side of ["agent_conditions", "end_user_conditions"] as const) {
    assert.equal(isChildRequired(side, childOf(side, 2, true)), true);
    assert.equal(isChildRequired(side, childOf(side, 2, false)), false);
  }
  const rule = { parent_field_id: 1, value: "broken", child_fields: [{ id: 2, is_required: true }, { id: 88 }] };
  assert.equal(ruleSentence("end_user_conditions", rule, all), "When “Kind” is “Broken”, show: Part (must be filled in) and Deleted field 88.");
  assert.deepEqual(idleIn(rule, askedOf("end_user_conditions", all, [])), [88]);
});
