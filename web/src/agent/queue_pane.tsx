/* The list of tickets: heading with its menus and search, "n new" button, rows; what is shown while it loads, fails or is empty. */

import { effect, signal } from "@preact/signals";
import type { ComponentType } from "preact";
import { useEffect, useMemo, useRef } from "preact/hooks";
import { afterFrame } from "../core/frame";
import { t, tn, type TextKey } from "../core/i18n";
import { loadOffice } from "../core/lazy";
import { filters, go, isFilter, route } from "../core/router";
import { announce } from "../ui/announce";
import { Icon } from "../ui/icon";
import { Lazy, partFailed } from "../ui/lazy";
import { PaneSeparator } from "../ui/pane_separator";
import { Skeleton } from "../ui/skeleton";
import { Toasts } from "../ui/toast";
import { VirtualList, type Heading, type VirtualListProps } from "../ui/virtual_list";
import { BulkProgress } from "./bulk_progress";
import { FirstSteps } from "./first_steps";
import { focusList, focusOn, focusTicket, LIST_ID, listIsThere, PERSON_ID, SEARCH_ID, TITLE_ID } from "./focus";
import { isSingle, toastsBelow } from "./layout";
import { chooseTo, chosen, chosenAll, chosenCount, picking, toggle } from "./queue_chosen";
import { tableShown } from "./queue_columns";
import { QueueMenu } from "./queue_menu";
import { COMPACT_HEIGHT, compact, groupText, isChosen, QueueRowView, ROW_HEIGHT, rowLabel } from "./queue_row";
import * as queue from "./queue_store";
import { countOf, viewTitle } from "./queue_views";
import { SearchChips, SearchField } from "./search_field";
import { onlyPeople, SearchPeople } from "./search_people";
import { parsed, problemText, wrongIn, type SearchProblem } from "./search_store";
import { groups as teams } from "./session";
import { ViewEditHost } from "./view_edits";

export const HEAD_HEIGHT = 28;

/* The search found nothing because of how it was written. */
function failedBy(query: string): SearchProblem[] {
  return queue.list.value.windows.count === 0 ? wrongIn(query) : [];
}

/* The heading says what the list shows; while searching it offers the way back. */
function Title() {
  const { view, query } = route.value;
  const { windows } = queue.list.value;
  if (!query) {
    const count = queue.loading.value ? countOf(view) : windows.count;
    return (
      <h2 class="pane-title">
        {viewTitle(view)}{" "}
        {count !== null && <span class="count">{queue.more.value ? `${count}+` : count}</span>}
      </h2>
    );
  }
  const found = failedBy(query).length > 0 || onlyPeople() ? t("agent.search.title", { query }) : tn("agent.search.found", windows.count, { query });
  return (
    <div class="search-title">
      <h2 class="pane-title" dir="auto">
        {queue.loading.value ? t("agent.search.running") : found}
      </h2>
      <button type="button" class="text-button" onClick={() => go({ query: "", ticket: null })}>
        {t("agent.search.end")}
      </button>
    </div>
  );
}

function NewButton() {
  const count = queue.incoming.value.length;
  if (count === 0 && !queue.outOfOrder.value) return null;
  const label = count > 0 ? tn("agent.queue.new", count) : t("agent.queue.reorder");
  const show = () => {
    queue.showIncoming();
    focusList();
  };
  return (
    <button type="button" class="chip-button" aria-label={label} title={label} onClick={show}>
      <Icon name={count > 0 ? "bell" : "order"} />
      {count > 0 && t("agent.queue.new_short", { n: count })}
    </button>
  );
}

/* Where there is something to do when there is nothing here. */
function Elsewhere() {
  const { view } = route.value;
  const counts = queue.counts.value;
  const [first] = filters.filter((name) => name !== view && name !== "breaching" && (counts?.[name] ?? 0) > 0);
  if (!first || !counts) return null;
  return (
    <button type="button" class="text-button" onClick={() => go({ view: first, ticket: null, query: "" })}>
      {t("agent.empty.elsewhere", { count: counts[first], filter: viewTitle(first) })}
    </button>
  );
}

/* Takes the focus in place of the rows, so that keys work. */
function Empty() {
  const { view, query } = route.value;
  const wrong = failedBy(query);
  if (wrong.length > 0) {
    return (
      <div id={LIST_ID} class="empty" tabIndex={-1}>
        <Icon name="alert" size={28} />
        {wrong.map((problem) => (
          <p key={problem.start}>{problemText(query, problem)}</p>
        ))}
      </div>
    );
  }
  const someone = onlyPeople();
  const nothing: TextKey = someone ? "queue.search.only_people" : "agent.search.nothing";
  const words = query ? t(nothing) : t((isFilter(view) ? `agent.empty.${view}` : "queue.empty.view") as TextKey);
  return (
    <div id={LIST_ID} class="empty" tabIndex={-1}>
      <Icon name={query ? "search" : "done"} size={28} />
      <p>{words}</p>
      {query ? !someone && <p class="muted">{t("queue.search.remove_hint")}</p> : <Elsewhere />}
    </div>
  );
}

