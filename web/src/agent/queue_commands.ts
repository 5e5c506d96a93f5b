/* Commands of the list: picking, moving between views, searching, order. The keyboard and the palette read them. */

import { addCommands } from "../core/commands";
import { filters, go, isFilter, route } from "../core/router";
import { undoable, undoBulk } from "./bulk_jobs";
import { offeredAt } from "./edits";
import { focusList, focusOn, LIST_ID } from "./focus";
import { chooseLoaded, chooseTo, picking, toggle, unchoose } from "./queue_chosen";
import { moveTo } from "./queue_pane";
import { asTable } from "./queue_columns";
import { compact } from "./queue_row";
import { isWide } from "./layout";
import { markUnread, neighbour, selected } from "./queue_store";
import { loadViews, views } from "./queue_views";
import { editView } from "./view_edits";

function inTickets(): boolean {
  return route.peek().section === "tickets";
}

function pick(): boolean {
  const id = selected.peek();
  if (id === null || route.peek().ticket !== null) return false;
  toggle(id);
  return true;
}

function pickStep(by: 1 | -1): () => boolean {
  return () => {
    if (route.peek().ticket !== null) return false;
    const next = neighbour(selected.peek(), by);
    if (next === null) return false;
    chooseTo(next);
    moveTo(next);
    focusOn(LIST_ID);
    return true;
  };
}

/* The open or marked ticket; an open one is left, or it would be read again. */
function unread(): boolean {
  const id = route.peek().ticket ?? selected.peek();
  if (id === null) return false;
  if (route.peek().ticket !== null) go({ ticket: null });
  markUnread(id);
  focusList();
  return true;
}

/* The views in the order of the side bar, round and round. */
function viewStep(by: 1 | -1): () => boolean {
  return () => {
    const all = [...filters, ...views.peek().map(({ id }) => String(id))];
    const at = all.indexOf(route.peek().view);
    go({ view: all[(at + by + all.length) % all.length] as string, ticket: null, query: "" });
    focusList();
    return true;
  };
}

/* Only where the whole page is not meant: on the list, or on nothing. */
function pickAll(key = ""): boolean {
  const focused = document.activeElement;
  if (key && focused !== document.body && focused?.id !== LIST_ID) return false;
  return route.peek().ticket === null && chooseLoaded();
}

/* The bar goes, and with it what may have the focus. */
function clear(): boolean {
  if (!unchoose()) return false;
  if (route.peek().ticket === null) focusList();
  return true;
}

/* In the list, unless a ticket of its own was changed since. */
function canUndo(): boolean {
  return route.peek().ticket === null && (undoable.peek()?.at ?? 0) > offeredAt();
}

export function addQueueCommands(): void {
  addCommands([
    { id: "list:pick", group: "list", title: "queue.command.pick", keys: ["x"], when: inTickets, run: pick },
    { id: "list:pick_down", group: "list", title: "queue.command.pick_down", keys: ["Shift+j", "Shift+ArrowDown"], when: inTickets, run: pickStep(1) },
    { id: "list:pick_up", group: "list", title: "queue.command.pick_up", keys: ["Shift+k", "Shift+ArrowUp"], when: inTickets, run: pickStep(-1) },
    { id: "list:pick_all", group: "list", title: "queue.command.pick_all", keys: ["Mod+a"], when: inTickets, run: pickAll },
    { id: "list:pick_none", group: "list", title: "queue.bulk.clear", keys: ["Escape"], when: inTickets, run: clear },
    { id: "list:picking", group: "list", title: "queue.menu.pick", keys: [], when: inTickets, run: () => void (picking.value = true) },
    { id: "list:unread", group: "list", title: "queue.command.unread", keys: ["Shift+u"], when: inTickets, run: unread },
    { id: "list:previous_view", group: "list", title: "queue.command.previous_view", keys: ["["], when: inTickets, run: viewStep(-1) },
    { id: "list:next_view", group: "list", title: "queue.command.next_view", keys: ["]"], when: inTickets, run: viewStep(1) },
    { id: "list:compact", group: "list", title: "queue.menu.compact", keys: [], when: inTickets, run: () => void (compact.value = !compact.peek()) },
    {
      id: "list:table",
      group: "list",
      title: "queue.menu.table",
      keys: [],
      when: () => inTickets() && isWide.peek(),
      run: () => void (asTable.value = !asTable.peek()),
    },
    { id: "list:undo_bulk", group: "list", title: "queue.command.undo_bulk", keys: ["z"], when: canUndo, run: () => void undoBulk() },
    { id: "list:new_view", group: "list", title: "queue.menu.new_view", keys: [], when: inTickets, run: () => editView({}) },
    {
      id: "list:edit_view",
      group: "list",
      title: "queue.menu.edit_view",
      keys: [],
      when: () => inTickets() && !isFilter(route.peek().view),
      run: () => editView({ id: Number(route.peek().view) }),
    },
    {
      id: "list:save_search",
      group: "list",
      title: "queue.menu.save_search",
      keys: [],
      when: () => route.peek().query !== "",
      run: () => editView({ query: route.peek().query }),
    },
    { id: "list:refresh_counts", group: "list", title: "queue.command.refresh", keys: [], when: inTickets, run: () => void loadViews() },
  ]);
}
