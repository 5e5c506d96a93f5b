/* What each key does (ui.md 3.6). Commands answer false when there was nothing to do, then the key stays the browser's. */

import { KeySequence, isEditable, keyName, type Command } from "../core/keymap";
import { go, route } from "../core/router";
import { singleKeys } from "../core/settings";
import type { Filter } from "../core/types";
import { goOn, sendAnswer, startWriting } from "./composer";
import { isEmpty } from "./composer_store";
import { closeContext } from "./context_pane";
import { assignToMe, setStatus, undoLastEdit } from "./edits";
import { ANSWER_ID, focusList, focusOn, focusTicket, LIST_ID, openSelect, SEARCH_ID } from "./focus";
import { helpOpen } from "./help";
import { moveTo } from "./queue_pane";
import { incoming, neighbour, outOfOrder, selected, showIncoming } from "./queue_store";
import { closeTicket, toggleContext } from "./ticket_pane";
import { open } from "./ticket_store";

function step(by: 1 | -1): Command {
  return () => {
    const next = neighbour(route.peek().ticket ?? selected.peek(), by);
    if (next === null) return false;
    moveTo(next);
    if (route.peek().ticket === null) focusOn(LIST_ID);
    return true;
  };
}

/* The arrows move only from the list or from nowhere; elsewhere they scroll. */
function arrow(by: 1 | -1): Command {
  const move = step(by);
  return () => (document.activeElement === document.body ? move() : false);
}

function openSelected(): boolean {
  const id = selected.peek();
  const focused = document.activeElement;
  if (id === null || route.peek().ticket !== null) return false;
  if (focused !== document.body && focused?.id !== LIST_ID) return false;
  go({ ticket: id });
  focusTicket();
  return true;
}

function visit(filter: Filter): Command {
  return () => {
    go({ filter, ticket: null, query: "" });
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

function solve(): boolean {
  const ticket = open.peek()?.ticket;
  if (!ticket || ticket.status === "solved" || ticket.status === "closed") return false;
  if (!isEmpty.peek()) return focusOn(ANSWER_ID);
  setStatus(ticket, "solved");
  goOn(ticket.id);
  return true;
}

function ticketOnly(command: Command): Command {
  return () => (open.peek() ? command() : false);
}

const singleKeyCommands = new Map<string, Command>([
  ["j", step(1)],
  ["k", step(-1)],
  ["ArrowDown", arrow(1)],
  ["ArrowUp", arrow(-1)],
  ["o", openSelected],
  ["u", back],
  ["r", ticketOnly(() => startWriting("reply"))],
  ["n", ticketOnly(() => startWriting("note"))],
  ["a", ticketOnly(() => openSelect("assignee"))],
  ["Shift+a", assignToMe],
  ["s", ticketOnly(() => openSelect("status"))],
  ["p", ticketOnly(() => openSelect("priority"))],
  ["t", ticketOnly(() => focusOn("tag-field"))],
  ["e", solve],
  ["z", undoLastEdit],
  ["i", ticketOnly(toggleContext)],
  ["/", () => focusOn(SEARCH_ID)],
  [
    "Shift+n",
    () => {
      if (incoming.peek().length === 0 && !outOfOrder.peek()) return false;
      showIncoming();
      return true;
    },
  ],
  ["g i", visit("mine")],
  ["g m", visit("mine")],
  ["g u", visit("unassigned")],
  ["g a", visit("all")],
  ["g s", visit("breaching")],
  [
    "?",
    () => {
      helpOpen.value = true;
    },
  ],
]);

/* These hold no letter and stay when single keys are off. */
const alwaysCommands = new Map<string, Command>([
  ["Enter", openSelected],
  ["Escape", back],
]);

const letters = new KeySequence(singleKeyCommands);
const always = new KeySequence(alwaysCommands);

function sendFromAnywhere(event: KeyboardEvent): boolean {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || !open.peek()) return false;
  void sendAnswer(event.shiftKey ? null : "solved");
  return true;
}

export function listenForKeys(): void {
  addEventListener("keydown", (event) => {
    if (event.defaultPrevented || document.querySelector("dialog[open]") || isEditable(event.target)) return;
    if (sendFromAnywhere(event)) {
      event.preventDefault();
      return;
    }
    const name = keyName(event);
    const now = event.timeStamp;
    const command = always.find(name, now) ?? (singleKeys.peek() ? letters.find(name, now) : null);
    if (command && command() !== false) event.preventDefault();
  });
}
