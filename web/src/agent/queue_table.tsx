/* The list as a table: header with the sorts, and what stands in each column. Rows, keys and news are those of the list. */

import type { ComponentChildren } from "preact";
import { useCallback, useEffect, useMemo } from "preact/hooks";
import { minuteNow } from "../core/clock";
import { commaText } from "../core/dates";
import { fullMoment, moment } from "../core/fmt";
import { t, type TextKey } from "../core/i18n";
import { route } from "../core/router";
import type { QueueRow } from "../core/types";
import { DeadlineCell } from "../ui/deadline_badge";
import { Icon } from "../ui/icon";
import { VirtualList, type Grid } from "../ui/virtual_list";
import { priorityText, statusText } from "./edits";
import { presenceWords } from "./presence_view";
import { foundSorts, isSortable, sortedBy, turned } from "./queue_ask";
import { columns, customField } from "./queue_columns";
import { chooseOrder } from "./queue_menu";
import { HEAD_HEIGHT, useList } from "./queue_pane";
import { COMPACT_HEIGHT, Mark, Signs, SnoozeCell, Subject, Tags } from "./queue_row";
import { draftMarks, gone, rowOf } from "./queue_store";
import { agentName, groups } from "./session";
import { customText, ticketFields, wantFields, type TicketField } from "./ticket_fields";

const HEADER_HEIGHT = 36;
const GAP = 12;
const EDGE = 24;

/* Least width in pixels, and the share of what is left. */
const widths: Record<string, [number, number]> = {
  mark: [24, 0],
  id: [56, 0],
  subject: [260, 4],
  description: [220, 3],
  requester: [120, 1.2],
  status: [92, 0.4],
  priority: [96, 0.4],
  type: [88, 0.4],
  via: [84, 0.4],
  tags: [130, 1],
  sla_next_breach_at: [104, 0.4],
};
const usual: [number, number] = [112, 0.8];

const first = ["mark", "id"];

function widthOf(column: string): [number, number] {
  return widths[column] ?? usual;
}

function templateOf(all: readonly string[]): string {
  return all.map(widthOf).map(([least, share]) => (share === 0 ? `${least}px` : `minmax(${least}px, ${share}fr)`)).join(" ");
}

function leastWidth(all: readonly string[]): number {
  return all.reduce((sum, column) => sum + widthOf(column)[0], EDGE + GAP * (all.length - 1));
}

function fieldOf(column: string): TicketField | undefined {
  const id = customField(column);
  return id === null ? undefined : ticketFields.value.find((field) => field.id === id);
}

function titleOf(column: string): string {
  if (customField(column) !== null) return fieldOf(column)?.title ?? "";
  return t(`queue.column.${column === "mark" ? "status" : column}` as TextKey);
}

const unsorted = new Set(["mark", "tags", "description", "snooze"]);

function canSort(column: string): boolean {
  if (unsorted.has(column) || customField(column) !== null || !isSortable(route.value)) return false;
  return !route.value.query || (foundSorts as readonly string[]).includes(column);
}

function HeaderCell({ column }: { column: string }) {
  const now = sortedBy.value;
  const title = titleOf(column);
  const is = now.sort === column;
  if (!canSort(column)) {
    return (
      <span role="columnheader" title={title}>
        <span class={column === "mark" ? "visually-hidden" : "table-title"}>{title}</span>
      </span>
    );
  }
  return (
    <span role="columnheader" aria-sort={!is ? "none" : now.order === "desc" ? "descending" : "ascending"}>
      <button type="button" class="table-sort" title={title} onClick={() => chooseOrder(turned(column, now))}>
        <span class="table-title">{title}</span>
        {is && <Icon name={now.order === "desc" ? "down" : "up"} size={14} />}
      </button>
    </span>
  );
}

function Moment({ at }: { at: unknown }) {
  if (typeof at !== "string") return null;
  const ms = Date.parse(at);
  return <span title={fullMoment(ms)}>{moment(ms, minuteNow.value)}</span>;
}

