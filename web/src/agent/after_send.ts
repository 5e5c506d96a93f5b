/* Where to go after an answer that ends the work on a ticket for now. */

import { preference } from "../core/preferences";
import { go } from "../core/router";
import { focusList, focusTicket } from "./focus";
import { neighbour, selected } from "./queue_store";

export const afterSend = preference<"next" | "list" | "stay">("after_send", "next");

/* After solving, the next ticket of the queue; the list when there is none. */
export function goOn(from: number): void {
  const next = afterSend.peek() === "list" ? null : (neighbour(from, 1) ?? neighbour(from, -1));
  selected.value = next;
  go({ ticket: next }, true);
  if (next === null) focusList();
  else focusTicket();
}
