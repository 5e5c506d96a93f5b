/* Roles: what each of them may do, in plain words, and roles of one's own. */

import { useState } from "preact/hooks";
import { post, put, remove } from "../core/api";
import { t, type TextKey } from "../core/i18n";
import { seeded } from "../core/seeded";
import { Dialog } from "../ui/dialog";
import { CheckField, DeleteButton, Form, SelectField, TextArea, TextField } from "../ui/form";
import { Icon } from "../ui/icon";
import { toast } from "../ui/toast";
import { Answered, useAnswer, useChange } from "./ask_server";
import { NewButton, useDialog } from "./list_screen";
import { askFirst } from "./said";
import { accesses, accessText, isAdminRole as isAdmin, isOwnRole, type Role } from "./staff";

interface Deletion {
  settings: { tickets: { agent_ticket_deletion: boolean } };
}

/* A line of the table: yes, no, or words. */
interface Ability {
  text: TextKey;
  of: (role: Role, mayDelete: boolean) => boolean | string;
}

const abilities: readonly Ability[] = [
  { text: "people.may.see", of: (role) => accessText(isAdmin(role) ? "all" : role.configuration.ticket_access) },
  { text: "people.may.answer", of: (role) => isAdmin(role) || role.configuration.ticket_comment_access !== "none" },
  { text: "people.may.note", of: () => true },
  { text: "people.may.customers", of: () => true },
  { text: "people.may.delete", of: (role, mayDelete) => isAdmin(role) || mayDelete },
  { text: "people.may.own_rules", of: () => true },
  { text: "people.may.rules", of: isAdmin },
  { text: "people.may.people", of: isAdmin },
  { text: "people.may.connect", of: isAdmin },
];

function YesNo({ may }: { may: boolean | string }) {
  if (typeof may === "string") return <>{may}</>;
  return (
    <span class={may ? "may may-yes" : "may may-no"}>
      <Icon name={may ? "check" : "close"} /> {t(may ? "people.yes" : "people.no")}
    </span>
  );
}

function MayTable({ roles, mayDelete, onEdit }: { roles: readonly Role[]; mayDelete: boolean; onEdit: (role: Role) => void }) {
  return (
    <div class="table-box" role="region" aria-label={t("people.may.title")} tabIndex={0}>
      <table class="table table-may">
        <thead>
          <tr>
            <th scope="col">{t("people.may.title")}</th>
            {roles.map((role) => (
              <th key={role.id} scope="col">
                {isOwnRole(role) ? (
                  <button type="button" class="text-button" onClick={() => onEdit(role)}>
                    <bdi>{seeded(role.name)}</bdi>
                  </button>
                ) : (
                  t(isAdmin(role) ? "people.role.admin" : "people.role.agent")
                )}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {abilities.map((ability) => (
            <tr key={ability.text}>
              <th scope="row">{t(ability.text)}</th>
              {roles.map((role) => (
                <td key={role.id}>
                  <YesNo may={ability.of(role, mayDelete)} />
                </td>
              ))}
            </tr>
          ))}
          <tr>
            <th scope="row">{t("people.may.count")}</th>
            {roles.map((role) => (
              <td key={role.id}>{role.team_member_count}</td>
            ))}
          </tr>
        </tbody>
      </table>
    </div>
  );
}

function RoleDialog({ role, onClose }: { role: Role | null; onClose: () => void }) {
  const [name, setName] = useState(role?.name ?? "");
  const [description, setDescription] = useState(role?.description ?? "");
  const [access, setAccess] = useState(role?.configuration.ticket_access ?? "all");
  const [notesOnly, setNotesOnly] = useState(role?.configuration.ticket_comment_access === "none");
  const change = useChange();
  const save = async () => {
    const configuration = { ...role?.configuration, ticket_access: access, ticket_comment_access: notesOnly ? "none" : "public" };
    const body = { custom_role: { name, description, configuration } };
    if (!(await change.run(() => (role ? put(`custom_roles/${role.id}`, body) : post("custom_roles", body))))) return;
    toast(t("people.role.saved", { name }));
    onClose();
  };
  const erase = async () => {
    if (!role) return;
    if (!(await askFirst(t("people.role.delete"), t("people.role.delete_text", { name: seeded(role.name) })))) return;
    if (!(await change.run(() => remove(`custom_roles/${role.id}`)))) return;
    toast(t("people.role.deleted", { name: seeded(role.name) }));
    onClose();
  };
  return (
    <Dialog title={role ? seeded(role.name) : t("people.role.new")} onClose={onClose}>
      <Form
        busy={change.busy}
        error={change.fields.name ? "" : change.error}
        unchanged={name.trim() === ""}
        onSave={() => void save()}
        onCancel={onClose}
        aside={role && <DeleteButton text={t("people.role.delete")} onClick={() => void erase()} />}
      >
        <TextField label={t("people.name")} value={name} maxLength={190} error={change.fields.name} onInput={setName} />
        <TextArea label={t("people.role.description")} rows={2} maxLength={1000} value={description} onInput={setDescription} />
        <SelectField
          label={t("people.access")}
          value={access}
          choices={accesses.map((word) => ({ value: word, label: accessText(word) }))}
          onInput={setAccess}
        />
        <CheckField label={t("people.notes_only")} hint={t("people.notes_only_hint")} checked={notesOnly} onInput={setNotesOnly} />
      </Form>
    </Dialog>
  );
}

export function Roles() {
  const answer = useAnswer<{ custom_roles: Role[] }>("custom_roles");
  const settings = useAnswer<Deletion>("account/settings");
  const { show, dialog } = useDialog<Role>((role, close) => <RoleDialog role={role} onClose={close} />, answer.reload);
  return (
    <>
      <div class="screen-tools">
        <NewButton text={t("people.role.new")} onNew={() => show(null)} />
      </div>
      <Answered answer={answer}>
        {({ custom_roles }) => (
          <MayTable
            roles={[...custom_roles].sort((a, b) => Number(isAdmin(a)) - Number(isAdmin(b)))}
            mayDelete={settings.data?.settings.tickets.agent_ticket_deletion ?? true}
            onEdit={show}
          />
        )}
      </Answered>
      <p class="muted section-foot">{t("people.may.restricted")}</p>
      {dialog}
    </>
  );
}
