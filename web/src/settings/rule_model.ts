/* Macros, triggers and automations as the API has them, and what the three screens share in asking for them. */

import { get } from "../core/api";
import { t, type TextKey } from "../core/i18n";
import type { PageMeta } from "../core/types";
import type { ActionDefinition, ServerAction } from "./action_model";
import { definitionsOf, type DefinitionValue } from "./condition_model";
import type { Named, Vocabulary } from "./rule_words";

export type RuleKind = "macro" | "trigger" | "automation";

export interface Rule {
  id: number;
  title: string;
  description: string | null;
  active: boolean;
  position: number;
  actions: ServerAction[];
  conditions?: { all: unknown[]; any: unknown[] };
  restriction?: { type: "User" | "Group"; id: number; ids: number[] } | null;
  category_id?: string | null;
  usage_7d?: number;
  updated_at: string;
  permissions?: { can_edit: boolean; can_delete: boolean };
}

export interface Category {
  id: string;
  name: string;
  position: number;
}

const PAGES_MAX = 20;

/* Every page of a list that is at most some hundreds long. */
export async function everyPage<T>(path: string, key: string): Promise<T[]> {
  const found: T[] = [];
  let after = "";
  for (let page = 0; page < PAGES_MAX; page += 1) {
    const join = path.includes("?") ? "&" : "?";
    const cursor = after && `&page[after]=${encodeURIComponent(after)}`;
    const body = await get<Record<string, unknown> & { meta?: PageMeta }>(`${path}${join}page[size]=100${cursor}`);
    found.push(...((body[key] as T[] | undefined) ?? []));
    after = body.meta?.after_cursor ?? "";
    if (!body.meta?.has_more || !after) break;
  }
  return found;
}

export function loadRules(kind: RuleKind): Promise<Rule[]> {
  return everyPage<Rule>(`${kind}s?include=usage_7d,permissions&sort=position`, `${kind}s`);
}

export const noWords: Vocabulary = { all: [], any: [], actions: [], webhooks: [] };

/* "The current user" is somebody else in each kind of rule. */
function inPlace(kind: RuleKind, one: DefinitionValue): DefinitionValue {
  return one.value === "current_user" || one.value === "current_groups" ? { ...one, words: t(`rules.actor.${kind}.${one.value}` as TextKey) } : one;
}

/* What there is to ask and to do, without webhooks. */
export async function loadDefinitions(kind: RuleKind): Promise<Omit<Vocabulary, "webhooks">> {
  const { definitions } = await get<{ definitions: Record<string, unknown> }>(`${kind}s/definitions`);
  const values = (list: DefinitionValue[]) => list.map((value) => inPlace(kind, value));
  const own = <T extends { values: DefinitionValue[] }>(list: T[]) => list.map((one) => ({ ...one, values: values(one.values) }));
  const { all, any: some } = definitionsOf(definitions);
  return { all: own(all), any: own(some), actions: own((definitions.actions ?? []) as ActionDefinition[]) };
}

/* Only administrators may read webhooks; without them a call shows its number. */
export async function loadVocabulary(kind: RuleKind): Promise<Vocabulary> {
  const [known, webhooks] = await Promise.all([loadDefinitions(kind), kind === "macro" ? [] : everyPage<Named>("webhooks", "webhooks").catch(() => [])]);
  return { ...known, webhooks };
}

/* "Shipping::On its way": the part before the colons is the category of a macro. */
export function splitTitle(title: string): { category: string; name: string } {
  const at = title.indexOf("::");
  return at < 0 ? { category: "", name: title } : { category: title.slice(0, at).trim(), name: title.slice(at + 2).trim() };
}

export function joinTitle(category: string, name: string): string {
  return category.trim() ? `${category.trim()}::${name.trim()}` : name.trim();
}

export function plural(kind: RuleKind): `${RuleKind}s` {
  return `${kind}s`;
}

/* The ids with `id` in the place of `target`, before it or behind it. */
export function placed(ids: readonly number[], id: number, target: number, behind: boolean): number[] {
  const rest = ids.filter((one) => one !== id);
  const at = rest.indexOf(target) + (behind ? 1 : 0);
  return [...rest.slice(0, at), id, ...rest.slice(at)];
}
