/* What a canned reply sets beside its words: from the server's preview to a change, two of them joined, one taken off. */
import assert from "node:assert/strict";
import test from "node:test";
import { joinChanges, withLists, withoutChip } from "../../src/agent/reply_changes";

test("of two canned replies the later one counts, lists come together", () => {
  const first = { status: "pending" as const, additional_tags: ["a", "b"], custom_fields: [{ id: 1, value: "x" }, { id: 2, value: "y" }], macro_ids: [1] };
  const second = { status: "open" as const, remove_tags: ["b"], custom_fields: [{ id: 2, value: "z" }], macro_ids: [2] };
  assert.deepEqual(joinChanges(first, second), {
    status: "open",
    macro_ids: [1, 2],
    additional_tags: ["a"],
    remove_tags: ["b"],
    custom_fields: [{ id: 1, value: "x" }, { id: 2, value: "z" }],
  });
});

test("a chip takes its own change away and nothing else; empty lists are left out", () => {
  const set = { status: "open" as const, priority: "high" as const, additional_tags: ["a"], remove_tags: ["a"], custom_fields: [{ id: 1, value: true }] };
  assert.deepEqual(withoutChip(set, "status"), { priority: "high", additional_tags: ["a"], remove_tags: ["a"], custom_fields: [{ id: 1, value: true }] });
  assert.deepEqual(withoutChip({ additional_tags: ["a"], remove_tags: ["a"] }, "+a"), { remove_tags: ["a"] });
  assert.deepEqual(withoutChip({ custom_fields: [{ id: 1, value: true }] }, "#1"), {});
  assert.deepEqual(withLists({ subject: "s" }, [], [], []), { subject: "s" });
});
