/*
 * Which fields a form asks for, given the answers so far: the server's rules (domain/form_rules) for showing them at
 * once. A field that conditions name is asked for while one of them holds; one that is not asked for has no answer.
 */

export interface FormCondition {
  parent_field_id: number;
  value: unknown;
  child_fields: { id: number; is_required?: boolean; required_on_statuses?: { type: string; statuses?: string[] } }[];
}

interface Asked {
  id: number;
  type: string;
  required: boolean;
}

function hasAnswer(field: Asked, answer: unknown, wanted: string): boolean {
  if (Array.isArray(answer)) return answer.map(String).includes(wanted);
  if (field.type === "checkbox") return String(answer === true) === wanted;
  return answer !== null && answer !== undefined && String(answer) === wanted;
}

/* For agents: in the status that ends a ticket. */
export function isRequired({ is_required: always = false, required_on_statuses: on }: FormCondition["child_fields"][number]): boolean {
  if (!on?.type) return always;
  return on.type === "ALL_STATUSES" || (on.type === "SOME_STATUSES" && (on.statuses ?? []).includes("solved"));
}

export function askedFields<F extends Asked>(fields: readonly F[], conditions: readonly FormCondition[], answerOf: (id: number) => unknown): F[] {
  const rows = conditions.flatMap(({ parent_field_id: parent, value, child_fields: children }) =>
    children.map((child) => ({ parent, child: child.id, wanted: String(value), required: isRequired(child) })),
  );
  const hanging = new Set(rows.map(({ child }) => child));
  const shown = new Map(fields.filter(({ id }) => !hanging.has(id)).map((field) => [field.id, field.required]));
  const holds = ({ parent, child, wanted }: (typeof rows)[number]) => {
    const field = fields.find(({ id }) => id === parent);
    return field !== undefined && parent !== child && shown.has(parent) && hasAnswer(field, answerOf(parent), wanted);
  };
  for (let before = -1; before !== shown.size; ) {
    before = shown.size;
    for (const row of rows) if (holds(row)) shown.set(row.child, row.required || (shown.get(row.child) ?? false));
  }
  return fields.flatMap((field) => (shown.has(field.id) ? { ...field, required: shown.get(field.id) ?? false } : []));
}
