/* The list of tickets: heading with search, "n new" button, rows; what is shown while it loads, fails or is empty. */

import { useEffect, useRef, useState } from "preact/hooks";
import { t, tn } from "../core/i18n";
import { filters, go, route } from "../core/router";
import { Icon } from "../ui/icon";
import { Skeleton } from "../ui/skeleton";
import { VirtualList } from "../ui/virtual_list";
import { focusList, LIST_ID, SEARCH_ID } from "./focus";
import { filterText } from "./nav_pane";
import { QueueRowView, rowLabel } from "./queue_row";
import * as queue from "./queue_store";

const ROW_HEIGHT = 56;

function SearchField() {
  const [typed, setTyped] = useState(route.value.query);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => setTyped(route.value.query), [route.value.query]);
  const run = (event: Event) => {
    event.preventDefault();
    const query = typed.trim();
    const number = /^#?([1-9]\d{0,15})$/.exec(query)?.[1];
    if (number) {
      setTyped("");
      go({ ticket: Number(number), query: "" });
    } else go({ query, ticket: null });
    if (query) focusList();
  };
  const leave = (event: KeyboardEvent) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    setTyped(route.peek().query);
    focusList();
  };
  return (
    <form class="search" role="search" onSubmit={run}>
      <Icon name="search" />
      <input
        ref={field}
        id={SEARCH_ID}
        type="search"
        name="q"
        autocomplete="off"
        enterkeyhint="search"
        aria-label={t("agent.search.label")}
        placeholder={t("agent.search.placeholder")}
        value={typed}
        onInput={(event) => setTyped(event.currentTarget.value)}
        onKeyDown={leave}
      />
    </form>
  );
}

/* The heading says what the list shows; while searching it offers the way back. */
function Heading() {
  const { filter, query } = route.value;
  if (!query) return <h2 class="pane-title">{filterText(filter)}</h2>;
  return (
    <div class="search-title">
      <h2 class="pane-title" dir="auto">
        {queue.loading.value ? t("agent.search.running") : tn("agent.search.found", queue.order.value.length, { query })}
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
    document.getElementById(LIST_ID)?.scrollTo({ top: 0 });
    focusList();
  };
  return (
    <button type="button" class="chip-button" aria-label={label} title={label} onClick={show}>
      <Icon name={count > 0 ? "bell" : "order"} />
      {count > 0 && t("agent.queue.new_short", { n: count })}
    </button>
  );
}

function Empty() {
  const { filter, query } = route.value;
  const counts = queue.counts.value;
  const elsewhere = filters.find((name) => name !== filter && name !== "all" && (counts?.[name] ?? 0) > 0);
  return (
    <div class="empty">
      <Icon name={query ? "search" : "done"} size={28} />
      <p>{query ? t("agent.search.nothing") : t(`agent.empty.${filter}`)}</p>
      {query && <p class="muted">{t("agent.search.help")}</p>}
      {!query && elsewhere && counts && (
        <button type="button" class="text-button" onClick={() => go({ filter: elsewhere, ticket: null, query: "" })}>
          {t("agent.empty.elsewhere", { count: counts[elsewhere], filter: filterText(elsewhere) })}
        </button>
      )}
    </div>
  );
}

function Rows() {
  const items = queue.order.value;
  const { filter, query } = route.value;
  if (queue.loading.value) return <Skeleton rows={8} />;
  const error = queue.loadError.value;
  if (error) {
    return (
      <div class="empty" role="alert">
        <p>{error.message}</p>
        <button type="button" class="button button-quiet" onClick={() => void queue.loadQueue()}>
          {t("agent.retry")}
        </button>
      </div>
    );
  }
  if (items.length === 0) return <Empty />;
  return (
    <VirtualList
      id={LIST_ID}
      label={query ? t("agent.search.results") : filterText(filter)}
      items={items}
      total={query ? items.length : Math.max(items.length, queue.counts.value?.[filter] ?? 0)}
      active={queue.selected.value}
      rowHeight={ROW_HEIGHT}
      renderRow={(id) => <QueueRowView id={id} />}
      rowLabel={rowLabel}
      onMove={moveTo}
      onOpen={(id) => go({ ticket: id })}
      onNearEnd={() => void queue.loadMore()}
      onPointerInside={queue.setPointerInside}
    />
  );
}

/* Moving in the list takes an open ticket along; without one it only marks the row. */
export function moveTo(id: number): void {
  queue.selected.value = id;
  if (route.peek().ticket !== null) go({ ticket: id }, true);
}

export function QueuePane() {
  return (
    <section class="queue-pane" aria-label={t("agent.queue.label")}>
      <div class="pane-bar">
        <Heading />
        <NewButton />
        <SearchField />
      </div>
      <Rows />
    </section>
  );
}
