/* Reports: the list of them, what the chosen one covers, its numbers as totals, picture and table. All of it stands in the address. */

import { useEffect } from "preact/hooks";
import { minuteNow } from "../core/clock";
import { t, type TextKey } from "../core/i18n";
import { linkTo, openScreen, route } from "../core/router";
import { Skeleton } from "../ui/skeleton";
import { Trouble } from "../ui/trouble";
import { Chart } from "./chart";
import { changeAsked, Controls } from "./controls";
import { Definition } from "./definition";
import { Entries } from "./entries";
import { Ages, Rows, Totals } from "./figures";
import { Heat } from "./heat";
import { apiParams, askedParams, hasFilters, isReport, readAsked, reportNames, type Asked, type Report, type ReportName } from "./model";
import { error, loading, loadReport, report, waitingTurn } from "./store";

function Names({ open, asked }: { open: ReportName; asked: Asked }) {
  return (
    <nav class="report-names" aria-label={t("reports.title")}>
      <select
        class="report-choice"
        aria-label={t("reports.title")}
        value={open}
        onChange={(event) => {
          const name = event.currentTarget.value as ReportName;
          openScreen("reports", [name], askedParams(name, asked));
        }}
      >
        {reportNames.map((name) => (
          <option key={name} value={name}>
            {t(`reports.name.${name}`)}
          </option>
        ))}
      </select>
      <ul>
        {reportNames.map((name) => (
          <li key={name}>
            <a
              {...linkTo({ section: "reports", rest: [name], params: askedParams(name, asked) })}
              {...(name === open ? { "aria-current": "page" as const } : {})}
            >
              {t(`reports.name.${name}`)}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

function Empty({ shown, asked }: { shown: Report; asked: Asked }) {
  const key: TextKey = hasFilters(asked) ? "reports.empty.filters" : shown.name === "promises" ? "reports.empty.promises" : "reports.empty";
  return (
    <div class="empty">
      <p>{t(key)}</p>
      {hasFilters(asked) && (
        <button type="button" class="button button-quiet" onClick={() => changeAsked(shown.name, asked, { group: "", agent: "", channel: "", tag: "" })}>
          {t("reports.clear")}
        </button>
      )}
    </div>
  );
}

function Figures({ shown }: { shown: Report }) {
  const byTime = shown.group_by === "day" || shown.group_by === "week";
  return (
    <>
      {byTime && <Chart report={shown} />}
      {shown.hours && shown.group_by === "none" && <Heat report={shown} />}
      {shown.buckets && shown.group_by === "none" && <Ages report={shown} />}
      {shown.group_by !== "none" && <Rows report={shown} bars={!byTime} />}
    </>
  );
}

function Body({ name, asked }: { name: ReportName; asked: Asked }) {
  const shown = report.value?.name === name ? report.value : null;
  if (error.value) return <Trouble text={error.value.message} retry={() => void loadReport(`reports/${name}?${apiParams(name, asked)}`)} />;
  if (!shown) return <Skeleton rows={6} />;
  return (
    <div class="report-body" aria-busy={loading.value}>
      {shown.total.count > 0 && <Totals report={shown} />}
      <Definition {...shown} />
      {shown.total.count === 0 ? <Empty shown={shown} asked={asked} /> : <Figures shown={shown} />}
    </div>
  );
}

function ReportScreen({ name, params }: { name: ReportName; params: string }) {
  const asked = readAsked(params, new Date(minuteNow.peek()));
  const path = `reports/${name}?${apiParams(name, asked)}`;
  useEffect(() => void loadReport(path), [path]);
  return (
    <div class="screen report-screen">
      <Names open={name} asked={asked} />
      <h1>{t(`reports.name.${name}`)}</h1>
      <p class="muted screen-about">{t(`reports.ask.${name}`)}</p>
      <Controls name={name} asked={asked} />
      <p class="report-turn" role="status">
        {waitingTurn.value ? t("reports.busy") : ""}
      </p>
      <Body name={name} asked={asked} />
    </div>
  );
}

export function Reports() {
  const { rest, params } = route.value;
  const [name = "first_reply_time", part] = rest;
  if (!isReport(name)) {
    return (
      <div class="screen report-screen">
        <h1>{t("reports.title")}</h1>
        <p class="empty">{t("reports.not_there")}</p>
        <a {...linkTo({ section: "reports", rest: [], params: "" })}>{t("reports.name.first_reply_time")}</a>
      </div>
    );
  }
  return part === "tickets" ? <Entries name={name} params={params} /> : <ReportScreen name={name} params={params} />;
}
