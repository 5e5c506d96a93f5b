/* What can be done with the open ticket beside answering: for the menu, the keys and the palette. */

import { errorText, post, put, remove } from "../core/api";
import { addCommands, type AppCommand } from "../core/commands";
import { fullMoment } from "../core/fmt";
import { plainText, t, type TextKey } from "../core/i18n";
import { go } from "../core/router";
import type { Ticket } from "../core/types";
import { ask } from "../ui/dialog";
import type { IconName } from "../ui/icon";
import { toast } from "../ui/toast";
import { goOn, isStillAt } from "./after_send";
import { openDialog } from "./dialog_store";
import { assignToMe, editTicket, offerUndo } from "./edits";
import { ticketChanged } from "./queue_store";
import { me } from "./session";
import { inPane } from "./ticket_keys";
import { open, refreshOpen, type TicketMeant, ticketMeant } from "./ticket_store";
import { wantFields } from "./ticket_fields";

export interface TicketAction {
  id: string;
  title: TextKey;
  icon: IconName;
  keys?: readonly string[];
  when: (ticket: TicketMeant) => boolean;
  run: (ticket: Ticket) => void;
}

/* Runs a request; what went wrong is said, with a way to try again. */
export async function attempt(run: () => Promise<void>): Promise<boolean> {
  try {
    await run();
    return true;
  } catch (cause) {
    toast(errorText(cause), { label: t("agent.retry"), run: () => void attempt(run) }, "error");
    return false;
  }
}

function changed(id: number): void {
  ticketChanged(id);
  void refreshOpen();
}

export async function snooze(id: number, until: Date, onReply: boolean): Promise<void> {
  const body = { snooze: { until: until.toISOString(), wake_on_reply: onReply } };
  const answer = await put<{ snooze: { wakes_at: string; wakes_for: string } }>(`tickets/${id}/snooze`, body);
  changed(id);
  const early = answer.snooze.wakes_for === "deadline";
  const at = fullMoment(Date.parse(answer.snooze.wakes_at));
  offerUndo(id, t(early ? "ticket.snooze.done_early" : "ticket.snooze.done", { number: id, at }), () => void wake(id));
}

export async function wake(id: number): Promise<void> {
  await attempt(async () => {
    await remove(`tickets/${id}/snooze`);
    changed(id);
  });
}

async function restore(id: number): Promise<void> {
  await attempt(async () => {
    await put(`deleted_tickets/${id}/restore`, {});
    ticketChanged(id);
    go({ ticket: id });
  });
}

function discard(ticket: Ticket): void {
  void attempt(async () => {
    await remove(`tickets/${ticket.id}`);
    ticketChanged(ticket.id);
    if (isStillAt(ticket.id)) goOn(ticket.id);
    offerUndo(ticket.id, t("ticket.deleted", { number: ticket.id }), () => void restore(ticket.id));
  });
}

async function spam(ticket: Ticket): Promise<void> {
  const name = open.peek()?.users.get(ticket.requester_id)?.name ?? "";
  const yes = await ask({ title: t("ticket.spam.title"), text: t("ticket.spam.text", { name }), yes: t("ticket.spam.yes"), danger: true });
  if (!yes) return;
  await attempt(async () => {
    await put(`tickets/${ticket.id}/mark_as_spam`, {});
    ticketChanged(ticket.id);
    if (isStillAt(ticket.id)) goOn(ticket.id);
    toast(t("ticket.spam.done", { number: ticket.id }));
  });
}

/* It is there, and rules have run on it, before a word is written: so it asks. */
export async function followUp(ticket: Ticket): Promise<void> {
  const yes = await ask({ title: t("ticket.follow_up.title", { number: ticket.id }), text: t("ticket.follow_up.text"), yes: t("ticket.action.follow_up") });
  if (!yes) return;
  await attempt(async () => {
    const subject = plainText("ticket.follow_up.subject", { subject: ticket.subject ?? "" });
    const comment = { body: t("ticket.follow_up.note", { number: ticket.id }), public: false };
    const body = { ticket: { via_followup_source_id: ticket.id, subject, requester_id: ticket.requester_id, comment } };
    const made = await post<{ ticket: Ticket }>("tickets", body);
    go({ ticket: made.ticket.id });
    toast(t("ticket.follow_up.done", { number: made.ticket.id }));
  });
}

