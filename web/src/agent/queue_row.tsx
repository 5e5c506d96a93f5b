/* One line of the queue: status, subject, deadline; who, number, beginning of the last message, tags, owner. */

import { minuteNow } from "../core/clock";
import { deadlineView } from "../core/deadline";
import { t } from "../core/i18n";
import type { QueueRow } from "../core/types";
import { DeadlineCell } from "../ui/deadline_badge";
import { Icon } from "../ui/icon";
import { Avatar, StatusMark } from "../ui/status_mark";
import { priorityText, statusText } from "./edits";
import { draftMarks, gone, rowOf } from "./queue_store";

export function subjectText(subject: string | null): string {
  return subject?.trim() || t("agent.ticket.no_subject");
}

/* All of a row as one sentence, for people who hear it. */
export function rowLabel(id: number): string {
  const row = rowOf(id);
  if (!row) return `#${id}`;
  const parts = [
    subjectText(row.subject),
    row.requester && t("agent.row.from", { name: row.requester.name }),
    `#${id}`,
    statusText(row.status),
    row.priority === "urgent" || row.priority === "high" ? priorityText(row.priority) : "",
    row.deadline && deadlineView(row.deadline, minuteNow.value).words,
    row.assignee ? t("agent.row.owner", { name: row.assignee.name }) : t("agent.row.no_owner"),
    draftMarks.value.has(id) ? t("agent.row.draft") : "",
    gone.value.has(id) ? t("agent.row.gone") : "",
  ];
  return parts.filter(Boolean).join(", ");
}

function Tags({ tags }: { tags: string[] }) {
  if (tags.length === 0) return null;
  return (
    <span class="row-tags">
      {tags.slice(0, 2).map((tag) => (
        <span key={tag} class="tag">
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

export function QueueRowView({ id }: { id: number }) {
  const row = rowOf(id);
  if (!row) return null;
  return (
    <div class={gone.value.has(id) ? "row-body row-gone" : "row-body"} aria-hidden="true">
      <StatusMark status={row.status} />
      <div class="row-lines">
        <div class="row-line">
          <span class={row.status === "new" ? "row-subject row-fresh" : "row-subject"} dir="auto">
            {subjectText(row.subject)}
          </span>
          {draftMarks.value.has(id) && <Icon name="draft" size={14} />}
          {row.deadline && <DeadlineCell deadline={row.deadline} />}
        </div>
        <div class="row-line row-second">
          <bdi class="row-who">{row.requester?.name}</bdi>
          <span class="row-number">{`#${id}`}</span>
          <span class="row-snippet" dir="auto">
            {row.snippet}
          </span>
          <Urgency row={row} />
          <Tags tags={row.tags} />
          {row.assignee && <Avatar name={row.assignee.name} small />}
        </div>
      </div>
    </div>
  );
}
