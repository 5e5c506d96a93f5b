/* Changes that are on their way to the server: until it has taken them, a ticket is shown as they will leave it, whatever comes meanwhile. */

import type { Ticket, TicketChange } from "../core/types";

interface Coming {
  ticket: number;
  change: TicketChange;
}

/* In the order in which they are sent. */
export const coming = new Set<Coming>();

/* What is no field of the ticket as it is shown. */
const people = ["email_ccs", "followers", "requester"];
const notShown = [...people, "comment", "undo", "safe_update", "updated_stamp", "macro_ids", "additional_tags", "remove_tags", "custom_fields"];

function tagsAfter(tags: readonly string[], change: TicketChange): string[] {
  const all = [...new Set([...tags, ...(change.additional_tags ?? [])])];
  return all.filter((tag) => !change.remove_tags?.includes(tag));
}

export function changedTicket(ticket: Ticket, change: TicketChange): Ticket {
  const fields = Object.fromEntries(Object.entries(change).filter(([name]) => !notShown.includes(name)));
  const values = ticket.custom_fields?.map((field) => change.custom_fields?.find((value) => value.id === field.id) ?? field);
  return { ...ticket, ...fields, tags: tagsAfter(ticket.tags, change), ...(values ? { custom_fields: values } : {}) };
}

export function withComing(ticket: Ticket): Ticket {
  const mine = [...coming].filter((edit) => edit.ticket === ticket.id);
  return mine.reduce((shown, { change }) => changedTicket(shown, change), ticket);
}
