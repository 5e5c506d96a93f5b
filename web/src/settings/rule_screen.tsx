/* The screens of macros, triggers and automations: the list, or the editor of one in its place. */

import { useEffect, useState } from "preact/hooks";
import { me } from "../agent/session";
import { ApiError, errorText, get } from "../core/api";
import { t } from "../core/i18n";
import { Skeleton } from "../ui/skeleton";
import { openedItem } from "./place";
import { RuleEditor } from "./rule_editor";
import { draftOfRule, freshRule, type RuleDraft } from "./rule_form";
import { RuleList } from "./rule_list";
import { everyPage, loadVocabulary, noWords, plural, type Category, type Rule, type RuleKind } from "./rule_model";
import type { Vocabulary } from "./rule_words";

interface Ground {
  vocabulary: Vocabulary;
  categories: Category[];
}

/* The words that rules are made of. The list can do without for a moment, the editor cannot. */
function useGround(kind: RuleKind): [Ground | null, string, () => void] {
  const [ground, setGround] = useState<Ground | null>(null);
  const [error, setError] = useState("");
  const load = () => {
    const categories = kind === "trigger" ? everyPage<Category>("trigger_categories", "trigger_categories") : Promise.resolve([]);
    Promise.all([loadVocabulary(kind), categories])
      .then(([vocabulary, found]) => {
        setGround({ vocabulary, categories: found });
        setError("");
      })
      .catch((cause: unknown) => setError(errorText(cause)));
  };
  useEffect(load, []);
  return [ground, error, load];
}

type Opened = { rule: Rule | null; draft: RuleDraft };

function useOpened(kind: RuleKind, id: string): [Opened | null, string] {
  const [opened, setOpened] = useState<Opened | null>(null);
  const [error, setError] = useState("");
  useEffect(() => {
    setOpened(null);
    setError("");
    if (id === "new") {
      setOpened({ rule: null, draft: freshRule(kind, me.peek()?.role === "admin") });
      return;
    }
    get<Record<string, Rule>>(`${plural(kind)}/${encodeURIComponent(id)}?include=permissions,usage_7d`)
      .then((answer) => answer[kind] && setOpened({ rule: answer[kind], draft: draftOfRule(kind, answer[kind]) }))
      .catch((cause: unknown) => setError(cause instanceof ApiError && cause.status === 404 ? t("rules.gone") : errorText(cause)));
  }, [id]);
  return [opened, error];
}

function Trouble({ text, retry }: { text: string; retry?: () => void }) {
  return (
    <div class="empty" role="alert">
      <p>{text}</p>
      {retry && (
        <button type="button" class="button button-quiet" onClick={retry}>
          {t("agent.retry")}
        </button>
      )}
    </div>
  );
}

function OpenRule({ kind, id, ground, reload }: { kind: RuleKind; id: string; ground: Ground; reload: () => void }) {
  const [opened, error] = useOpened(kind, id);
  if (error) return <Trouble text={error} />;
  if (!opened) return <Skeleton rows={6} />;
  return <RuleEditor key={id} {...{ kind }} {...ground} {...opened} onCategories={reload} />;
}

export function RuleScreen({ kind }: { kind: RuleKind }) {
  const [ground, error, load] = useGround(kind);
  const id = openedItem();
  if (!id) return <RuleList {...{ kind }} vocabulary={ground?.vocabulary ?? noWords} categories={ground?.categories ?? []} />;
  if (error) return <Trouble text={error} retry={load} />;
  return ground ? <OpenRule {...{ kind, id, ground }} reload={load} /> : <Skeleton rows={6} />;
}

export function Macros() {
  return <RuleScreen kind="macro" />;
}

export function Triggers() {
  return <RuleScreen kind="trigger" />;
}

export function Automations() {
  return <RuleScreen kind="automation" />;
}