function useHeadings(): readonly Heading[] {
  const { windows } = queue.list.value;
  const column = queue.groupBy.value;
  const groups = queue.groups.value;
  const name = (id: number) => teams.value.find((team) => team.id === id)?.name ?? `#${id}`;
  return useMemo(() => {
    if (!column) return [];
    return groups
      .map(({ start, count, value }) => ({
        index: windows.indexOfPlace(start),
        count: count - windows.hiddenBetween(start, start + count),
        text: groupText(column, value, name),
      }))
      .filter(({ count }) => count > 0);
  }, [queue.list.value, column, groups, teams.value]);
}

/* A click opens; on the square, with Ctrl or while picking it picks; with Shift it picks up to here. */
function onRow(id: number, event: MouseEvent): void {
  const onMark = (event.target as HTMLElement).closest("[data-pick]") !== null;
  if (event.shiftKey) chooseTo(id);
  else if (onMark || event.ctrlKey || event.metaKey || picking.peek()) toggle(id);
  else {
    go({ ticket: id });
    /* the list goes out of sight */
    if (isSingle.peek()) focusTicket();
  }
}

const drawRow = (id: number) => <QueueRowView id={id} />;

/* What the list is, whether its rows are lines or have columns. */
export function useList(): Omit<VirtualListProps, "rowHeight" | "headHeight" | "renderRow"> {
  const { windows } = queue.list.value;
  const { view, query } = route.value;
  const many = chosenCount.value > 0 || picking.value;
  void chosen.value;
  void chosenAll.value;
  return {
    id: LIST_ID,
    label: query ? t("agent.search.results") : viewTitle(view),
    count: windows.count,
    idAt: (index) => windows.idAt(index),
    indexOf: (id) => windows.indexOf(id),
    headings: useHeadings(),
    active: queue.selected.value,
    chosen: many ? isChosen : null,
    top: queue.topWanted.value,
    rowLabel,
    onMove: moveTo,
    onOpen: onRow,
    onNeed: queue.ensure,
    onPointerInside: queue.setPointerInside,
  };
}

function Lines() {
  const rowHeight = compact.value ? COMPACT_HEIGHT : ROW_HEIGHT;
  return <VirtualList {...useList()} rowHeight={rowHeight} headHeight={HEAD_HEIGHT} renderRow={drawRow} />;
}

/* The table is fetched when somebody first wants it; until it is here the list is one of lines. */
const table = signal<{ part: ComponentType } | null>(null);

function loadTable(): void {
  import("./queue_table")
    .then((found) => (table.value = { part: found.QueueTable }))
    .catch(() => partFailed(loadTable));
}

effect(() => {
  if (tableShown.value && !table.peek()) loadTable();
});

function Rows() {
  const { windows } = queue.list.value;
  if (queue.loading.value) return <Skeleton rows={8} />;
  const error = queue.loadError.value;
  if (error) {
    return (
      <div class="empty" role="alert">
        <p>{error.status === 404 ? t("queue.view.gone") : error.message}</p>
        <button type="button" class="button button-quiet" onClick={() => (error.status === 404 ? go({ view: "all" }) : void queue.loadQueue())}>
          {error.status === 404 ? viewTitle("all") : t("agent.retry")}
        </button>
      </div>
    );
  }
  if (windows.count === 0) return <Empty />;
  const Table = tableShown.value && table.value?.part;
  return Table ? <Table /> : <Lines />;
}

/* Moving in the list takes an open ticket along, behind the mark; without one it only marks the row. */
export function moveTo(id: number): void {
  queue.selected.value = id;
  if (route.peek().ticket === null) return;
  afterFrame(() => {
    const onTitle = document.activeElement?.id === TITLE_ID;
    go({ ticket: id }, true);
    if (onTitle) focusTicket();
  });
}

const loadBulk = () => Promise.all([import("./bulk_bar"), loadOffice()]).then(([part]) => part.BulkBar);

/* Of a search it is said how much it found, and the keys go on in the list; where it was written wrongly they go on in it. */
function useArrival(): void {
  const loading = queue.loading.value;
  const isRead = parsed.value.text === route.value.query;
  const told = useRef(false);
  useEffect(() => {
    if (loading) return;
    told.current = false;
    listIsThere();
  }, [loading]);
  useEffect(() => {
    const { query } = route.peek();
    if (loading || !isRead || !query || told.current) return;
    told.current = true;
    if (failedBy(query).length === 0) announce(tn("agent.search.found", queue.list.peek().windows.count, { query }));
    else if (document.activeElement?.id === LIST_ID) focusOn(SEARCH_ID);
  }, [loading, isRead]);
  const leadsOn = !loading && onlyPeople();
  useEffect(() => {
    if (leadsOn && document.activeElement?.id === LIST_ID) focusOn(PERSON_ID);
  }, [leadsOn]);
}

export function QueuePane() {
  useArrival();
  return (
    <section id="list-pane" class="queue-pane" aria-label={t("agent.queue.label")}>
      <div class="pane-bar">
        <Title />
        <NewButton />
        <QueueMenu />
      </div>
      <div class="search-bar">
        <SearchField />
        <SearchChips />
        <SearchPeople />
      </div>
      <Rows />
      <FirstSteps />
      {(chosenCount.value > 0 || picking.value) && <Lazy load={loadBulk} />}
      <BulkProgress />
      {toastsBelow.value === "list" && <Toasts />}
      <ViewEditHost />
      {!tableShown.value && <PaneSeparator pane="list" label={t("queue.pane.list")} controls="list-pane" />}
    </section>
  );
}
