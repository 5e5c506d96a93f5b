/* Chooses a ticket to try something on: by its number or by words; the latest ones first. */

import { get } from "../core/api";
import type { SearchResult, Ticket } from "../core/types";
import { Combobox, type Option } from "../ui/combobox";
import { Field } from "../ui/form";

const seen = new Map<number, Ticket>();

async function look(typed: string): Promise<Ticket[]> {
  const number = /^#?(\d+)$/.exec(typed.trim())?.[1];
  if (number) return get<{ ticket: Ticket }>(`tickets/${number}`).then(({ ticket }) => [ticket], () => []);
  const query = encodeURIComponent(`type:ticket ${typed}`.trim());
  const { results } = await get<{ results: SearchResult[] }>(`search?query=${query}&per_page=10&sort_by=updated_at&sort_order=desc`);
  return results.filter((result) => result.result_type === "ticket");
}

export function TicketPick({ label, hint, chosen, onPick }: { label: string; hint: string; chosen: Ticket | null; onPick: (ticket: Ticket) => void }) {
  const suggest = async (typed: string): Promise<Option[]> => {
    const found = await look(typed);
    for (const one of found) seen.set(one.id, one);
    return found.map((one) => ({ value: String(one.id), label: `#${one.id} ${one.subject ?? ""}` }));
  };
  const pick = ({ value }: Option) => {
    const one = seen.get(Number(value));
    if (one) onPick(one);
  };
  const text = chosen ? `#${chosen.id} ${chosen.subject ?? ""}` : "";
  return <Field {...{ label, hint }} control={(wiring) => <Combobox {...{ wiring, text, suggest }} onPick={pick} />} />;
}
