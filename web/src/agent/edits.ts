/*
 * Changes of a ticket's fields: shown at once, sent in order, rolled back with a message when the server refuses.
 * The last one can be undone with z or the toast.
 */

import { ApiError, get, put } from "../core/api";
import { t, type TextKey } from "../core/i18n";
import { keepForLater, sendWaiting, waitingEdits } from "../core/outbox";
import type { Priority, Status, Ticket, TicketChange } from "../core/types";
import { toast } from "../ui/toast";
import { undoSend } from "./held";
import { patchRow, ticketChanged } from "./queue_store";
import { agentName, me, meId } from "./session";
import { open, refreshOpen, replaceTicket } from "./ticket_store";

interface Edit {
  ticket: number;
  change: TicketChange;
  back: TicketChange;
  said: string;
}

let lastUndo: (() => void) | null = null;
let queue: Promise<unknown> = Promise.resolve();

export function statusText(status: Status): string {
  return t(`agent.status.${status}` as TextKey);
}

export function priorityText(priority: Priority | null): string {
  return t(`agent.priority.${priority ?? "none"}` as TextKey);
}

function showLocally(id: number, change: TicketChange): void {
  const { comment: _comment, safe_update: _safe, updated_stamp: _stamp, email_ccs: _ccs, followers: _followers, custom_fields: values, ...fields } = change;
  const shown = open.peek()?.ticket;
  if (shown?.id === id) {
    const merged = values && shown.custom_fields?.map((field) => values.find((value) => value.id === field.id) ?? field);
    replaceTicket({ ...shown, ...fields, ...(merged ? { custom_fields: merged } : {}) } as Ticket);
  }
  const row: Parameters<typeof patchRow>[1] = {};
  if (fields.status) row.status = fields.status;
  if (fields.priority !== undefined) row.priority = fields.priority;
  if (fields.tags) row.tags = fields.tags;
  if (fields.assignee_id !== undefined) {
    const id = fields.assignee_id;
    row.assignee = id === null ? null : { id, name: agentName(id) ?? `#${id}` };
  }
  patchRow(id, row);
}

async function send(edit: Edit, key: string): Promise<void> {
  const { ticket } = await put<{ ticket: Ticket }>(`tickets/${edit.ticket}`, { ticket: edit.change }, { "Idempotency-Key": key });
  replaceTicket(ticket);
  ticketChanged(edit.ticket);
  void refreshOpen();
}

/* When the server is out of reach (or others wait for that already), the edit waits its turn. */
async function sendOrKeep(edit: Edit): Promise<void> {
  const key = crypto.randomUUID();
  if (waitingEdits.peek() > 0 && (await keepForLater(meId.peek(), edit, key))) return sendKept();
  try {
    await send(edit, key);
  } catch (cause) {
    const unreachable = cause instanceof ApiError && (cause.status === 0 || cause.status === 401);
    if (!unreachable || !(await keepForLater(meId.peek(), edit, key))) throw cause;
  }
}

/* Sends what waits; the server is there again. */
export function sendKept(): Promise<void> {
  return sendWaiting<Edit>(meId.peek(), send, refused);
}

function refused(edit: Edit, cause: unknown): void {
  lastUndo = null;
  showLocally(edit.ticket, edit.back);
  const words = cause instanceof ApiError ? cause.message : String(cause);
  toast(t("agent.edit.refused", { reason: words }), { label: t("agent.edit.retry"), run: () => apply(edit) }, "error");
  void refreshOpen();
}

function apply(edit: Edit, undoable = true): void {
  showLocally(edit.ticket, edit.change);
  queue = queue.then(() => sendOrKeep(edit)).catch((cause: unknown) => refused(edit, cause));
  if (undoable) offerUndo(edit.said, () => apply({ ticket: edit.ticket, change: edit.back, back: edit.change, said: edit.said }, false));
}

/* Says what was done and keeps how it is taken back, for the toast and for z. */
export function offerUndo(said: string, back: () => void): void {
  lastUndo = back;
  toast(said, { label: t("agent.edit.undo"), run: undoLastEdit });
}

/* Any other change of the ticket's fields; `back` is what they were. */
export function editTicket(ticket: Ticket, change: TicketChange, back: TicketChange, field: string): void {
  apply({ ticket: ticket.id, change, back, said: t("ticket.edited", { number: ticket.id, field }) });
}

/* The last thing done: a reply that is just being sent, else the last edit. */
export function undoLastEdit(): boolean {
  if (undoSend()) return true;
  const back = lastUndo;
  if (!back) return false;
  lastUndo = null;
  back();
  toast(t("agent.edit.undone"));
  return true;
}

export function setStatus(ticket: Ticket, status: Status): void {
  if (status === ticket.status) return;
  const said = t("agent.edit.status", { number: ticket.id, status: statusText(status) });
  apply({ ticket: ticket.id, change: { status }, back: { status: ticket.status === "new" ? "open" : ticket.status }, said });
}

export function setPriority(ticket: Ticket, priority: Priority | null): void {
  if (priority === ticket.priority) return;
  const said = t("agent.edit.priority", { number: ticket.id, priority: priorityText(priority) });
  apply({ ticket: ticket.id, change: { priority }, back: { priority: ticket.priority }, said });
}

export function setAssignee(ticket: Ticket, assignee: number | null): void {
  if (assignee === ticket.assignee_id) return;
  const name = assignee === null ? t("agent.assignee.nobody") : (agentName(assignee) ?? `#${assignee}`);
  const said = t("agent.edit.assignee", { number: ticket.id, name });
  apply({ ticket: ticket.id, change: { assignee_id: assignee }, back: { assignee_id: ticket.assignee_id }, said });
}

export function assignToMe(): boolean {
  const shown = open.peek()?.ticket;
  const agent = me.peek();
  if (!shown || !agent || shown.status === "closed") return false;
  setAssignee(shown, agent.id);
  return true;
}

export function normalTag(text: string): string {
  return text.trim().toLowerCase().replace(/[\s,]+/g, "_");
}

/* Tags are sent as a whole list, so the newest list is fetched first: a colleague's tag is not thrown away. */
export function changeTags(ticket: Ticket, add: string[], remove: string[]): void {
  const edited = (tags: string[]) => [...new Set([...tags, ...add])].filter((tag) => !remove.includes(tag));
  const before = ticket.tags;
  showLocally(ticket.id, { tags: edited(before) });
  get<{ ticket: Ticket }>(`tickets/${ticket.id}`)
    .then(({ ticket: now }) => {
      const said = t("agent.edit.tags", { number: ticket.id });
      apply({ ticket: ticket.id, change: { tags: edited(now.tags) }, back: { tags: now.tags }, said });
    })
    .catch((cause: unknown) => refused({ ticket: ticket.id, change: { tags: edited(before) }, back: { tags: before }, said: "" }, cause));
}
