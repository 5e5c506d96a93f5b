/* Tickets that have one cause: an incident names its problem, and a problem gathers incidents. */

import { useState } from "preact/hooks";
import { errorText, put } from "../core/api";
import { t } from "../core/i18n";
import type { Ticket } from "../core/types";
import { Dialog } from "../ui/dialog";
import { Form } from "../ui/form";
import { toast } from "../ui/toast";
import { closeDialog } from "./dialog_store";
import { editTicket } from "./edits";
import { ticketChanged } from "./queue_store";
import { refreshOpen } from "./ticket_store";
import { TicketSearch } from "./ticket_search";

export function ProblemDialog({ ticket }: { ticket: Ticket }) {
  const [problem, setProblem] = useState<Ticket | null>(null);
  const [error, setError] = useState("");
  const save = () => {
    if (!problem) return setError(t("ticket.problem.none"));
    const back = { type: ticket.type, problem_id: ticket.problem_id };
    editTicket(ticket, { type: "incident", problem_id: problem.id }, back, t("ticket.field.problem_id"));
    closeDialog();
  };
  return (
    <Dialog title={t("ticket.problem.title", { number: ticket.id })} size="wide" onClose={closeDialog}>
      <Form error={error} save={t("ticket.problem.save")} onSave={save} onCancel={closeDialog}>
        <p>{t("ticket.problem.text")}</p>
        <TicketSearch
          label={t("ticket.field.problem_id")}
          hint={t("ticket.search.hint")}
          ticket={ticket}
          chosen={problem}
          filter="ticket_type:problem"
          onPick={setProblem}
        />
      </Form>
    </Dialog>
  );
}

export function IncidentsDialog({ ticket }: { ticket: Ticket }) {
  const [incident, setIncident] = useState<Ticket | null>(null);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState("");
  const save = async () => {
    if (!incident) return setError(t("ticket.problem.none"));
    setBusy(true);
    try {
      await put(`tickets/${incident.id}`, { ticket: { type: "incident", problem_id: ticket.id } });
      ticketChanged(incident.id);
      void refreshOpen();
      toast(t("ticket.incidents.done", { number: incident.id }));
      setIncident(null);
      setError("");
    } catch (cause) {
      setError(errorText(cause));
    }
    setBusy(false);
  };
  return (
    <Dialog title={t("ticket.incidents.title", { number: ticket.id })} size="wide" onClose={closeDialog}>
      <Form {...{ error, busy }} save={t("ticket.incidents.save")} onSave={() => void save()} onCancel={closeDialog}>
        <p>{t("ticket.incidents.text")}</p>
        <TicketSearch label={t("ticket.incidents.ticket")} hint={t("ticket.search.hint")} ticket={ticket} chosen={incident} onPick={setIncident} />
      </Form>
    </Dialog>
  );
}
