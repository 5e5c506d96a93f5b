/* Ticket fields as the API has them, and as the form has them. */

import { everyPage } from "./rule_model";

export interface FieldOption {
  id?: number;
  name: string;
  value: string;
  default: boolean;
}

export interface TicketField {
  id: number;
  type: string;
  title: string;
  description: string;
  agent_description: string;
  title_in_portal: string;
  position: number;
  active: boolean;
  system: boolean;
  removable: boolean;
  required: boolean;
  visible_in_portal: boolean;
  editable_in_portal: boolean;
  required_in_portal: boolean;
  regexp_for_validation: string | null;
  tag: string | null;
  custom_field_options?: FieldOption[];
}

/* In the order in which they are offered. */
export const fieldTypes = ["text", "textarea", "tagger", "multiselect", "checkbox", "integer", "decimal", "date", "regexp", "partialcreditcard"] as const;

export interface FieldDraft {
  type: string;
  title: string;
  description: string;
  agent_description: string;
  title_in_portal: string;
  active: boolean;
  required: boolean;
  visible_in_portal: boolean;
  editable_in_portal: boolean;
  required_in_portal: boolean;
  regexp_for_validation: string;
  tag: string;
  options: FieldOption[];
}

export const freshField: FieldDraft = {
  type: "text", title: "", description: "", agent_description: "", title_in_portal: "", active: true, required: false, visible_in_portal: false,
  editable_in_portal: false, required_in_portal: false, regexp_for_validation: "", tag: "", options: [],
};

export function draftOfField(field: TicketField): FieldDraft {
  const { type, title, description, agent_description, title_in_portal, active, required } = field;
  const { visible_in_portal, editable_in_portal, required_in_portal } = field;
  return {
    type, title, description, agent_description, title_in_portal, active, required, visible_in_portal, editable_in_portal, required_in_portal,
    regexp_for_validation: field.regexp_for_validation ?? "",
    tag: field.tag ?? "",
    options: (field.custom_field_options ?? []).map(({ id, name, value, default: first }) => ({ ...(id ? { id } : {}), name, value, default: first })),
  };
}

export function hasOptions(type: string): boolean {
  return type === "tagger" || type === "multiselect";
}

/* "Blue, dark" → "blue_dark": a tag for a choice, as long as nobody wrote one. */
export function tagOf(name: string): string {
  return name.trim().toLocaleLowerCase().replace(/[^\p{L}\p{N}]+/gu, "_").replace(/^_+|_+$/g, "");
}

export function bodyOfField(draft: FieldDraft, isNew: boolean): Record<string, unknown> {
  const { type, options, regexp_for_validation, tag, ...rest } = draft;
  return {
    ...rest,
    ...(isNew ? { type } : {}),
    ...(hasOptions(type) ? { custom_field_options: options.map((one) => ({ ...one, value: one.value || tagOf(one.name) })) } : {}),
    ...(type === "regexp" ? { regexp_for_validation } : {}),
    ...(type === "checkbox" && tag ? { tag } : {}),
  };
}

export function loadFields(): Promise<TicketField[]> {
  return everyPage<TicketField>("ticket_fields", "ticket_fields");
}
