/*
 * Changes of a ticket's fields: shown at once, sent in order, rolled back with a message when the server refuses.
 * The last one can be undone with z or the toast.
 */

import { ApiError, errorText, mayPass, put } from "../core/api";
import { t, type TextKey } from "../core/i18n";
import { keepForLater, sendWaiting, waitingEdits } from "../core/outbox";
import { go, route } from "../core/router";
import type { Priority, Status, Ticket, TicketChange } from "../core/types";
import { dismissToast, toast } from "../ui/toast";
import { changedTicket, coming } from "./edits_coming";
import { focusTicket } from "./focus";
import { sentAt, undoSend } from "./held";
import { patchRow, ticketChanged } from "./queue_store";
import { agentName, me, meId } from "./session";
import { open, refreshOpen, replaceTicket, type TicketMeant, ticketMeant } from "./ticket_store";

interface Edit {
  ticket: number;
  change: TicketChange;
  back: TicketChange;
  said: string;
  before?: Moved;
}

/* What the server changes beside what was asked: taking a new ticket opens it, and gives it a group. */
type Moved = Pick<Ticket, "status" | "assignee_id" | "group_id">;

function moved(before: Moved, after: Moved): TicketChange {
  return {
    ...(after.status === before.status ? {} : { status: before.status }),
    ...(after.assignee_id === before.assignee_id ? {} : { assignee_id: before.assignee_id }),
    ...(after.group_id === before.group_id ? {} : { group_id: before.group_id }),
  };
}

/* How something is taken back, and the toast that offers it. */
interface Offer {
  said: string;
  back: () => void;
  toast: number;
  at: number;
}

let lastOffer: Offer | null = null;
/* The newest of each ticket; what else is changed goes by its path. */
const offered = new Map<number | string, Offer>();
/* Those of edits that are on their way. */
const offers = new WeakMap<Edit, Offer>();
let queue: Promise<unknown> = Promise.resolve();
let sendingKept: Promise<void> = Promise.resolve();

export function statusText(status: Status): string {
  return t(`agent.status.${status}` as TextKey);
}

export function priorityText(priority: Priority | null): string {
  return t(`agent.priority.${priority ?? "none"}` as TextKey);
}

const listeners = new Set<(ticket: number, change: TicketChange) => void>();

