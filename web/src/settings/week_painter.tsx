/*
 * The week of a calendar, painted: drag over hours with the pointer, or arrows and Space by keyboard (Shift with an
 * arrow paints on, Ctrl+C and Ctrl+V copy a day). Exact minutes stand in the fields beside. On the phone only the fields.
 */

import { useRef, useState } from "preact/hooks";
import { dateFormat, weekOrder } from "../core/dates";
import { t, type TextKey } from "../core/i18n";
import { announce } from "../ui/announce";
import { Icon } from "../ui/icon";
import { DAY_MINUTES, hoursText, openMinutes, paint, PARTS_MAX, readHours, sameHours, type Hours, type HoursFault, type Week } from "./week_model";

const HOURS = 24;
const HOUR = 60;
/* 4 January 1971 was a Monday. */
const MONDAY_MS = Date.UTC(1971, 0, 4);
const DAY_MS = 86400000;

const longDay = dateFormat({ weekday: "long", timeZone: "UTC" });
const shortDay = dateFormat({ weekday: "short", timeZone: "UTC" });
const hourText = dateFormat({ hour: "numeric", minute: "2-digit", timeZone: "UTC" });
const shortHour = dateFormat({ hour: "numeric", timeZone: "UTC" });

export function dayName(day: number, short = false): string {
  return (short ? shortDay : longDay).format(MONDAY_MS + day * DAY_MS);
}

interface Spot {
  day: number;
  hour: number;
}

interface PainterProps {
  week: Week;
  /* What stands in a field is not to be understood, and not in the week. */
  onWrong: (wrong: boolean) => void;
  onInput: (week: Week) => void;
}

function cellState(hours: Hours, hour: number): "open" | "part" | "closed" {
  const open = openMinutes(hours, hour * HOUR, (hour + 1) * HOUR);
  return open === HOUR ? "open" : open > 0 ? "part" : "closed";
}

function withDay(week: Week, day: number, hours: Hours): Week {
  return week.map((old, at) => (at === day ? hours : old));
}

const rowOf = (day: number) => weekOrder.indexOf(day);

/* The rectangle between two spots, opened or closed. */
function withArea(week: Week, a: Spot, b: Spot, open: boolean): Week {
  const [top, bottom] = [Math.min(rowOf(a.day), rowOf(b.day)), Math.max(rowOf(a.day), rowOf(b.day))];
  const [from, to] = [Math.min(a.hour, b.hour) * HOUR, (Math.max(a.hour, b.hour) + 1) * HOUR];
  return week.map((hours, day) => (rowOf(day) >= top && rowOf(day) <= bottom ? paint(hours, from, to, open) : hours));
}

function spotAt(x: number, y: number): Spot | null {
  const found = document.elementFromPoint(x, y)?.closest<HTMLElement>("[data-hour]");
  return found ? { day: Number(found.dataset.day), hour: Number(found.dataset.hour) } : null;
}

function step(key: string, { day, hour }: Spot, rtl: boolean): Spot | null {
  const forward = rtl ? -1 : 1;
  const moves: Record<string, [number, number]> = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -forward], ArrowRight: [0, forward] };
  if (key === "Home") return { day, hour: 0 };
  if (key === "End") return { day, hour: HOURS - 1 };
  const move = moves[key];
  if (!move) return null;
  const row = Math.min(6, Math.max(0, rowOf(day) + move[0]));
  return { day: weekOrder[row] ?? day, hour: Math.min(HOURS - 1, Math.max(0, hour + move[1])) };
}

/* Bars of one day, to the minute. */
function Bars({ hours }: { hours: Hours }) {
  return (
    <span class="week-bars" aria-hidden="true">
      {hours.map(([from, to]) => (
        <span key={from} style={{ insetInlineStart: `${(from / DAY_MINUTES) * 100}%`, inlineSize: `${((to - from) / DAY_MINUTES) * 100}%` }} />
      ))}
    </span>
  );
}

