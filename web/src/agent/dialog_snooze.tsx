/* Until when a ticket is put aside: three usual moments, or one's own. */

import { useState } from "preact/hooks";
import { ApiError, errorText } from "../core/api";
import { fullMoment } from "../core/fmt";
import { t } from "../core/i18n";
import type { Ticket } from "../core/types";
import { Dialog } from "../ui/dialog";
import { CheckField, Form, TextField } from "../ui/form";
import { closeDialog } from "./dialog_store";
import { snoozeMoments } from "./snooze_moments";
import { snooze } from "./ticket_actions";

export function SnoozeDialog({ ticket }: { ticket: Ticket }) {
  const [date, setDate] = useState("");
  const [time, setTime] = useState("09:00");
  const [onReply, setOnReply] = useState(true);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState("");
  const set = async (until: Date) => {
    setBusy(true);
    setError("");
    try {
      await snooze(ticket.id, until, onReply);
      closeDialog();
    } catch (cause) {
      setError(cause instanceof ApiError ? cause.message : errorText(cause));
      setBusy(false);
    }
  };
  const own = new Date(`${date}T${time || "09:00"}`);
  const save = () => (Number.isNaN(own.getTime()) ? setError(t("ticket.snooze.no_date")) : void set(own));
  return (
    <Dialog title={t("ticket.snooze.title", { number: ticket.id })} onClose={closeDialog}>
      <p class="dialog-text">{t("ticket.snooze.text")}</p>
      <div class="choices-list">
        {snoozeMoments(new Date()).map(({ name, at }, place) => (
          <button key={name} type="button" autofocus={place === 0} class="button button-quiet choice-line" disabled={busy} onClick={() => void set(at)}>
            <span>{t(`ticket.snooze.${name}`)}</span>
            <time class="muted" dateTime={at.toISOString()}>
              {fullMoment(at.getTime())}
            </time>
          </button>
        ))}
      </div>
      <CheckField label={t("ticket.snooze.on_reply")} checked={onReply} onInput={setOnReply} />
      <Form error={error} busy={busy} save={t("ticket.snooze.until")} onSave={save} onCancel={closeDialog}>
        <div class="field-row">
          <TextField label={t("ticket.snooze.date")} type="date" value={date} onInput={setDate} />
          <TextField label={t("ticket.snooze.time")} type="time" value={time} onInput={setTime} />
        </div>
      </Form>
    </Dialog>
  );
}