/* Whoever else shows tickets hears what becomes of them: what was done, taken back, refused. Answers how to end it. */
export function onShown(listener: (ticket: number, change: TicketChange) => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function showLocally(id: number, change: TicketChange): void {
  const shown = open.peek()?.ticket;
  const row: Parameters<typeof patchRow>[1] = {};
  if (shown?.id === id) {
    const ticket = changedTicket(shown, change);
    replaceTicket(ticket);
    row.tags = ticket.tags;
  }
  if (change.status) row.status = change.status;
  if (change.priority !== undefined) row.priority = change.priority;
  if (change.assignee_id !== undefined) {
    const owner = change.assignee_id;
    row.assignee = owner === null ? null : { id: owner, name: agentName(owner) ?? `#${owner}` };
  }
  patchRow(id, row);
  for (const listener of listeners) listener(id, change);
}

async function send(edit: Edit, key: string): Promise<void> {
  const { ticket } = await put<{ ticket: Ticket }>(`tickets/${edit.ticket}`, { ticket: edit.change }, { "Idempotency-Key": key });
  if (edit.before) Object.assign(edit.back, moved(edit.before, ticket)); /* an undo that waits already has it too */
  coming.delete(edit);
  replaceTicket(ticket);
  ticketChanged(edit.ticket);
  void refreshOpen();
}

/* When the server is out of reach (or others wait for that already), the edit waits its turn. */
async function sendOrKeep(edit: Edit): Promise<void> {
  const key = crypto.randomUUID();
  if (waitingEdits.peek() > 0 && (await keepForLater(meId.peek(), edit, key))) {
    sayKept(edit);
    return sendKept();
  }
  try {
    await send(edit, key);
  } catch (cause) {
    const unreachable = cause instanceof ApiError && (cause.status === 0 || cause.status === 401);
    if (!unreachable || !(await keepForLater(meId.peek(), edit, key))) throw cause;
    sayKept(edit);
  }
}

/* Sends what waits; the server is there again. */
export function sendKept(): Promise<void> {
  sendingKept = sendWaiting<Edit>(meId.peek(), send, refused);
  return sendingKept;
}

/* None of our edits is on its way any more: an answer that names the ticket as it was seen is not refused because of one. */
export async function editsSettled(): Promise<void> {
  await Promise.allSettled([queue, sendingKept]);
}

/* Nothing is done yet: the toast that said so goes. */
function sayKept(edit: Edit): void {
  const offer = offers.get(edit);
  if (!offer?.toast) return;
  dismissToast(offer.toast);
  show(offer, t("agent.edit.kept", { said: edit.said }), "wait");
}

/* What can pass is tried again; else the ticket is where something has to be done first. */
function wayOn(edit: Edit, cause: unknown): Parameters<typeof toast>[1] {
  const { ticket } = edit;
  if (mayPass(cause)) return { label: t("agent.edit.retry"), run: () => apply(edit) };
  if (route.peek().ticket === ticket) return null;
  const show = () => {
    go({ ticket });
    focusTicket();
  };
  return { label: t("agent.edit.open", { number: ticket }), run: show };
}

/* What was said too early is not said any more; how things stand the server says. */
function refused(edit: Edit, cause: unknown): void {
  const offer = offers.get(edit);
  if (offer) end(offer);
  coming.delete(edit);
  showLocally(edit.ticket, edit.back);
  ticketChanged(edit.ticket);
  toast(t("agent.edit.refused_ticket", { number: edit.ticket, reason: errorText(cause) }), wayOn(edit, cause), "error");
  void refreshOpen();
}

function apply(edit: Edit, undoable = true): void {
  coming.add(edit);
  showLocally(edit.ticket, edit.change);
  queue = queue
    .then(() => sendOrKeep(edit))
    .catch((cause: unknown) => refused(edit, cause))
    .then(() => coming.delete(edit));
  const back = () => apply({ ticket: edit.ticket, change: edit.back, back: edit.change, said: edit.said }, false);
  if (undoable) offers.set(edit, offerUndo(edit.ticket, edit.said, back));
}

function show(offer: Offer, said: string, kind: "info" | "wait"): void {
  offer.toast = toast(said, { label: t("agent.edit.undo"), run: () => takeBack(offer) }, kind);
}

function end(offer: Offer): void {
  dismissToast(offer.toast);
  offer.toast = 0;
  if (lastOffer === offer) lastOffer = null;
}

function takeBack(offer: Offer): void {
  end(offer);
  offer.back();
  toast(t("agent.edit.undone_said", { said: offer.said }));
}

/* Something newer is done to it: to take the older back now would undo that too, or a half of both. */
export function endOffer(about: number | string): void {
  const offer = offered.get(about);
  if (offer) end(offer);
  offered.delete(about);
}

/* Says what was done and keeps how it is taken back, for the toast and for z. */
export function offerUndo(about: number | string, said: string, back: () => void): Offer {
  endOffer(about);
  const offer = { said, back, toast: 0, at: performance.now() };
  offered.set(about, offer);
  show(offer, said, "info");
  lastOffer = offer;
  return offer;
}

/* Any other change of the ticket's fields; `back` is what they were. */
export function editTicket(ticket: Ticket, change: TicketChange, back: TicketChange, field: string): void {
  applyChange(ticket, change, back, t("ticket.edited", { number: ticket.id, field }));
}

export function applyChange(ticket: Moved & Pick<Ticket, "id">, change: TicketChange, back: TicketChange, said: string): void {
  const { status, assignee_id, group_id } = ticket;
  apply({ ticket: ticket.id, change, back: { ...back, undo: true }, said, before: { status, assignee_id, group_id } });
}

/* When what z takes back now was done; 0: there is nothing. */
export function offeredAt(): number {
  return Math.max(lastOffer?.at ?? 0, sentAt());
}

/* The last thing done: a reply that is just being sent, or an edit. */
export function undoLastEdit(): boolean {
  if (!lastOffer || lastOffer.at < sentAt()) return undoSend();
  takeBack(lastOffer);
  return true;
}

export function setStatus(ticket: TicketMeant, status: Status): void {
  if (status === ticket.status) return;
  const said = t("agent.edit.status", { number: ticket.id, status: statusText(status) });
  applyChange(ticket, { status }, { status: ticket.status }, said);
}

export function setPriority(ticket: Ticket, priority: Priority | null): void {
  if (priority === ticket.priority) return;
  const said = t("agent.edit.priority", { number: ticket.id, priority: priorityText(priority) });
  applyChange(ticket, { priority }, { priority: ticket.priority }, said);
}

export function setAssignee(ticket: TicketMeant, assignee: number | null): void {
  if (assignee === ticket.assignee_id) return;
  const name = assignee === null ? t("agent.assignee.nobody") : (agentName(assignee) ?? `#${assignee}`);
  const said = t("agent.edit.assignee", { number: ticket.id, name });
  applyChange(ticket, { assignee_id: assignee }, { assignee_id: ticket.assignee_id }, said);
}

export function assignToMe(): boolean {
  const ticket = ticketMeant();
  const agent = me.peek();
  if (!ticket || !agent || ticket.status === "closed") return false;
  setAssignee(ticket, agent.id);
  return true;
}

export function normalTag(text: string): string {
  return text.trim().toLowerCase().replace(/[\s,]+/g, "_");
}

/* Only what is added and taken off is said: a colleague's tag is not thrown away. */
export function changeTags(ticket: Ticket, add: string[], remove: string[]): void {
  const said = t("agent.edit.tags", { number: ticket.id });
  const change = { additional_tags: add, remove_tags: remove };
  applyChange(ticket, change, { additional_tags: remove, remove_tags: add }, said);
}
