/* A view as a search, as far as the grammar of searches can say the same: so that one can look at what it asks, and go on from there. */

import type { Condition, Conditions } from "../settings/condition_model";

const plain: Record<string, string> = {
  status: "status",
  priority: "priority",
  type: "type",
  via_id: "via",
  group_id: "group",
  organization_id: "organization",
};
const people: Record<string, string> = { assignee_id: "assignee", requester_id: "requester" };
const hours: Record<string, string> = { NEW: "created", updated_at: "updated", SOLVED: "solved" };
const signs: Record<string, string> = { is: ":", is_not: ":", less_than: "<", greater_than: ">" };

function quoted(value: string): string {
  return /\s/.test(value) ? `"${value}"` : value;
}

function personOf(value: string): string | null {
  if (value === "current_user") return "me";
  if (value === "") return "none";
  return /^\d+$/.test(value) ? value : null;
}

/* Words of a search for one condition; null when there are none. */
export function wordsOf({ field, operator, value }: Condition): string | null {
  const not = operator.startsWith("not_") || operator === "is_not" ? "-" : "";
  if (field === "current_tags") {
    const tags = value.split(/\s+/).filter(Boolean);
    return tags.length > 1 && !not ? null : tags.map((tag) => `${not}tags:${tag}`).join(" ");
  }
  if (field === "subject_includes_word" && operator.endsWith("includes")) return `${not}subject:${quoted(value)}`;
  const sign = signs[operator];
  if (!sign) return null;
  if (people[field]) {
    const person = personOf(value);
    return person === null || sign !== ":" ? null : `${not}${people[field]}:${person}`;
  }
  if (plain[field]) return field === "group_id" && !/^\d*$/.test(value) ? null : `${not}${plain[field]}${sign}${quoted(value === "" ? "none" : value)}`;
  /* less than 4 hours since: later than four hours ago */
  if (hours[field] && sign !== ":") return `${hours[field]}${sign === "<" ? ">" : "<"}${value}hours`;
  return null;
}

/* The whole, and whether everything of it could be said. Alternatives can when all are values of one field. */
export function searchOf(conditions: Conditions): { text: string; whole: boolean } {
  const all = conditions.all.map(wordsOf);
  const some = conditions["any"].map(wordsOf);
  const isPlain = ({ operator }: Condition) => operator === "is" || operator === "includes";
  const oneField = new Set(conditions["any"].map(({ field }) => field)).size < 2 && conditions["any"].every(isPlain);
  const said = [...all, ...(oneField ? some : [])].filter((words): words is string => words !== null);
  return { text: said.join(" "), whole: said.length === all.length + some.length };
}

const filters: Record<string, string> = { mine: "status<solved assignee:me", unassigned: "status<solved assignee:none", all: "status<solved" };

export function searchOfFilter(view: string): string | null {
  return filters[view] ?? null;
}
