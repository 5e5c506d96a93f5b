/* A rule in plain words: its conditions, its actions, and both as one sentence. */

import { listText } from "../core/dates";
import { hasText, t } from "../core/i18n";
import { agentName, groups } from "../agent/session";
import { asCondition, isComment, partValue, pairsOf, textValue, type Action, type ActionDefinition } from "./action_model";
import { wordsOf } from "./comment_field";
import { fieldText, operatorText } from "./condition_editor";
import { isTerminal, type Condition, type Conditions, type Definition, type DefinitionValue } from "./condition_model";
import { valueText } from "./condition_value";

export interface Named {
  id: number | string;
  name: string;
}

/* What there is to ask and to do in one kind of rule. */
export interface Vocabulary {
  all: Definition[];
  any: Definition[];
  actions: ActionDefinition[];
  webhooks: Named[];
}

const SHORT = 60;

function shortened(text: string): string {
  const line = text.replace(/\s+/g, " ").trim();
  return line.length > SHORT ? `${line.slice(0, SHORT - 1)}…` : line;
}

/* "(the requester)" stands in brackets among names; in a sentence it needs none. */
const plain = (name: string) => name.replace(/^\((.*)\)$/, "$1");

/* Ids of people and groups by their names. */
function named(values: readonly DefinitionValue[], definition: Definition, value: string): string {
  const known = values.find((one) => one.value === value);
  if (known || definition.type === "list") return valueText(definition, known ?? { value, title: value });
  const id = Number(value);
  if (/^\d+$/.test(value) && /assignee|requester|cc|follower|notification_user/.test(definition.subject)) return agentName(id) ?? `#${value}`;
  if (/group/.test(definition.subject)) return groups.value.find((group) => group.id === id)?.name ?? `#${value}`;
  return definition.type === "autocomplete" ? `#${value}` : value;
}

export function conditionText(condition: Condition, definitions: readonly Definition[]): string {
  const definition = definitions.find(({ subject }) => subject === condition.field);
  if (!definition) return [condition.field, condition.operator, condition.value].join(" ");
  const field = fieldText(definition);
  const operator = definition.operators.find(({ value }) => value === condition.operator);
  const said = operator ? operatorText(definition, operator) : condition.operator;
  if (isTerminal(definition, condition.operator)) return `${field} ${said}`;
  const value = named(definition.values, definition, condition.value);
  const chosen = definition.type === "list" || definition.type === "autocomplete";
  if (chosen && condition.operator === "is") return t("rules.say.set", { field, value });
  return `${field} ${said} ${chosen ? value : `“${value}”`}`;
}

export function actionTitle({ subject, title }: ActionDefinition): string {
  const known = `rules.do.${subject}`;
  return hasText(known) ? t(known) : title;
}

function messageText(action: Action): string {
  const text = shortened(action.field.endsWith("_html") ? wordsOf(textValue(action.value)) : textValue(action.value));
  if (action.mode === "private") return t("rules.say.note", { text });
  return t(action.mode === "public" ? "rules.say.reply" : "rules.say.comment", { text });
}

export function actionText(action: Action, { actions, webhooks }: Vocabulary): string {
  if (isComment(action.field)) return messageText(action);
  const definition = actions.find(({ subject }) => subject === action.field);
  if (!definition) return `${action.field} ${textValue(action.value)}`;
  const like = asCondition(definition);
  if (definition.type === "notification") {
    return t("rules.say.notify", { who: plain(named(definition.values, like, partValue(action.value, 0))), subject: shortened(partValue(action.value, 1)) });
  }
  if (definition.type === "webhook") {
    const id = partValue(action.value, 0);
    return t("rules.say.call", { name: webhooks.find((hook) => String(hook.id) === id)?.name ?? id });
  }
  if (definition.type === "date" && Array.isArray(action.value)) return t("rules.say.due", { n: partValue(action.value, 1) });
  const value = named(definition.values, like, textValue(action.value));
  return t("rules.say.set", { field: actionTitle(definition), value: value || t("rules.value.none") });
}

export function whenText(asked: Conditions, vocabulary: Vocabulary): string {
  const every = listText(asked.all.map((one) => conditionText(one, vocabulary.all)), "conjunction");
  const { any: anyOf } = vocabulary;
  const some = listText(asked.any.map((one) => conditionText(one, anyOf)), "disjunction");
  if (every && some) return t("rules.say.both", { all: every, any: some });
  return every || some;
}

export function thenText(actions: readonly Action[], vocabulary: Vocabulary): string {
  return actions.map((action) => actionText(action, vocabulary)).join(" · ");
}

/* For lists and above the form; "" while there is nothing to say. */
export function sentence(kind: "macro" | "trigger" | "automation", conditions: Conditions, actions: readonly Action[], vocabulary: Vocabulary): string {
  const then = thenText(actions, vocabulary);
  if (kind === "macro") return then;
  const when = whenText(conditions, vocabulary);
  if (!when || !then) return "";
  return t(kind === "trigger" ? "rules.say.trigger" : "rules.say.automation", { when, then });
}

/* Is every pair of a call named? */
export function hasNamelessPair(action: Action): boolean {
  return (pairsOf(action.value) ?? []).some(([key]) => key.trim() === "");
}
