/* Tickets beside the queue: messages that were held back, and tickets that were deleted; brought back or thrown away. */

import { useState } from "preact/hooks";
import { me } from "../agent/session";
import { put, remove } from "../core/api";
import { minuteNow } from "../core/clock";
import { moment } from "../core/fmt";
import { t, tn, type TextKey } from "../core/i18n";
import { listing } from "../core/listing";
import { linkTo } from "../core/router";
import { ask, Dialog } from "../ui/dialog";
import { FormError } from "../ui/form";
import { offWhile } from "../ui/off_while";
import { ListTable, type Column } from "../ui/table";
import { toast } from "../ui/toast";
import { useChange } from "./ask_server";

interface Suspended {
  id: number;
  author: { id: number | null; name: string | null; email: string | null };
  subject: string | null;
  content: string | null;
  cause: string;
  created_at: string;
}

interface Deleted {
  id: number;
  subject: string | null;
  actor: { id: number; name: string };
  deleted_at: string;
}

function when(time: string): string {
  return moment(Date.parse(time), minuteNow.value);
}

interface CheckProps {
  id: number;
  name: string;
  chosen: ReadonlySet<number>;
  onChoose: (chosen: Set<number>) => void;
}

function Check({ id, name, chosen, onChoose }: CheckProps) {
  const toggle = (on: boolean) => {
    const next = new Set(chosen);
    if (on) next.add(id);
    else next.delete(id);
    onChoose(next);
  };
  const label = t("system.aside.choose", { name });
  return <input class="pick-box" type="checkbox" aria-label={label} checked={chosen.has(id)} onChange={(event) => toggle(event.currentTarget.checked)} />;
}

interface BarProps {
  chosen: ReadonlySet<number>;
  busy: boolean;
  error: string;
  back: string;
  onBack: () => void;
  /* null: this person may not */
  onDrop: (() => void) | null;
}

const AT_ONCE = 100;

function Bar({ chosen, busy, error, back, onBack, onDrop }: BarProps) {
  const none = chosen.size === 0 || chosen.size > AT_ONCE || busy;
  return (
    <>
      <div class="button-row aside-bar">
        <span class="muted" role="status">
          {chosen.size > AT_ONCE ? t("system.aside.too_many", { n: AT_ONCE }) : tn("system.aside.chosen", chosen.size)}
        </span>
        <button type="button" class="button" {...offWhile(none)} onClick={onBack}>
          {back}
        </button>
        {onDrop && (
          <button type="button" class="button button-danger" {...offWhile(none)} onClick={onDrop}>
            {t("system.aside.delete")}
          </button>
        )}
      </div>
      <FormError text={error} />
    </>
  );
}

const suspended = listing<Suspended>(() => "suspended_tickets", "suspended_tickets");
const deleted = listing<Deleted>(() => "deleted_tickets", "deleted_tickets");

/* As the server says it. */
const causes: Record<string, TextKey> = {
  "Received from a suspended user": "system.cause.suspended",
  "Sent with the address of staff by somebody not signed in": "system.cause.staff",
};

function causeText(cause: string): string {
  const key = causes[cause];
  return key ? t(key) : cause;
}

function HeldMessage({ row, onClose }: { row: Suspended; onClose: () => void }) {
  return (
    <Dialog title={row.subject || t("system.aside.no_subject")} size="wide" onClose={onClose}>
      <p class="muted">
        <bdi>{row.author.name ?? ""}</bdi> <bdi>{row.author.email ?? ""}</bdi> · {when(row.created_at)}
      </p>
      <p class="held-back" dir="auto">
        {row.content}
      </p>
    </Dialog>
  );
}

