/*
 * The keyboard (ui.md 3.6): finds the commands of a key press in the one list of core/commands.ts. Commands of the list,
 * of going places and of the app itself stand here; the composer, the ticket and the list add their own.
 */

import { addCommands, commandsByKeys, runFirst, type AppCommand } from "../core/commands";
import { isEditable, isSingleKey, KeySequence, keyName } from "../core/keymap";
import { go, openScreen, route } from "../core/router";
import { singleKeys } from "../core/settings";
import { paused, setPaused } from "../core/stream";
import type { Filter } from "../core/types";
import { typedEarly } from "../ui/early_keys";
import { goOn } from "./after_send";
import { isEmpty } from "./composer_store";
import { closeContext } from "./context_pane";
import { assignToMe, setStatus, undoLastEdit } from "./edits";
import { ANSWER_ID, focusList, focusOn, focusTicket, LIST_ID, openSelect, SEARCH_ID } from "./focus";
import { contextOpen } from "./layout";
import { helpOpen, paletteOpen } from "./help";
import { moveTo } from "./queue_pane";
import { draftMarks, incoming, neighbour, outOfOrder, peekRow, selected, showIncoming } from "./queue_store";
import { closeTicket, toggleContext } from "./ticket_pane";
import { inPane, keepsKey } from "./ticket_keys";
import { canChange, ticketMeant } from "./ticket_store";

type Run = AppCommand["run"];

/* The arrows move only from the list or from nowhere; elsewhere they scroll. */
function step(by: 1 | -1): Run {
  return (key = "") => {
    if (key.startsWith("Arrow") && document.activeElement !== document.body) return false;
    const next = neighbour(route.peek().ticket ?? selected.peek(), by);
    if (next === null) return false;
    moveTo(next);
    if (route.peek().ticket === null) focusOn(LIST_ID);
    return true;
  };
}

function openSelected(key = ""): boolean {
  const id = selected.peek();
  const focused = document.activeElement;
  if (id === null || route.peek().ticket !== null) return false;
  if (key && focused !== document.body && focused?.id !== LIST_ID) return false;
  go({ ticket: id });
  focusTicket();
  return true;
}

function visit(filter: Filter): Run {
  return () => {
    go({ view: filter, ticket: null, query: "" });
    focusList();
  };
}

function back(): boolean {
  return closeContext() || closeTicket() || leaveSearch();
}

function leaveSearch(): boolean {
  if (!route.peek().query) return false;
  go({ query: "" });
  return true;
}

const toAnswer = inPane(() => focusOn(ANSWER_ID), true);

/* What is written there is looked at first. In the list the mark goes on to the next row. */
function solve(): boolean {
  const ticket = ticketMeant();
  if (!ticket || ticket.status === "solved") return false;
  const { id } = ticket;
  const inList = route.peek().ticket === null;
  const isWritten = inList ? draftMarks.peek().has(id) || peekRow(id)?.has_draft : !isEmpty.peek();
  if (isWritten) return toAnswer();
  setStatus(ticket, "solved");
  if (inList) selected.value = neighbour(id, 1) ?? neighbour(id, -1) ?? id;
  else goOn(id);
  return true;
}

/* With the marked row's ticket the side is shown, whatever it was before. */
function context(): boolean {
  if (route.peek().ticket !== null) toggleContext();
  else return inPane(() => contextOpen.peek() || toggleContext())();
  return true;
}

function search(): boolean {
  if (focusOn(SEARCH_ID)) return true;
  go({ ticket: null });
  return focusOn(SEARCH_ID) || true;
}

const inTickets = () => route.peek().section === "tickets";
const hasNew = () => inTickets() && (incoming.peek().length > 0 || outOfOrder.peek());

const listCommands: AppCommand[] = [
  { id: "list:next", group: "list", title: "agent.help.next", keys: ["j", "ArrowDown"], when: inTickets, keyboardOnly: true, run: step(1) },
  { id: "list:previous", group: "list", title: "agent.help.previous", keys: ["k", "ArrowUp"], when: inTickets, keyboardOnly: true, run: step(-1) },
  { id: "list:open", group: "list", title: "agent.help.open", keys: ["Enter", "o"], when: inTickets, keyboardOnly: true, run: openSelected },
  { id: "list:back", group: "list", title: "agent.help.back", keys: ["u", "Escape"], when: inTickets, keyboardOnly: true, run: back },
  { id: "list:show_new", group: "list", title: "agent.help.show_new", keys: ["Shift+n"], when: hasNew, run: showIncoming },
  { id: "list:search", group: "list", title: "agent.help.search", keys: ["/"], run: search },
];

