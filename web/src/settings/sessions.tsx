/* Where somebody is signed in: each browser with its last sign of life, and a button to end it. */

import { useMemo } from "preact/hooks";
import { remove } from "../core/api";
import { minuteNow } from "../core/clock";
import { moment } from "../core/fmt";
import { t } from "../core/i18n";
import { listing } from "../core/listing";
import { FormError } from "../ui/form";
import { offWhile } from "../ui/off_while";
import { ListTable, type Column } from "../ui/table";
import { toast } from "../ui/toast";
import { browserName } from "./browser_name";
import { useChange } from "./ask_server";

interface Session {
  id: number;
  authenticated_at: string;
  last_seen_at: string;
  ip_address: string;
  user_agent: string;
  current: boolean;
}

function columnsFor(busy: boolean, end: (row: Session) => void): Column<Session>[] {
  return [
    {
      title: t("profile.sessions.browser"),
      cell: (row) => (
        <>
          <bdi>{browserName(row.user_agent) || t("profile.sessions.unknown")}</bdi>{" "}
          {row.current && <span class="badge badge-ok">{t("profile.sessions.this")}</span>}
        </>
      ),
    },
    { title: t("profile.sessions.address"), cell: (row) => <bdi>{row.ip_address}</bdi> },
    { title: t("profile.sessions.since"), cell: (row) => moment(Date.parse(row.authenticated_at), minuteNow.value) },
    { title: t("profile.sessions.seen"), cell: (row) => moment(Date.parse(row.last_seen_at), minuteNow.value) },
    {
      title: t("profile.sessions.end"),
      hidden: true,
      end: true,
      cell: (row) =>
        row.current ? null : (
          <button
            type="button"
            class="button button-quiet"
            {...offWhile(busy)}
            onClick={() => end(row)}
          >
            {t("profile.sessions.end")}
          </button>
        ),
    },
  ];
}

/* own: the person's own, where the one that asks is told apart. */
export function Sessions({ user, own }: { user: number; own: boolean }) {
  const list = useMemo(() => listing<Session>(() => `users/${user}/sessions`, "sessions"), [user]);
  const change = useChange();
  const end = async (path: string, said: string) => {
    if (!(await change.run(() => remove(path)))) return;
    toast(said);
    void list.load();
  };
  const columns = columnsFor(change.busy, (row) => void end(`users/${user}/sessions/${row.id}`, t("profile.sessions.ended")));
  const others = list.rows.value.filter((row) => !row.current).length;
  return (
    <>
      <ListTable label={t("profile.sessions.title")} columns={columns} list={list} empty={t("profile.sessions.none")} />
      <FormError text={change.error} />
      {others > 0 && (
        <p class="section-foot">
          <button
            type="button"
            class="button button-quiet"
            {...offWhile(change.busy)}
            onClick={() => void end(own ? "users/me/other_sessions" : `users/${user}/sessions`, t("profile.sessions.all_ended"))}
          >
            {t(own ? "profile.sessions.end_others" : "profile.sessions.end_all")}
          </button>
        </p>
      )}
    </>
  );
}
