/* The tickets behind a number: exactly what it counted, the newest first. */

import { useEffect, useMemo } from "preact/hooks";
import { agentName, groups } from "../agent/session";
import { minuteNow } from "../core/clock";
import { kindText } from "../core/deadline";
import { moment } from "../core/fmt";
import { t } from "../core/i18n";
import { listing } from "../core/listing";
import { linkTo } from "../core/router";
import { ownZone } from "../core/zone";
import { Icon } from "../ui/icon";
import { Table, type Column } from "../ui/table";
import { Definition } from "./definition";
import { numberLabel, partWords, timeText, type Entry, type ReportName } from "./model";

const at = (iso: string | null) => iso && moment(Date.parse(iso), minuteNow.value);

function columnsOf(name: ReportName, business: boolean): Column<Entry>[] {
  const ticket = (entry: Entry) => linkTo({ section: "tickets", view: "all", ticket: entry.ticket_id, query: "" });
  const timed = name !== "promises" && name !== "arrivals";
  const columns: (Column<Entry> | false)[] = [
    { title: t("reports.entries.ticket"), cell: (entry) => <a {...ticket(entry)}>{`#${entry.ticket_id}`}</a> },
    { title: t("reports.entries.subject"), cell: (entry) => <bdi class="report-subject">{entry.subject}</bdi> },
    { title: t("reports.entries.customer"), cell: (entry) => <bdi>{entry.requester}</bdi> },
    name === "promises" && { title: t("reports.entries.kind"), cell: (entry) => entry.kind && kindText(entry.kind) },
    name !== "arrivals" && { title: t("reports.entries.state"), cell: (entry) => t(`reports.entries.state.${entry.state}`) },
    { title: t("reports.entries.from"), cell: (entry) => at(entry.from) },
    name !== "arrivals" && name !== "backlog_age" && { title: t("reports.entries.until"), cell: (entry) => at(entry.until) },
    timed && { title: t("reports.entries.took"), end: true, cell: (entry) => timeText(entry.seconds, business) },
  ];
  return columns.filter((column) => column !== false);
}

/* Of a group or a person. */
function named(what: "group" | "agent", id: string): string {
  const found = what === "group" ? groups.value.find((group) => group.id === Number(id))?.name : agentName(Number(id));
  return found ?? `#${id}`;
}

/* The report's own address, without what the number added. */
function backParams(params: string): string {
  const kept = new URLSearchParams(params);
  for (const part of ["time_zone", "key", "state", "at_least_ms", "hour", "bucket"]) kept.delete(part);
  return kept.toString();
}

export function Entries({ name, params }: { name: ReportName; params: string }) {
  const list = useMemo(() => listing<Entry>(() => `reports/${name}/tickets?${params}`, "entries"), [name, params]);
  useEffect(() => void list.load(), [list]);
  const asked = new URLSearchParams(params);
  const business = asked.get("time") === "business";
  const rows = list.rows.value;
  const count = `${t(`reports.count.${name}`)}: ${numberLabel(rows.length)}${list.hasMore.value ? "+" : ""}`;
  const words = [t(`reports.name.${name}`), ...partWords(name, asked, named), ...(rows.length > 0 ? [count] : [])];
  return (
    <div class="screen report-screen">
      <a class="report-back" {...linkTo({ section: "reports", rest: [name], params: backParams(params) })}>
        <Icon name="back" />
        {t("reports.entries.back")}
      </a>
      <h1>{t("reports.entries")}</h1>
      <p class="muted screen-about">{words.join(" · ")}</p>
      <Definition name={name} time={business ? "business" : "calendar"} time_zone={asked.get("time_zone") ?? ownZone} />
      <Table
        label={t("reports.entries")}
        columns={columnsOf(name, business)}
        rows={rows}
        rowKey={(entry) => `${entry.ticket_id} ${entry.from} ${entry.kind} ${entry.state}`}
        loading={list.loading.value}
        error={list.error.value}
        retry={() => void list.load()}
        empty={t("reports.entries.empty")}
        more={list.hasMore.value ? () => void list.more() : null}
      />
    </div>
  );
}
