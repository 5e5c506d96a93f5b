/* What stands beside the open ticket and is asked for only when somebody looks: other tickets, links, rules. */

import { signal } from "@preact/signals";
import { get } from "../core/api";
import type { QueueRow, Ticket } from "../core/types";
import { open } from "./ticket_store";

export interface RuleTrace {
  id: number;
  created_at: string;
  detail: {
    rule?: { kind: string; id: number; title: string };
    conditions?: { field: string; operator: string; value: unknown; any: boolean; fits: boolean }[];
    changes?: { type: string; field_name?: string; value?: unknown; previous_value?: unknown }[];
    error?: string | null;
  };
}

interface Merge {
  source_id: number;
  target_id: number;
  undone_at: string | null;
}

export interface Side {
  ticket: number;
  /* other tickets of the customer, unsolved ones with their deadlines first */
  others: QueueRow[];
  solvedCount: number;
  merges: Merge[];
  incidents: Ticket[];
  traces: RuleTrace[];
}

export const side = signal<Side | null>(null);
let asked = "";

async function othersOf(ticket: Ticket): Promise<{ others: QueueRow[]; solvedCount: number }> {
  const { tickets } = await get<{ tickets: Ticket[] }>(`users/${ticket.requester_id}/tickets/requested?page[size]=25&sort=-updated_at`);
  const rest = tickets.filter((one) => one.id !== ticket.id);
  const unsolved = rest.filter((one) => one.status !== "solved" && one.status !== "closed");
  const ids = [...unsolved, ...rest.filter((one) => !unsolved.includes(one))].slice(0, 8).map((one) => one.id);
  if (ids.length === 0) return { others: [], solvedCount: 0 };
  const { queue } = await get<{ queue: QueueRow[] }>(`queue?ids=${ids.join(",")}`);
  return { others: queue, solvedCount: rest.length - unsolved.length };
}

/* Asks again when the ticket changed; what was shown stays meanwhile. */
export async function loadSide(): Promise<void> {
  const ticket = open.peek()?.ticket;
  const key = ticket ? `${ticket.id} ${ticket.updated_at}` : "";
  if (!ticket || key === asked) return;
  asked = key;
  try {
    const [{ others, solvedCount }, merged, incidents, traced] = await Promise.all([
      othersOf(ticket),
      get<{ merges: Merge[] }>(`tickets/${ticket.id}/merges?page[size]=20`),
      ticket.type === "problem" ? get<{ tickets: Ticket[] }>(`tickets/${ticket.id}/incidents?page[size]=20`) : { tickets: [] },
      get<{ rule_traces: RuleTrace[] }>(`tickets/${ticket.id}/rule_traces?page[size]=20`),
    ]);
    if (key !== asked) return;
    const merges = merged.merges.filter((merge) => merge.undone_at === null);
    side.value = { ticket: ticket.id, others, solvedCount, merges, incidents: incidents.tickets, traces: traced.rule_traces };
  } catch {
    if (key === asked) asked = "";
  }
}