const notClosed = (ticket: TicketMeant) => ticket.status !== "closed";
const notMine = (ticket: TicketMeant) => notClosed(ticket) && ticket.assignee_id !== me.peek()?.id;
const isProblem = (ticket: TicketMeant) => notClosed(ticket) && ticket.type === "problem";
const noProblem = (ticket: TicketMeant) => notClosed(ticket) && ticket.type !== "problem";
const snoozed = () => Boolean(open.peek()?.snooze);

export const ticketActions: readonly TicketAction[] = [
  {
    id: "ticket:snooze",
    title: "ticket.action.snooze",
    icon: "clock",
    keys: ["h"],
    when: (ticket) => ticket.status !== "closed" && ticket.status !== "solved",
    run: () => openDialog({ name: "snooze" }),
  },
  { id: "ticket:wake", title: "ticket.action.wake", icon: "bell", when: snoozed, run: (ticket) => void wake(ticket.id) },
  { id: "ticket:take", title: "ticket.action.take", icon: "take", when: notMine, run: () => void assignToMe() },
  { id: "ticket:merge", title: "ticket.action.merge", icon: "merge", when: notClosed, run: () => openDialog({ name: "merge" }) },
  { id: "ticket:requester", title: "ticket.action.requester", icon: "me", when: notClosed, run: () => openDialog({ name: "requester" }) },
  { id: "ticket:problem", title: "ticket.action.problem", icon: "link", when: noProblem, run: () => openDialog({ name: "problem" }) },
  {
    id: "ticket:make_problem",
    title: "ticket.action.make_problem",
    icon: "flag",
    when: noProblem,
    run: (ticket) => editTicket(ticket, { type: "problem" }, { type: ticket.type }, t("ticket.field.type")),
  },
  { id: "ticket:incidents", title: "ticket.action.incidents", icon: "link", when: isProblem, run: () => openDialog({ name: "incidents" }) },
  { id: "ticket:follow_up", title: "ticket.action.follow_up", icon: "add", when: (ticket) => !notClosed(ticket), run: (ticket) => void followUp(ticket) },
  { id: "ticket:print", title: "ticket.action.print", icon: "print", when: () => true, run: () => setTimeout(() => print(), 0) },
  { id: "ticket:spam", title: "ticket.action.spam", icon: "spam", when: notClosed, run: (ticket) => void spam(ticket) },
  { id: "ticket:delete", title: "ticket.action.delete", icon: "trash", when: () => true, run: discard },
];

/* Those that make sense for a ticket. */
export function actionsFor(ticket: Ticket): readonly TicketAction[] {
  return ticketActions.filter((action) => action.when(ticket));
}

export const ACTIONS_ID = "ticket-actions";

function openActions(): boolean {
  const button = document.querySelector<HTMLElement>(`#${ACTIONS_ID} > .menu > button`);
  button?.click();
  return Boolean(button);
}

function command(action: TicketAction): AppCommand {
  return {
    id: action.id,
    group: "ticket",
    title: action.title,
    keys: action.keys ?? [],
    /* of a marked row only what has a key: the palette shows no row */
    when: () => {
      const ticket = action.keys ? ticketMeant() : open.peek()?.ticket;
      return Boolean(ticket && action.when(ticket));
    },
    run: inPane(() => {
      const ticket = open.peek()?.ticket;
      if (!ticket || !action.when(ticket)) return false;
      action.run(ticket);
      return true;
    }),
  };
}

export function addTicketCommands(): void {
  wantFields();
  addCommands([
    ...ticketActions.filter((action) => action.id !== "ticket:take").map(command),
    { id: "ticket:actions", group: "ticket", title: "ticket.action.all", keys: ["."], when: () => ticketMeant() !== null, run: inPane(openActions) },
  ]);
}
