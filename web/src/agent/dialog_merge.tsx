/* Merging the open ticket into another: which one, what will happen in words, and a way back afterwards. */

import { useState } from "preact/hooks";
import { errorText, post, put } from "../core/api";
import { plainText, t } from "../core/i18n";
import { go } from "../core/router";
import type { Ticket } from "../core/types";
import { Dialog } from "../ui/dialog";
import { CheckField, Form } from "../ui/form";
import { closeDialog } from "./dialog_store";
import { offerUndo, statusText } from "./edits";
import { focusTicket } from "./focus";
import { ticketChanged } from "./queue_store";
import { attempt } from "./ticket_actions";
import { TicketSearch } from "./ticket_search";

async function unmerge(source: number): Promise<void> {
  await attempt(async () => {
    await put(`tickets/${source}/unmerge`, {});
    ticketChanged(source);
    go({ ticket: source });
    focusTicket();
  });
}

async function merge(source: Ticket, target: Ticket, tell: boolean): Promise<void> {
  await post(`tickets/${target.id}/merge`, {
    ids: [source.id],
    target_comment: plainText("ticket.merge.target_note", { number: source.id, subject: source.subject ?? "" }),
    source_comment: t("ticket.merge.source_note", { number: target.id }),
    source_comment_is_public: tell,
  });
  ticketChanged(source.id);
  ticketChanged(target.id);
  go({ ticket: target.id });
  focusTicket();
  offerUndo(source.id, t("ticket.merge.done", { source: source.id, target: target.id }), () => void unmerge(source.id));
}

function Preview({ source, target }: { source: Ticket; target: Ticket }) {
  const other = target.requester_id !== source.requester_id;
  return (
    <div class="merge-preview">
      <p dir="auto">
        <strong>{`#${target.id} ${target.subject ?? ""}`}</strong> {statusText(target.status)}
      </p>
      <ul>
        <li>{t("ticket.merge.keeps", { number: target.id })}</li>
        <li>{t("ticket.merge.closes", { number: source.id })}</li>
        <li>{t("ticket.merge.waits")}</li>
      </ul>
      {other && <p class="merge-warning">{t("ticket.merge.other_customer")}</p>}
    </div>
  );
}

export function MergeDialog({ ticket }: { ticket: Ticket }) {
  const [target, setTarget] = useState<Ticket | null>(null);
  const [tell, setTell] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState("");
  const pick = (one: Ticket) => {
    setTarget(one);
    setError("");
  };
  const save = async () => {
    if (!target) return setError(t("ticket.merge.none"));
    setBusy(true);
    try {
      await merge(ticket, target, tell);
      closeDialog();
    } catch (cause) {
      setError(errorText(cause));
      setBusy(false);
    }
  };
  return (
    <Dialog title={t("ticket.merge.title", { number: ticket.id })} size="wide" onClose={closeDialog}>
      <Form {...{ error, busy }} save={t("ticket.merge.save")} onSave={() => void save()} onCancel={closeDialog}>
        <TicketSearch label={t("ticket.merge.target")} hint={t("ticket.search.hint")} ticket={ticket} chosen={target} onPick={pick} />
        {target && <Preview source={ticket} target={target} />}
        <CheckField label={t("ticket.merge.tell")} checked={tell} onInput={setTell} />
      </Form>
    </Dialog>
  );
}
