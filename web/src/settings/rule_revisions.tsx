/* Earlier states of a trigger or automation: read in words, and put back into the form. */

import { minuteNow } from "../core/clock";
import { moment } from "../core/fmt";
import { t } from "../core/i18n";
import { agentName } from "../agent/session";
import { readActions, type Action, type ServerAction } from "./action_model";
import { Answered, useAnswer } from "./ask_server";
import { readConditions, type Conditions } from "./condition_model";
import { plural } from "./rule_model";
import { sentence, type Vocabulary } from "./rule_words";

interface Revision {
  id: number;
  author_id: number;
  created_at: string;
  snapshot: { conditions: { all: unknown[]; any: unknown[] }; actions: ServerAction[] };
}

interface Props {
  kind: "trigger" | "automation";
  id: number;
  vocabulary: Vocabulary;
  onRestore: (conditions: Conditions, actions: Action[]) => void;
}

export function RuleRevisions({ kind, id, vocabulary, onRestore }: Props) {
  const answer = useAnswer<Partial<Record<`${Props["kind"]}_revisions`, Revision[]>>>(`${plural(kind)}/${id}/revisions?page[size]=20`);
  return (
    <section class="rule-revisions">
      <h3>{t("rules.revisions.title")}</h3>
      <Answered answer={answer}>
        {(found) => (
          <ol class="plain-rows">
            {(found[`${kind}_revisions`] ?? []).map((row, at) => {
              const conditions = readConditions(row.snapshot.conditions);
              const actions = readActions(row.snapshot.actions);
              return (
                <li key={row.id}>
                  <div class="rule-words">
                    <p>
                      {moment(Date.parse(row.created_at), minuteNow.value)} · <bdi>{agentName(row.author_id) ?? t("rules.revisions.house")}</bdi>
                    </p>
                    <p class="muted">{sentence(kind, conditions, actions, vocabulary)}</p>
                  </div>
                  {at === 0 ? (
                    <span class="badge">{t("rules.revisions.now")}</span>
                  ) : (
                    <button type="button" class="button button-quiet" onClick={() => onRestore(conditions, actions)}>
                      {t("rules.revisions.restore")}
                    </button>
                  )}
                </li>
              );
            })}
          </ol>
        )}
      </Answered>
    </section>
  );
}
