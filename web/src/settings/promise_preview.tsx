/*
 * What a changed promise would do, before it is saved: to the open tickets, shown as soon as it makes sense, and, when
 * asked, to the deadlines of the past 30 days.
 */

import { useEffect, useState } from "preact/hooks";
import { errorText, post } from "../core/api";
import { minuteNow } from "../core/clock";
import { commaText } from "../core/dates";
import { kindText } from "../core/deadline";
import { moment, span } from "../core/fmt";
import { t, tn, type PluralKey, type TextKey } from "../core/i18n";
import { linkTo } from "../core/router";
import { seeded } from "../core/seeded";
import type { Priority, WaitKind } from "../core/types";
import { announce } from "../ui/announce";
import { FormError } from "../ui/form";
import { Icon } from "../ui/icon";
import { offWhile } from "../ui/off_while";
import type { Reach } from "./promise_parts";

type Effect = "same" | "earlier" | "later" | "starts" | "ends";

interface Side {
  due_at: string | null;
  paused: boolean;
  remaining_s: number;
  late: boolean;
  policy_title: string | null;
}

interface Moved {
  ticket_id: number;
  subject: string | null;
  priority: Priority | null;
  kind: WaitKind;
  effect: Effect;
  now: Side | null;
  then: Side | null;
}

type Preview = Record<Effect, number> & {
  tickets: number;
  complete: boolean;
  late_now: number;
  late_then: number;
  deadlines: Moved[];
};

interface Replayed {
  ticket_id: number;
  subject: string | null;
  kind: WaitKind;
  started_at: string;
  ended_at: string | null;
}

interface DryRun {
  days: number;
  tickets: number;
  complete: boolean;
  breached_now: number;
  breached_then: number;
  worse: number;
  better: number;
  worse_deadlines: Replayed[];
  better_deadlines: Replayed[];
}

/* What would be stored: a policy, a schedule. */
export type Supposed = { sla_policy: unknown } | { schedule: unknown };

const PAUSE_MS = 400;
const FIRST_ROWS = 25;

interface Asked<T> {
  data: T | null;
  error: string;
  busy: boolean;
}

/* Asks again when what is supposed has rested for a moment; the last answer stays until the next is there. */
function usePreview(supposed: string | null): Asked<Preview> {
  const [asked, setAsked] = useState<Asked<Preview>>({ data: null, error: "", busy: false });
  useEffect(() => {
    if (supposed === null) return undefined;
    let wanted = true;
    setAsked((old) => ({ ...old, busy: true }));
    const timer = setTimeout(() => {
      post<{ preview: Preview }>("slas/policies/preview", JSON.parse(supposed))
        .then(({ preview }) => wanted && setAsked({ data: preview, error: "", busy: false }))
        .catch((cause: unknown) => wanted && setAsked({ data: null, error: errorText(cause), busy: false }));
    }, PAUSE_MS);
    return () => {
      wanted = false;
      clearTimeout(timer);
    };
  }, [supposed]);
  return asked;
}

function sideText(side: Side | null): string {
  if (!side) return t("sla.preview.nothing");
  if (side.paused || !side.due_at) return t("sla.preview.paused", { left: span(side.remaining_s * 1000) });
  return moment(Date.parse(side.due_at), minuteNow.value);
}

function isWorse({ effect, now, then }: Moved): boolean {
  return Boolean(then?.late && !now?.late) || effect === "earlier";
}

function MovedRow({ row }: { row: Moved }) {
  const { now, then } = row;
  const other = now && then && now.policy_title !== then.policy_title ? seeded(then.policy_title ?? "") : null;
  const kind = row.effect === "same" ? "" : isWorse(row) ? " moved-worse" : row.effect === "later" || row.effect === "ends" ? " moved-better" : "";
  return (
    <li class={`moved${kind}`}>
      <a {...linkTo({ view: "all", ticket: row.ticket_id, query: "" })}>
        #{row.ticket_id} <bdi>{row.subject ?? ""}</bdi>
      </a>
      <span class="moved-kind">
        {kindText(row.kind)} · {t(`agent.priority.${row.priority ?? "none"}` as TextKey)}
        {other && ` · ${other}`}
      </span>
      <span class="moved-times">
        <span class={now?.late ? "moved-late" : undefined}>{sideText(now)}</span>
        <Icon name="forward" size={14} />
        <span class="visually-hidden">{t("sla.preview.becomes")}</span>
        <strong class={then?.late ? "moved-late" : undefined}>
          {then?.late && <Icon name="late" size={14} />}
          {sideText(then)}
        </strong>
        <span class="moved-effect">{t(`sla.effect.${row.effect}` as TextKey)}</span>
      </span>
    </li>
  );
}

const told: readonly Exclude<Effect, "same">[] = ["earlier", "later", "starts", "ends"];

function summary(preview: Preview): string {
  if (preview.tickets === 0) return t("sla.preview.no_tickets");
  const parts = told.filter((effect) => preview[effect] > 0).map((effect) => tn(`sla.preview.${effect}` as PluralKey, preview[effect]));
  const open = tn("sla.preview.open", preview.tickets);
  return parts.length === 0 ? t("sla.preview.unmoved", { open }) : t("sla.preview.moved", { open, changes: commaText(parts) });
}

