/* What happened to a ticket: shapes of the timeline, and folding what was changed between two messages into one line. */

import type { Comment } from "../core/types";

export interface Change {
  type: string;
  field_name?: string;
  value?: unknown;
  previous_value?: unknown;
  subject?: string;
  recipients?: number[];
}

export interface TimelineItem {
  id: number;
  type: string;
  created_at: string;
  author_id: number | null;
  channel: string | null;
  rule: { id: number; title: string | null; kind: string | null } | null;
  comment: Comment | null;
  message: { html: string | null; framed: boolean; delivery: { state: string; mailed: boolean; seen_at: string | null } | null } | null;
  events: Change[];
  facts: Record<string, unknown>;
}

export interface Snooze {
  until: string;
  wake_on_reply: boolean;
  wakes_at: string;
  wakes_for: "time" | "deadline";
  user_id: number;
}

export type Entry = { kind: "message"; id: number; item: TimelineItem } | { kind: "changes"; id: number; items: TimelineItem[]; count: number };

/* What made the ticket is told by its first message; what a reader would not call a change is left out. */
export function changesOf(item: TimelineItem): Change[] {
  return item.events.filter((event) => event.type !== "Create" && event.type !== "Comment");
}

/* "ticket_updated": the type as a word. */
export function kindOf(item: TimelineItem): string {
  return item.type.replace(".", "_");
}

/* Does it consist of changed fields? Others say one thing. */
export function hasChanges(item: TimelineItem): boolean {
  return ["ticket_created", "ticket_updated", "rule_fired"].includes(kindOf(item));
}

function says(item: TimelineItem): number {
  return hasChanges(item) ? changesOf(item).length : 1;
}

/* Oldest first in, oldest first out. A change that came with a message stands behind it. */
export function fold(items: readonly TimelineItem[]): Entry[] {
  const entries: Entry[] = [];
  for (const item of items) {
    if (item.comment) entries.push({ kind: "message", id: item.comment.id, item });
    const count = says(item);
    if (count === 0) continue;
    const last = entries.at(-1);
    if (last?.kind === "changes") {
      last.items.push(item);
      last.count += count;
    } else entries.push({ kind: "changes", id: item.id, items: [item], count });
  }
  return entries;
}

/* Where a mail program put the message that is answered: lines with ">" at the end, and the line that announces them. */
export function splitQuote(text: string): { own: string; quoted: string } {
  const lines = text.split("\n");
  let at = lines.length;
  while (at > 0 && (/^\s*>/.test(lines[at - 1] as string) || (lines[at - 1] as string).trim() === "")) at -= 1;
  const quotes = lines.slice(at).filter((line) => /^\s*>/.test(line)).length;
  const mark = lines.findIndex((line) => /^-{2,}\s?(Original Message|Forwarded message)\s?-{2,}$/i.test(line.trim()));
  if (mark > 0 && (quotes === 0 || mark < at)) return cut(lines, mark);
  if (quotes === 0) return { own: text, quoted: "" };
  const announce = lines.slice(Math.max(0, at - 2), at).findIndex((line) => /^(On|Am|Le|Il|El|Dana|Op) .+:?$/.test(line.trim()));
  return cut(lines, announce >= 0 ? Math.max(0, at - 2) + announce : at);
}

function cut(lines: string[], at: number): { own: string; quoted: string } {
  const own = lines.slice(0, at).join("\n").trimEnd();
  return own ? { own, quoted: lines.slice(at).join("\n").trim() } : { own: lines.join("\n"), quoted: "" };
}

export const LONG_LINES = 60;
export const LONG_SIGNS = 6000;
const SHOWN_LINES = 40;
const SHOWN_SIGNS = 4000;

/* The beginning of a very long text; null when it is not that long. */
export function beginning(text: string): string | null {
  const lines = text.split("\n");
  if (lines.length <= LONG_LINES && text.length <= LONG_SIGNS) return null;
  return lines.slice(0, SHOWN_LINES).join("\n").slice(0, SHOWN_SIGNS);
}
