/*
 * What an answer sets beside its words: a canned reply's other actions, as chips that can be taken off one by one, sent
 * together with the words.
 */

import { t } from "../core/i18n";
import type { ReplyChanges, Ticket } from "../core/types";
import { fieldName, valueText } from "./change_words";
import { SINGLE, withLists } from "./reply_changes";
import { fieldTitles } from "./ticket_fields";
import { open } from "./ticket_store";

export interface Chip {
  key: string;
  words: string;
}

/* What a macro would make of a ticket: the members that it changes, whole lists of tags. */
export interface Applied extends Omit<ReplyChanges, "additional_tags" | "remove_tags" | "macro_ids"> {
  tags?: string[];
  comment?: { body: string; html_body?: string; public: boolean };
}

/* As a change of the ticket, without what is so already. The status counts all the same: it may move until then. */
export function changesOf(applied: Applied, ticket: Ticket, macro: number): ReplyChanges {
  const { tags, comment: _comment, custom_fields: fields, ...rest } = applied;
  const now = ticket as unknown as Record<string, unknown>;
  const named: readonly string[] = SINGLE;
  const other = Object.entries(rest).filter(([name, value]) => named.includes(name) && (name === "status" || (now[name] ?? null) !== value));
  const changes: ReplyChanges = { ...Object.fromEntries(other), macro_ids: [macro] };
  const added = tags?.filter((tag) => !ticket.tags.includes(tag)) ?? [];
  const gone = tags ? ticket.tags.filter((tag) => !tags.includes(tag)) : [];
  if (added.length > 0) changes.additional_tags = added;
  if (gone.length > 0) changes.remove_tags = gone;
  if (fields && fields.length > 0) changes.custom_fields = fields;
  return changes;
}

function said(name: string, value: unknown): string {
  const users = open.value?.users ?? new Map();
  return t("compose.changes.set", { field: fieldName(name, fieldTitles.value), value: valueText(name, value, { users }) });
}

export function chipsOf(changes: ReplyChanges): Chip[] {
  return [
    ...SINGLE.flatMap((name) => (name in changes ? [{ key: name, words: said(name, changes[name]) }] : [])),
    ...(changes.additional_tags ?? []).map((tag) => ({ key: `+${tag}`, words: t("compose.changes.tag_added", { tag }) })),
    ...(changes.remove_tags ?? []).map((tag) => ({ key: `-${tag}`, words: t("compose.changes.tag_gone", { tag }) })),
    ...(changes.custom_fields ?? []).map(({ id, value }) => ({ key: `#${id}`, words: said(String(id), value) })),
  ];
}

/* What the fields were before, for undoing what was set at once. */
export function backOf(changes: ReplyChanges, ticket: Ticket): ReplyChanges {
  const now = ticket as unknown as Record<string, unknown>;
  const names = SINGLE.filter((name) => name in changes);
  const fields = (changes.custom_fields ?? []).map(({ id }) => ({ id, value: ticket.custom_fields?.find((field) => field.id === id)?.value ?? null }));
  const back = Object.fromEntries(names.map((name) => [name, now[name] ?? null])) as ReplyChanges;
  if (back.status === "new") back.status = "open";
  return withLists(back, changes.remove_tags ?? [], changes.additional_tags ?? [], fields);
}
