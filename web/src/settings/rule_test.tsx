/*
 * Trying a rule before it is saved: on one ticket, with every condition answered, and on the latest changes (triggers)
 * or on the open tickets (automations). Nothing is written.
 */

import { useState } from "preact/hooks";
import { errorText, post } from "../core/api";
import { minuteNow } from "../core/clock";
import { moment } from "../core/fmt";
import { t, tn, type PluralKey } from "../core/i18n";
import { linkTo } from "../core/router";
import type { Ticket } from "../core/types";
import { FormError } from "../ui/form";
import { Icon } from "../ui/icon";
import { offWhile } from "../ui/off_while";
import type { Action } from "./action_model";
import type { Conditions } from "./condition_model";
import { RuleEffect } from "./rule_effect";
import { conditionText, type Vocabulary } from "./rule_words";
import { TicketPick } from "./ticket_pick";

interface Run {
  ticket_id: number;
  audit_id?: number;
  created_at: string;
  subject: string | null;
  fires: boolean;
  conditions_met: boolean[];
}

interface Answer {
  dry_run: Run[];
  looked_at: number;
  would_fire: number;
}

type Kind = "trigger" | "automation";

export interface TestProps {
  kind: Kind;
  conditions: Conditions;
  actions: readonly Action[];
  vocabulary: Vocabulary;
  /* Every condition is whole, so that the server can be asked. */
  ready: boolean;
}

const SHOWN = 20;

function ask(kind: Kind, conditions: Conditions, ticket: number | null): Promise<Answer> {
  return post<Answer>(`${kind}s/dry_run`, { [kind]: { conditions, ...(ticket ? { ticket_id: ticket } : {}) } });
}

function Met({ run, conditions, vocabulary }: { run: Run; conditions: Conditions; vocabulary: Vocabulary }) {
  const line = (text: string, met: boolean, key: string) => (
    <li key={key} class={met ? "met" : "unmet"}>
      <Icon name={met ? "check" : "close"} />
      <span class="visually-hidden">{t(met ? "rules.test.met" : "rules.test.unmet")}</span>
      <span>{text}</span>
    </li>
  );
  const { all, any: some } = conditions;
  const { any: anyOf } = vocabulary;
  return (
    <div class="met-lists">
      {all.length > 0 && <p class="muted">{t("rules.condition.all")}</p>}
      <ul>{all.map((one, at) => line(conditionText(one, vocabulary.all), run.conditions_met[at] ?? false, `all ${at}`))}</ul>
      {some.length > 0 && <p class="muted">{t("rules.condition.any")}</p>}
      <ul>{some.map((one, at) => line(conditionText(one, anyOf), run.conditions_met[all.length + at] ?? false, `any ${at}`))}</ul>
    </div>
  );
}

/* The changes of one ticket, the one that is looked at opened. */
function OneTicket({ answer, ticket, props }: { answer: Answer; ticket: Ticket; props: TestProps }) {
  const first = answer.dry_run.findIndex(({ fires }) => fires);
  const [picked, setPicked] = useState(Math.max(0, first));
  const run = answer.dry_run[picked];
  if (!run) return <p class="muted">{t("rules.test.no_changes")}</p>;
  const many = props.kind === "trigger" && answer.dry_run.length > 1;
  const at = (one: Run) => `${moment(Date.parse(one.created_at), minuteNow.value)} ${t(one.fires ? "rules.test.acts" : "rules.test.rests")}`;
  return (
    <>
      {many && (
        <label class="field">
          <span class="field-label">{tn("rules.test.of_changes", answer.would_fire, { all: answer.looked_at })}</span>
          <select value={String(picked)} onChange={(event) => setPicked(Number(event.currentTarget.value))}>
            {answer.dry_run.map((one, index) => (
              <option key={index} value={String(index)}>
                {at(one)}
              </option>
            ))}
          </select>
        </label>
      )}
      <p class={run.fires ? "verdict verdict-acts" : "verdict"} role="status">
        <Icon name={run.fires ? "done" : "pause"} />
        {t(run.fires ? "rules.test.would_act" : "rules.test.would_rest")}
      </p>
      <Met run={run} conditions={props.conditions} vocabulary={props.vocabulary} />
      {run.fires && <RuleEffect actions={props.actions} ticket={ticket} vocabulary={props.vocabulary} />}
    </>
  );
}

function Many({ answer, kind }: { answer: Answer; kind: Kind }) {
  const hits = answer.dry_run.filter(({ fires }) => fires);
  const key = (kind === "trigger" ? "rules.test.last_changes" : "rules.test.open_tickets");
  return (
    <div role="status">
      <p class="verdict">{tn(key, answer.would_fire, { all: answer.looked_at })}</p>
      <ul class="plain-rows">
        {hits.slice(0, SHOWN).map((run) => (
          <li key={`${run.ticket_id} ${run.audit_id}`}>
            <a {...linkTo({ view: "all", ticket: run.ticket_id, query: "" })} dir="auto">
              #{run.ticket_id} {run.subject}
            </a>
            <span class="muted">{moment(Date.parse(run.created_at), minuteNow.value)}</span>
          </li>
        ))}
      </ul>
      {hits.length > SHOWN && <p class="muted">{tn("rules.test.more" as PluralKey, hits.length - SHOWN)}</p>}
    </div>
  );
}

export function RuleTest(props: TestProps) {
  const { kind, conditions, ready } = props;
  const [ticket, setTicket] = useState<Ticket | null>(null);
  const [one, setOne] = useState<Answer | null>(null);
  const [many, setMany] = useState<Answer | null>(null);
  const [error, setError] = useState("");
  const [busy, setBusy] = useState(false);
  const run = (about: Ticket | null) => {
    setBusy(true);
    setError("");
    ask(kind, conditions, about?.id ?? null)
      .then((answer) => {
        setOne(about ? answer : null);
        setMany(about ? null : answer);
      })
      .catch((cause: unknown) => setError(errorText(cause)))
      .finally(() => setBusy(false));
  };
  const pick = (found: Ticket) => {
    setTicket(found);
    if (ready) run(found);
  };
  return (
    <section class="rule-test">
      <h3>{t("rules.test.title")}</h3>
      <p class="field-hint">{t("rules.test.hint")}</p>
      {!ready && <p class="muted">{t("rules.test.incomplete")}</p>}
      <TicketPick label={t("rules.test.ticket")} hint={t("rules.test.ticket_hint")} chosen={ticket} onPick={pick} />
      <div class="button-row">
        <button type="button" class="button button-quiet" disabled={!ready || !ticket} {...offWhile(busy)} onClick={() => run(ticket)}>
          {t("rules.test.run")}
        </button>
        <button type="button" class="button button-quiet" disabled={!ready} {...offWhile(busy)} onClick={() => run(null)}>
          {t(kind === "trigger" ? "rules.test.run_last" : "rules.test.run_open")}
        </button>
      </div>
      <FormError text={error} />
      {one && ticket && <OneTicket key={JSON.stringify(one)} answer={one} {...{ ticket, props }} />}
      {many && <Many answer={many} kind={kind} />}
    </section>
  );
}
