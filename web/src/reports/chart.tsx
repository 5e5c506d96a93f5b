/* Days and weeks as a picture: times and shares as lines, counts as bars. The table below says the same. */

import { signal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import type uPlot from "uplot";
import { t } from "../core/i18n";
import { partFailed } from "../ui/lazy";
import { dayLabel, isTimed, numberLabel, type Report } from "./model";

const HEIGHT = 260;

/* Time runs as the reader reads, and the numbers stand where he begins. */
const leftwards = document.dir === "rtl";
const SIDE = { left: 3, right: 1 } as const;

/* Counts up when the colours of the page change. */
const looks = signal(0);
const changed = () => {
  looks.value += 1;
};
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", changed);
new MutationObserver(changed).observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });

interface Line {
  label: string;
  values: (number | null)[];
  dash?: number[];
}

function linesOf(report: Report): { unit: string; lines: Line[]; bars: boolean } {
  const hours = (rank: "median" | "p90") => report.rows.map((row) => (row[rank] ? row[rank].seconds / 3600 : null));
  if (isTimed(report.name)) {
    const lines = [{ label: t("reports.median"), values: hours("median") }, { label: t("reports.p90"), values: hours("p90"), dash: [6, 4] }];
    return { unit: t("reports.chart.hours"), lines, bars: false };
  }
  if (report.name === "promises") {
    return { unit: t("reports.chart.percent"), lines: [{ label: t("reports.share"), values: report.rows.map((row) => row.met_percent) }], bars: false };
  }
  const unit = t(`reports.count.${report.name}`);
  return { unit, lines: [{ label: unit, values: report.rows.map((row) => row.count) }], bars: true };
}

/* The value of a token as the canvas needs it: light-dark() is worked out by the browser. */
function colour(box: HTMLElement, token: string): string {
  box.style.setProperty("color", `var(${token})`);
  const value = getComputedStyle(box).color;
  box.style.removeProperty("color");
  return value;
}

function optionsOf(make: typeof uPlot, report: Report, box: HTMLElement): uPlot.Options {
  const { lines, bars, unit } = linesOf(report);
  const [ink, grid, accent, second] = ["--muted", "--line", "--accent", "--info"].map((token) => colour(box, token)) as [string, string, string, string];
  const keys = report.rows.map((row) => row.key ?? "");
  const label = (at: number, short: boolean) => (keys[at] ? dayLabel(keys[at], short) : "");
  const side = leftwards ? SIDE.right : SIDE.left;
  const axis = { stroke: ink, grid: { stroke: grid, width: 1 }, ticks: { stroke: grid, width: 1 }, font: "12px system-ui, sans-serif" };
  return {
    width: box.clientWidth,
    height: HEIGHT,
    scales: {
      x: { time: false, dir: leftwards ? -1 : 1 },
      y: { range: (_, __, most) => [0, Math.max(report.name === "promises" ? 100 : 1, most * 1.05)] },
    },
    axes: [
      { ...axis, space: 70, incrs: [1, 2, 5, 7, 14, 30, 60, 90], values: (_, places) => places.map((at) => label(at, true)) },
      { ...axis, side, size: 56, label: unit, labelSize: 22, labelFont: axis.font, values: (_, places) => places.map((n) => numberLabel(n)) },
    ],
    cursor: { drag: { x: false, y: false } },
    series: [
      { label: t(`reports.by.${report.group_by}`), value: (_, at) => (at === null ? "–" : label(at, false)) },
      ...lines.map(({ label: title, dash }, at): uPlot.Series => ({
        label: title,
        stroke: at === 0 ? accent : second,
        width: 2,
        spanGaps: false,
        ...(dash ? { dash } : {}),
        points: { show: report.rows.length <= 60 },
        ...(bars ? { fill: accent, paths: make.paths.bars?.({ size: [0.7, 60] }) as uPlot.Series.PathBuilder, points: { show: false } } : {}),
        value: (_, n) => (n === null ? "–" : numberLabel(Math.round(n * 10) / 10)),
      })),
    ],
  };
}

export function Chart({ report }: { report: Report }) {
  const box = useRef<HTMLDivElement>(null);
  const look = looks.value;
  useEffect(() => {
    let plot: uPlot | null = null;
    let wanted = true;
    const place = box.current as HTMLDivElement;
    const resize = new ResizeObserver(() => plot?.setSize({ width: place.clientWidth, height: HEIGHT }));
    const draw = ({ default: make }: { default: typeof uPlot }) => {
      if (!wanted) return;
      const data = [report.rows.map((_, at) => at), ...linesOf(report).lines.map((line) => line.values)] as uPlot.AlignedData;
      plot = new make(optionsOf(make, report, place), data, place);
      resize.observe(place);
    };
    const load = () => void import("uplot").then(draw, () => wanted && partFailed(load));
    load();
    return () => {
      wanted = false;
      resize.disconnect();
      plot?.destroy();
    };
  }, [report, look]);
  return <div ref={box} class="report-chart" role="img" aria-label={t("reports.chart.label", { name: t(`reports.name.${report.name}`) })} />;
}
