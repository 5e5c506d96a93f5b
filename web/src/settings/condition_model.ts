/*
 * Conditions as views, triggers, automations and SLA policies have them, and the vocabulary that the server gives for
 * each of these places (GET views/definitions, triggers/definitions, automations/definitions, slas/policies/definitions).
 */

export interface Condition {
  field: string;
  operator: string;
  value: string;
}

export interface Conditions {
  all: Condition[];
  any: Condition[];
}

export interface DefinitionValue {
  value: string;
  title: string;
  enabled?: boolean;
  /* what it means in this place, where that is more than its title */
  words?: string;
}

export interface Definition {
  /* name of the field in a condition */
  subject: string;
  title: string;
  type: "list" | "autocomplete" | "tags" | "number" | "text";
  group: string;
  nullable: boolean;
  /* terminal: the operator says it all, there is no value */
  operators: { value: string; title: string; terminal: boolean }[];
  values: DefinitionValue[];
}

export interface Definitions {
  all: Definition[];
  any: Definition[];
}

/* `definitions` of an answer, whichever names that place has for its two lists. */
export function definitionsOf(body: Record<string, unknown>): Definitions {
  const list = (key: string) => (body[key] ?? body[`conditions_${key}`] ?? []) as Definition[];
  return { all: list("all"), any: list("any") };
}

/* Conditions as the server keeps them may have values that are null, numbers or lists. */
export function readConditions(from: { all?: unknown[]; any?: unknown[] } | null | undefined): Conditions {
  const read = (list: unknown[] = []) =>
    list.map((item) => {
      const { field, operator, value } = item as { field: string; operator: string; value: unknown };
      const text = Array.isArray(value) ? value.join(" ") : value === null || value === undefined ? "" : String(value);
      return { field, operator, value: text };
    });
  return { all: read(from?.all), any: read(from?.["any"]) };
}

export function isTerminal(definition: Definition | undefined, operator: string): boolean {
  return definition?.operators.find(({ value }) => value === operator)?.terminal ?? false;
}

/* A first condition on a field: its first operator (of words: that they are in it) and, where there is a list, its first value. */
export function freshCondition(definition: Definition): Condition {
  const first = definition.values.find(({ enabled, value }) => enabled !== false && value !== "");
  const picked = definition.type === "list" || definition.type === "autocomplete";
  const words = definition.type === "text" ? definition.operators.find(({ value }) => value === "includes") : undefined;
  return { field: definition.subject, operator: (words ?? definition.operators[0])?.value ?? "is", value: picked ? (first?.value ?? "") : "" };
}

/* Can it be sent? A number, a word or a person has to be there; a list always has something. */
export function isComplete(condition: Condition, definition: Definition | undefined): boolean {
  if (!definition || isTerminal(definition, condition.operator)) return Boolean(definition);
  const offered = definition.values.some(({ value }) => value === condition.value);
  return offered || condition.value.trim() !== "";
}

/* Those that are not filled in, as the server names them: "conditions.all.0". */
export function conditionFaults(conditions: Conditions, definitions: Definitions): string[] {
  return (["all", "any"] as const).flatMap((name) =>
    conditions[name].flatMap((one, at) => {
      const definition = definitions[name].find(({ subject }) => subject === one.field);
      return isComplete(one, definition) ? [] : [`conditions.${name}.${at}`];
    }),
  );
}