interface DayProps {
  day: number;
  hours: Hours;
  at: Spot;
}

function DayCells({ day, hours, at }: DayProps) {
  return (
    <div role="row" class="week-cells">
      <span role="rowheader" class="week-day">
        <abbr title={dayName(day)}>{dayName(day, true)}</abbr>
      </span>
      <span class="week-track" role="presentation">
        <Bars hours={hours} />
        {Array.from({ length: HOURS }, (_, hour) => {
          const state = cellState(hours, hour);
          return (
            <span
              key={hour}
              role="gridcell"
              class="week-cell"
              data-day={day}
              data-hour={hour}
              data-state={state}
              tabIndex={at.day === day && at.hour === hour ? 0 : -1}
              aria-selected={state !== "closed"}
              aria-label={t(`sla.week.cell_${state}`, { day: dayName(day), hour: hourText.format(hour * HOUR * 60000) })}
            />
          );
        })}
      </span>
    </div>
  );
}

interface FieldProps {
  day: number;
  hours: Hours;
  /* What is in the field while it is written. */
  typed: string | null;
  onTyped: (typed: string | null) => void;
  onInput: (hours: Hours) => void;
}

/* A name for what is wrong; "" while all is well. */
function faultOf(typed: string | null): HoursFault | "" {
  const found = typed === null ? [] : readHours(typed);
  return typeof found === "string" ? found : "";
}

const faultId = (day: number) => `week-fault-${day}`;

/* "09:00–17:00" as text; what cannot be understood stays in the field until it can. */
function DayField({ day, hours, typed, onTyped, onInput }: FieldProps) {
  const wrong = faultOf(typed) !== "";
  return (
    <li class="week-line">
      <span class="week-day">{dayName(day, true)}</span>
      <span class={wrong ? "week-field cell-wrong" : "week-field"}>
        <input
          type="text"
          autocomplete="off"
          dir="ltr"
          aria-label={t("sla.week.field", { day: dayName(day) })}
          {...(wrong ? { "aria-invalid": true as const, "aria-describedby": faultId(day) } : {})}
          placeholder={t("sla.week.closed")}
          value={typed ?? hoursText(hours)}
          onInput={(event) => {
            const text = event.currentTarget.value;
            const next = readHours(text);
            onTyped(text);
            if (typeof next !== "string" && !sameHours(next, hours)) onInput(next);
          }}
          onBlur={() => !wrong && onTyped(null)}
        />
      </span>
    </li>
  );
}

/* Under the week, so that no field moves away from its day. */
function Faults({ typed }: { typed: readonly (string | null)[] }) {
  const faults = weekOrder.flatMap((day) => {
    const fault = faultOf(typed[day] ?? null);
    return fault ? [{ day, text: t(`sla.week.wrong.${fault}` as TextKey, { max: PARTS_MAX }) }] : [];
  });
  return (
    <>
      {faults.map(({ day, text }) => (
        <p key={day} class="field-error" id={faultId(day)} role="alert">
          {t("sla.week.wrong", { day: dayName(day), fault: text })}
        </p>
      ))}
    </>
  );
}

/* Painting by pointer: the first cell says whether it opens or closes. */
function usePaint(week: Week, onInput: (week: Week) => void, setAt: (spot: Spot) => void) {
  const run = useRef<{ from: Spot; open: boolean; before: Week } | null>(null);
  const begin = (event: PointerEvent) => {
    const from = event.button === 0 ? spotAt(event.clientX, event.clientY) : null;
    if (!from) return;
    const open = cellState(week[from.day] ?? [], from.hour) !== "open";
    run.current = { from, open, before: week };
    setAt(from);
    onInput(withArea(week, from, from, open));
  };
  const go = (event: PointerEvent) => {
    const { current } = run;
    const to = current && spotAt(event.clientX, event.clientY);
    if (current && to) onInput(withArea(current.before, current.from, to, current.open));
  };
  const end = () => (run.current = null);
  return { onPointerDown: begin, onPointerMove: go, onPointerUp: end, onPointerCancel: end };
}