export function SuspendedTickets() {
  const [chosen, setChosen] = useState<Set<number>>(new Set());
  const [open, setOpen] = useState<Suspended | null>(null);
  const change = useChange();
  const ids = [...chosen].join(",");
  const done = (text: string) => {
    toast(text);
    setChosen(new Set());
    void suspended.load();
  };
  const recover = async () => {
    if (await change.run(() => put(`suspended_tickets/recover_many?ids=${ids}`, {}))) done(tn("system.suspended.recovered", chosen.size));
  };
  const drop = async () => {
    const title = tn("system.suspended.delete_title", chosen.size);
    const yes = await ask({ title, text: t("system.suspended.delete_text"), yes: t("system.aside.delete"), danger: true });
    if (yes && (await change.run(() => remove(`suspended_tickets/destroy_many?ids=${ids}`)))) done(t("system.suspended.deleted"));
  };
  const name = (row: Suspended) => row.subject || t("system.aside.no_subject");
  const columns: Column<Suspended>[] = [
    { title: t("system.aside.pick"), hidden: true, cell: (row) => <Check id={row.id} name={name(row)} chosen={chosen} onChoose={setChosen} /> },
    {
      title: t("system.aside.subject"),
      cell: (row) => (
        <>
          <button type="button" class="text-button" onClick={() => setOpen(row)}>
            <bdi>{name(row)}</bdi>
          </button>
          <div class="muted cell-under">
            <bdi>{row.author.name ?? ""}</bdi> <bdi>{row.author.email ?? ""}</bdi>
          </div>
        </>
      ),
    },
    { title: t("system.suspended.cause"), cell: (row) => causeText(row.cause) },
    { title: t("system.aside.came"), cell: (row) => when(row.created_at) },
  ];
  return (
    <>
      <Bar
        chosen={chosen}
        busy={change.busy}
        error={change.error}
        back={t("system.suspended.recover")}
        onBack={() => void recover()}
        onDrop={() => void drop()}
      />
      <ListTable label={t("system.suspended.title")} columns={columns} list={suspended} empty={t("system.suspended.empty")} />
      {open && <HeldMessage row={open} onClose={() => setOpen(null)} />}
    </>
  );
}

export function DeletedTickets() {
  const [chosen, setChosen] = useState<Set<number>>(new Set());
  const change = useChange();
  const ids = [...chosen].join(",");
  const done = (text: string) => {
    toast(text);
    setChosen(new Set());
    void deleted.load();
  };
  const restore = async () => {
    if (await change.run(() => put(`deleted_tickets/restore_many?ids=${ids}`, {}))) done(tn("system.deleted.restored", chosen.size));
  };
  const purge = async () => {
    const title = tn("system.deleted.purge_title", chosen.size);
    const yes = await ask({ title, text: t("system.deleted.purge_text"), yes: t("system.aside.delete"), danger: true, typed: t("system.deleted.purge_word") });
    if (yes && (await change.run(() => remove(`deleted_tickets/destroy_many?ids=${ids}`)))) done(t("system.deleted.purged"));
  };
  const columns: Column<Deleted>[] = [
    { title: t("system.aside.pick"), hidden: true, cell: (row) => <Check id={row.id} name={`#${row.id}`} chosen={chosen} onChoose={setChosen} /> },
    {
      title: t("system.aside.subject"),
      cell: (row) => (
        <>
          #{row.id} <bdi>{row.subject || t("system.aside.no_subject")}</bdi>
        </>
      ),
    },
    { title: t("system.deleted.by"), cell: (row) => <bdi>{row.actor.name}</bdi> },
    { title: t("system.deleted.at"), cell: (row) => when(row.deleted_at) },
  ];
  const admin = me.value?.role === "admin";
  return (
    <>
      <Bar
        chosen={chosen}
        busy={change.busy}
        error={change.error}
        back={t("system.deleted.restore")}
        onBack={() => void restore()}
        onDrop={admin ? () => void purge() : null}
      />
      <ListTable label={t("system.deleted.title")} columns={columns} list={deleted} empty={t("system.deleted.empty")} />
      <p class="muted section-foot">
        <a {...linkTo({ view: "all", ticket: null, query: "" })}>{t("system.deleted.to_queue")}</a>
      </p>
    </>
  );
}
