/* Colleagues who are invited and were not here yet: another link, or withdraw. */

import { useState } from "preact/hooks";
import { post, remove } from "../core/api";
import { minuteNow } from "../core/clock";
import { moment } from "../core/fmt";
import { t } from "../core/i18n";
import { Dialog } from "../ui/dialog";
import { FormError } from "../ui/form";
import { offWhile } from "../ui/off_while";
import { Table, type Column } from "../ui/table";
import { toast } from "../ui/toast";
import { useChange } from "./ask_server";
import { InvitationLink } from "./invite";
import { askFirst } from "./said";
import type { Invitation } from "./staff";

export function Invitations({ rows, reload }: { rows: readonly Invitation[]; reload: () => void }) {
  const [renewed, setRenewed] = useState<Invitation | null>(null);
  const change = useChange();
  const renew = (row: Invitation) =>
    change.run(async () => {
      setRenewed((await post<{ invitation: Invitation }>(`invitations/${row.id}/renew`)).invitation);
      reload();
    });
  const withdraw = async (row: Invitation) => {
    const yes = await askFirst(t("people.invite.withdraw"), t("people.invite.withdraw_text", { name: row.name }));
    if (!yes || !(await change.run(() => remove(`invitations/${row.id}`)))) return;
    toast(t("people.invite.withdrawn", { name: row.name }));
    reload();
  };
  const columns: Column<Invitation>[] = [
    { title: t("people.name"), cell: (row) => <bdi>{row.name}</bdi> },
    { title: t("people.email"), cell: (row) => <bdi>{row.email}</bdi> },
    {
      title: t("people.invite.valid"),
      cell: (row) =>
        row.expired ? (
          <span class="badge badge-warn">{t("people.invite.expired")}</span>
        ) : (
          t("people.invite.until", { time: moment(Date.parse(row.expires_at), minuteNow.value) })
        ),
    },
    {
      title: t("people.actions"),
      hidden: true,
      end: true,
      cell: (row) => (
        <span class="cell-buttons">
          <button type="button" class="button button-quiet" {...offWhile(change.busy)} onClick={() => void renew(row)}>
            {t("people.invite.again")}
          </button>
          <button type="button" class="button button-danger" {...offWhile(change.busy)} onClick={() => void withdraw(row)}>
            {t("people.invite.withdraw")}
          </button>
        </span>
      ),
    },
  ];
  return (
    <>
      <Table label={t("people.invited")} columns={columns} folds rows={rows} rowKey={(row) => row.id} empty={t("people.invite.none")} />
      <FormError text={change.error} />
      {renewed && (
        <Dialog title={t("people.invite.again")} onClose={() => setRenewed(null)}>
          <InvitationLink invitation={renewed} />
        </Dialog>
      )}
    </>
  );
}