function lateText({ late_now: now, late_then: then }: Preview): string {
  if (then > now) return tn("sla.preview.late_more", then - now);
  return then < now ? tn("sla.preview.late_fewer", now - then) : "";
}

function PreviewRows({ preview }: { preview: Preview }) {
  const [all, setAll] = useState(false);
  const { deadlines } = preview;
  const rows = [...deadlines.filter(({ effect }) => effect !== "same"), ...deadlines.filter(({ effect }) => effect === "same")];
  return (
    <>
      <ul class="moved-list" aria-label={t("sla.preview.list")}>
        {rows.slice(0, all ? rows.length : FIRST_ROWS).map((row, index) => (
          <MovedRow key={`${row.ticket_id} ${row.kind} ${index}`} row={row} />
        ))}
      </ul>
      {!all && rows.length > FIRST_ROWS && (
        <button type="button" class="button button-quiet" onClick={() => setAll(true)}>
          {tn("sla.preview.more", rows.length - FIRST_ROWS)}
        </button>
      )}
    </>
  );
}

function ReplayedList({ title, rows, count }: { title: string; rows: Replayed[]; count: number }) {
  if (count === 0) return null;
  return (
    <details class="replayed">
      <summary>{title}</summary>
      <ul>
        {rows.map((row, index) => (
          <li key={`${row.ticket_id} ${index}`}>
            <a {...linkTo({ view: "all", ticket: row.ticket_id, query: "" })}>
              <bdi>{row.subject ?? `#${row.ticket_id}`}</bdi>
            </a>
            <span class="moved-kind">
              {kindText(row.kind)}, {moment(Date.parse(row.started_at), minuteNow.value)}
            </span>
          </li>
        ))}
        {count > rows.length && <li class="muted">{t("sla.dry.first", { n: rows.length })}</li>}
      </ul>
    </details>
  );
}

function dryText({ breached_now: now, breached_then: then, days }: DryRun): string {
  if (now === then) return tn("sla.dry.equal", now, { days });
  return tn("sla.dry.differ", then, { now, days });
}

/* The past 30 days under the new rule; what was found belongs to what was supposed then. */
function DryRunBox({ supposed }: { supposed: string | null }) {
  const [asked, setAsked] = useState<Asked<DryRun> & { of: string }>({ data: null, error: "", busy: false, of: "" });
  const run = async () => {
    if (supposed === null) return;
    setAsked({ data: null, error: "", busy: true, of: supposed });
    try {
      const { dry_run: data } = await post<{ dry_run: DryRun }>("slas/policies/dry_run", { ...JSON.parse(supposed), days: 30 });
      setAsked({ data, error: "", busy: false, of: supposed });
      announce(dryText(data));
    } catch (cause) {
      setAsked({ data: null, error: errorText(cause), busy: false, of: supposed });
    }
  };
  const data = asked.of === supposed ? asked.data : null;
  return (
    <section class="dry-run" aria-busy={asked.busy}>
      <button type="button" class="button button-quiet" disabled={supposed === null} {...offWhile(asked.busy)} onClick={() => void run()}>
        <Icon name="clock" />
        {asked.busy ? t("sla.dry.busy") : t("sla.dry.run")}
      </button>
      <FormError text={asked.error} />
      {data && (
        <>
          <p class={data.breached_then > data.breached_now ? "dry-worse" : "dry-better"}>
            <strong>{dryText(data)}</strong>
          </p>
          <ReplayedList title={tn("sla.dry.worse", data.worse)} rows={data.worse_deadlines} count={data.worse} />
          <ReplayedList title={tn("sla.dry.better", data.better)} rows={data.better_deadlines} count={data.better} />
          <p class="field-hint">{tn(data.complete ? "sla.dry.all" : "sla.dry.some", data.tickets)}</p>
        </>
      )}
    </section>
  );
}

interface PanelProps {
  /* Null while something in the form is not to be understood. */
  supposed: Supposed | null;
  /* What to show instead of a preview then. */
  waiting: string;
  /* For which tickets it is to hold: those that run keep their deadlines unless it is for them, too. */
  reach: Reach;
}

export function PromisePreview({ supposed, waiting, reach }: PanelProps) {
  const text = supposed && JSON.stringify(supposed);
  const { data, error, busy } = usePreview(text);
  const late = data ? lateText(data) : "";
  return (
    <section class="promise-preview" aria-labelledby="promise-preview-title" aria-busy={busy}>
      <h2 id="promise-preview-title">{t("sla.preview.title")}</h2>
      {text === null && <p class="muted">{waiting}</p>}
      <FormError text={text === null ? "" : error} />
      {text !== null && data && (
        <>
          {reach === "new" && data.tickets > 0 && <p>{t("sla.preview.kept", { choice: t("sla.reach.open") })}</p>}
          <p role="status">
            {summary(data)} {late && <strong class={data.late_then > data.late_now ? "moved-late" : undefined}>{late}</strong>}
          </p>
          {!data.complete && <p class="field-hint">{t("sla.preview.incomplete")}</p>}
        </>
      )}
      <DryRunBox supposed={text} />
      {text !== null && data && <PreviewRows preview={data} />}
    </section>
  );
}
