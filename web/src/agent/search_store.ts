/* How the server understands a search while it is typed, what may stand behind a field, and what was looked for lately. */

import { signal } from "@preact/signals";
import { get } from "../core/api";
import { t, type TextKey } from "../core/i18n";
import { preference } from "../core/preferences";
import { span } from "../core/fmt";
import type { Priority, Status } from "../core/types";
import type { Option } from "../ui/combobox";
import { priorityText, statusText } from "./edits";
import { me } from "./session";

export interface SearchPart {
  start: number;
  end: number;
  value_start: number;
  kind: "word" | "phrase" | "field" | "steer";
  key: string | null;
  operator: string | null;
  value: string | null;
  negated: boolean;
  prefix: boolean;
}

export interface SearchProblem {
  code: "value" | "time" | "number" | "key" | "quote" | "empty" | "unknown";
  start: number;
  end: number;
  key: string | null;
}

export interface ParsedSearch {
  /* the text that was asked about: answers may come when another one stands there already */
  text: string;
  parts: SearchPart[];
  problems: SearchProblem[];
}

const RECENT = 8;

export const parsed = signal<ParsedSearch>({ text: "", parts: [], problems: [] });
export const recent = preference<string[]>("search.recent", []);

let timer: ReturnType<typeof setTimeout> | undefined;
let wanted = "";

async function ask(text: string): Promise<void> {
  const path = `search/parse?query=${encodeURIComponent(text)}`;
  const answer = await get<Omit<ParsedSearch, "text">>(path).catch(() => ({ parts: [], problems: [] }));
  if (text === wanted) parsed.value = { text, ...answer };
}

export function parseSoon(text: string, pause = 150): void {
  clearTimeout(timer);
  wanted = text;
  if (!text.trim()) parsed.value = { text, parts: [], problems: [] };
  else timer = setTimeout(() => void ask(text), pause);
}

/* What is wrong with this search; nothing as long as that is not known. */
export function wrongIn(text: string): SearchProblem[] {
  return parsed.value.text === text ? parsed.value.problems.filter(({ code }) => code !== "unknown") : [];
}

export function problemText(text: string, problem: SearchProblem): string {
  return t(`queue.search.problem_${problem.code}` as TextKey, { part: text.slice(problem.start, problem.end), field: problem.key ?? "" });
}

export function remember(text: string): void {
  recent.value = [text, ...recent.peek().filter((old) => old !== text)].slice(0, RECENT);
}

/* The text without one of its parts. */
export function without(text: string, part: { start: number; end: number }): string {
  return `${text.slice(0, part.start)}${text.slice(part.end)}`.replace(/\s+/g, " ").trim();
}

/* The word that the cursor stands in, taken apart: a field that begins, or a field and the begin of its value. */
export function wordAt(text: string, cursor: number): { start: number; key: string | null; typed: string; head: string } {
  const start = text.lastIndexOf(" ", cursor - 1) + 1;
  const word = text.slice(start, cursor);
  const match = /^(-?)([a-z_0-9]+)(:|<=?|>=?)("?)(.*)$/.exec(word);
  if (!match) return { start, key: null, typed: word.replace(/^-/, ""), head: word.startsWith("-") ? "-" : "" };
  return { start, key: match[2] as string, typed: match[5] as string, head: `${match[1]}${match[2]}${match[3]}` };
}

const shownExamples = ["status:open assignee:me", "tags:billing created>7days", "requester:ana@example.com"];

/* Until there are some of one's own. */
function examples(): Option[] {
  const hint = t("queue.search.example");
  return recent.peek().length >= 3 ? [] : shownExamples.map((text) => ({ value: text, label: text, hint }));
}

/* What may be put in place of the word under the cursor; with nothing typed, what was looked for lately. */
export async function suggest(text: string, cursor: number): Promise<readonly Option[]> {
  const { key, typed, head } = wordAt(text, cursor);
  if (!text.trim()) return [...recent.peek().map((old) => ({ value: old, label: old, hint: t("queue.search.recent") })), ...examples()];
  if (key === null && (typed.length < 1 || /["#]/.test(typed))) return [];
  const params = new URLSearchParams({ value: typed, ...(key === null ? {} : { key }) });
  const { suggestions } = await get<{ suggestions: { value: string; label: string | null }[] }>(`search/suggest?${params}`);
  if (key === null) return suggestions.map(({ value, label }) => ({ value: `${head}${value}:`, label: `${value}:`, hint: label ?? fieldHint(value) }));
  const named = ({ value, label }: (typeof suggestions)[number]) => {
    const words = label ?? valueText(key, value);
    return { value: `${head}${value} `, label: words, ...(words.toLowerCase() === value ? {} : { hint: value }) };
  };
  return suggestions.filter(({ value }) => value !== typed).map(named);
}

const HOUR = 3600000;
const enums: Record<string, (value: string) => string> = {
  status: (value) => statusText(value as Status),
  priority: (value) => priorityText(value as Priority),
  type: (value) => t(`ticket.type.${value}` as TextKey),
  ticket_type: (value) => t(`ticket.type.${value}` as TextKey),
  via: (value) => t(`agent.channel.${value}` as TextKey),
  has_attachment: (value) => t(value === "true" ? "queue.value.yes" : "queue.value.no"),
};

/* A value in the reader's words; in the search it stands as it is. */
function valueText(key: string, value: string): string {
  if (value === "none") return t("ticket.value.none");
  if (value === "me") return me.peek()?.name ?? value;
  const time = /^(\d+)(hour|day)s$/.exec(value);
  if (time) return span(Number(time[1]) * (time[2] === "day" ? 24 : 1) * HOUR);
  return enums[key]?.(value) ?? value;
}

const hinted =
  "status priority assignee requester group organization tags created updated solved due_date via has_attachment commenter cc subject".split(" ");

function fieldHint(key: string): string {
  return hinted.includes(key) ? t(`queue.search.field_${key}` as TextKey) : "";
}
