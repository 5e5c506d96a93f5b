/* Until when a ticket is put aside: the usual moments that a promise allows, or one's own. */

import { useState } from "preact/hooks";
import { errorText } from "../core/api";
import { nextWait } from "../core/deadline";
import { fullMoment } from "../core/fmt";
import { t } from "../core/i18n";
import type { Ticket } from "../core/types";
import { Dialog } from "../ui/dialog";
import { CheckField, Form, TextField } from "../ui/form";
import { offWhile } from "../ui/off_while";
import { closeDialog } from "./dialog_store";
import { latestReturn, LEAD_MINUTES, snoozeMoments } from "./snooze_moments";
import { snooze } from "./ticket_actions";
import { open } from "./ticket_store";

function NotNow() {
  return (
    <>
      <p class="dialog-text">{t("agent.refused.snooze_promised", { about: LEAD_MINUTES })}</p>
      <div class="dialog-foot">
        <button type="button" class="button" onClick={closeDialog}>
          {t("agent.dialog.close")}
        </button>
      </div>
    </>
  );
}

function Choices({ ticket, latest }: { ticket: Ticket; latest: number }) {
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
      setError(errorText(cause));
      setBusy(false);
    }
  };
  const own = new Date(`${date}T${time || "09:00"}`);
  const save = () => (Number.isNaN(own.getTime()) ? setError(t("ticket.snooze.no_date")) : void set(own));
  return (
    <>
      <p class="dialog-text">{t("ticket.snooze.text")}</p>
      <div class="choices-list">
        {snoozeMoments(new Date(), latest).map(({ name, at }, place) => (
          <button key={name} type="button" autofocus={place === 0} class="button button-quiet choice-line" {...offWhile(busy)} onClick={() => void set(at)}>
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
    </>
  );
}

export function SnoozeDialog({ ticket }: { ticket: Ticket }) {
  const latest = latestReturn(nextWait(open.peek()?.waits ?? []), Date.now());
  return (
    <Dialog title={t("ticket.snooze.title", { number: ticket.id })} onClose={closeDialog}>
      {latest > Date.now() ? <Choices {...{ ticket, latest }} /> : <NotNow />}
    </Dialog>
  );
}
