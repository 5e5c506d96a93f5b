/* The screens of macros, triggers and automations: the list, or the editor of one in its place. */

import { me } from "../agent/session";
import { get } from "../core/api";
import { Answered, Opened, useLoaded } from "./ask_server";
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
async function loadGround(kind: RuleKind): Promise<Ground> {
  const asked = kind === "trigger" ? everyPage<Category>("trigger_categories", "trigger_categories") : [];
  const [vocabulary, categories] = await Promise.all([loadVocabulary(kind), asked]);
  return { vocabulary, categories };
}

async function loadOpened(kind: RuleKind, id: string): Promise<{ rule: Rule | null; draft: RuleDraft }> {
  if (id === "new") return { rule: null, draft: freshRule(kind, me.peek()?.role === "admin") };
  const answer = await get<Record<string, Rule>>(`${plural(kind)}/${encodeURIComponent(id)}?include=permissions,usage_7d`);
  const rule = answer[kind] as Rule;
  return { rule, draft: draftOfRule(kind, rule) };
}

function OpenRule({ kind, id, ground, reload }: { kind: RuleKind; id: string; ground: Ground; reload: () => void }) {
  const answer = useLoaded(id, () => loadOpened(kind, id));
  return <Opened answer={answer}>{(opened) => <RuleEditor {...{ kind }} {...ground} {...opened} onCategories={reload} />}</Opened>;
}

export function RuleScreen({ kind }: { kind: RuleKind }) {
  const answer = useLoaded(kind, () => loadGround(kind));
  const id = openedItem();
  if (!id) return <RuleList {...{ kind }} vocabulary={answer.data?.vocabulary ?? noWords} categories={answer.data?.categories ?? []} />;
  return <Answered answer={answer}>{(ground) => <OpenRule key={id} {...{ kind, id, ground }} reload={answer.reload} />}</Answered>;
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
