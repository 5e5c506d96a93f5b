/* Numbers of a report, each a link to the tickets that it counted: the totals, the table, the backlog's ages. */

import type { ComponentChildren } from "preact";
import { commaText } from "../core/dates";
import { t, tn } from "../core/i18n";
import { linkTo } from "../core/router";
import { bucketText, entriesParams, isTimed, keyText, numberLabel, percentText, rankText, type Link, type Report, type ReportRow } from "./model";

/* A number that opens its tickets; plain where it counted none. */
export function Opens({ url, title, children }: { url: string | null; title: string; children: string }) {
  if (!url) return <>{children}</>;
  const { name, params } = entriesParams(url);
  return (
    <a class="report-number" aria-label={t("reports.opens", { title, value: children })} {...linkTo({ section: "reports", rest: [name, "tickets"], params })}>
      {children}
    </a>
  );
}

interface Figure {
  id: string;
  title: string;
  text: (row: ReportRow) => string;
  link: Link | null;
}

const count = (link: Link, title: string, of: (row: ReportRow) => number): Figure => ({
  id: link,
  title,
  link,
  text: (row) => numberLabel(of(row)),
});

function rank(link: "median" | "p90", business: boolean): Figure {
  return { id: link, title: t(`reports.${link}`), link, text: (row) => rankText(row[link], business) };
}

export function figuresOf(report: Report): Figure[] {
  const { name } = report;
  const all = count("count", t(`reports.count.${name}`), (row) => row.count);
  const business = report.time === "business";
  const times = [rank("median", business), rank("p90", business)];
  if (name === "arrivals") return [all];
  if (name === "backlog_age") return [all, ...times];
  if (name === "promises") {
    const share: Figure = { id: "share", title: t("reports.share"), link: "missed", text: (row) => percentText(row.met_percent) };
    const states = (["met", "missed", "open"] as const).map((state) => count(state, t(`reports.state.${state}`), (row) => row[state]));
    return [share, ...states, all];
  }
  return [...times, count("done", t(`reports.done.${name}`), (row) => row.done), count("waiting", t("reports.waiting"), (row) => row.waiting), all];
}

export function Totals({ report }: { report: Report }) {
  return (
    <dl class="report-totals">
      {figuresOf(report).map(({ id, title, text, link }) => (
        <div key={id}>
          <dt>{title}</dt>
          <dd>
            <Opens url={link && report.total.tickets[link]} title={title}>
              {text(report.total)}
            </Opens>
          </dd>
        </div>
      ))}
    </dl>
  );
}

/* A bar beside a number; the number says the same, so the bar is for the eye alone. */
export function Bar({ part, second = 0 }: { part: number; second?: number }) {
  return (
    <span class="report-bar" aria-hidden="true">
      <span ref={(box) => box?.style.setProperty("inline-size", `${Math.max(part * 100, part > 0 ? 0.5 : 0)}%`)} />
      {second > part && <i ref={(box) => box?.style.setProperty("inline-size", `${(second - part) * 100}%`)} />}
    </span>
  );
}

/* Of the row's length in the picture: the median with the 90th behind it, the share met, or the count. */
function lengthOf(report: Report, row: ReportRow): { part: number; second: number } {
  if (report.name === "promises") return { part: (row.met_percent ?? 0) / 100, second: 0 };
  if (isTimed(report.name)) {
    const longest = Math.max(1, ...report.rows.map((one) => one.p90?.seconds ?? 0));
    return { part: (row.median?.seconds ?? 0) / longest, second: (row.p90?.seconds ?? 0) / longest };
  }
  return { part: row.count / Math.max(1, ...report.rows.map((one) => one.count)), second: 0 };
}

function Region({ label, children }: { label: string; children: ComponentChildren }) {
  return (
    <div class="table-box" role="region" aria-label={label} tabIndex={0}>
      {children}
    </div>
  );
}

export function Rows({ report, bars }: { report: Report; bars: boolean }) {
  const figures = figuresOf(report);
  const byTime = report.group_by === "day" || report.group_by === "week";
  const first = report.rows.findIndex(({ count: n }) => n > 0);
  const by = t(`reports.by.${report.group_by}`);
  return (
    <Region label={t("reports.rows")}>
      <table class="table report-table">
        <thead>
          <tr>
            <th scope="col">{by}</th>
            {bars && <td />}
            {figures.map(({ id, title }) => (
              <th key={id} scope="col" class="cell-end">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {report.rows.slice(byTime ? Math.max(0, first) : 0).map((row) => (
            <tr key={row.key ?? ""}>
              <th scope="row">
                <bdi>{keyText(report, row)}</bdi>
              </th>
              {bars && (
                <td class="report-bar-cell">
                  <Bar {...lengthOf(report, row)} />
                </td>
              )}
              {figures.map(({ id, title, text, link }) => (
                <td key={id} class="cell-end">
                  <Opens url={row.count > 0 && link ? row.tickets[link] : null} title={commaText([keyText(report, row), title])}>
                    {text(row)}
                  </Opens>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {report.left_out > 0 && <p class="muted">{tn("reports.left_out", report.left_out)}</p>}
    </Region>
  );
}

export function Ages({ report }: { report: Report }) {
  const buckets = report.buckets ?? [];
  const most = Math.max(1, ...buckets.map((bucket) => bucket.count));
  return (
    <Region label={t("reports.name.backlog_age")}>
      <table class="table report-table">
        <thead>
          <tr>
            <th scope="col">{t("reports.age")}</th>
            <td />
            <th scope="col" class="cell-end">
              {t("reports.count.backlog_age")}
            </th>
          </tr>
        </thead>
        <tbody>
          {buckets.map((bucket) => (
            <tr key={bucket.from_days}>
              <th scope="row">{bucketText(bucket)}</th>
              <td class="report-bar-cell">
                <Bar part={bucket.count / most} />
              </td>
              <td class="cell-end">
                <Opens url={bucket.count > 0 ? bucket.tickets : null} title={bucketText(bucket)}>
                  {numberLabel(bucket.count)}
                </Opens>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Region>
  );
}