const ticketCommands: AppCommand[] = [
  { id: "ticket:assign", group: "ticket", title: "agent.help.assign", keys: ["a"], when: canChange, run: inPane(() => openSelect("assignee")) },
  { id: "ticket:assign_me", group: "ticket", title: "agent.help.assign_me", keys: ["Shift+a"], when: canChange, run: assignToMe },
  { id: "ticket:status", group: "ticket", title: "agent.help.status", keys: ["s"], when: canChange, run: inPane(() => openSelect("status")) },
  { id: "ticket:priority", group: "ticket", title: "agent.help.priority", keys: ["p"], when: canChange, run: inPane(() => openSelect("priority")) },
  { id: "ticket:tags", group: "ticket", title: "agent.help.tags", keys: ["t"], when: canChange, run: inPane(() => focusOn("tag-field")) },
  { id: "ticket:solve", group: "ticket", title: "agent.help.solve", keys: ["e"], when: canChange, run: solve },
  { id: "ticket:undo", group: "ticket", title: "agent.help.undo", keys: ["z"], run: undoLastEdit },
  { id: "ticket:context", group: "ticket", title: "agent.help.context", keys: ["i"], when: () => ticketMeant() !== null, run: context },
];

const goCommands: AppCommand[] = [
  { id: "go:mine", group: "go", title: "agent.help.mine", keys: ["g i"], run: visit("mine") },
  { id: "go:unassigned", group: "go", title: "agent.help.unassigned", keys: ["g u"], run: visit("unassigned") },
  { id: "go:mentions", group: "go", title: "live.mentions.title", keys: ["g m"], run: () => openScreen("mentions") },
  { id: "go:all", group: "go", title: "agent.help.all", keys: ["g a"], run: visit("all") },
  { id: "go:soon", group: "go", title: "agent.help.soon", keys: ["g s"], run: visit("breaching") },
  { id: "go:snoozed", group: "go", title: "agent.filter.snoozed", keys: ["g h"], run: visit("snoozed") },
  { id: "go:board", group: "go", title: "agent.section.board", keys: ["g b"], run: () => openScreen("board") },
  { id: "go:reports", group: "go", title: "agent.section.reports", keys: ["g r"], run: () => openScreen("reports") },
  { id: "go:settings", group: "go", title: "agent.section.settings", keys: ["g ,"], run: () => openScreen("settings") },
];

const openPalette: Run = () => {
  paletteOpen.value = true;
};

const openHelp: Run = () => {
  helpOpen.value = true;
};

const appCommands: AppCommand[] = [
  { id: "app:palette", group: "app", title: "live.palette.title", keys: ["Mod+k"], keyboardOnly: true, run: openPalette },
  { id: "app:help", group: "app", title: "agent.help.help", keys: ["?"], run: openHelp },
  { id: "app:pause", group: "app", title: "live.pause.command", keys: [], when: () => !paused.peek(), run: () => setPaused(true) },
  { id: "app:go_on", group: "app", title: "live.pause.go_on", keys: [], when: () => paused.peek(), run: () => setPaused(false) },
];

const sequence = new KeySequence((start) => [...commandsByKeys.peek().keys()].some((keys) => keys.startsWith(start)));

/* In a field only what is no text; with single keys off only what is no letter. */
function isAllowed(keys: string, target: EventTarget | null): boolean {
  if (keys === "Mod+k") return true;
  return !isEditable(target) && (singleKeys.peek() || !isSingleKey(keys));
}

function press(name: string, at: number): boolean {
  return sequence.press(name, at).some((keys) => runFirst(commandsByKeys.peek().get(keys) ?? [], name));
}

/* A key that was kept: a letter where one writes by now, else what it means now. */
function pressLate(key: string, name: string, at: number): void {
  const focused = document.activeElement;
  if (isEditable(focused)) document.execCommand("insertText", false, key);
  else if (name && isAllowed(name, focused)) press(name, at);
}

function onKey(event: KeyboardEvent): void {
  if (typedEarly(event)) return event.preventDefault();
  if (event.defaultPrevented || document.querySelector("dialog[open]")) return;
  const name = keyName(event);
  if (keepsKey(event, () => pressLate(event.key, name, event.timeStamp))) return event.preventDefault();
  if (!name || !isAllowed(name, event.target)) return;
  if (press(name, event.timeStamp)) event.preventDefault();
}

export function listenForKeys(): void {
  addCommands([...listCommands, ...ticketCommands, ...goCommands, ...appCommands]);
  addEventListener("keydown", onKey);
}
