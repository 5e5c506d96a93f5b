/* Giving the open ticket to another customer: who, what that means in words, and a way back afterwards. */

import { useState } from "preact/hooks";
import { t } from "../core/i18n";
import type { Ticket, User } from "../core/types";
import { Combobox, type Option } from "../ui/combobox";
import { Dialog } from "../ui/dialog";
import { Field, Form, TextField } from "../ui/form";
import { closeDialog } from "./dialog_store";
import { applyChange } from "./edits";
import { findPeople, isAddress, personOption } from "./people_search";
import { knowPerson } from "./ticket_store";

const NAME_MAX = 200;

/* Somebody we know, or an address that will be somebody. */
type Chosen = { user: User } | { email: string };

function change(ticket: Ticket, chosen: Chosen, name: string): void {
  const back = { requester_id: ticket.requester_id, organization_id: ticket.organization_id };
  if ("user" in chosen) {
    const { user } = chosen;
    knowPerson(user);
    applyChange(ticket, { requester_id: user.id }, back, t("ticket.requester.done", { number: ticket.id, name: user.name }));
    return;
  }
  const called = name.trim() || chosen.email;
  const requester = { email: chosen.email, ...(name.trim() ? { name: name.trim() } : {}) };
  applyChange(ticket, { requester }, back, t("ticket.requester.done", { number: ticket.id, name: called }));
}

const found = new Map<string, User>();

/* Those who fit; an address that nobody has is offered as a new customer. */
async function suggest(typed: string, ticket: Ticket): Promise<Option[]> {
  const users = (await findPeople(typed)).filter((user) => user.id !== ticket.requester_id);
  for (const user of users) found.set(String(user.id), user);
  const address = typed.trim().toLowerCase();
  const isNew = isAddress(address) && !users.some((user) => user.email?.toLowerCase() === address);
  return [...users.map(personOption), ...(isNew ? [{ value: address, label: address, hint: t("ticket.requester.new") }] : [])];
}

function What({ name }: { name: string }) {
  return (
    <div class="merge-preview" role="status">
      <ul>
        <li>{t("ticket.requester.gets", { name })}</li>
        <li>{t("ticket.requester.link")}</li>
        <li>{t("ticket.requester.keeps")}</li>
      </ul>
    </div>
  );
}

export function RequesterDialog({ ticket }: { ticket: Ticket }) {
  const [chosen, setChosen] = useState<Chosen | null>(null);
  const [name, setName] = useState("");
  const [error, setError] = useState("");
  const text = chosen === null ? "" : "user" in chosen ? chosen.user.name : chosen.email;
  const pick = ({ value }: Option) => {
    const user = found.get(value);
    setChosen(user ? { user } : { email: value });
    setError("");
  };
  const save = () => {
    if (!chosen) return setError(t("ticket.requester.none"));
    change(ticket, chosen, name);
    closeDialog();
  };
  return (
    <Dialog title={t("ticket.requester.title", { number: ticket.id })} size="wide" onClose={closeDialog}>
      <Form {...{ error }} save={t("ticket.requester.save")} onSave={save} onCancel={closeDialog}>
        <Field
          label={t("ticket.field.requester_id")}
          hint={t("ticket.requester.hint")}
          control={(wiring) => (
            <Combobox wiring={{ ...wiring, autofocus: true }} text={text} suggest={(typed) => suggest(typed, ticket)} onPick={pick} />
          )}
        />
        {chosen && "email" in chosen && <TextField label={t("ticket.requester.name")} value={name} onInput={setName} maxLength={NAME_MAX} />}
        {chosen && <What name={text} />}
      </Form>
    </Dialog>
  );
}
