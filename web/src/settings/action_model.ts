/*
 * Actions as macros, triggers and automations have them, and the vocabulary that the server gives for each of these
 * places. In the API a comment and whether it is public are two actions; here they are one.
 */

import type { Definition, DefinitionValue } from "./condition_model";

export interface ServerAction {
  field: string;
  value: unknown;
}

export interface ActionDefinition {
  /* name of the field in an action */
  subject: string;
  title: string;
  type: "list" | "autocomplete" | "tags" | "text" | "date" | "notification" | "webhook";
  group: string;
  nullable: boolean;
  repeatable: boolean;
  values: DefinitionValue[];
}

export type Mode = "" | "public" | "private";

export interface Action {
  field: string;
  /* A word, an id or a text; [whom, subject, text]; [webhook, text or pairs]; ["days_from_now", n] */
  value: unknown;
  /* Of a comment: "" leaves it to the kind of rule. */
  mode: Mode;
}

export const COMMENT = "comment_value";
export const COMMENT_HTML = "comment_value_html";
const COMMENT_MODE = "comment_mode_is_public";

export function isComment(field: string): boolean {
  return field === COMMENT || field === COMMENT_HTML;
}

export function textValue(value: unknown): string {
  if (Array.isArray(value)) return value.join(" ");
  return value === null || value === undefined ? "" : String(value);
}

/* The n-th part of [whom, subject, text] and the like. */
export function partValue(value: unknown, n: number): string {
  const part: unknown = Array.isArray(value) ? value[n] : undefined;
  return part === undefined || part === null || Array.isArray(part) ? "" : String(part);
}

/* [[key, value], …] of a webhook, or null when it says a text. */
export function pairsOf(value: unknown): [string, string][] | null {
  const second: unknown = Array.isArray(value) ? value[1] : undefined;
  if (!Array.isArray(second)) return null;
  return second.map((pair: unknown) => [partValue(pair, 0), partValue(pair, 1)]);
}

export function readActions(actions: readonly ServerAction[]): Action[] {
  const said = actions.find(({ field }) => field === COMMENT_MODE);
  const hasText = actions.some(({ field }) => isComment(field));
  const mode: Mode = said ? (textValue(said.value) === "true" ? "public" : "private") : "";
  return actions
    .filter(({ field }) => field !== COMMENT_MODE || !hasText)
    .map(({ field, value }) => ({ field, value, mode: isComment(field) ? mode : "" }));
}

export function writeActions(actions: readonly Action[]): ServerAction[] {
  return actions.flatMap(({ field, value, mode }) => {
    const own = { field, value };
    return isComment(field) && mode !== "" ? [own, { field: COMMENT_MODE, value: mode === "public" ? "true" : "false" }] : [own];
  });
}

/* What may still be added: all but what stands there once already; a comment is one thing. */
export function offered(definitions: readonly ActionDefinition[], actions: readonly Action[]): ActionDefinition[] {
  const used = new Set(actions.map(({ field }) => (field === COMMENT_HTML ? COMMENT : field)));
  const hidden = [COMMENT_HTML, COMMENT_MODE, "notification_target"];
  return definitions.filter(({ subject, repeatable }) => !hidden.includes(subject) && (repeatable || !used.has(subject)));
}

export function definitionFor(definitions: readonly ActionDefinition[], field: string): ActionDefinition | undefined {
  return definitions.find(({ subject }) => subject === field);
}

export function freshAction({ subject, type, values }: ActionDefinition): Action {
  const first = values.find(({ enabled, value }) => enabled !== false && value !== "")?.value ?? "";
  const starts: Record<string, unknown> = {
    list: first,
    autocomplete: first,
    notification: [first, "", ""],
    webhook: ["", ""],
    date: ["days_from_now", 1],
  };
  return { field: subject, value: starts[type] ?? "", mode: "" };
}

/* Can it be sent? */
export function isActionComplete({ field, value }: Action, definition: ActionDefinition | undefined): boolean {
  if (!definition) return true;
  const { type, values } = definition;
  if (type === "notification") return [0, 1, 2].every((n) => partValue(value, n).trim() !== "");
  if (type === "webhook") return partValue(value, 0) !== "";
  if (type === "date") return true;
  if (values.some((one) => one.value === textValue(value))) return true;
  return field === "subject" || isComment(field) || type === "tags" || !definition.nullable ? textValue(value).trim() !== "" : true;
}

/* As the editor of conditions knows it, to share its fields for values. */
export function asCondition({ subject, title, type, group, nullable, values }: ActionDefinition): Definition {
  const known: Record<string, Definition["type"]> = { list: "list", autocomplete: "autocomplete", tags: "tags" };
  return { subject, title, type: known[type] ?? "text", group, nullable, operators: [], values };
}

/* "actions.2" is about the third of what was sent: the words for each of ours. */
export function actionErrors(errors: Record<string, string>, actions: readonly Action[]): string[] {
  let sent = 0;
  return actions.map((action) => {
    const own = writeActions([action]).map(() => errors[`actions.${sent++}`]);
    return own.find(Boolean) ?? "";
  });
}
