/* Where to go after an answer that ends the work on a ticket for now. */

import { isEditable } from "../core/keymap";
import { preference } from "../core/preferences";
import { go, route } from "../core/router";
import { focusList, focusTicket } from "./focus";
import { neighbour, selected } from "./queue_store";

export const afterSend = preference<"next" | "list" | "stay">("after_send", "next");

/* Asked when the server has answered: nobody is led away from what he has begun meanwhile. */
export function isStillAt(ticket: number): boolean {
  const now = document.activeElement;
  const writesElsewhere = isEditable(now) && !now?.closest(".composer");
  return route.peek().ticket === ticket && !writesElsewhere && !document.querySelector("dialog[open], [role=menu]");
}

/* After solving, the next ticket of the queue; the list when there is none. */
export function goOn(from: number): void {
  const next = afterSend.peek() === "list" ? null : (neighbour(from, 1) ?? neighbour(from, -1));
  selected.value = next;
  go({ ticket: next }, true);
  if (next === null) focusList();
  else focusTicket();
}
