/* Finding another ticket: by its number, or by words of it; those of the same customer first. */

import { useEffect } from "preact/hooks";
import { get } from "../core/api";
import { moment } from "../core/fmt";
import { ticketNumber } from "../core/router";
import type { SearchResult, Ticket, User } from "../core/types";
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

const OFFERED = 10;

/* While the field is there. */
const found = new Map<number, Ticket>();
const names = new Map<number, string>();

function know(users: readonly User[] = []): void {
  for (const user of users) names.set(user.id, user.name);
}

async function search(query: string): Promise<Ticket[]> {
  const asked = encodeURIComponent(`type:ticket ${query}`);
  const { results, users } = await get<{ results: SearchResult[]; users?: User[] }>(`search?query=${asked}&per_page=${OFFERED}&include=tickets(users)`);
  know(users);
  return results.filter((result) => result.result_type === "ticket");
}

async function searchOwnFirst(query: string, requester: number): Promise<Ticket[]> {
  const [own, all] = await Promise.all([search(`${query} requester:${requester}`), search(query)]);
  return [...own, ...all.filter((one) => !own.some(({ id }) => id === one.id))].slice(0, OFFERED);
}

async function byNumber(number: number): Promise<Ticket[]> {
  try {
    const { ticket, users } = await get<{ ticket: Ticket; users?: User[] }>(`tickets/${number}?include=users`);
    know(users);
    return [ticket];
  } catch {
    return [];
  }
}

async function look(typed: string, ticket: Ticket, filter: string): Promise<Ticket[]> {
  const number = ticketNumber(typed);
  if (number) return byNumber(number);
  if (typed.trim() || filter) return searchOwnFirst(`${filter} ${typed}`, ticket.requester_id);
  const page = `page[size]=${OFFERED}&sort=-updated_at&include=users`;
  const { tickets, users } = await get<{ tickets: Ticket[]; users?: User[] }>(`users/${ticket.requester_id}/tickets/requested?${page}`);
  know(users);
  return tickets;
}

/* Many subjects are alike: who wrote it, how it stands and when it last changed tell them apart. */
function hintOf(one: Ticket): string {
  return [names.get(one.requester_id), statusText(one.status), moment(Date.parse(one.updated_at), Date.now())].filter(Boolean).join(" · ");
}

function forget(): void {
  found.clear();
  names.clear();
}

export function TicketSearch({ label, hint, ticket, chosen, filter = "", onPick }: Props) {
  useEffect(() => forget, []);
  const suggest = async (typed: string): Promise<Option[]> => {
    const list = (await look(typed, ticket, filter)).filter((one) => one.id !== ticket.id);
    for (const one of list) found.set(one.id, one);
    return list.map((one) => ({ value: String(one.id), label: `#${one.id} ${one.subject ?? ""}`, hint: hintOf(one) }));
  };
  const pick = ({ value }: Option) => {
    const one = found.get(Number(value));
    if (one) onPick(one);
  };
  const text = chosen ? `#${chosen.id} ${chosen.subject ?? ""}` : "";
  return <Field {...{ label, hint }} control={(wiring) => <Combobox wiring={{ ...wiring, autofocus: true }} {...{ text, suggest }} onPick={pick} />} />;
}
