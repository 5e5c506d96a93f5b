/*
 * A list of any length as a listbox: only the rows in sight (and the active one) are in the page. The box keeps the
 * focus, aria-activedescendant names the active row. Rows have one fixed height and hold no controls; headings stand
 * between them. What is not loaded yet is a grey row, and `onNeed` is told what is in sight.
 */

import type { ComponentChildren } from "preact";
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { ListGeometry } from "../agent/queue_windows";
import { t } from "../core/i18n";

export interface Heading {
  /* index of the row before which it stands */
  index: number;
  text: string;
  count: number;
}

interface VirtualListProps {
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
  /* Another number: back to the top. */
  top: number;
  renderRow: (item: number) => ComponentChildren;
  rowLabel: (item: number) => string;
  onMove: (item: number) => void;
  onOpen: (item: number, event: MouseEvent) => void;
  onNeed: (first: number, last: number) => void;
  onPointerInside: (inside: boolean) => void;
}

const EXTRA_ROWS = 6;

function useWindow(geometry: ListGeometry) {
  const box = useRef<HTMLDivElement>(null);
  const [view, setView] = useState({ top: 0, height: 800 });
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return undefined;
    const measure = () => setView({ top: element.scrollTop, height: element.clientHeight });
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
  return { box, first, last };
}

/* Scrolls the box just enough to show the row that begins at `top`. */
function reveal(box: HTMLElement, top: number, rowHeight: number): void {
  if (top < box.scrollTop) box.scrollTop = top;
  else if (top + rowHeight > box.scrollTop + box.clientHeight) box.scrollTop = top + rowHeight - box.clientHeight;
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

function Row({ list, index, top }: { list: VirtualListProps; index: number; top: number }) {
  const item = list.idAt(index);
  const style = { transform: `translateY(${top}px)`, blockSize: `${list.rowHeight}px` };
  if (item === null) {
    return (
      <div class="row row-empty" role="option" aria-selected={false} aria-setsize={list.count} aria-posinset={index + 1} aria-busy="true" style={style}>
        <span class="visually-hidden">{t("agent.loading")}</span>
        <span class="skeleton-row" />
      </div>
    );
  }
  const active = item === list.active;
  const picked = list.chosen ? list.chosen(item) : active;
  return (
    <div
      id={`${list.id}-${item}`}
      class={`row${active ? " row-active" : ""}${list.chosen && picked ? " row-chosen" : ""}`}
      role="option"
      aria-selected={picked}
      aria-setsize={list.count}
      aria-posinset={index + 1}
      style={style}
      onClick={(event) => list.onOpen(item, event)}
    >
      <span class="visually-hidden">{list.rowLabel(item)}</span>
      {list.renderRow(item)}
    </div>
  );
}

function HeadRow({ head, top }: { head: Heading; top: number }) {
  return (
    <div class="row-head" role="presentation" style={{ transform: `translateY(${top}px)` }}>
      <bdi>{head.text}</bdi>
      <span class="count">{head.count}</span>
    </div>
  );
}

export function VirtualList(props: VirtualListProps) {
  const { id, count, active, rowHeight, headHeight, headings } = props;
  const geometry = useMemo(
    () =>
      new ListGeometry(
        rowHeight,
        headHeight,
        count,
        headings.map(({ index }) => index),
      ),
    [rowHeight, headHeight, count, headings],
  );
  const { box, first, last } = useWindow(geometry);
  const activeIndex = active === null ? -1 : props.indexOf(active);
  const moveTo = useMoves(props);
  useEffect(() => {
    if (box.current && activeIndex >= 0) reveal(box.current, geometry.top(activeIndex), rowHeight);
  }, [active, activeIndex >= 0, rowHeight]);
  useEffect(() => {
    if (box.current && props.top > 0) box.current.scrollTop = 0;
  }, [props.top]);
  useEffect(() => props.onNeed(first, last));

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || count === 0) return;
    const page = Math.max(1, Math.floor((box.current?.clientHeight ?? rowHeight) / rowHeight) - 1);
    const next = targetIndex(event.key, activeIndex, count, page);
    if (next === null) return;
    event.preventDefault();
    event.stopPropagation();
    if (box.current) reveal(box.current, geometry.top(next), rowHeight);
    moveTo(next);
  };
  const shownHeads = headings.filter(({ index }) => index >= first && index <= last);
  return (
    <div
      ref={box}
      id={id}
      class="list"
      role="listbox"
      tabIndex={0}
      aria-label={props.label}
      {...(props.chosen ? { "aria-multiselectable": true } : {})}
      {...(activeIndex >= 0 ? { "aria-activedescendant": `${id}-${active}` } : {})}
      onKeyDown={onKeyDown}
      onPointerEnter={() => props.onPointerInside(true)}
      onPointerLeave={() => props.onPointerInside(false)}
    >
      <div class="list-space" role="presentation" style={{ height: `${geometry.height}px` }}>
        {shownHeads.map((head) => (
          <HeadRow key={`head ${head.index}`} head={head} top={geometry.top(head.index) - headHeight} />
        ))}
        {shownIndexes(first, last, activeIndex).map((index) => (
          <Row key={props.idAt(index) ?? `at ${index}`} list={props} index={index} top={geometry.top(index)} />
        ))}
      </div>
    </div>
  );
}
