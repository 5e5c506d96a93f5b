/*
 * A search as conditions of a view, as far as a view can ask the same. A view looks at what tickets are now, not at words
 * that stand anywhere in them, and its times are "so long ago", so some parts have no equal; they are told.
 */

import type { Condition, Conditions } from "../settings/condition_model";
import type { ParsedSearch, SearchPart } from "./search_store";

export interface Known {
  me: number;
  groups: readonly { id: number; name: string }[];
  agents: readonly { id: number; name: string; email: string | null }[];
}

const compare: Record<string, string> = { ":": "is", "<": "less_than", ">": "greater_than" };

function one(field: string, operator: string, value: string): Condition {
  return { field, operator, value };
}

function personOf(value: string, known: Known): string | null {
  if (value === "me") return "current_user";
  if (value === "none") return "";
  if (/^\d+$/.test(value)) return value;
  const low = value.toLowerCase();
  const found = known.agents.find(({ name, email }) => email?.toLowerCase() === low || name.toLowerCase().startsWith(low));
  return found ? String(found.id) : null;
}

/* "4hours", "7days" as hours. */
function hoursOf(value: string): number | null {
  const match = /^(\d+)(hour|day|week)s?$/.exec(value);
  if (!match) return null;
  return Number(match[1]) * { hour: 1, day: 24, week: 168 }[match[2] as "hour" | "day" | "week"];
}

const hourFields: Record<string, string> = { created: "NEW", updated: "updated_at", solved: "SOLVED", due_date: "due_date" };
const plainFields: Record<string, string> = { status: "status", priority: "priority", ticket_type: "type", type: "type", via: "via_id" };

/* One part as a condition; null when a view cannot ask that. */
export function conditionOf(part: SearchPart, known: Known): Condition | null {
  const { key, value, negated } = part;
  const operator = compare[part.operator ?? ""];
  if (part.kind !== "field" || !key || value === null || !operator) return null;
  const not = negated ? "is_not" : operator;
  const none = value === "none" ? "" : value;
  if (plainFields[key]) return negated && operator !== "is" ? null : one(plainFields[key], not, none);
  if (operator === "is" && (key === "tags" || key === "tag")) return part.prefix ? null : one("current_tags", negated ? "not_includes" : "includes", value);
  if (operator === "is" && (key === "assignee" || key === "requester")) {
    const person = personOf(value, known);
    return person === null || (key === "requester" && person === "") ? null : one(`${key}_id`, not, person);
  }
  if (operator === "is" && key === "group") {
    const group = value === "none" ? "" : known.groups.find(({ id, name }) => String(id) === value || name.toLowerCase().startsWith(value.toLowerCase()))?.id;
    return group === undefined ? null : one("group_id", not, String(group));
  }
  if (operator === "is" && key === "subject") return one("subject_includes_word", negated ? "not_includes" : "includes", value);
  const hours = hourFields[key] ? hoursOf(value) : null;
  if (hours === null || negated || operator === "is") return null;
  /* created>4hours: later than four hours ago, so less than four hours since */
  return one(hourFields[key] as string, operator === "greater_than" ? "less_than" : "greater_than", String(hours));
}

/* Values of one key are alternatives in a search: two statuses become "any". `left` are the parts that have no equal. */
export function conditionsOf({ parts }: ParsedSearch, known: Known): Conditions & { left: SearchPart[] } {
  const made = parts.map((part) => ({ part, condition: conditionOf(part, known) }));
  const left = made.filter(({ condition }) => condition === null).map(({ part }) => part);
  const kept = made.filter((item): item is { part: SearchPart; condition: Condition } => item.condition !== null);
  const counts = new Map<string, number>();
  for (const { part, condition } of kept) if (!part.negated) counts.set(condition.field, (counts.get(condition.field) ?? 0) + 1);
  const many = [...counts].filter(([, n]) => n > 1).map(([field]) => field);
  const [either] = many;
  if (many.length > 1) left.push(...kept.filter(({ condition }) => many.indexOf(condition.field) > 0).map(({ part }) => part));
  const isEither = ({ part, condition }: (typeof kept)[number]) => condition.field === either && !part.negated;
  const dropped = new Set(left);
  return {
    all: kept.filter((item) => !isEither(item) && !dropped.has(item.part)).map(({ condition }) => condition),
    any: kept.filter(isEither).map(({ condition }) => condition),
    left,
  };
}
