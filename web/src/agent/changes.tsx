/* What was changed between two messages: one quiet line, on request everything, by whom, when and by which rule. */

import { useState } from "preact/hooks";
import { minuteNow } from "../core/clock";
import { fullMoment, moment } from "../core/fmt";
import { t, tn } from "../core/i18n";
import { Icon } from "../ui/icon";
import { changeWords, doer, eventWords } from "./change_words";
import { fieldTitles } from "./ticket_fields";
import type { OpenTicket } from "./ticket_store";
import { changesOf, hasChanges, kindOf, type TimelineItem } from "./timeline";

function isLate(item: TimelineItem): boolean {
  return kindOf(item) === "wait_breached";
}

function linesOf(item: TimelineItem, view: OpenTicket): string[] {
  return hasChanges(item) ? changesOf(item).map((change) => changeWords(change, view, fieldTitles.value)) : [eventWords(item)];
}

function Item({ item, view }: { item: TimelineItem; view: OpenTicket }) {
  const at = Date.parse(item.created_at);
  return (
    <li class={isLate(item) ? "change change-late" : "change"}>
      <span class="change-by">
        <bdi>{doer(item, view)}</bdi>
      </span>
      <ul>
        {linesOf(item, view).map((line) => (
          <li key={line} dir="auto">
            {line}
          </li>
        ))}
      </ul>
      <time class="muted" dateTime={item.created_at} title={fullMoment(at)}>
        {moment(at, minuteNow.value)}
      </time>
    </li>
  );
}

export function Changes({ items, count, view }: { items: readonly TimelineItem[]; count: number; view: OpenTicket }) {
  const [open, setOpen] = useState(false);
  const only = count === 1 ? items[0] : undefined;
  const summary = only ? `${doer(only, view)}: ${linesOf(only, view)[0] ?? ""}` : tn("ticket.changes", count);
  const late = items.some(isLate);
  return (
    <li class="changes">
      <button type="button" class={late ? "changes-button changes-late" : "changes-button"} aria-expanded={open} onClick={() => setOpen(!open)}>
        <Icon name={late ? "late" : "down"} size={14} />
        {late && !only && <span class="visually-hidden">{t("ticket.changes.late")}</span>}
        <span dir="auto">{summary}</span>
      </button>
      {open && (
        <ul class="changes-list">
          {items.map((item) => (
            <Item key={item.id} item={item} view={view} />
          ))}
        </ul>
      )}
    </li>
  );
}
