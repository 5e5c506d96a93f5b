/* The log of changes: who changed which person, setting, rule or access, and when. */

import { useMemo, useState } from "preact/hooks";
import { agents } from "../agent/session";
import { fullMoment, moment } from "../core/fmt";
import { minuteNow } from "../core/clock";
import { t, type TextKey } from "../core/i18n";
import { listing } from "../core/listing";
import { SelectField, TextField } from "../ui/form";
import { ListTable, type Column } from "../ui/table";
import { detailsOf, labelOf, lineOf, type Entry } from "./log_words";

const kinds = ["user", "group", "membership", "organization", "setting", "policy", "calendar", "rule", "field", "webhook", "token", "oauth_client"] as const;

const columns: () => Column<Entry>[] = () => [
  {
    title: t("system.log.when"),
    cell: (row) => (
      <time dateTime={row.created_at} title={fullMoment(Date.parse(row.created_at))}>
        {moment(Date.parse(row.created_at), minuteNow.value)}
      </time>
    ),
  },
  { title: t("system.log.who"), cell: (row) => (row.actor_name ? <bdi class="cell-name">{row.actor_name}</bdi> : t("system.log.system")) },
  {
    title: t("system.log.what"),
    cell: (row) => (
      <>
        {lineOf(row)}
        {labelOf(row) && (
          <>
            {": "}
            <bdi class="cell-name">{labelOf(row)}</bdi>
          </>
        )}
        {detailsOf(row).map((text) => (
          <div key={text} class="muted cell-under">
            {text}
          </div>
        ))}
      </>
    ),
  },
];

function path(kind: string, actor: string, from: string, to: string): string {
  const params = new URLSearchParams();
  if (kind) params.set("filter[source_type]", kind);
  if (actor) params.set("filter[actor_id]", actor);
  if (from) params.set("filter[from_ts]", new Date(`${from}T00:00`).toISOString());
  if (to) params.set("filter[to_ts]", new Date(new Date(`${to}T00:00`).getTime() + 86400000).toISOString());
  return params.size > 0 ? `audit_logs?${params}` : "audit_logs";
}

export function AuditLog() {
  const [kind, setKind] = useState("");
  const [actor, setActor] = useState("");
  const [from, setFrom] = useState("");
  const [to, setTo] = useState("");
  const asked = path(kind, actor, from, to);
  const list = useMemo(() => listing<Entry>(() => asked, "audit_logs"), [asked]);
  return (
    <>
      <div class="fields-row filter-row">
        <SelectField
          label={t("system.log.kind")}
          value={kind}
          choices={[{ value: "", label: t("system.log.all") }, ...kinds.map((name) => ({ value: name, label: t(`system.log.kind.${name}` as TextKey) }))]}
          onInput={setKind}
        />
        <SelectField
          label={t("system.log.who")}
          value={actor}
          choices={[{ value: "", label: t("system.log.anybody") }, ...agents.value.map((agent) => ({ value: String(agent.id), label: agent.name }))]}
          onInput={setActor}
        />
        <TextField label={t("system.log.from")} type="date" value={from} onInput={setFrom} />
        <TextField label={t("system.log.to")} type="date" value={to} onInput={setTo} />
      </div>
      <ListTable label={t("system.log.title")} columns={columns()} list={list} empty={t("system.log.none")} />
    </>
  );
}
