/* The list in windows, the places of its rows, what stands under the cursor of a search, a search as a view. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { ListGeometry, ListWindows, WINDOW } from "../../src/agent/queue_windows";
import { wordAt, without, type SearchPart } from "../../src/agent/search_store";
import { searchOf, wordsOf } from "../../src/agent/view_to_search";
import { conditionOf, conditionsOf } from "../../src/agent/search_to_view";
import { freshCondition, isComplete, readConditions, type Definition } from "../../src/settings/condition_model";

function ids(offset: number): number[] {
  return Array.from({ length: WINDOW }, (_, at) => 1000 + offset + at);
}

test("a list knows its places by windows, wherever one jumps to", () => {
  const list = new ListWindows("name", 20000);
  list.put(0, ids(0));
  assert.equal(list.idAt(3), 1003);
  assert.equal(list.idAt(19999), null);
  assert.deepEqual(list.missing(19950, 19999), [19900]);
  list.put(19900, ids(19900));
  assert.equal(list.idAt(19999), 20999);
  assert.equal(list.indexOf(20999), 19999);
  assert.equal(list.indexOf(5), -1);
  assert.deepEqual(list.missing(0, 250), [100, 200]);
});

test("what is hidden closes the gap, and places stay those of the server", () => {
  const list = new ListWindows("name", 250);
  list.put(0, ids(0));
  list.put(100, ids(100));
  list.hide(1002);
  list.hide(1099);
  assert.equal(list.count, 248);
  assert.equal(list.idAt(2), 1003);
  assert.equal(list.idAt(98), 1100);
  assert.equal(list.indexOf(1100), 98);
  assert.equal(list.indexOf(1002), -1);
  assert.equal(list.placeOf(98), 100);
  assert.equal(list.indexOfPlace(100), 98);
  assert.equal(list.hiddenBetween(0, 100), 2);
  assert.equal(list.loaded().length, 198);
});

test("far windows are forgotten, and what was in them is told", () => {
  const list = new ListWindows("name", 5000);
  for (let offset = 0; offset < 1200; offset += WINDOW) list.put(offset, ids(offset));
  const lost = list.forgetFar(1150, (id) => id === 1005);
  assert.equal(lost.length, 199);
  assert.equal(list.idAt(0), null);
  assert.equal(list.idAt(1150), 2150);
});

test("rows and headings: where each stands, and what is at a height", () => {
  const plain = new ListGeometry(56, 28, 100000, []);
  assert.equal(plain.height, 5600000);
  assert.equal(plain.at(56 * 70000 + 3), 70000);
  const headed = new ListGeometry(56, 28, 10, [0, 4]);
  assert.equal(headed.top(0), 28);
  assert.equal(headed.top(3), 28 + 3 * 56);
  assert.equal(headed.top(4), 56 + 4 * 56);
  assert.equal(headed.height, 10 * 56 + 56);
  for (let index = 0; index < 10; index += 1) assert.equal(headed.at(headed.top(index)), index);
  assert.equal(headed.at(100000), 9);
});

test("the word under the cursor", () => {
  assert.deepEqual(wordAt("status:open ass", 15), { start: 12, key: null, typed: "ass", head: "" });
  assert.deepEqual(wordAt("status:op", 9), { start: 0, key: "status", typed: "op", head: "status:" });
  assert.deepEqual(wordAt("a -tags:v b", 9), { start: 2, key: "tags", typed: "v", head: "-tags:" });
  assert.deepEqual(wordAt("created>4", 9), { start: 0, key: "created", typed: "4", head: "created>" });
});

test("a part is taken out of the text", () => {
  assert.equal(without("status:open refund  now", { start: 12, end: 18 }), "status:open now");
  assert.equal(without("only", { start: 0, end: 4 }), "");
});

function part(key: string | null, value: string, more: Partial<SearchPart> = {}): SearchPart {
  return { start: 0, end: 0, value_start: 0, kind: key ? "field" : "word", key, operator: key ? ":" : null, value, negated: false, prefix: false, ...more };
}

const known = { me: 7, groups: [{ id: 3, name: "Billing" }], agents: [{ id: 9, name: "Ana Horvat", email: "ana@desk.example" }] };

test("a search becomes conditions where a view can ask the same", () => {
  assert.deepEqual(conditionOf(part("status", "solved", { operator: "<" }), known), { field: "status", operator: "less_than", value: "solved" });
  assert.deepEqual(conditionOf(part("tags", "vip", { negated: true }), known), { field: "current_tags", operator: "not_includes", value: "vip" });
  assert.deepEqual(conditionOf(part("assignee", "me"), known), { field: "assignee_id", operator: "is", value: "current_user" });
  assert.deepEqual(conditionOf(part("assignee", "ana@desk.example"), known), { field: "assignee_id", operator: "is", value: "9" });
  assert.deepEqual(conditionOf(part("group", "bill"), known), { field: "group_id", operator: "is", value: "3" });
  assert.deepEqual(conditionOf(part("created", "2days", { operator: ">" }), known), { field: "NEW", operator: "less_than", value: "48" });
  assert.equal(conditionOf(part("created", "2026-11-01", { operator: ">" }), known), null);
  assert.equal(conditionOf(part(null, "refund"), known), null);
  assert.equal(conditionOf(part("assignee", "nobody knows"), known), null);
});

test("two values of one field become alternatives, and the rest is told", () => {
  const parts = [part("status", "open"), part("status", "new"), part("priority", "urgent"), part(null, "refund")];
  const { all, any: either, left } = conditionsOf({ text: "", parts, problems: [] }, known);
  assert.deepEqual(all.map(({ field }) => field), ["priority"]);
  assert.deepEqual(either.map(({ value }) => value), ["open", "new"]);
  assert.deepEqual(left, [parts[3]]);
});

const status: Definition = {
  subject: "status", title: "Status", type: "list", group: "ticket", nullable: false,
  operators: [{ value: "is", title: "Is", terminal: false }, { value: "changed", title: "Changed", terminal: true }],
  values: [{ value: "", title: "-" }, { value: "new", title: "New" }],
};

test("conditions: a first one, complete or not, values as texts", () => {
  assert.deepEqual(freshCondition(status), { field: "status", operator: "is", value: "new" });
  assert.equal(isComplete({ field: "status", operator: "changed", value: "" }, status), true);
  assert.equal(isComplete({ field: "hours", operator: "is", value: " " }, { ...status, type: "number", values: [] }), false);
  assert.equal(isComplete({ field: "gone", operator: "is", value: "1" }, undefined), false);
  assert.deepEqual(readConditions({ all: [{ field: "a", operator: "is", value: null }, { field: "b", operator: "is", value: 4 }, { field: "c", operator: "is", value: ["x", "y"] }] }), {
    all: [{ field: "a", operator: "is", value: "" }, { field: "b", operator: "is", value: "4" }, { field: "c", operator: "is", value: "x y" }],
    any: [],
  });
});

test("a view as a search, and whether that is all of it", () => {
  assert.equal(wordsOf({ field: "assignee_id", operator: "is", value: "current_user" }), "assignee:me");
  assert.equal(wordsOf({ field: "NEW", operator: "less_than", value: "4" }), "created>4hours");
  assert.equal(wordsOf({ field: "current_tags", operator: "not_includes", value: "a b" }), "-tags:a -tags:b");
  assert.equal(wordsOf({ field: "reopens", operator: "is", value: "1" }), null);
  const unsolved = { field: "status", operator: "less_than", value: "solved" };
  const either = ["high", "urgent"].map((value) => ({ field: "priority", operator: "is", value }));
  assert.deepEqual(searchOf({ all: [unsolved], any: either }), { text: "status<solved priority:high priority:urgent", whole: true });
  assert.deepEqual(searchOf({ all: [unsolved], any: [...either, unsolved] }), { text: "status<solved", whole: false });
});
