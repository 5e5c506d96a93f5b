/* What can be done with the list as a whole: its order, its groups, its row height, picking, and its view. */

import { errorText } from "../core/api";
import { t, type TextKey } from "../core/i18n";
import { go, openScreen, route } from "../core/router";
import { Icon } from "../ui/icon";
import { Menu, type MenuItem } from "../ui/menu";
import { foundSorts, groupColumns, isSortable, ownChoice, sortColumns, sortPlace, sorts, turned, type SortChoice } from "./queue_ask";
import { picking } from "./queue_chosen";
import { asTable } from "./queue_columns";
import { compact } from "./queue_row";
import { findView } from "./queue_views";
import { readConditions } from "../settings/condition_model";
import { toast } from "../ui/toast";
import { isWide } from "./layout";
import { loadView } from "./view_draft";
import { editView } from "./view_edits";
import { searchOf, searchOfFilter } from "./view_to_search";

/* The list follows (queue_store.ts). */
export function chooseOrder(change: Partial<SortChoice>): void {
  const place = sortPlace();
  sorts.value = { ...sorts.peek(), [place]: { ...(sorts.peek()[place] ?? ownChoice), ...change } };
}

/* Picking the column again turns the order round. */
function sortItems(now: SortChoice, found: boolean): MenuItem[] {
  const items: MenuItem[] = [{ label: t("queue.sort.own"), checked: now.sort === null, run: () => chooseOrder({ sort: null }) }];
  for (const column of found ? foundSorts : sortColumns) {
    const is = now.sort === column;
    const label = t(`queue.column.${column}` as TextKey);
    items.push({
      label: is ? t(now.order === "asc" ? "queue.sort.up" : "queue.sort.down", { column: label }) : label,
      checked: is,
      run: () => chooseOrder(turned(column, now)),
    });
  }
  return items;
}

function groupItems(now: SortChoice, view: string): MenuItem[] {
  const viewHas = findView(view)?.group_by ?? null;
  const shown = now.group ?? viewHas ?? "";
  const none: MenuItem = { label: t("queue.group.none"), checked: shown === "", run: () => chooseOrder({ group: viewHas ? "" : null }) };
  const choice = (column: string) => ({ label: t(`queue.column.${column}` as TextKey), checked: shown === column, run: () => chooseOrder({ group: column }) });
  return [none, ...groupColumns.map(choice)];
}

/* What the list asks, as a search that one can go on from. */
async function showSearch(view: string): Promise<void> {
  const own = searchOfFilter(view);
  if (own) return go({ query: own, ticket: null });
  try {
    const { text, whole } = searchOf(readConditions((await loadView(Number(view))).conditions));
    if (!whole) toast(t("queue.menu.search_part"));
    if (text) go({ query: text, ticket: null });
  } catch (cause) {
    toast(errorText(cause), null, "error");
  }
}

function listItems(view: string, query: string): MenuItem[] {
  const mine = findView(view);
  const table: MenuItem = { label: t("queue.menu.table"), checked: asTable.value, run: () => (asTable.value = !asTable.peek()) };
  return [
    ...(isWide.value ? [table] : []),
    {
      label: t("queue.menu.compact"),
      checked: compact.value,
      run: () => {
        compact.value = !compact.peek();
      },
    },
    {
      label: t("queue.menu.pick"),
      icon: "check_box",
      run: () => {
        picking.value = true;
      },
    },
    ...(!query && isSortable(route.value) ? [{ label: t("queue.menu.as_search"), icon: "search" as const, run: () => void showSearch(view) }] : []),
    ...(query ? [{ label: t("queue.menu.save_search"), icon: "view" as const, run: () => editView({ query }) }] : []),
    ...(!query && mine?.may_edit ? [{ label: t("queue.menu.edit_view"), icon: "edit" as const, run: () => editView({ id: mine.id }) }] : []),
    { label: t("queue.menu.new_view"), icon: "add", run: () => editView({}) },
    { label: t("queue.menu.all_views"), icon: "settings", run: () => openScreen("settings", ["views"]) },
    ...(query ? [{ label: t("agent.search.end"), icon: "close" as const, run: () => go({ query: "", ticket: null }) }] : []),
  ];
}

export function QueueMenu() {
  const { view, query } = route.value;
  const now = sorts.value[sortPlace(route.value)] ?? ownChoice;
  const sortable = isSortable(route.value);
  return (
    <div class="queue-menus">
      {sortable && (
        <Menu label={t("queue.menu.sort")} class="icon-button" items={sortItems(now, query !== "")}>
          <Icon name="sort" />
        </Menu>
      )}
      {!query && sortable && (
        <Menu label={t("queue.menu.group")} class="icon-button" items={groupItems(now, view)}>
          <Icon name="group" />
        </Menu>
      )}
      <Menu label={t("queue.menu.list")} class="icon-button" items={listItems(view, query)}>
        <Icon name="more" />
      </Menu>
    </div>
  );
}
