/* Gives a ticket of the board to somebody: people who are here first, each with what is on the desk already. */

import { signal } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import { t } from "../core/i18n";
import { Combobox, type Option } from "../ui/combobox";
import { Dialog } from "../ui/dialog";
import { Field } from "../ui/form";
import type { BoardPerson, BoardTicket } from "./model";
import { board, handOver } from "./store";

export const handing = signal<BoardTicket | null>(null);

function optionOf(person: BoardPerson): Option {
  const desk = t("board.hand_over_hint", { open: person.open, late: person.overdue });
  const place = t(person.here ? "board.hand_over_here" : "board.hand_over_away");
  return { value: String(person.id), label: person.name, hint: `${place} · ${desk}` };
}

/* The board's own order: who is here comes first. */
async function suggest(typed: string): Promise<readonly Option[]> {
  const wanted = typed.trim().toLocaleLowerCase();
  const people = board.peek()?.people ?? [];
  return people.filter((person) => person.name.toLocaleLowerCase().includes(wanted)).slice(0, 20).map(optionOf);
}

function Ask({ ticket }: { ticket: BoardTicket }) {
  const box = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => box.current?.querySelector("input")?.focus(), []);
  const owner = ticket.assignee_name ?? "";
  const close = () => {
    handing.value = null;
  };
  const pick = (option: Option) => {
    close();
    handOver(ticket, Number(option.value), option.label);
  };
  return (
    <Dialog title={t("board.hand_over_title", { number: ticket.ticket_id })} onClose={close}>
      <div class="board-hand-over" ref={box}>
        <p>
          <bdi>{ticket.subject}</bdi>
        </p>
        <Field
          label={t("board.hand_over_person")}
          control={(wiring) => <Combobox begun wiring={wiring} text={owner} placeholder={owner} suggest={suggest} onPick={pick} />}
        />
      </div>
    </Dialog>
  );
}

export function HandOver() {
  return handing.value && <Ask ticket={handing.value} />;
}
