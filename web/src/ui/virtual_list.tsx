/*
 * A list of any length as a listbox: only the rows in sight (and the active one) are in the page. The box keeps the
 * focus, aria-activedescendant names the active row. Rows have one fixed height and hold no controls.
 */

import type { ComponentChildren } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";

interface VirtualListProps {
  id: string;
  label: string;
  items: number[];
  total: number;
  active: number | null;
  rowHeight: number;
  renderRow: (item: number) => ComponentChildren;
  rowLabel: (item: number) => string;
  onMove: (item: number) => void;
  onOpen: (item: number) => void;
  onNearEnd: () => void;
  onPointerInside: (inside: boolean) => void;
}

const EXTRA_ROWS = 6;

function useWindow(rowHeight: number, count: number) {
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
  const first = Math.max(0, Math.floor(view.top / rowHeight) - EXTRA_ROWS);
  const last = Math.min(count - 1, Math.ceil((view.top + view.height) / rowHeight) + EXTRA_ROWS);
  return { box, first, last };
}

/* Scrolls the box just enough to show row `index`. */
function reveal(box: HTMLElement, index: number, rowHeight: number): void {
  const top = index * rowHeight;
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

export function VirtualList(props: VirtualListProps) {
  const { id, items, active, rowHeight } = props;
  const { box, first, last } = useWindow(rowHeight, items.length);
  const activeIndex = active === null ? -1 : items.indexOf(active);
  useEffect(() => {
    if (box.current && activeIndex >= 0) reveal(box.current, activeIndex, rowHeight);
  }, [active, activeIndex, rowHeight]);
  useEffect(() => {
    if (last >= items.length - 20) props.onNearEnd();
  }, [last, items.length]);

  const shown = shownIndexes(first, last, activeIndex);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || items.length === 0) return;
    const page = Math.max(1, Math.floor((box.current?.clientHeight ?? rowHeight) / rowHeight) - 1);
    const next = targetIndex(event.key, activeIndex, items.length, page);
    if (next === null) return;
    event.preventDefault();
    event.stopPropagation();
    props.onMove(items[next] as number);
  };

  return (
    <div
      ref={box}
      id={id}
      class="list"
      role="listbox"
      tabIndex={0}
      aria-label={props.label}
      {...(activeIndex >= 0 ? { "aria-activedescendant": `${id}-${active}` } : {})}
      onKeyDown={onKeyDown}
      onPointerEnter={() => props.onPointerInside(true)}
      onPointerLeave={() => props.onPointerInside(false)}
    >
      <div class="list-space" role="presentation" style={{ height: `${items.length * rowHeight}px` }}>
        {shown.map((index) => {
          const item = items[index] as number;
          return (
            <div
              key={item}
              id={`${id}-${item}`}
              class="row"
              role="option"
              aria-selected={item === active}
              aria-setsize={props.total}
              aria-posinset={index + 1}
              style={{ transform: `translateY(${index * rowHeight}px)` }}
              onClick={() => props.onOpen(item)}
            >
              <span class="visually-hidden">{props.rowLabel(item)}</span>
              {props.renderRow(item)}
            </div>
          );
        })}
      </div>
    </div>
  );
}
