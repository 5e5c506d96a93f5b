/*
 * A list of any length as a listbox, or with columns as a grid: only the rows in sight (and the active one) are in the
 * page. The box keeps the focus, aria-activedescendant names the active row. Rows have one fixed height and hold no
 * controls; headings stand between them. What is not loaded yet is a grey row, and `onNeed` is told what is in sight.
 */

import type { ComponentChildren, RefObject } from "preact";
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { ListGeometry } from "../agent/queue_windows";
import { t } from "../core/i18n";

/* A finger does not rest on what it touched; browsers leave a mouse there that nobody holds. */
const rests = matchMedia("(hover: hover)");

export interface Heading {
  /* index of the row before which it stands */
  index: number;
  text: string;
  count: number;
}

/* Rows have columns: renderRow gives their gridcells. */
export interface Grid {
  columns: number;
  /* grid-template-columns of header and rows, and the least width in which they fit */
  template: string;
  width: number;
  /* columnheaders; they stay in sight */
  header: ComponentChildren;
  headerHeight: number;
}

export interface VirtualListProps {
  id: string;
  label: string;
  count: number;
  idAt: (index: number) => number | null;
  indexOf: (item: number) => number;
  headings: readonly Heading[];
  active: number | null;
  /* Several may be picked: then aria-selected tells that, not which one is active. */
  chosen: ((item: number) => boolean) | null;
  rowHeight: number;
  headHeight: number;
  grid?: Grid;
  /* Another number: back to the top. */
  top: number;
  /* Where a list that goes away and comes back was scrolled to. */
  keep?: { top: number; scrolled: number };
  /* The same functions each time, or every row is drawn again. */
  renderRow: (item: number) => ComponentChildren;
  rowLabel: (item: number) => string;
  onMove: (item: number) => void;
  onOpen: (item: number, event: MouseEvent) => void;
  onNeed: (first: number, last: number) => void;
  onPointerInside: (inside: boolean) => void;
}

const EXTRA_ROWS = 6;

function useWindow(geometry: ListGeometry, { keep, top }: VirtualListProps) {
  const box = useRef<HTMLDivElement>(null);
  const [view, setView] = useState({ top: 0, height: 800 });
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return undefined;
    if (keep?.top === top) element.scrollTop = keep.scrolled;
    const measure = () => {
      if (keep) keep.scrolled = element.scrollTop;
      setView({ top: element.scrollTop, height: element.clientHeight });
    };
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    element.addEventListener("scroll", measure, { passive: true });
    measure();
    return () => {
      observer.disconnect();
      element.removeEventListener("scroll", measure);
    };
  }, []);
  const first = Math.max(0, geometry.at(view.top) - EXTRA_ROWS);
  const last = Math.min(geometry.count - 1, geometry.at(view.top + view.height) + EXTRA_ROWS);
  return { box, first, last, height: view.height };
}

/* Scrolls the box just enough to show the row that begins at `top`; a header covers some of it. */
function reveal(box: HTMLElement, top: number, rowHeight: number, header: number): void {
  const room = box.clientHeight - header;
  if (top < box.scrollTop) box.scrollTop = top;
  else if (top + rowHeight > box.scrollTop + room) box.scrollTop = top + rowHeight - room;
}

/* What takes room from the box, as a message below it does, does not hide the active row that was in sight. */
function useStaysInSight(box: RefObject<HTMLDivElement | null>, height: number, top: number | null, rowHeight: number, header: number): void {
  const before = useRef(height);
  useLayoutEffect(() => {
    const room = before.current;
    before.current = height;
    const shown = box.current;
    if (!shown || top === null || height >= room) return;
    if (top + rowHeight > shown.scrollTop && top < shown.scrollTop + room - header) reveal(shown, top, rowHeight, header);
  }, [height]);
}

function targetIndex(key: string, at: number, count: number, page: number): number | null {
  const last = count - 1;
  switch (key) {
    case "ArrowDown":
      return Math.min(last, at + 1);
    case "ArrowUp":
      return Math.max(0, at - 1);
    case "PageDown":
      return Math.min(last, at + page);
    case "PageUp":
      return Math.max(0, at - page);
    case "Home":
      return 0;
    case "End":
      return last;
    default:
      return null;
  }
}

/* Rows in sight, and the active one wherever it is. */
function shownIndexes(first: number, last: number, active: number): number[] {
  const shown = Array.from({ length: Math.max(0, last - first + 1) }, (_, at) => first + at);
  return active >= 0 && (active < first || active > last) ? [...shown, active] : shown;
}

/* A key may lead to a row that is still being fetched: then the list moves there when it comes. */
function useMoves({ idAt, onMove, onNeed, count }: VirtualListProps) {
  const wanted = useRef<number | null>(null);
  useEffect(() => {
    const item = wanted.current === null ? null : idAt(wanted.current);
    if (item === null) return;
    wanted.current = null;
    onMove(item);
  });
  return (index: number) => {
    const item = idAt(index);
    wanted.current = item === null ? index : null;
    if (item === null) onNeed(Math.max(0, index - EXTRA_ROWS), Math.min(count - 1, index + EXTRA_ROWS));
    else onMove(item);
  };
}

/* The header is the first row of a grid. */
function rowRole(columns: number, index: number, count: number) {
  if (columns > 0) return { role: "row" as const, "aria-rowindex": index + 2 };
  return { role: "option" as const, "aria-setsize": count, "aria-posinset": index + 1 };
}

/* Something that goes over all columns. */
function Whole({ columns, children }: { columns: number; children: ComponentChildren }) {
  if (columns === 0) return <>{children}</>;
  return (
    <div class="row-whole" role="gridcell" aria-colspan={columns}>
      {children}
    </div>
  );
}

