/* The value of a condition: a list, a person, an organisation, tags, a number or words, as its definition says. */

import { useEffect, useState } from "preact/hooks";
import { get } from "../core/api";
import { hasText, t } from "../core/i18n";
import { seeded } from "../core/seeded";
import type { Group, User } from "../core/types";
import { agentName, agents } from "../agent/session";
import { Combobox, type Option } from "../ui/combobox";
import type { Definition, DefinitionValue } from "./condition_model";

interface ValueProps {
  label: string;
  definition: Definition;
  value: string;
  invalid: boolean;
  onInput: (value: string) => void;
}

/* The words of a value: our own where we have some, else the server's. */
export function valueText(definition: Definition, { value, title, words }: DefinitionValue): string {
  const names: Record<string, string> = {
    status: `agent.status.${value}`,
    priority: `agent.priority.${value || "none"}`,
    via_id: `agent.channel.${value}`,
  };
  const own = `rules.value.${definition.subject.toLowerCase()}.${value.toLowerCase()}`;
  const known = names[definition.subject] ?? (hasText(own) ? own : `rules.value.${value || "none"}`);
  return words ?? (hasText(known) ? t(known) : title);
}

interface Named {
  id: number;
  name: string;
  email?: string | null;
}

type Source = (typed: string) => Promise<Named[]>;

async function findPeople(typed: string): Promise<Named[]> {
  const found = typed.trim().length < 2 ? [] : (await get<{ users: User[] }>(`users/autocomplete?name=${encodeURIComponent(typed)}`)).users;
  return found;
}

const findAgents: Source = async (typed) => agents.peek().filter(({ name }) => name.toLowerCase().includes(typed.toLowerCase()));

async function findOrganizations(typed: string): Promise<Named[]> {
  if (typed.trim().length < 2) return (await get<{ organizations: Named[] }>("organizations?per_page=20")).organizations;
  return (await get<{ organizations: Named[] }>(`organizations/autocomplete?name=${encodeURIComponent(typed)}`)).organizations;
}

/* A setting of a few rows: brands, forms, custom statuses. */
function few(path: string, key: string): Source {
  return async (typed) => {
    const rows = (await get<Record<string, (Named & { agent_label?: string })[]>>(path))[key] ?? [];
    const named = rows.map((row) => ({ id: row.id, name: seeded(row.agent_label ?? row.name) }));
    return named.filter(({ name }) => name.toLowerCase().includes(typed.toLowerCase()));
  };
}

const sources: Record<string, Source> = {
  assignee_id: findAgents,
  requester_id: findPeople,
  organization_id: findOrganizations,
  brand_id: few("brands", "brands"),
  ticket_form_id: few("ticket_forms", "ticket_forms"),
  custom_status_id: few("custom_statuses", "custom_statuses"),
};

/* The name of an id that is already chosen. */
async function nameOf(subject: string, id: string): Promise<string> {
  if (subject === "requester_id" || subject === "assignee_id") {
    return agentName(Number(id)) ?? (await get<{ user: User }>(`users/${id}`)).user.name;
  }
  if (subject === "organization_id") return (await get<{ organization: Group }>(`organizations/${id}`)).organization.name;
  const rows = (await sources[subject]?.("")) ?? [];
  return rows.find((row) => row.id === Number(id))?.name ?? `#${id}`;
}

function useName(subject: string, value: string): string {
  const [known, setKnown] = useState<{ of: string; name: string } | null>(null);
  const key = `${subject} ${value}`;
  useEffect(() => {
    if (!/^\d+$/.test(value) || known?.of === key) return;
    nameOf(subject, value)
      .then((name) => setKnown({ of: key, name }))
      .catch(() => setKnown({ of: key, name: `#${value}` }));
  }, [key]);
  return known?.of === key ? known.name : value && `#${value}`;
}

function Lookup({ label, definition, value, invalid, onInput }: ValueProps) {
  const offered = definition.values.find((one) => one.value === value);
  const name = useName(definition.subject, offered ? "" : value);
  const suggest = async (typed: string): Promise<Option[]> => {
    const special = definition.values.map((one) => ({ value: one.value, label: valueText(definition, one) }));
    const fitting = special.filter((option) => option.label.toLowerCase().includes(typed.toLowerCase()));
    const found = await (sources[definition.subject] ?? findPeople)(typed);
    return [...fitting, ...found.slice(0, 20).map((one) => ({ value: String(one.id), label: one.name, hint: one.email ?? "" }))];
  };
  return (
    <Combobox
      wiring={{ "aria-label": label, ...(invalid ? { "aria-invalid": true as const } : {}) }}
      text={offered ? valueText(definition, offered) : name}
      placeholder={t("rules.condition.find")}
      suggest={suggest}
      onPick={(option) => onInput(option.value)}
    />
  );
}

export function ConditionValue(props: ValueProps) {
  const { label, definition, value, invalid, onInput } = props;
  const wiring: object = { "aria-label": label, ...(invalid ? { "aria-invalid": true } : {}) };
  if (definition.type === "autocomplete") return <Lookup {...props} />;
  if (definition.type === "list") {
    return (
      <select {...wiring} value={value} onChange={(event) => onInput(event.currentTarget.value)}>
        {definition.values.map((one) => (
          <option key={one.value} value={one.value}>
            {valueText(definition, one)}
          </option>
        ))}
        {!definition.values.some((one) => one.value === value) && <option value={value}>{valueText(definition, { value, title: value })}</option>}
      </select>
    );
  }
  const number = definition.type === "number";
  return (
    <input
      {...wiring}
      {...({ type: number ? "number" : "text" } as object)}
      autocomplete="off"
      dir="auto"
      placeholder={definition.type === "tags" ? t("rules.condition.tags") : ""}
      value={value}
      onInput={(event) => onInput(event.currentTarget.value)}
    />
  );
}
