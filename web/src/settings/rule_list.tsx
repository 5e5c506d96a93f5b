/* The list of macros, triggers or automations: searched, filtered, put in order, switched; each told in one sentence. */

import { useState } from "preact/hooks";
import { post, put } from "../core/api";
import { plainText, t, tn, type TextKey } from "../core/i18n";
import { seeded } from "../core/seeded";
import { me } from "../agent/session";
import { SelectField, TextField } from "../ui/form";
import { readActions } from "./action_model";
import { readConditions } from "./condition_model";
import { NewLink } from "./list_screen";
import { OrderScreen, useOrder, type OrderKind } from "./order_screen";
import { openItem } from "./place";
import { loadRules, plural, splitTitle, type Category, type Rule, type RuleKind } from "./rule_model";
import { dropAsked } from "./said";
import { sentence, type Vocabulary } from "./rule_words";

interface Asked {
  words: string;
  state: "all" | "on" | "off";
  category: string;
}

const everything: Asked = { words: "", state: "all", category: "" };

function categoryOf(rule: Rule, categories: readonly Category[]): string {
  if (rule.category_id) return categories.find(({ id }) => id === rule.category_id)?.name ?? "";
  return splitTitle(rule.title).category;
}

function fits(rule: Rule, asked: Asked, said: string, category: string): boolean {
  if (asked.state !== "all" && rule.active !== (asked.state === "on")) return false;
  if (asked.category && category !== asked.category) return false;
  const text = `${seeded(rule.title)} ${rule.description ?? ""} ${said}`.toLocaleLowerCase();
  return text.includes(asked.words.trim().toLocaleLowerCase());
}

/* A copy of it, off, to begin with. */
async function copyRule(kind: RuleKind, rule: Rule): Promise<void> {
  const { title, description, actions, conditions, restriction, category_id } = rule;
  const shared = { title: plainText("rules.list.copy_of", { name: seeded(title) }), description, actions, active: false };
  const own = kind === "macro" ? { restriction: restriction ?? null } : { conditions, ...(category_id ? { category_id } : {}) };
  const answer = await post<Record<string, { id: number }>>(plural(kind), { [kind]: { ...shared, ...own } });
  openItem(plural(kind), answer[kind]?.id ?? "");
}

function Filters({ kind, asked, categories, onAsk }: { kind: RuleKind; asked: Asked; categories: readonly string[]; onAsk: (asked: Asked) => void }) {
  const states = (["all", "on", "off"] as const).map((value) => ({ value, label: t(`rules.list.state.${value}` as TextKey) }));
  return (
    <>
      <TextField label={t("rules.list.search")} type="search" value={asked.words} onInput={(words) => onAsk({ ...asked, words })} />
      <SelectField
        label={t("rules.list.state")}
        value={asked.state}
        choices={states}
        onInput={(state) => onAsk({ ...asked, state: state as Asked["state"] })}
      />
      {categories.length > 0 && (
        <SelectField
          label={t("rules.category")}
          value={asked.category}
          choices={[{ value: "", label: t("rules.category.every") }, ...categories.map((name) => ({ value: name, label: name }))]}
          onInput={(category) => onAsk({ ...asked, category })}
        />
      )}
      <NewLink text={t(`rules.new.${kind}` as TextKey)} screen={plural(kind)} />
    </>
  );
}

function accessText({ restriction }: Rule): string {
  if (!restriction) return "";
  return t(restriction.type === "User" ? "queue.access.me" : "queue.access.groups");
}

/* Everybody orders the macros that are theirs: one is sent, with its new place. */
function placeMacro(macro: Rule, target: Rule, behind: boolean): Promise<unknown> {
  return put(`macros/${macro.id}`, { macro: { position: target.position + (behind ? 1 : 0) } });
}

/* How the list of one kind of rule is told and changed. */
function kindOf(kind: RuleKind, said: (rule: Rule) => string, category: (rule: Rule) => string): OrderKind<Rule> {
  const path = plural(kind);
  return {
    path,
    key: kind,
    load: () => loadRules(kind),
    name: ({ title }) => seeded(title),
    tell: (rule) => ({
      title: kind === "macro" ? splitTitle(seeded(rule.title)).name : seeded(rule.title),
      badges: [category(rule), accessText(rule)].filter(Boolean).map((text) => (
        <span key={text} class="badge">
          {text}
        </span>
      )),
      said: said(rule),
      aside: tn("rules.list.used", rule.usage_7d ?? 0),
      fixed: !rule.permissions?.can_edit,
    }),
    mayMove: (rule) => (kind === "macro" ? (rule.permissions?.can_edit ?? false) : me.value?.role === "admin"),
    ...(kind === "macro" ? { place: placeMacro } : {}),
    copy: (rule) => copyRule(kind, rule),
    mayDrop: (rule) => rule.permissions?.can_delete ?? false,
    drop: (rule) => dropAsked(seeded(rule.title), t(`rules.delete_text.${kind}` as TextKey), `${path}/${rule.id}`),
  };
}

interface ListProps {
  kind: RuleKind;
  vocabulary: Vocabulary;
  categories: readonly Category[];
}

export function RuleList({ kind, vocabulary, categories }: ListProps) {
  const said = (rule: Rule) => sentence(kind, readConditions(rule.conditions), readActions(rule.actions), vocabulary);
  const category = (rule: Rule) => categoryOf(rule, categories);
  const ordered = kindOf(kind, said, category);
  const order = useOrder(ordered);
  const [asked, setAsked] = useState(everything);
  const rules = order.rows ?? [];
  const names = [...new Set(rules.map(category).filter(Boolean))].sort();
  return (
    <OrderScreen
      kind={ordered}
      order={order}
      label={t(`rules.title.${kind}` as TextKey)}
      tools={<Filters {...{ kind, asked }} categories={names} onAsk={setAsked} />}
      shown={rules.filter((rule) => fits(rule, asked, said(rule), category(rule)))}
      empty={t(rules.length === 0 ? (`rules.empty.${kind}` as TextKey) : "rules.list.nothing")}
    />
  );
}
