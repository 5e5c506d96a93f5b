/* Beside the ticket, below deadlines and customer: other tickets, what it is linked to, how it was rated. */

import { minuteNow } from "../core/clock";
import { deadlineView } from "../core/deadline";
import { t, tn } from "../core/i18n";
import { linkTo } from "../core/router";
import type { QueueRow } from "../core/types";
import { StatusMark } from "../ui/status_mark";
import { statusText } from "./edits";
import type { Side } from "./side_store";
import type { OpenTicket } from "./ticket_store";

function TicketLink({ id, text }: { id: number; text?: string }) {
  return (
    <a {...linkTo({ ticket: id })} dir="auto">
      {`#${id}${text ? ` ${text}` : ""}`}
    </a>
  );
}

function Other({ row }: { row: QueueRow }) {
  return (
    <li class="side-ticket">
      <StatusMark status={row.status} />
      <div>
        <TicketLink id={row.ticket_id} text={row.subject ?? ""} />
        <p class="muted">{row.deadline ? deadlineView(row.deadline, minuteNow.value).words : statusText(row.status)}</p>
      </div>
    </li>
  );
}

export function OtherTickets({ side }: { side: Side }) {
  return (
    <section class="context-part" aria-labelledby="others-title">
      <h3 id="others-title">{t("ticket.side.others")}</h3>
      {side.others.length === 0 && <p class="muted">{t("ticket.side.no_others")}</p>}
      <ul class="side-tickets">
        {side.others.map((row) => (
          <Other key={row.ticket_id} row={row} />
        ))}
      </ul>
      {side.solvedCount > 0 && <p class="muted">{tn("ticket.side.solved", side.solvedCount)}</p>}
    </section>
  );
}

export function Links({ view, side }: { view: OpenTicket; side: Side }) {
  const { ticket } = view;
  const into = side.merges.find((merge) => merge.source_id === ticket.id);
  const from = side.merges.filter((merge) => merge.target_id === ticket.id);
  const followups = ticket.followup_ids ?? [];
  if (!into && from.length === 0 && !ticket.problem_id && side.incidents.length === 0 && followups.length === 0) return null;
  return (
    <section class="context-part" aria-labelledby="links-title">
      <h3 id="links-title">{t("ticket.side.links")}</h3>
      <ul class="side-links">
        {into && (
          <li>
            {t("ticket.link.merged_into")} <TicketLink id={into.target_id} />
          </li>
        )}
        {from.map((merge) => (
          <li key={merge.source_id}>
            {t("ticket.link.merged_from")} <TicketLink id={merge.source_id} />
          </li>
        ))}
        {ticket.problem_id && (
          <li>
            {t("ticket.link.incident_of")} <TicketLink id={ticket.problem_id} />
          </li>
        )}
        {side.incidents.map((incident) => (
          <li key={incident.id}>
            {t("ticket.link.incident")} <TicketLink id={incident.id} text={incident.subject ?? ""} />
          </li>
        ))}
        {followups.map((id) => (
          <li key={id}>
            {t("ticket.link.follow_up")} <TicketLink id={id} />
          </li>
        ))}
      </ul>
    </section>
  );
}

export function Satisfaction({ view }: { view: OpenTicket }) {
  const rating = view.ticket.satisfaction_rating;
  if (!rating || !["good", "bad", "offered"].includes(rating.score.replace("_with_comment", ""))) return null;
  const score = rating.score.replace("_with_comment", "") as "good" | "bad" | "offered";
  return (
    <section class="context-part" aria-labelledby="rating-title">
      <h3 id="rating-title">{t("ticket.side.rating")}</h3>
      <p>{t(`ticket.rating.${score}`)}</p>
      {rating.comment && (
        <p class="muted" dir="auto">
          {rating.comment}
        </p>
      )}
    </section>
  );
}
