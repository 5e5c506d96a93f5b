/* What was changed, said in one line: "Priority: Normal → High". */

import { clauseText, commaText } from "../core/dates";
import { fullMoment } from "../core/fmt";
import { t, type TextKey } from "../core/i18n";
import { seeded } from "../core/seeded";
import { agentName, groups } from "./session";
import { settingName } from "./setting_names";
import { customText, ticketFields } from "./ticket_fields";
import type { OpenTicket } from "./ticket_store";
import { type Change, kindOf, type TimelineItem } from "./timeline";

const people = ["assignee_id", "requester_id"];
const settings = ["custom_status_id", "brand_id", "ticket_form_id"];
const known = [...people, ...settings, "status", "priority", "type", "subject", "group_id", "organization_id", "problem_id", "due_at", "tags"];
const words: Record<string, readonly string[]> = {
  status: ["new", "open", "pending", "hold", "solved", "closed"],
  priority: ["urgent", "high", "normal", "low"],
};

export function fieldName(name: string, titles: ReadonlyMap<number, string>): string {
  if (known.includes(name)) return t(`ticket.field.${name}` as TextKey);
  return titles.get(Number(name)) ?? t("ticket.field.other", { name });
}

function personName(id: number, view: Pick<OpenTicket, "users">): string {
  return view.users.get(id)?.name ?? agentName(id) ?? `#${id}`;
}

export function valueText(name: string, value: unknown, view: Pick<OpenTicket, "users">): string {
  if (value === null || value === undefined || value === "" || (Array.isArray(value) && value.length === 0)) return t("ticket.value.none");
  const field = ticketFields.value.find(({ id }) => id === Number(name));
  if (field) return customText(field, value);
  if (Array.isArray(value)) return commaText(value.map(String));
  const text = String(value);
  if (words[name]?.includes(text)) return t(`agent.${name}.${text}` as TextKey);
  if (name === "type") return t(`ticket.type.${text}` as TextKey);
  if (people.includes(name)) return personName(Number(text), view);
  if (name === "group_id") return groups.value.find((group) => group.id === Number(text))?.name ?? `#${text}`;
  if (name === "problem_id") return `#${text}`;
  if (name === "due_at" && Number.isFinite(Date.parse(text))) return fullMoment(Date.parse(text));
  return settingName(name, Number(text)) ?? text;
}

function tagWords(change: Change): string {
  const list = (value: unknown) => (Array.isArray(value) ? value.map(String) : String(value ?? "").split(/\s+/).filter(Boolean));
  const now = list(change.value);
  const before = list(change.previous_value);
  const added = now.filter((tag) => !before.includes(tag));
  const gone = before.filter((tag) => !now.includes(tag));
  const parts = [];
  if (added.length > 0) parts.push(t("ticket.change.tags_added", { tags: commaText(added) }));
  if (gone.length > 0) parts.push(t("ticket.change.tags_gone", { tags: commaText(gone) }));
  return clauseText(parts) || t("ticket.field.tags");
}

export function changeWords(change: Change, view: OpenTicket, titles: ReadonlyMap<number, string>): string {
  const name = change.field_name;
  if (change.type === "Notification") return t("ticket.change.told", { names: commaText((change.recipients ?? []).map((id) => personName(id, view))) });
  if (change.type === "CommentPrivacyChange") return t("ticket.change.made_private");
  if (change.type === "Change" && name === "tags") return tagWords(change);
  if (change.type === "Change" && name) {
    const field = fieldName(name, titles);
    return t("ticket.change.from_to", { field, before: valueText(name, change.previous_value, view), after: valueText(name, change.value, view) });
  }
  return t("ticket.change.other", { what: change.type });
}

const told = [
  "ticket_deleted",
  "ticket_restored",
  "ticket_merged",
  "ticket_unmerged",
  "comment_redacted",
  "satisfaction_rated",
  "ticket_skipped",
];

/* What is not a change of fields: "Snoozed until Monday 9:00". */
export function eventWords(item: TimelineItem): string {
  const { facts } = item;
  const kind = kindOf(item);
  if (kind === "wait_breached") return t("ticket.event.wait_breached", { kind: t(`agent.wait.${String(facts.kind)}` as TextKey) });
  if (kind === "ticket_snoozed") return t("ticket.event.ticket_snoozed", { until: fullMoment(Date.parse(String(facts.until))) });
  if (kind === "ticket_woken") return t(`ticket.woken.${String(facts.reason)}` as TextKey);
  return told.includes(kind) ? t(`ticket.event.${kind}` as TextKey) : t("ticket.change.other", { what: item.type });
}

/* Who did it: a person, a rule by its name, the system. */
export function doer(item: TimelineItem, view: OpenTicket): string {
  if (item.rule) return t("ticket.by.rule", { title: item.rule.title ? seeded(item.rule.title) : `#${item.rule.id}` });
  return item.author_id === null ? t("ticket.by.system") : personName(item.author_id, view);
}
