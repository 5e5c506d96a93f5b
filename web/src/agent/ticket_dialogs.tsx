/* Dialogs of the open ticket: snooze, merge, another customer, split, problem and incidents. They come when the first is opened. */

import type { ComponentType } from "preact";
import { open } from "./ticket_store";
import { dialog } from "./dialog_store";
import { IncidentsDialog, ProblemDialog } from "./dialog_problem";
import { MergeDialog } from "./dialog_merge";
import { RequesterDialog } from "./dialog_requester";
import { SnoozeDialog } from "./dialog_snooze";
import { SplitDialog } from "./dialog_split";
import type { Ticket } from "../core/types";

const dialogs: Record<string, ComponentType<{ ticket: Ticket }>> = {
  snooze: SnoozeDialog,
  merge: MergeDialog,
  split: SplitDialog,
  requester: RequesterDialog,
  problem: ProblemDialog,
  incidents: IncidentsDialog,
};

export function TicketDialogs() {
  const ticket = open.value?.ticket;
  const Shown = dialog.value && dialogs[dialog.value.name];
  return Shown && ticket ? <Shown ticket={ticket} /> : null;
}
