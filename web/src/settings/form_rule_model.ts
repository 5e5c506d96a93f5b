/* Which fields of a ticket form hang on answers: its conditions as the API has them, for agents and for customers. */

import { isRequired, type FormCondition } from "../agent/form_conditions";
import { listText } from "../core/dates";
import { t } from "../core/i18n";
import { seeded } from "../core/seeded";
import { hasOptions, type TicketField } from "./ticket_field_model";

export type FormSide = "agent_conditions" | "end_user_conditions";
export type Child = FormCondition["child_fields"][number];

export interface Answer {
  value: string;
  label: string;
}

/* The fields that the form asks this side for; a form that names none has all. */
export function askedOf(side: FormSide, fields: readonly TicketField[], ids: readonly number[]): TicketField[] {
  const own = ids.length > 0 ? ids.flatMap((id) => fields.find((field) => field.id === id) ?? []) : fields;
  return own.filter(
    ({ system, active, type, visible_in_portal: seen, editable_in_portal: filled }) =>
      !system && active && (side === "agent_conditions" || (seen && filled && type !== "lookup")),
  );
}

/* What can be answered to a field; empty for one that takes any words. */
export function answersOf(field: TicketField | undefined): Answer[] {
  if (field?.type === "checkbox") {
    return [
      { value: "true", label: t("queue.value.yes") },
      { value: "false", label: t("queue.value.no") },
    ];
  }
  if (!field || !hasOptions(field.type)) return [];
  return (field.custom_field_options ?? []).map(({ name, value }) => ({ value, label: seeded(name) }));
}

/* Those on whose answer others can hang. */
export function parentsIn(asked: readonly TicketField[]): TicketField[] {
  return asked.filter((field) => answersOf(field).length > 0);
}

export function withParent(rule: FormCondition, field: TicketField): FormCondition {
  const value = answered(field, answersOf(field)[0]?.value ?? "");
  return { parent_field_id: field.id, value, child_fields: rule.child_fields.filter(({ id }) => id !== field.id) };
}

/* As the API wants it: yes and no are no texts. */
export function answered(field: TicketField | undefined, value: string): unknown {
  return field?.type === "checkbox" ? value === "true" : value;
}

/* The fields on whose answers this one hangs, itself among them. */
function above(rules: readonly FormCondition[], id: number): Set<number> {
  const found = new Set([id]);
  for (const one of found) {
    for (const { parent_field_id: parent, child_fields: children } of rules) if (children.some((child) => child.id === one)) found.add(parent);
  }
  return found;
}

/* What a rule may show besides: no field twice, and none that would hang on itself in the end. */
export function childrenFor(rules: readonly FormCondition[], rule: FormCondition, asked: readonly TicketField[]): TicketField[] {
  const taken = above(rules, rule.parent_field_id);
  return asked.filter(({ id }) => !taken.has(id) && !rule.child_fields.some((child) => child.id === id));
}

/* Agents have to fill it in before they solve a ticket, customers before they send the form. */
export function childOf(side: FormSide, id: number, required: boolean): Child {
  if (side === "end_user_conditions") return { id, is_required: required };
  return { id, is_required: false, required_on_statuses: required ? { type: "SOME_STATUSES", statuses: ["solved"] } : { type: "NO_STATUSES" } };
}

export function isChildRequired(side: FormSide, child: Child): boolean {
  return side === "agent_conditions" ? isRequired(child) : child.is_required === true;
}

export function fieldLabel(fields: readonly TicketField[], id: number): string {
  const field = fields.find((one) => one.id === id);
  return field ? seeded(field.title) : t("fields.ask.gone", { id });
}

/* "When “Kind” is “Broken”, show: Part (must be filled in) and Bill." */
export function ruleSentence(side: FormSide, rule: FormCondition, fields: readonly TicketField[]): string {
  const parent = fields.find(({ id }) => id === rule.parent_field_id);
  const value = String(rule.value);
  const shown = rule.child_fields.map((child) => {
    const field = fieldLabel(fields, child.id);
    if (!isChildRequired(side, child)) return field;
    return t(side === "agent_conditions" ? "fields.ask.say_solve" : "fields.ask.say_must", { field });
  });
  return t("fields.ask.say", {
    field: fieldLabel(fields, rule.parent_field_id),
    answer: answersOf(parent).find((one) => one.value === value)?.label ?? value,
    shown: listText(shown, "conjunction"),
  });
}

/* Fields of a rule that the form does not ask for, so that there is nothing to show. */
export function idleIn(rule: FormCondition, asked: readonly TicketField[]): number[] {
  return [rule.parent_field_id, ...rule.child_fields.map(({ id }) => id)].filter((id) => !asked.some((field) => field.id === id));
}

export function isWhole({ child_fields: children }: FormCondition): boolean {
  return children.length > 0;
}
