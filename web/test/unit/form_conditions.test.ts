/* Fields that hang on answers: the same cases as the server's in tests/api/form_conditions.test. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { askedFields } from "../../src/agent/form_conditions";

const fields = [
  { id: 1, type: "tagger", required: true },
  { id: 2, type: "text", required: false },
  { id: 3, type: "checkbox", required: false },
  { id: 4, type: "text", required: true },
  { id: 5, type: "multiselect", required: false },
];
const conditions = [
  { parent_field_id: 1, value: "broken", child_fields: [{ id: 2, is_required: true }, { id: 3 }] },
  { parent_field_id: 3, value: true, child_fields: [{ id: 4, required_on_statuses: { type: "SOME_STATUSES", statuses: ["pending"] } }] },
  { parent_field_id: 5, value: "b", child_fields: [{ id: 4, required_on_statuses: { type: "ALL_STATUSES" } }] },
];
const asked = (answers: Record<number, unknown>) =>
  askedFields(fields, conditions, (id) => answers[id]).map(({ id, required }) => `${id}${required ? "!" : ""}`).join(" ");

test("what conditions name waits for its answer", () => {
  assert.equal(asked({}), "1! 5");
  assert.equal(asked({ 1: "late" }), "1! 5");
  assert.equal(asked({ 1: "broken" }), "1! 2! 3 5");
});

test("conditions hang on one another; what is not asked has no answer", () => {
  assert.equal(asked({ 1: "broken", 3: true }), "1! 2! 3 4 5");
  assert.equal(asked({ 1: "late", 3: true }), "1! 5");
});

test("one condition is enough, and the stricter one counts", () => {
  assert.equal(asked({ 5: ["a", "b"] }), "1! 4! 5");
  assert.equal(asked({ 1: "broken", 3: true, 5: ["b"] }), "1! 2! 3 4! 5");
});

test("a form without conditions has all its fields", () => {
  assert.equal(askedFields(fields, [], () => null).length, fields.length);
});
