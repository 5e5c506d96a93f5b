/* Beside the ticket: which rule did what, and why. */

import { useEffect, useState } from "preact/hooks";
import { minuteNow } from "../core/clock";
import { moment } from "../core/fmt";
import { loadTexts, t } from "../core/i18n";
import { seeded } from "../core/seeded";
import type { RuleKind } from "../settings/rule_model";
import { changeWords } from "./change_words";
import type { RuleTrace, Side } from "./side_store";
import { fieldTitles } from "./ticket_fields";
import type { OpenTicket } from "./ticket_store";

type Asked = NonNullable<RuleTrace["detail"]["conditions"]>[number];
type Say = (condition: Asked) => string;

const words = new Map<string, Promise<Say>>();

async function loadWords(kind: RuleKind): Promise<Say> {
  const [{ loadDefinitions }, { conditionText }, { readConditions }] = await Promise.all([
    import("../settings/rule_model"),
    import("../settings/rule_words"),
    import("../settings/condition_model"),
    loadTexts("office"),
  ]);
  const known = await loadDefinitions(kind);
  return (condition) => readConditions({ all: [condition] }).all.map((one) => conditionText(one, condition.any ? known.any : known.all)).join("");
}

function forget(kind: RuleKind): Say {
  words.delete(kind);
  return ({ field, operator, value }) => `${field} ${operator} ${String(value ?? "")}`;
}

/* How conditions of a kind of rule are said, fetched when the first is looked at; as they are stored when that fails. */
function useWords(kind: RuleKind, wanted: boolean): Say {
  const [{ say }, setWords] = useState<{ say: Say }>({ say: () => "…" });
  useEffect(() => {
    if (!wanted) return;
    const loading = words.get(kind) ?? loadWords(kind);
    words.set(kind, loading);
    void loading.catch(() => forget(kind)).then((known) => setWords({ say: known }));
  }, [kind, wanted]);
  return say;
}

function Trace({ trace, view }: { trace: RuleTrace; view: OpenTicket }) {
  const [open, setOpen] = useState(false);
  const { rule, conditions = [], changes = [], error } = trace.detail;
  const say = useWords(rule?.kind ?? "trigger", open);
  return (
    <li class="trace">
      <button type="button" class="trace-button" aria-expanded={open} onClick={() => setOpen(!open)}>
        <bdi>{rule ? seeded(rule.title) : t("ticket.side.rule")}</bdi>
        <span class="muted">{moment(Date.parse(trace.created_at), minuteNow.value)}</span>
      </button>
      {open && (
        <div class="trace-body">
          {error && <p class="trace-error">{error}</p>}
          <p class="muted">{t(conditions.length > 0 ? "ticket.side.because" : "ticket.side.always")}</p>
          <ul>
            {conditions.map((condition, at) => (
              <li key={at}>{`${condition.fits ? "✓" : "–"} ${say(condition)}`}</li>
            ))}
          </ul>
          <p class="muted">{t(changes.length > 0 ? "ticket.side.changed" : "ticket.side.told")}</p>
          <ul>
            {changes.map((change) => (
              <li key={`${change.type} ${change.field_name}`}>{changeWords(change, view, fieldTitles.value)}</li>
            ))}
          </ul>
        </div>
      )}
    </li>
  );
}

export function Rules({ view, side }: { view: OpenTicket; side: Side }) {
  if (side.traces.length === 0) return null;
  return (
    <section class="context-part" aria-labelledby="rules-title">
      <h3 id="rules-title">{t("ticket.side.rules")}</h3>
      <ul class="side-traces">
        {side.traces.map((trace) => (
          <Trace key={trace.id} trace={trace} view={view} />
        ))}
      </ul>
    </section>
  );
}
