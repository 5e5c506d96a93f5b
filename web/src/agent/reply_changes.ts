/* Sets of changes that wait with an answer, put together and taken apart. */

import type { ReplyChanges } from "../core/types";

/* Fields whose value says itself, in the order in which they are shown. */
export const SINGLE = [
  "status",
  "custom_status_id",
  "priority",
  "type",
  "assignee_id",
  "group_id",
  "subject",
  "due_at",
  "ticket_form_id",
  "brand_id",
] as const;

/* Two canned replies in one answer: the later one counts where both say something. */
export function joinChanges(before: ReplyChanges, after: ReplyChanges): ReplyChanges {
  const union = <T>(a: readonly T[] = [], b: readonly T[] = []) => [...new Set([...a, ...b])];
  const joined: ReplyChanges = { ...before, ...after };
  const added = union(before.additional_tags, after.additional_tags).filter((tag) => !after.remove_tags?.includes(tag));
  const gone = union(before.remove_tags, after.remove_tags).filter((tag) => !after.additional_tags?.includes(tag));
  const fields = [...(before.custom_fields ?? []).filter(({ id }) => !after.custom_fields?.some((field) => field.id === id)), ...(after.custom_fields ?? [])];
  joined.macro_ids = union(before.macro_ids, after.macro_ids).slice(-10);
  return withLists(joined, added, gone, fields);
}

/* With these lists; empty ones are left out. */
export function withLists(changes: ReplyChanges, added: string[], gone: string[], fields: { id: number; value: unknown }[]): ReplyChanges {
  const { additional_tags: _added, remove_tags: _gone, custom_fields: _fields, ...rest } = changes;
  return {
    ...rest,
    ...(added.length > 0 ? { additional_tags: added } : {}),
    ...(gone.length > 0 ? { remove_tags: gone } : {}),
    ...(fields.length > 0 ? { custom_fields: fields } : {}),
  };
}

/* Chips are named by their field, "+tag", "-tag" or "#id" of a custom field. */
export function withoutChip(changes: ReplyChanges, key: string): ReplyChanges {
  const rest: ReplyChanges = { ...changes };
  const name = SINGLE.find((one) => one === key);
  if (name) delete rest[name];
  const without = (list: string[] | undefined, sign: string) => (list ?? []).filter((tag) => `${sign}${tag}` !== key);
  const fields = (rest.custom_fields ?? []).filter(({ id }) => `#${id}` !== key);
  return withLists(rest, without(rest.additional_tags, "+"), without(rest.remove_tags, "-"), fields);
}
