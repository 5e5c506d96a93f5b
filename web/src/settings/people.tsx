/* The people who work here: who, what they may, when they were last here; invitations; the rule for sign-in. */

import { useMemo, useState } from "preact/hooks";
import { me } from "../agent/session";
import { put } from "../core/api";
import { minuteNow } from "../core/clock";
import { moment } from "../core/fmt";
import { t, tn } from "../core/i18n";
import { listing } from "../core/listing";
import { linkTo, route } from "../core/router";
import { CheckField, FormError, TextField } from "../ui/form";
import type { Column } from "../ui/table";
import { toast } from "../ui/toast";
import { useAnswer, useChange } from "./ask_server";
import { Invitations } from "./invitations";
import { InviteDialog } from "./invite";
import { ListScreen } from "./list_screen";
import { Person } from "./person";
import { roleText, type Invitation, type Role, type Staff } from "./staff";

function columnsFor(roles: readonly Role[], invited: ReadonlySet<number>): Column<Staff>[] {
  return [
    {
      title: t("people.name"),
      cell: (row) => (
        <>
          <a {...linkTo({ section: "settings", rest: ["people", String(row.id)] })}>
            <bdi>{row.name}</bdi>
          </a>{" "}
          {row.id === me.value?.id && <span class="badge">{t("people.you")}</span>}
          {row.suspended && <span class="badge badge-danger">{t("people.suspended")}</span>}
          {invited.has(row.id) && <span class="badge badge-warn">{t("people.invited")}</span>}
          <div class="muted cell-under">
            <bdi>{row.email ?? ""}</bdi>
          </div>
        </>
      ),
    },
    { title: t("people.role"), cell: (row) => roleText(row, roles) },
    { title: t("people.second_step"), cell: (row) => t(row.two_factor_auth_enabled ? "people.second_step.on" : "people.second_step.off") },
    {
      title: t("people.last_login"),
      end: true,
      cell: (row) => (row.last_login_at ? moment(Date.parse(row.last_login_at), minuteNow.value) : t("people.never")),
    },
  ];
}

/* Everybody has to have the second step, or everybody may choose. */
function SignInRule() {
  const answer = useAnswer<{ settings: { security: { require_second_step: boolean } } }>("account/settings");
  const change = useChange();
  const [chosen, setChosen] = useState<boolean | null>(null);
  const required = chosen ?? answer.data?.settings.security.require_second_step ?? false;
  const set = async (on: boolean) => {
    setChosen(on);
    const done = await change.run(() => put("account/settings", { settings: { security: { require_second_step: on } } }));
    if (done) toast(t(on ? "people.rule.is_on" : "people.rule.is_off"));
    else setChosen(null);
  };
  return (
    <section>
      <h2>{t("people.rule.title")}</h2>
      <CheckField
        label={t("people.rule.require")}
        hint={t("people.rule.hint")}
        checked={required}
        busy={change.busy}
        disabled={!answer.data}
        onInput={(on) => void set(on)}
      />
      <FormError text={change.error} />
    </section>
  );
}

function matches(row: Staff, words: string): boolean {
  return `${row.name} ${row.email ?? ""}`.toLocaleLowerCase().includes(words.trim().toLocaleLowerCase());
}

function StaffList() {
  const [words, setWords] = useState("");
  const list = useMemo(() => listing<Staff>(() => "users?role[]=agent&role[]=admin", "users", 100), []);
  const roles = useAnswer<{ custom_roles: Role[] }>("custom_roles");
  const invitations = useAnswer<{ invitations: Invitation[] }>("invitations?page[size]=100");
  const pending = invitations.data?.invitations ?? [];
  const shown = list.rows.value.filter((row) => matches(row, words));
  const reload = () => {
    void list.load();
    invitations.reload();
  };
  const known = roles.data?.custom_roles ?? [];
  return (
    <div class="sections">
      <section>
        <ListScreen
          label={t("people.title")}
          list={list}
          rows={shown}
          folds
          columns={() => columnsFor(known, new Set(pending.map((row) => row.user_id)))}
          empty={t("people.nobody")}
          add={t("people.invite")}
          tools={<TextField label={t("people.search")} type="search" value={words} onInput={setWords} />}
          dialog={(_, close) => <InviteDialog roles={known} onClose={() => (close(), invitations.reload())} />}
        />
        <p class="muted">{tn("people.count", shown.length)}</p>
      </section>
      {pending.length > 0 && (
        <section>
          <h2>{t("people.invited")}</h2>
          <Invitations rows={pending} reload={reload} />
        </section>
      )}
      <SignInRule />
    </div>
  );
}

export function People() {
  const [, id] = route.value.rest;
  return id ? <Person key={id} id={id} /> : <StaffList />;
}
