/* A message of the open ticket becomes a ticket of its own. */

import { useState } from "preact/hooks";
import { errorText, post } from "../core/api";
import { t } from "../core/i18n";
import { go } from "../core/router";
import type { Ticket } from "../core/types";
import { Dialog } from "../ui/dialog";
import { Form, TextField } from "../ui/form";
import { toast } from "../ui/toast";
import { closeDialog, dialog } from "./dialog_store";

const SUBJECT_MAX = 255;

export function SplitDialog({ ticket }: { ticket: Ticket }) {
  const [subject, setSubject] = useState(ticket.subject ?? "");
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState("");
  const comment = dialog.value?.name === "split" ? dialog.value.comment : null;
  if (!comment) return null;
  const save = async () => {
    setBusy(true);
    try {
      const made = await post<{ ticket: Ticket }>(`tickets/${ticket.id}/split`, { split: { comment_id: comment.id, subject } });
      closeDialog();
      go({ ticket: made.ticket.id });
      toast(t("ticket.split.done", { number: made.ticket.id }), { label: t("ticket.split.back", { number: ticket.id }), run: () => go({ ticket: ticket.id }) });
    } catch (cause) {
      setError(errorText(cause));
      setBusy(false);
    }
  };
  return (
    <Dialog title={t("ticket.split.title")} size="wide" onClose={closeDialog}>
      <Form {...{ error, busy }} save={t("ticket.split.save")} unchanged={subject.trim() === ""} onSave={() => void save()} onCancel={closeDialog}>
        <p>{t("ticket.split.text", { number: ticket.id })}</p>
        <blockquote class="split-preview" dir="auto">
          {comment.body.slice(0, 400)}
        </blockquote>
        <TextField label={t("ticket.field.subject")} value={subject} maxLength={SUBJECT_MAX} dir="auto" onInput={setSubject} />
      </Form>
    </Dialog>
  );
}
