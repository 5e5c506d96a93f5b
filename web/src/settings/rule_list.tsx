/* The list of macros, triggers or automations: searched, filtered, put in order, switched; each told in one sentence. */

import { useEffect, useState } from "preact/hooks";
import { ApiError, errorText, post, put, remove } from "../core/api";
import { t, tn, type TextKey } from "../core/i18n";
import { me } from "../agent/session";
import { SelectField, TextField } from "../ui/form";
import { Icon } from "../ui/icon";
import type { MenuItem } from "../ui/menu";
import { Skeleton } from "../ui/skeleton";
import { toast } from "../ui/toast";
import { readActions } from "./action_model";
import { readConditions } from "./condition_model";
import { OrderList, Switch } from "./order_list";
import { itemLink, openItem } from "./place";
import { loadRules, placed, plural, splitTitle, type Category, type Rule, type RuleKind } from "./rule_model";
import { askDelete, saySwitched } from "./said";
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
  const text = `${rule.title} ${rule.description ?? ""} ${said}`.toLocaleLowerCase();
  return text.includes(asked.words.trim().toLocaleLowerCase());
}

/* A copy of it, off, to begin with. */
async function copyRule(kind: RuleKind, rule: Rule): Promise<void> {
  const { title, description, actions, conditions, restriction, category_id } = rule;
  const shared = { title: t("rules.list.copy_of", { name: title }), description, actions, active: false };
  const own = kind === "macro" ? { restriction: restriction ?? null } : { conditions, ...(category_id ? { category_id } : {}) };
  const answer = await post<Record<string, { id: number }>>(plural(kind), { [kind]: { ...shared, ...own } });
  openItem(plural(kind), answer[kind]?.id ?? "");
}

interface Work {
  rules: Rule[] | null;
  error: ApiError | null;
  load: () => void;
  flip: (rule: Rule, active: boolean) => void;
  move: (rule: Rule, target: Rule, behind: boolean) => void;
  menu: (rule: Rule) => MenuItem[];
}

function useRules(kind: RuleKind): Work {
  const [rules, setRules] = useState<Rule[] | null>(null);
  const [error, setError] = useState<ApiError | null>(null);
  const load = () => {
    loadRules(kind)
      .then((found) => {
        setRules(found);
        setError(null);
      })
      .catch((cause: unknown) => setError(cause instanceof ApiError ? cause : new ApiError(0, "", String(cause), 0)));
  };
  useEffect(load, []);
  const fail = (cause: unknown) => {
    toast(errorText(cause), null, "error");
    load();
  };
  const flip = (rule: Rule, active: boolean) => {
    setRules((old) => old?.map((one) => (one.id === rule.id ? { ...one, active } : one)) ?? null);
    put(`${plural(kind)}/${rule.id}`, { [kind]: { active } })
      .then(() => saySwitched(rule.title, active, () => flip(rule, !active)))
      .catch(fail);
  };
  const move = (rule: Rule, target: Rule, behind: boolean) => {
    const ids = placed((rules ?? []).map(({ id }) => id), rule.id, target.id, behind);
    setRules((old) => ids.map((id) => old?.find((one) => one.id === id) as Rule));
    const position = target.position + (behind ? 1 : 0);
    const sent = kind === "macro" ? put(`macros/${rule.id}`, { macro: { position } }) : put(`${plural(kind)}/reorder`, { [`${kind}_ids`]: ids });
    sent.then(load).catch(fail);
  };
  const drop = async (rule: Rule) => {
    const yes = await askDelete(rule.title, t(`rules.delete_text.${kind}` as TextKey));
    if (yes) await remove(`${plural(kind)}/${rule.id}`).then(load, fail);
  };
  const menu = (rule: Rule): MenuItem[] => [
    { label: t("rules.list.copy"), icon: "add", run: () => void copyRule(kind, rule).catch(fail) },
    ...(rule.permissions?.can_delete ? [{ label: t("rules.delete"), icon: "trash" as const, run: () => void drop(rule) }] : []),
  ];
  return { rules, error, load, flip, move, menu };
}

function Filters({ kind, asked, categories, onAsk }: { kind: RuleKind; asked: Asked; categories: readonly string[]; onAsk: (asked: Asked) => void }) {
  const states = (["all", "on", "off"] as const).map((value) => ({ value, label: t(`rules.list.state.${value}` as TextKey) }));
  return (
    <div class="screen-tools">
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
      <a class="button" {...itemLink(plural(kind), "new")}>
        <Icon name="add" />
        {t(`rules.new.${kind}` as TextKey)}
      </a>
    </div>
  );
}

function accessText({ restriction }: Rule): string {
  if (!restriction) return "";
  return t(restriction.type === "User" ? "queue.access.me" : "queue.access.groups");
}

function RuleRow({ kind, rule, said, category, flip }: { kind: RuleKind; rule: Rule; said: string; category: string; flip: Work["flip"] }) {
  const may = rule.permissions?.can_edit ?? false;
  const name = kind === "macro" ? splitTitle(rule.title).name : rule.title;
  return (
    <>
      <div class="rule-words">
        <a {...itemLink(plural(kind), rule.id)}>
          <bdi>{name}</bdi>
        </a>
        {category && <span class="badge">{category}</span>}
        {accessText(rule) && <span class="badge">{accessText(rule)}</span>}
        <p class="muted">{said}</p>
      </div>
      <span class="rule-usage muted">{tn("rules.list.used", rule.usage_7d ?? 0)}</span>
      <Switch label={t("rules.list.switch", { name: rule.title })} on={rule.active} disabled={!may} onSwitch={(on) => flip(rule, on)} />
    </>
  );
}

interface ListProps {
  kind: RuleKind;
  vocabulary: Vocabulary;
  categories: readonly Category[];
}

export function RuleList({ kind, vocabulary, categories }: ListProps) {
  const { rules, error, load, flip, move, menu } = useRules(kind);
  const [asked, setAsked] = useState(everything);
  const said = (rule: Rule) => sentence(kind, readConditions(rule.conditions), readActions(rule.actions), vocabulary);
  const names = [...new Set((rules ?? []).map((rule) => categoryOf(rule, categories)).filter(Boolean))].sort();
  const shown = (rules ?? []).filter((rule) => fits(rule, asked, said(rule), categoryOf(rule, categories)));
  return (
    <>
      <Filters {...{ kind, asked }} categories={names} onAsk={setAsked} />
      {error && (
        <div class="empty" role="alert">
          <p>{error.message}</p>
          <button type="button" class="button button-quiet" onClick={load}>
            {t("agent.retry")}
          </button>
        </div>
      )}
      {!rules && !error && <Skeleton rows={5} />}
      {rules && shown.length === 0 && <p class="empty">{t(rules.length === 0 ? (`rules.empty.${kind}` as TextKey) : "rules.list.nothing")}</p>}
      <OrderList
        label={t(`rules.title.${kind}` as TextKey)}
        rows={shown}
        id={({ id }) => id}
        name={({ title }) => title}
        mayMove={(rule) => (kind === "macro" ? (rule.permissions?.can_edit ?? false) : me.value?.role === "admin")}
        onMove={move}
        menu={menu}
      >
        {(rule) => <RuleRow {...{ kind, rule, flip }} said={said(rule)} category={categoryOf(rule, categories)} />}
      </OrderList>
    </>
  );
}