/* What is not said by letters and pictures alone. */
function rowSigns(id: number, row: QueueRow): string {
  const words = [
    statusText(row.status),
    row.unread ? t("queue.row.unread") : "",
    row.has_attachment ? t("queue.row.attachment") : "",
    draftMarks.value.has(id) || row.has_draft ? t("agent.row.draft") : "",
    presenceWords(id),
    gone.value.has(id) ? t("agent.row.gone") : "",
  ];
  return commaText(words);
}

/* Mostly it is who asked, or an agent. */
function submitterText({ requester, values }: QueueRow): string {
  const id = values?.submitter_id;
  if (typeof id !== "number") return "";
  return requester?.id === id ? requester.name : (agentName(id) ?? `#${id}`);
}

const cells: Record<string, (row: QueueRow, id: number) => ComponentChildren> = {
  mark: (row, id) => (
    <>
      <span class="visually-hidden">{rowSigns(id, row)}</span>
      <Mark id={id} row={row} />
    </>
  ),
  id: (_, id) => <span class="row-number">{`#${id}`}</span>,
  subject: (row, id) => (
    <>
      <Subject row={row} />
      <span aria-hidden="true" class="table-signs">
        <Signs id={id} row={row} />
      </span>
    </>
  ),
  requester: (row) => <bdi>{row.requester?.name}</bdi>,
  assignee: (row) => <bdi>{row.assignee?.name}</bdi>,
  organization: (row) => <bdi>{row.organization?.name}</bdi>,
  submitter: (row) => <bdi>{submitterText(row)}</bdi>,
  group: (row) => <bdi>{groups.value.find(({ id }) => id === row.group_id)?.name}</bdi>,
  status: (row) => statusText(row.status),
  priority: (row) => row.priority && <span class={`table-${row.priority}`}>{priorityText(row.priority)}</span>,
  type: (row) => row.type && t(`ticket.type.${row.type}` as TextKey),
  via: (row) => t(`agent.channel.${row.channel}` as TextKey),
  tags: (row) => <Tags tags={row.tags} />,
  created: (row) => <Moment at={row.created_at} />,
  updated: (row) => <Moment at={row.updated_at} />,
  sla_next_breach_at: (row) => row.deadline && <DeadlineCell deadline={row.deadline} />,
  snooze: (row) => <SnoozeCell row={row} />,
  description: (row) => <span dir="auto">{String(row.values?.description ?? "")}</span>,
};

function Cell({ column, row, id }: { column: string; row: QueueRow; id: number }) {
  const cell = cells[column];
  const value = row.values?.[column];
  const custom = customField(column) !== null;
  return (
    <span role="gridcell" class={`cell cell-${custom ? "custom" : column}`} {...(column === "mark" ? { "data-pick": "true" } : {})}>
      {cell ? cell(row, id) : custom ? <bdi>{customText(fieldOf(column), value === false ? null : value)}</bdi> : <Moment at={value} />}
    </span>
  );
}

function Cells({ id, all }: { id: number; all: readonly string[] }) {
  const row = rowOf(id);
  if (!row) return null;
  return (
    <div class={gone.value.has(id) ? "row-body row-cells row-gone" : "row-body row-cells"} role="presentation">
      {all.map((column) => (
        <Cell key={column} {...{ column, row, id }} />
      ))}
    </div>
  );
}

/* While a ticket is open the table is not there. */
const keep = { top: -1, scrolled: 0 };

export function QueueTable() {
  const all = useMemo(() => [...first, ...columns.value], [columns.value]);
  const hasCustom = all.some((column) => customField(column) !== null);
  useEffect(() => {
    if (hasCustom) wantFields();
  }, [hasCustom]);
  const header = all.map((column) => <HeaderCell key={column} column={column} />);
  const grid: Grid = { columns: all.length, template: templateOf(all), width: leastWidth(all), header, headerHeight: HEADER_HEIGHT };
  const drawRow = useCallback((id: number) => <Cells {...{ id, all }} />, [all]);
  return <VirtualList {...useList()} {...{ grid, keep }} rowHeight={COMPACT_HEIGHT} headHeight={HEAD_HEIGHT} renderRow={drawRow} />;
}
