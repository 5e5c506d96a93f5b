/* Invite a colleague: who, what role, which groups; then the link to pass on, since there is no mail yet. */

import { useState } from "preact/hooks";
import { groups } from "../agent/session";
import { post } from "../core/api";
import { t } from "../core/i18n";
import { Dialog } from "../ui/dialog";
import { CheckField, Form, SelectField, TextField } from "../ui/form";
import { useChange } from "./ask_server";
import { CopyLine } from "./copy_line";
import { roleChoices, roleInput, type Invitation, type Role } from "./staff";

export function InvitationLink({ invitation }: { invitation: Invitation }) {
  return <CopyLine label={t("people.invite.link", { name: invitation.name })} hint={t("people.invite.link_hint")} text={invitation.link ?? ""} fresh />;
}

interface InviteProps {
  roles: readonly Role[];
  onInvited: (invitation: Invitation) => void;
  onCancel?: () => void;
}

function toggled(list: readonly number[], id: number, on: boolean): number[] {
  return on ? [...list, id] : list.filter((other) => other !== id);
}

export function InviteForm({ roles, onInvited, onCancel }: InviteProps) {
  const [name, setName] = useState("");
  const [email, setEmail] = useState("");
  const [role, setRole] = useState("agent");
  const [joined, setJoined] = useState<number[]>([]);
  const change = useChange();
  const invite = () =>
    change.run(async () => {
      const body = { invitation: { name, email, ...roleInput(role), group_ids: joined } };
      onInvited((await post<{ invitation: Invitation }>("invitations", body)).invitation);
    });
  const said = change.fields.name ?? change.fields.email ?? change.fields.role;
  return (
    <Form
      busy={change.busy}
      error={said ? "" : change.error}
      unchanged={name.trim() === "" || email.trim() === ""}
      save={t("people.invite.make")}
      onSave={() => void invite()}
      {...(onCancel ? { onCancel } : {})}
    >
      <TextField label={t("people.name")} value={name} required maxLength={200} error={change.fields.name} onInput={setName} />
      <TextField label={t("people.email")} type="email" dir="ltr" value={email} required maxLength={254} error={change.fields.email} onInput={setEmail} />
      <SelectField label={t("people.role")} value={role} choices={roleChoices(roles)} error={change.fields.role} onInput={setRole} />
      {groups.value.length > 1 && (
        <fieldset class="choice-set">
          <legend>{t("people.groups")}</legend>
          <p class="field-hint">{t("people.invite.groups_hint")}</p>
          {groups.value.map((group) => (
            <CheckField key={group.id} label={group.name} checked={joined.includes(group.id)} onInput={(on) => setJoined(toggled(joined, group.id, on))} />
          ))}
        </fieldset>
      )}
    </Form>
  );
}

export function InviteDialog({ roles, onClose }: { roles: readonly Role[]; onClose: () => void }) {
  const [made, setMade] = useState<Invitation | null>(null);
  return (
    <Dialog title={t("people.invite.title")} onClose={onClose}>
      {made ? (
        <div class="form">
          <InvitationLink invitation={made} />
          <div class="form-foot">
            <button type="button" class="button" onClick={onClose}>
              {t("people.done")}
            </button>
          </div>
        </div>
      ) : (
        <InviteForm roles={roles} onInvited={setMade} onCancel={onClose} />
      )}
    </Dialog>
  );
}
