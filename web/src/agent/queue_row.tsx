/*
 * One ticket of the list. Two lines (56 px): status or checkbox, subject, time; who, number, beginning of the last
 * message, tags, deadline, owner. Compact (40 px): one line. As a table: queue_table.tsx.
 */

import { minuteNow } from "../core/clock";
import { commaText } from "../core/dates";
import { deadlineView } from "../core/deadline";
import { fullMoment, moment } from "../core/fmt";
import { t, type TextKey } from "../core/i18n";
import { preference } from "../core/preferences";
import type { QueueRow } from "../core/types";
import { DeadlineCell } from "../ui/deadline_badge";
import { Icon, type IconName } from "../ui/icon";
import { Avatar, StatusMark } from "../ui/status_mark";
import { priorityText, statusText } from "./edits";
import { chosen, chosenAll, chosenCount, picking } from "./queue_chosen";
import { PresenceDot, presenceWords } from "./presence_view";
import { draftMarks, gone, rowOf } from "./queue_store";

export const compact = preference<boolean>("list.compact", false);
export const ROW_HEIGHT = 56;
export const COMPACT_HEIGHT = 40;

export function subjectText(subject: string | null): string {
  return subject?.trim() || t("agent.ticket.no_subject");
}

export function snoozeWords({ wakes_at, wakes_for }: NonNullable<QueueRow["snooze"]>): string {
  const at = fullMoment(Date.parse(wakes_at));
  return t(wakes_for === "deadline" ? "ticket.snooze.until_deadline" : "ticket.snooze.until_time", { at });
}

export function isChosen(id: number): boolean {
  return chosenAll.value !== null || chosen.value.has(id);
}

/* All of a row as one sentence, for people who hear it. */
export function rowLabel(id: number): string {
  const row = rowOf(id);
  if (!row) return `#${id}`;
  const parts = [
    row.unread ? t("queue.row.unread") : "",
    subjectText(row.subject),
    row.requester && t("agent.row.from", { name: row.requester.name }),
    `#${id}`,
    statusText(row.status),
    row.priority === "urgent" || row.priority === "high" ? priorityText(row.priority) : "",
    row.deadline && deadlineView(row.deadline, minuteNow.value).words,
    row.assignee ? t("agent.row.owner", { name: row.assignee.name }) : t("agent.row.no_owner"),
    row.has_attachment ? t("queue.row.attachment") : "",
    draftMarks.value.has(id) || row.has_draft ? t("agent.row.draft") : "",
    presenceWords(id),
    row.snooze && snoozeWords(row.snooze),
    gone.value.has(id) ? t("agent.row.gone") : "",
  ];
  return commaText(parts);
}

const channelIcons: Record<string, IconName> = { email: "mail", chat: "chat", voice: "phone", web: "web", api: "api" };

export function Tags({ tags }: { tags: string[] }) {
  if (tags.length === 0) return null;
  return (
    <span class="row-tags">
      {tags.slice(0, 2).map((tag) => (
        <span key={tag} class="tag" dir="auto">
          {tag}
        </span>
      ))}
      {tags.length > 2 && <span class="tag">{`+${tags.length - 2}`}</span>}
    </span>
  );
}

function Urgency({ row }: { row: QueueRow }) {
  if (row.priority !== "urgent" && row.priority !== "high") return null;
  return <span class={`urgency urgency-${row.priority}`}>{priorityText(row.priority)}</span>;
}

/* The status square; under the pointer, and while something is picked, a box to pick with. */
export function Mark({ id, row }: { id: number; row: QueueRow }) {
  const picked = isChosen(id);
  const shown = chosenCount.value > 0 || picking.value;
  return (
    <span class={`row-mark${shown ? " row-mark-pick" : ""}`} data-pick="true">
      <StatusMark status={row.status} />
      <span class="row-check">
        <Icon name={picked ? "check_box" : "box"} size={20} />
      </span>
    </span>
  );
}

/* Small signs of what the ticket has. */
export function Signs({ id, row }: { id: number; row: QueueRow }) {
  const channel = channelIcons[row.channel];
  return (
    <span class="row-signs">
      {(draftMarks.value.has(id) || row.has_draft) && <Icon name="draft" size={14} />}
      {row.has_attachment && <Icon name="attach" size={14} />}
      {channel && channel !== "web" && <Icon name={channel} size={14} />}
      <PresenceDot ticket={id} />
    </span>
  );
}

/* When a ticket that was put aside comes back. */
export function SnoozeCell({ row }: { row: QueueRow }) {
  if (!row.snooze) return null;
  const at = Date.parse(row.snooze.wakes_at);
  return (
    <span class="due" title={snoozeWords(row.snooze)}>
      <Icon name="sleep" size={14} />
      {moment(at, minuteNow.value)}
    </span>
  );
}

/* Of the last message: what colleagues and rules set would make every row say "now". */
function RowTime({ row }: { row: QueueRow }) {
  const at = Date.parse(row.written_at ?? row.updated_at);
  return <span class="row-time">{moment(at, minuteNow.value)}</span>;
}

export function Subject({ row }: { row: QueueRow }) {
  return (
    <span class={row.unread ? "row-subject row-fresh" : "row-subject"} dir="auto">
      {subjectText(row.subject)}
    </span>
  );
}

function OneLine({ id, row }: { id: number; row: QueueRow }) {
  return (
    <>
      <Mark id={id} row={row} />
      <span class="row-number">{`#${id}`}</span>
      <Subject row={row} />
      <bdi class="row-who">{row.requester?.name}</bdi>
      <Signs id={id} row={row} />
      <Urgency row={row} />
      {row.snooze ? <SnoozeCell row={row} /> : row.deadline ? <DeadlineCell deadline={row.deadline} /> : <RowTime row={row} />}
      {row.assignee && <Avatar name={row.assignee.name} small />}
    </>
  );
}

function TwoLines({ id, row }: { id: number; row: QueueRow }) {
  return (
    <>
      <Mark id={id} row={row} />
      <div class="row-lines">
        <div class="row-line">
          <Subject row={row} />
          <Signs id={id} row={row} />
          {row.snooze ? <SnoozeCell row={row} /> : <RowTime row={row} />}
        </div>
        <div class="row-line row-second">
          <bdi class="row-who">{row.requester?.name}</bdi>
          <span class="row-number">{`#${id}`}</span>
          <span class="row-rest">
            <span class="row-snippet" dir="auto">
              {row.snippet}
            </span>
            <Tags tags={row.tags} />
          </span>
          <Urgency row={row} />
          {row.deadline && <DeadlineCell deadline={row.deadline} />}
          {row.assignee && <Avatar name={row.assignee.name} small />}
        </div>
      </div>
    </>
  );
}

export function QueueRowView({ id }: { id: number }) {
  const row = rowOf(id);
  if (!row) return null;
  const kind = `row-body${gone.value.has(id) ? " row-gone" : ""}${compact.value ? " row-compact" : ""}`;
  return (
    <div class={kind} aria-hidden="true">
      {compact.value ? <OneLine id={id} row={row} /> : <TwoLines id={id} row={row} />}
    </div>
  );
}

/* Words of a group's value above its rows. */
export function groupText(column: string, value: string | null, groupName: (id: number) => string): string {
  if (value === null) return t(`queue.group_none.${column.replace(/_id$/, "")}` as TextKey);
  if (column === "status") return statusText(value as QueueRow["status"]);
  if (column === "priority") return priorityText(value as QueueRow["priority"]);
  if (column === "via") return t(`agent.channel.${value}` as TextKey);
  if (column.startsWith("group")) return groupName(Number(value));
  return value;
}
