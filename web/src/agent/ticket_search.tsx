/* Finding another ticket: by its number, or by words of it; those of the same customer first. */

import { get } from "../core/api";
import type { SearchResult, Ticket } from "../core/types";
import { Combobox, type Option } from "../ui/combobox";
import { Field } from "../ui/form";
import { statusText } from "./edits";

interface Props {
  label: string;
  hint?: string;
  ticket: Ticket;
  chosen: Ticket | null;
  /* What is added to every search: "ticket_type:problem". */
  filter?: string;
  onPick: (found: Ticket) => void;
}

const found = new Map<number, Ticket>();

async function search(query: string): Promise<Ticket[]> {
  const { results } = await get<{ results: SearchResult[] }>(`search?query=${encodeURIComponent(`type:ticket ${query}`)}&per_page=10`);
  return results.filter((result) => result.result_type === "ticket");
}

async function look(typed: string, ticket: Ticket, filter: string): Promise<Ticket[]> {
  const number = /^#?(\d+)$/.exec(typed.trim())?.[1];
  if (number) return get<{ ticket: Ticket }>(`tickets/${number}`).then((answer) => [answer.ticket], () => []);
  if (typed.trim()) return search(`${filter} ${typed}`);
  if (filter) return search(filter);
  const { tickets } = await get<{ tickets: Ticket[] }>(`users/${ticket.requester_id}/tickets/requested?page[size]=10&sort=-updated_at`);
  return tickets;
}

export function TicketSearch({ label, hint, ticket, chosen, filter = "", onPick }: Props) {
  const suggest = async (typed: string): Promise<Option[]> => {
    const list = (await look(typed, ticket, filter)).filter((one) => one.id !== ticket.id);
    for (const one of list) found.set(one.id, one);
    return list.map((one) => ({ value: String(one.id), label: `#${one.id} ${one.subject ?? ""}`, hint: statusText(one.status) }));
  };
  const pick = ({ value }: Option) => {
    const one = found.get(Number(value));
    if (one) onPick(one);
  };
  const text = chosen ? `#${chosen.id} ${chosen.subject ?? ""}` : "";
  return <Field {...{ label, hint }} control={(wiring) => <Combobox wiring={{ ...wiring, autofocus: true }} {...{ text, suggest }} onPick={pick} />} />;
}
