/* One colleague: name, role, groups, and the ways to help or to keep out. */

import { useState } from "preact/hooks";
import { me } from "../agent/session";
import { post, put, remove } from "../core/api";
import { t } from "../core/i18n";
import { linkTo, openScreen } from "../core/router";
import { Dialog } from "../ui/dialog";
import { CheckField, Form, FormError, SelectField, TextField } from "../ui/form";
import { Icon } from "../ui/icon";
import { offWhile } from "../ui/off_while";
import { toast } from "../ui/toast";
import { Answered, useAnswer, useChange, type Change } from "./ask_server";
import { CopyLine } from "./copy_line";
import { PersonGroups } from "./person_groups";
import { askFirst } from "./said";
import { Sessions } from "./sessions";
import { roleChoices, roleInput, roleValue, type Role, type Staff } from "./staff";

function Details({ user, roles, reload }: { user: Staff; roles: readonly Role[]; reload: () => void }) {
  const before = { name: user.name, role: roleValue(user, roles), access: user.ticket_restriction ?? "", notes: user.only_private_comments };
  const [now, setNow] = useState(before);
  const change = useChange();
  const plainAgent = now.role === "agent";
  const save = async () => {
    const access = plainAgent ? { ticket_restriction: now.access || null, only_private_comments: now.notes } : {};
    const done = await change.run(() => put(`users/${user.id}`, { user: { name: now.name, ...roleInput(now.role), ...access } }));
    if (!done) return;
    toast(t("people.saved", { name: now.name }));
    reload();
  };
  const own = user.id === me.value?.id;
  return (
    <Form busy={change.busy} error={change.error} unchanged={JSON.stringify(now) === JSON.stringify(before)} onSave={() => void save()}>
      <TextField label={t("people.name")} value={now.name} maxLength={200} error={change.fields.name} onInput={(name) => setNow({ ...now, name })} />
      <SelectField
        label={t("people.role")}
        {...(own ? { hint: t("people.role.own_hint") } : {})}
        value={now.role}
        choices={roleChoices(roles)}
        error={change.fields.role}
        onInput={(role) => setNow({ ...now, role })}
      />
      {plainAgent && (
        <>
          <SelectField
            label={t("people.access")}
            value={now.access}
            choices={[
              { value: "", label: t("people.access.all") },
              { value: "groups", label: t("people.access.within_groups") },
              { value: "organization", label: t("people.access.within_organization") },
              { value: "assigned", label: t("people.access.assigned_only") },
            ]}
            onInput={(access) => setNow({ ...now, access })}
          />
          <CheckField label={t("people.notes_only")} hint={t("people.notes_only_hint")} checked={now.notes} onInput={(notes) => setNow({ ...now, notes })} />
        </>
      )}
    </Form>
  );
}

interface Link {
  link: string;
}

interface HelpProps {
  user: Staff;
  change: Change;
  reload: () => void;
}

/* What keeps somebody out or deletes asks first. False: it was not done. */
async function asked(change: Change, title: string, text: string, act: () => Promise<unknown>): Promise<boolean> {
  return (await askFirst(title, text)) && change.run(act);
}

function KeepOut({ user, change, reload }: HelpProps) {
  const name = { name: user.name };
  const reset = async () => {
    const act = () => remove(`users/${user.id}/second_step`);
    if (await asked(change, t("people.reset_step"), t("people.reset_step_text", name), act)) toast(t("people.reset_step_done", name));
    reload();
  };
  const suspend = async () => {
    const act = () => put(`users/${user.id}`, { user: { suspended: !user.suspended } });
    const done = await (user.suspended ? change.run(act) : asked(change, t("people.suspend"), t("people.suspend_text", name), act));
    if (done) toast(t(user.suspended ? "people.is_back" : "people.is_suspended", name));
    reload();
  };
  const erase = async () => {
    if (!(await asked(change, t("people.delete"), t("people.delete_text", name), () => remove(`users/${user.id}`)))) return;
    toast(t("people.deleted", name));
    openScreen("settings", ["people"]);
  };
  return (
    <>
      {user.two_factor_auth_enabled && (
        <button type="button" class="button button-quiet" {...offWhile(change.busy)} onClick={() => void reset()}>
          {t("people.reset_step")}
        </button>
      )}
      <button type="button" class="button button-danger" {...offWhile(change.busy)} onClick={() => void suspend()}>
        {t(user.suspended ? "people.unsuspend" : "people.suspend")}
      </button>
      <button type="button" class="button button-danger" {...offWhile(change.busy)} onClick={() => void erase()}>
        {t("people.delete")}
      </button>
    </>
  );
}

/* Nobody shuts oneself out here. */
function Help({ user, reload }: { user: Staff; reload: () => void }) {
  const [link, setLink] = useState<string | null>(null);
  const change = useChange();
  const makeLink = () =>
    change.run(async () => {
      const { password_link } = await post<{ password_link: Link }>(`users/${user.id}/password_link`);
      setLink(password_link.link);
    });
  return (
    <>
      <div class="form-foot">
        <button type="button" class="button button-quiet" {...offWhile(change.busy)} onClick={() => void makeLink()}>
          {t("people.password_link")}
        </button>
        {user.id !== me.value?.id && <KeepOut {...{ user, change, reload }} />}
      </div>
      <FormError text={change.error} />
      {link !== null && (
        <Dialog title={t("people.password_link")} onClose={() => setLink(null)}>
          <CopyLine label={t("people.password_link_for", { name: user.name })} hint={t("people.password_link_hint")} text={link} fresh />
        </Dialog>
      )}
    </>
  );
}

export function Person({ id }: { id: string }) {
  const user = useAnswer<{ user: Staff }>(`users/${encodeURIComponent(id)}`);
  const roles = useAnswer<{ custom_roles: Role[] }>("custom_roles");
  return (
    <>
      <p class="screen-tools">
        <a class="back-link" {...linkTo({ section: "settings", rest: ["people"] })}>
          <Icon name="back" /> {t("people.all")}
        </a>
      </p>
      <Answered answer={user}>
        {({ user: person }) => (
          <div class="sections">
            <section>
              <h2>
                <bdi>{person.name}</bdi> {person.suspended && <span class="badge badge-danger">{t("people.suspended")}</span>}
              </h2>
              <p class="muted">
                <bdi>{person.email ?? ""}</bdi>
              </p>
              <Answered answer={roles}>
                {({ custom_roles }) => <Details key={JSON.stringify(person)} user={person} roles={custom_roles} reload={user.reload} />}
              </Answered>
            </section>
            <section>
              <h2>{t("people.groups")}</h2>
              <PersonGroups user={person.id} />
            </section>
            <section>
              <h2>{t("people.sign_in")}</h2>
              <Help user={person} reload={user.reload} />
            </section>
            <section>
              <h2>{t("people.sessions")}</h2>
              <Sessions user={person.id} own={person.id === me.value?.id} />
            </section>
          </div>
        )}
      </Answered>
    </>
  );
}