interface RowProps {
  list: string;
  /* of a grid; 0: none */
  columns: number;
  item: number | null;
  index: number;
  top: number;
  count: number;
  height: number;
  active: boolean;
  chosen: VirtualListProps["chosen"];
  renderRow: VirtualListProps["renderRow"];
  rowLabel: VirtualListProps["rowLabel"];
  onOpen: VirtualListProps["onOpen"];
}

/* Drawn again only when one of these values differs, or a signal that its label reads: not with every step in the list. */
function Row({ list, columns, item, index, top, count, height, active, chosen, renderRow, rowLabel, onOpen }: RowProps) {
  const style = { transform: `translateY(${top}px)`, blockSize: `${height}px` };
  if (item === null) {
    return (
      <div class="row row-empty" {...rowRole(columns, index, count)} aria-selected={false} aria-busy="true" style={style}>
        <Whole columns={columns}>
          <span class="visually-hidden">{t("agent.loading")}</span>
          <span class="skeleton-row" />
        </Whole>
      </div>
    );
  }
  const picked = chosen ? chosen(item) : active;
  return (
    <div
      id={`${list}-${item}`}
      class={`row${active ? " row-active" : ""}${chosen && picked ? " row-chosen" : ""}`}
      {...rowRole(columns, index, count)}
      aria-selected={picked}
      style={style}
      onClick={(event) => onOpen(item, event)}
    >
      {columns === 0 && <span class="visually-hidden">{rowLabel(item)}</span>}
      {renderRow(item)}
    </div>
  );
}

function HeadRow({ head, top, columns }: { head: Heading; top: number; columns: number }) {
  return (
    <div class="row-head" role={columns > 0 ? "row" : "presentation"} style={{ transform: `translateY(${top}px)` }}>
      <Whole columns={columns}>
        <bdi>{head.text}</bdi>
        <span class="count">{head.count}</span>
      </Whole>
    </div>
  );
}

/* What tells a grid from a list of lines. */
function boxProps(grid: Grid | undefined, count: number) {
  if (!grid) return { class: "list", role: "listbox" as const };
  const style = { "--cells": grid.template, "--table": `${grid.width}px` };
  return { class: "list list-table", role: "grid" as const, "aria-rowcount": count + 1, "aria-colcount": grid.columns, style };
}

function useGeometry({ rowHeight, headHeight, count, headings }: VirtualListProps): ListGeometry {
  return useMemo(() => {
    const heads = headings.map(({ index }) => index);
    return new ListGeometry(rowHeight, headHeight, count, heads);
  }, [rowHeight, headHeight, count, headings]);
}

/* What is in sight, each at its height. */
interface ShownProps {
  list: VirtualListProps;
  geometry: ListGeometry;
  first: number;
  last: number;
  activeIndex: number;
}

function Shown({ list, geometry, first, last, activeIndex }: ShownProps) {
  const { id, active, count, headHeight, rowHeight, chosen, renderRow, rowLabel, onOpen } = list;
  const columns = list.grid?.columns ?? 0;
  const heads = list.headings.filter(({ index }) => index >= first && index <= last);
  return (
    <div class="list-space" role="presentation" style={{ height: `${geometry.height}px` }}>
      {heads.map((head) => (
        <HeadRow key={`head ${head.index}`} {...{ head, columns }} top={geometry.top(head.index) - headHeight} />
      ))}
      {shownIndexes(first, last, activeIndex).map((index) => {
        const item = list.idAt(index);
        const place = { index, count, top: geometry.top(index), height: rowHeight, active: item !== null && item === active };
        return <Row key={item ?? `at ${index}`} list={id} {...{ columns, item, chosen, renderRow, rowLabel, onOpen }} {...place} />;
      })}
    </div>
  );
}

export function VirtualList(props: VirtualListProps) {
  const { id, count, active, rowHeight, grid } = props;
  const header = grid?.headerHeight ?? 0;
  const geometry = useGeometry(props);
  const { box, first, last, height } = useWindow(geometry, props);
  const activeIndex = active === null ? -1 : props.indexOf(active);
  const moveTo = useMoves(props);
  useStaysInSight(box, height, activeIndex >= 0 ? geometry.top(activeIndex) : null, rowHeight, header);
  useEffect(() => {
    if (box.current && activeIndex >= 0) reveal(box.current, geometry.top(activeIndex), rowHeight, header);
  }, [active, activeIndex >= 0, rowHeight]);
  const begun = useRef(props.top);
  useEffect(() => {
    if (props.keep) props.keep.top = props.top;
    if (box.current && begun.current !== props.top) box.current.scrollTop = 0;
    begun.current = props.top;
  }, [props.top]);
  useEffect(() => props.onNeed(first, last));

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || count === 0) return;
    const page = Math.max(1, Math.floor(((box.current?.clientHeight ?? rowHeight) - header) / rowHeight) - 1);
    const next = targetIndex(event.key, activeIndex, count, page);
    if (next === null) return;
    event.preventDefault();
    event.stopPropagation();
    if (box.current) reveal(box.current, geometry.top(next), rowHeight, header);
    moveTo(next);
  };
  return (
    <div
      ref={box}
      id={id}
      {...boxProps(grid, count)}
      tabIndex={0}
      aria-label={props.label}
      {...(props.chosen ? { "aria-multiselectable": true } : {})}
      {...(activeIndex >= 0 ? { "aria-activedescendant": `${id}-${active}` } : {})}
      onKeyDown={onKeyDown}
      onPointerEnter={() => props.onPointerInside(rests.matches)}
      onPointerLeave={() => props.onPointerInside(false)}
    >
      {grid && (
        <div class="table-head" role="row" aria-rowindex={1}>
          {grid.header}
        </div>
      )}
      <Shown list={props} {...{ geometry, first, last, activeIndex }} />
    </div>
  );
}
