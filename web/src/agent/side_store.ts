/* What stands beside the open ticket and is asked for only when somebody looks: other tickets, links, rules. */

import { signal } from "@preact/signals";
import { get } from "../core/api";
import type { QueueRow } from "../core/types";
import type { RuleKind } from "../settings/rule_model";
import { open } from "./ticket_store";

export interface RuleTrace {
  id: number;
  created_at: string;
  detail: {
    rule?: { kind: RuleKind; id: number; title: string };
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
  incidents: { id: number; subject: string | null }[];
  traces: RuleTrace[];
}

export const side = signal<Side | null>(null);
let asked = "";

interface SideAnswer {
  others: QueueRow[];
  solved_count: number;
  merges: Merge[];
  incidents: Side["incidents"];
  rule_traces: RuleTrace[];
}

/* Asks again when the ticket changed; what was shown stays meanwhile. */
export async function loadSide(): Promise<void> {
  const ticket = open.peek()?.ticket;
  const key = ticket ? `${ticket.id} ${ticket.updated_at}` : "";
  if (!ticket || key === asked) return;
  asked = key;
  try {
    const answer = await get<SideAnswer>(`tickets/${ticket.id}/beside`);
    if (key !== asked) return;
    const { others, incidents, solved_count: solvedCount, rule_traces: traces } = answer;
    const merges = answer.merges.filter((merge) => merge.undone_at === null);
    side.value = { ticket: ticket.id, others, solvedCount, merges, incidents, traces };
  } catch {
    if (key === asked) asked = "";
  }
}
