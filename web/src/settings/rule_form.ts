/* A rule while it is edited: from the server's, to the server's, and whether it can be sent. */

import { t } from "../core/i18n";
import { isActionComplete, isComment, readActions, writeActions, type Action, COMMENT } from "./action_model";
import { conditionFaults, readConditions, type Conditions } from "./condition_model";
import { joinTitle, splitTitle, type Rule, type RuleKind } from "./rule_model";
import { hasNamelessPair, type Vocabulary } from "./rule_words";

export interface RuleDraft {
  title: string;
  /* the name of a macro's category, the id of a trigger's */
  category: string;
  description: string;
  active: boolean;
  conditions: Conditions;
  actions: Action[];
  access: "me" | "all" | "groups";
  groupIds: number[];
}

const nothing: Conditions = { all: [], any: [] };

/* What a new one begins with: enough that the form shows what it is about. */
const starts: Record<RuleKind, Pick<RuleDraft, "conditions" | "actions">> = {
  macro: { conditions: nothing, actions: [{ field: COMMENT, value: "", mode: "" }] },
  trigger: { conditions: { all: [{ field: "update_type", operator: "is", value: "Create" }], any: [] }, actions: [] },
  automation: { conditions: { all: [{ field: "PENDING", operator: "greater_than", value: "48" }], any: [] }, actions: [] },
};

export function freshRule(kind: RuleKind, admin: boolean): RuleDraft {
  return { title: "", category: "", description: "", active: true, access: admin ? "all" : "me", groupIds: [], ...starts[kind] };
}

export function draftOfRule(kind: RuleKind, rule: Rule): RuleDraft {
  const { restriction } = rule;
  const named = kind === "macro" ? splitTitle(rule.title) : { name: rule.title, category: rule.category_id ?? "" };
  return {
    title: named.name,
    category: named.category,
    description: rule.description ?? "",
    active: rule.active,
    conditions: readConditions(rule.conditions),
    actions: readActions(rule.actions),
    access: !restriction ? "all" : restriction.type === "User" ? "me" : "groups",
    groupIds: restriction?.type === "Group" ? restriction.ids : [],
  };
}

function restrictionOf(draft: RuleDraft, me: number): unknown {
  if (draft.access === "all") return null;
  return draft.access === "me" ? { type: "User", id: me } : { type: "Group", ids: draft.groupIds };
}

export function bodyOf(kind: RuleKind, draft: RuleDraft, me: number): Record<string, unknown> {
  const { title, category, description, active, conditions, actions } = draft;
  const shared = { title: kind === "macro" ? joinTitle(category, title) : title, description, active, actions: writeActions(actions) };
  if (kind === "macro") return { ...shared, restriction: restrictionOf(draft, me) };
  return { ...shared, conditions, ...(kind === "trigger" && category ? { category_id: category } : {}) };
}

export function areConditionsComplete(conditions: Conditions, vocabulary: Vocabulary): boolean {
  return conditionFaults(conditions, vocabulary).length === 0;
}

/* Those that are filled in. */
export function wholeActions(actions: readonly Action[], { actions: definitions }: Vocabulary): Action[] {
  const definition = ({ field }: Action) => definitions.find(({ subject }) => subject === (isComment(field) ? COMMENT : field));
  return actions.filter((action) => isActionComplete(action, definition(action)) && !hasNamelessPair(action));
}

/* What is missing before it can be saved, by the places that the server would name. */
export function missing(kind: RuleKind, draft: RuleDraft, vocabulary: Vocabulary): Record<string, string> {
  const { title, conditions, actions } = draft;
  const asked = conditions.all.length + conditions.any.length > 0;
  const whole = wholeActions(actions, vocabulary);
  const sentBefore = (at: number) => writeActions(actions.slice(0, at)).length;
  const places = [
    ...(title.trim() ? [] : ["title"]),
    ...(kind === "macro" || asked ? [] : ["conditions"]),
    ...(kind === "macro" ? [] : conditionFaults(conditions, vocabulary)),
    ...(actions.length > 0 ? [] : ["actions"]),
    ...actions.flatMap((action, at) => (whole.includes(action) ? [] : [`actions.${sentBefore(at)}`])),
  ];
  const words = { title: t("rules.lacks.title"), conditions: t("rules.lacks.conditions"), actions: t("rules.lacks.actions") };
  return Object.fromEntries(places.map((place) => [place, words[place.split(".")[0] as keyof typeof words]]));
}
