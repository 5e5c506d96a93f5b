/* Arrivals by hour of the week: a cell for each hour, darker for more, with its number. Arrows move, Enter shows the tickets. */

import { useRef, useState } from "preact/hooks";
import { weekOrder } from "../core/dates";
import { t, tn } from "../core/i18n";
import { openScreen } from "../core/router";
import { hasKeys } from "../ui/keys";
import { entriesParams, hourLabel, numberLabel, weekdayLabel, type Report } from "./model";

const dayHours = Array.from({ length: 24 }, (_, hour) => hour);
const STEPS = 5;

const moves: Record<string, number> = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -24, ArrowDown: 24 };

const cells = weekOrder.flatMap((day) => dayHours.map((hour) => day * 24 + hour));

/* In a right-to-left page the hours run from the right. */
function moved(key: string, at: number): number | null {
  const turned = document.dir === "rtl" && (key === "ArrowLeft" || key === "ArrowRight");
  const by = moves[key];
  if (by === undefined) return (key === "Home" ? cells[0] : key === "End" ? cells.at(-1) : null) ?? null;
  return cells[cells.indexOf(at) + (turned ? -by : by)] ?? at;
}

function Head() {
  return (
    <thead>
      <tr>
        <th scope="col">
          <span class="visually-hidden">{t("reports.heat.hour")}</span>
        </th>
        {dayHours.map((hour) => (
          <th key={hour} scope="col">
            <span aria-hidden="true">{hour % 3 === 0 ? hour : ""}</span>
            <span class="visually-hidden">{hourLabel(hour)}</span>
          </th>
        ))}
        <th scope="col" class="cell-end">
          {t("reports.heat.all")}
        </th>
      </tr>
    </thead>
  );
}

interface CellProps {
  cell: number;
  n: number;
  most: number;
  current: boolean;
  onFocus: () => void;
  onOpen: () => void;
}

function Cell({ cell, n, most, current, onFocus, onOpen }: CellProps) {
  const words = tn("reports.heat.cell", n, { day: weekdayLabel(Math.floor(cell / 24)), hour: hourLabel(cell % 24) });
  const step = n === 0 ? 0 : Math.ceil((n / most) * STEPS);
  return (
    <td data-hour={cell} class={`heat-cell heat-${step}`} tabIndex={current ? 0 : -1} aria-label={words} title={words} onFocus={onFocus} onClick={onOpen}>
      {n > 0 ? numberLabel(n) : ""}
    </td>
  );
}

export function Heat({ report }: { report: Report }) {
  const hours = report.hours ?? [];
  const [at, setAt] = useState(cells[0] ?? 0);
  const grid = useRef<HTMLTableElement>(null);
  const countAt = (cell: number) => hours[cell]?.count ?? 0;
  const most = Math.max(1, ...hours.map((hour) => hour.count));
  const open = (cell: number) => {
    const found = hours[cell];
    if (!found || found.count === 0) return;
    const { name, params } = entriesParams(found.tickets);
    openScreen("reports", [name, "tickets"], params);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const next = moved(event.key, at);
    if (event.key === "Enter") open(at);
    else if (next !== null) grid.current?.querySelector<HTMLElement>(`[data-hour="${next}"]`)?.focus();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <figure class="heat">
      <div class="heat-box">
        <table ref={grid} role="grid" aria-label={t("reports.heat.label")} onKeyDown={onKeyDown}>
          <Head />
          <tbody>
            {weekOrder.map((day) => (
              <tr key={day}>
                <th scope="row">{weekdayLabel(day)}</th>
                {dayHours.map((hour) => {
                  const cell = day * 24 + hour;
                  const common = { cell, most, n: countAt(cell), current: cell === at };
                  return <Cell key={hour} {...common} onFocus={() => setAt(cell)} onOpen={() => open(cell)} />;
                })}
                <td class="cell-end heat-sum">{numberLabel(dayHours.reduce((sum, hour) => sum + countAt(day * 24 + hour), 0))}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {hasKeys() && <figcaption class="muted">{t("reports.heat.keys")}</figcaption>}
    </figure>
  );
}
