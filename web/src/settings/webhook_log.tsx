/* What a webhook was sent: each delivery with its state, and its attempts with request and answer. */

import { useMemo, useState } from "preact/hooks";
import { minuteNow } from "../core/clock";
import { moment } from "../core/fmt";
import { t, type TextKey } from "../core/i18n";
import { listing } from "../core/listing";
import { linkTo } from "../core/router";
import { SelectField } from "../ui/form";
import { Icon } from "../ui/icon";
import { ListTable, type Column } from "../ui/table";
import { Answered, useAnswer } from "./ask_server";
import { Exchange, type Message } from "./webhook_exchange";

interface Invocation {
  id: string;
  status: "success" | "failed" | "pending" | "retrying";
  status_code: number | null;
  latest_completed_at: string | null;
  ticket_id: number | null;
}

interface Attempt {
  id: string;
  status: "success" | "failed";
  status_code: number | null;
  error: string | null;
  request: Message;
  response: Message;
  completed_at: string;
}

const looks: Record<Invocation["status"], string> = { success: "badge badge-ok", failed: "badge badge-danger", pending: "badge", retrying: "badge badge-warn" };
const states = ["", "success", "failed", "pending", "retrying"] as const;

function when(time: string | null): string {
  return time ? moment(Date.parse(time), minuteNow.value) : t("system.token.never");
}

function Attempts({ path }: { path: string }) {
  const answer = useAnswer<{ attempts: Attempt[] }>(`${path}/attempts?page[size]=50`);
  return (
    <Answered answer={answer}>
      {({ attempts }) => (
        <ol class="attempts">
          {attempts.length === 0 && <li class="muted">{t("system.webhook.no_attempts")}</li>}
          {attempts.map((one, at) => (
            <li key={one.id} class="exchange">
              <p>
                <strong>{t("system.webhook.attempt", { n: at + 1, time: when(one.completed_at) })}</strong>{" "}
                <span class={looks[one.status]}>{one.status_code ?? one.error ?? t("system.webhook.no_answer")}</span>
              </p>
              {one.status_code !== null && one.error && <p class="field-error">{one.error}</p>}
              <Exchange title={t("system.webhook.request")} message={one.request} />
              <Exchange title={t("system.webhook.answer")} message={one.response} />
            </li>
          ))}
        </ol>
      )}
    </Answered>
  );
}

export function WebhookLog({ id }: { id: string }) {
  const [state, setState] = useState("");
  const [open, setOpen] = useState("");
  const list = useMemo(() => listing<Invocation>(() => `webhooks/${id}/invocations${state && `?filter[status]=${state}`}`, "invocations", 20), [id, state]);
  const columns: Column<Invocation>[] = [
    {
      title: t("system.webhook.delivery"),
      cell: (row) => (
        <button type="button" class="text-button" aria-expanded={open === row.id} onClick={() => setOpen(open === row.id ? "" : row.id)}>
          {row.id.slice(-8)}
        </button>
      ),
    },
    {
      title: t("system.webhook.ticket"),
      cell: ({ ticket_id: ticket }) => ticket && <a {...linkTo({ view: "all", ticket, query: "" })}>#{ticket}</a>,
    },
    { title: t("system.webhook.state"), cell: (row) => <span class={looks[row.status]}>{t(`system.webhook.state.${row.status}` as TextKey)}</span> },
    { title: t("system.webhook.code"), end: true, cell: (row) => row.status_code ?? "" },
    { title: t("system.webhook.last"), cell: (row) => when(row.latest_completed_at) },
  ];
  return (
    <section class="rule-test">
      <h3>{t("system.webhook.log")}</h3>
      <div class="screen-tools">
        <SelectField
          label={t("system.webhook.state")}
          value={state}
          choices={states.map((value) => ({ value, label: t(value ? (`system.webhook.state.${value}` as TextKey) : "system.webhook.state.every") }))}
          onInput={setState}
        />
        <button type="button" class="button button-quiet" onClick={() => void list.load()}>
          <Icon name="refresh" />
          {t("system.webhook.reload")}
        </button>
      </div>
      <ListTable label={t("system.webhook.log")} columns={columns} list={list} empty={t("system.webhook.log_empty")} />
      {open && <Attempts key={open} path={`webhooks/${id}/invocations/${open}`} />}
    </section>
  );
}
