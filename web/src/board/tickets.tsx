/* The tickets of the board in columns by time. One of them is in the tab order; j, k and the arrows go on from there. */

import { meId } from "../agent/session";
import { minuteNow } from "../core/clock";
import { deadlineView } from "../core/deadline";
import { t, tn } from "../core/i18n";
import { linkTo } from "../core/router";
import { Icon } from "../ui/icon";
import { handing } from "./hand_over";
import { columnsOf, type BoardColumn, type BoardData, type BoardTicket } from "./model";
import { focused, goneIds, setFocused, setPointed, shown, takeTicket } from "./store";

const cardId = (id: number) => `board-${id}`;

export function focusedTicket(): BoardTicket | null {
  return shown.peek().find((ticket) => ticket.ticket_id === focused.peek()) ?? null;
}

/* To the next or previous ticket; from nowhere to the first. */
export function stepFocus(by: 1 | -1): boolean {
  const tickets = shown.peek();
  const at = tickets.findIndex((ticket) => ticket.ticket_id === focused.peek());
  const next = at < 0 ? tickets[0] : tickets[at + by];
  if (!next) return false;
  const card = document.getElementById(cardId(next.ticket_id));
  card?.focus();
  card?.scrollIntoView({ block: "nearest", inline: "nearest" });
  return card !== null;
}

function Due({ ticket }: { ticket: BoardTicket }) {
  const deadline = { kind: ticket.kind ?? "promise", due_at: ticket.due_at, goal_at: null, paused: false, remaining_s: 0, state: "ok" } as const;
  const { state, short, words } = deadlineView(deadline, minuteNow.value);
  return (
    <span class={`board-due due-${state}`}>
      <Icon name={state === "breached" ? "late" : "clock"} size={18} />
      <span aria-hidden="true">{short}</span>
      <span class="visually-hidden">{words}</span>
    </span>
  );
}

function handOverIt(ticket: BoardTicket): void {
  handing.value = ticket;
}

function Actions({ ticket }: { ticket: BoardTicket }) {
  return (
    <div class="board-actions" role="group" aria-label={t("board.ticket.actions", { number: ticket.ticket_id })}>
      {ticket.assignee_id !== meId.value && (
        <button type="button" class="icon-button" title={t("board.take")} aria-label={t("board.take")} tabIndex={-1} onClick={() => takeTicket(ticket)}>
          <Icon name="take" />
        </button>
      )}
      <button type="button" class="icon-button" title={t("board.hand_over")} aria-label={t("board.hand_over")} tabIndex={-1} onClick={() => handOverIt(ticket)}>
        <Icon name="shared" />
      </button>
    </div>
  );
}

function Card({ ticket, first }: { ticket: BoardTicket; first: boolean }) {
  const gone = goneIds.value.has(ticket.ticket_id);
  const current = focused.value === ticket.ticket_id || (focused.value === null && first);
  return (
    <li class={gone ? "board-card board-gone" : "board-card"} onFocusIn={() => setFocused(ticket.ticket_id)}>
      <a id={cardId(ticket.ticket_id)} class="board-link" tabIndex={current ? 0 : -1} {...linkTo({ view: "all", ticket: ticket.ticket_id })}>
        <Due ticket={ticket} />
        <bdi class="board-subject">{ticket.subject}</bdi>
        <span class="board-about">
          <span>{`#${ticket.ticket_id}`}</span>
          <bdi>{ticket.group_name ?? t("board.ticket.no_group")}</bdi>
          <span class={ticket.assignee_id ? "board-who" : "board-who board-nobody"}>
            <Icon name={ticket.assignee_id ? "me" : "nobody"} size={14} />
            <bdi>{ticket.assignee_name ?? t("board.ticket.nobody")}</bdi>
          </span>
          {gone && <span class="badge">{t("board.ticket.gone")}</span>}
        </span>
      </a>
      <Actions ticket={ticket} />
    </li>
  );
}

function Column({ column, first }: { column: BoardColumn; first: number | undefined }) {
  const more = column.count - column.tickets.length;
  return (
    <section class={column.late ? "board-column board-late" : "board-column"} aria-labelledby={`column-${column.id}`}>
      <h2 id={`column-${column.id}`}>
        {column.late && column.count > 0 && <Icon name="late" size={18} />}
        {column.title}
        <span class="board-count">{column.count}</span>
      </h2>
      {column.count === 0 && <p class="muted">{t("board.column.empty")}</p>}
      <ul>
        {column.tickets.map((ticket) => (
          <Card key={ticket.ticket_id} ticket={ticket} first={ticket.ticket_id === first} />
        ))}
      </ul>
      {more > 0 && <p class="muted">{tn("board.column.more", more)}</p>}
    </section>
  );
}

export function BoardTickets({ data }: { data: BoardData }) {
  const columns = columnsOf(data, shown.value, minuteNow.value);
  const first = shown.value[0]?.ticket_id;
  return (
    <div
      class="board-columns"
      onPointerEnter={() => setPointed(true)}
      onPointerLeave={() => setPointed(false)}
      onFocusOut={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget as Node | null) && !handing.peek()) setFocused(null);
      }}
    >
      {columns.map((column) => (
        <Column key={column.id} column={column} first={first} />
      ))}
    </div>
  );
}