/* Everything by keyboard; answers whether the key was ours. */
function useKeys(week: Week, onInput: (week: Week) => void, at: Spot, setAt: (spot: Spot) => void) {
  const grid = useRef<HTMLDivElement>(null);
  const copied = useRef<Hours | null>(null);
  const focus = (spot: Spot) => {
    setAt(spot);
    requestAnimationFrame(() => grid.current?.querySelector<HTMLElement>(`[data-day="${spot.day}"][data-hour="${spot.hour}"]`)?.focus());
  };
  const isOpen = () => cellState(week[at.day] ?? [], at.hour) === "open";
  const onKeyDown = (event: KeyboardEvent) => {
    const next = step(event.key, at, document.documentElement.dir === "rtl");
    const command = event.ctrlKey || event.metaKey;
    if (next && !command) {
      if (event.shiftKey) onInput(withArea(week, at, next, isOpen()));
      focus(next);
    } else if (event.key === " " || event.key === "Enter") {
      onInput(withArea(week, at, at, !isOpen()));
    } else if (command && event.code === "KeyC") {
      copied.current = week[at.day] ?? [];
      announce(t("sla.week.copied", { day: dayName(at.day) }));
    } else if (command && event.code === "KeyV" && copied.current) {
      onInput(withDay(week, at.day, copied.current));
      announce(t("sla.week.pasted", { day: dayName(at.day) }));
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  };
  return { grid, onKeyDown };
}

function Ruler() {
  return (
    <div class="week-ruler" aria-hidden="true">
      {[0, 3, 6, 9, 12, 15, 18, 21].map((hour) => (
        <span key={hour}>{shortHour.format(hour * HOUR * 60000)}</span>
      ))}
    </div>
  );
}

export function WeekPainter({ week, onInput, onWrong }: PainterProps) {
  const [typed, setTyped] = useState<readonly (string | null)[]>(() => week.map(() => null));
  const [at, setAt] = useState<Spot>({ day: 0, hour: 9 });
  const { grid, onKeyDown } = useKeys(week, onInput, at, setAt);
  const pointer = usePaint(week, onInput, setAt);
  const setDay = (day: number) => (hours: Hours) => onInput(withDay(week, day, hours));
  const typeDay = (day: number) => (text: string | null) => {
    const next = typed.map((old, other) => (other === day ? text : old));
    setTyped(next);
    onWrong(next.some((one) => faultOf(one) !== ""));
  };
  const monday = week[0] ?? [];
  const copyMonday = () => {
    onInput(week.map((hours, day) => (day > 0 && day < 5 ? monday : hours)));
    announce(t("sla.week.filled"));
  };
  return (
    <fieldset class="plain-set week">
      <legend>{t("sla.week.title")}</legend>
      <p class="field-hint week-hint">{t("sla.week.hint")}</p>
      <div class="week-body">
        <div class="week-grid" role="grid" aria-label={t("sla.week.title")} ref={grid} onKeyDown={onKeyDown} {...pointer}>
          <Ruler />
          {weekOrder.map((day) => (
            <DayCells key={day} {...{ day, at }} hours={week[day] ?? []} />
          ))}
        </div>
        <ul class="week-fields">
          {weekOrder.map((day) => (
            <DayField key={day} day={day} hours={week[day] ?? []} typed={typed[day] ?? null} onTyped={typeDay(day)} onInput={setDay(day)} />
          ))}
        </ul>
      </div>
      <button type="button" class="button button-quiet" onClick={copyMonday}>
        <Icon name="down" />
        {t("sla.week.copy", { first: dayName(0), from: dayName(1), to: dayName(4) })}
      </button>
      <Faults typed={typed} />
    </fieldset>
  );
}
