/* The log of changes: who changed which person, setting, rule or access, and when. */

import { useEffect, useMemo, useState } from "preact/hooks";
import { agents } from "../agent/session";
import { fullMoment, moment } from "../core/fmt";
import { minuteNow } from "../core/clock";
import { hasText, t, type TextKey } from "../core/i18n";
import { listing } from "../core/listing";
import { SelectField, TextField } from "../ui/form";
import { Table, type Column } from "../ui/table";

interface Entry {
  id: number;
  created_at: string;
  actor_id: number | null;
  actor_name: string | null;
  event: string;
  source_type: string;
  source_id: number | null;
  source_label: string | null;
  detail: Record<string, unknown>;
}

const kinds = ["user", "group", "membership", "organization", "setting", "policy", "calendar", "rule", "field", "webhook", "token", "oauth_client"] as const;

/* "Group changed", or the closer word that the event's detail gives. */
function whatHappened(entry: Entry): string {
  const closer = `system.log.reason.${String(entry.detail.reason)}`;
  if (hasText(closer)) return t(closer);
  const usual = `system.log.event.${entry.event.replace(".", "_")}`;
  return hasText(usual) ? t(usual) : entry.event;
}

/*
 * The words of the detail, as they are kept, in English: "created", "custom role: created". Numbers mean nothing to
 * people; what the line above says is not said twice.
 */
function details(entry: Entry): string {
  const texts = Object.entries(entry.detail).filter((part): part is [string, string] => typeof part[1] === "string");
  const words = texts.filter(([name, value]) => name !== "reason" && value !== entry.source_label);
  return words.map(([name, value]) => (name === "change" ? value : `${name.replaceAll("_", " ")}: ${value}`)).join(", ");
}

const columns: () => Column<Entry>[] = () => [
  {
    title: t("system.log.when"),
    cell: (row) => (
      <time dateTime={row.created_at} title={fullMoment(Date.parse(row.created_at))}>
        {moment(Date.parse(row.created_at), minuteNow.value)}
      </time>
    ),
  },
  { title: t("system.log.who"), cell: (row) => (row.actor_name ? <bdi>{row.actor_name}</bdi> : t("system.log.system")) },
  {
    title: t("system.log.what"),
    cell: (row) => (
      <>
        {whatHappened(row)}
        {row.source_label && (
          <>
            {": "}
            <bdi>{row.source_label}</bdi>
          </>
        )}
        <div class="muted cell-under">
          <bdi lang="en">{details(row)}</bdi>
        </div>
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
  useEffect(() => void list.load(), [list]);
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
      <Table
        label={t("system.log.title")}
        columns={columns()}
        rows={list.rows.value}
        rowKey={(row) => row.id}
        loading={list.loading.value}
        error={list.error.value}
        retry={() => void list.load()}
        empty={t("system.log.none")}
        more={list.hasMore.value ? () => void list.more() : null}
      />
    </>
  );
}
