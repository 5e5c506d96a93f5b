/* What we know of the customer beyond name and address, changed in place. */

import { put } from "../core/api";
import { t } from "../core/i18n";
import type { User } from "../core/types";
import { TypedField } from "./field_control";
import { offerUndo } from "./edits";
import { attempt } from "./ticket_actions";
import { refreshOpen, requester } from "./ticket_store";

type Part = { phone?: string; details?: string; notes?: string; tags?: string[] };

async function save(person: User, change: Part): Promise<void> {
  await put(`users/${person.id}`, { user: change });
  await refreshOpen();
}

function edit(person: User, change: Part, back: Part): void {
  void attempt(async () => {
    await save(person, change);
    offerUndo(`users/${person.id}`, t("ticket.customer.saved", { name: person.name }), () => void attempt(() => save(person, back)));
  });
}

export function SideCustomer() {
  const person = requester.value;
  if (!person || person.role !== "end-user") return null;
  const tags = person.tags ?? [];
  const words = (text: string) => text.toLowerCase().split(/[\s,]+/).filter(Boolean);
  return (
    <section class="context-part side-fields" aria-labelledby="known-title">
      <h3 id="known-title">{t("ticket.side.customer")}</h3>
      <TypedField
        label={t("agent.customer.phone")}
        value={person.phone ?? ""}
        disabled={false}
        onSave={(phone) => edit(person, { phone }, { phone: person.phone ?? "" })}
      />
      <TypedField
        label={t("agent.customer.details")}
        value={person.details ?? ""}
        rows={2}
        disabled={false}
        onSave={(details) => edit(person, { details }, { details: person.details ?? "" })}
      />
      <TypedField
        label={t("agent.customer.notes")}
        hint={t("ticket.customer.notes_hint")}
        value={person.notes ?? ""}
        rows={3}
        disabled={false}
        onSave={(notes) => edit(person, { notes }, { notes: person.notes ?? "" })}
      />
      <TypedField
        label={t("ticket.customer.tags")}
        hint={t("ticket.customer.tags_hint")}
        value={tags.join(" ")}
        disabled={false}
        onSave={(text) => edit(person, { tags: words(text) }, { tags })}
      />
    </section>
  );
}
