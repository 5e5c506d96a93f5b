/* The editor of a macro, trigger or automation: what it asks, what it does, in one sentence; tried before it is saved. */

import { useState } from "preact/hooks";
import { me, meId } from "../agent/session";
import { post, put, remove } from "../core/api";
import { t, type TextKey } from "../core/i18n";
import { seeded } from "../core/seeded";
import { CheckField, DeleteButton, FieldFault, Form, SelectField, TextArea, TextField } from "../ui/form";
import { offWhile } from "../ui/off_while";
import { toast } from "../ui/toast";
import { ActionEditor } from "./action_editor";
import { looseError, useChange } from "./ask_server";
import { ConditionEditor } from "./condition_editor";
import { useKeptDraft } from "./kept_draft";
import { KeptNote } from "./kept_note";
import { MacroAccess, MacroFiles, MacroPreview } from "./macro_parts";
import { EditorHead, openItem } from "./place";
import { areConditionsComplete, bodyOf, missing, wholeActions, type RuleDraft } from "./rule_form";
import { plural, type Category, type Rule, type RuleKind } from "./rule_model";
import { RuleRevisions } from "./rule_revisions";
import { RuleTest } from "./rule_test";
import { askDelete } from "./said";
import { sentence, type Vocabulary } from "./rule_words";

interface Props {
  kind: RuleKind;
  /* null: a new one */
  rule: Rule | null;
  draft: RuleDraft;
  vocabulary: Vocabulary;
  categories: Category[];
  onCategories: () => void;
}

interface PartProps {
  draft: RuleDraft;
  change: (part: Partial<RuleDraft>) => void;
}

const NEW = "new";

function MacroCategory({ draft, change }: PartProps) {
  const put = (category: string) => change({ category: category.replaceAll(":", "") });
  return <TextField label={t("rules.category")} hint={t("rules.category.hint")} value={draft.category} maxLength={100} onInput={put} />;
}

/* One of the categories, or a new one that is made at once. */
function TriggerCategory({ draft, change, categories, onCategories }: PartProps & Pick<Props, "categories" | "onCategories">) {
  const [name, setName] = useState<string | null>(null);
  const made = useChange();
  const add = () =>
    void made.run(async () => {
      const { trigger_category: category } = await post<{ trigger_category: Category }>("trigger_categories", { trigger_category: { name } });
      change({ category: category.id });
      setName(null);
      onCategories();
    });
  const own = categories.map(({ id, name: label }) => ({ value: id, label }));
  const choices = [{ value: "", label: t("rules.category.none") }, ...own, { value: NEW, label: t("rules.category.new") }];
  return (
    <>
      <SelectField
        label={t("rules.category")}
        value={name === null ? draft.category : NEW}
        choices={choices}
        onInput={(value) => (value === NEW ? setName("") : (setName(null), change({ category: value })))}
      />
      {name !== null && (
        <div class="fields-row">
          <TextField label={t("rules.category.name")} value={name} maxLength={100} error={made.error} onInput={setName} />
          <button type="button" class="button button-quiet" disabled={!name.trim()} {...offWhile(made.busy)} onClick={add}>
            {t("rules.category.make")}
          </button>
        </div>
      )}
    </>
  );
}

async function removeRule(kind: RuleKind, rule: Rule): Promise<boolean> {
  const yes = await askDelete(seeded(rule.title), t(`rules.delete_text.${kind}` as TextKey));
  if (yes) await remove(`${plural(kind)}/${rule.id}`);
  return yes;
}

/* Faults that are shown at their places here. */
function isPlaced(key: string): boolean {
  return key === "title" || key === "conditions" || /^actions(\.\d+)?$/.test(key) || /^(conditions\.)?a(ll|ny)\.\d+$/.test(key);
}

/* What the fields hold that all three kinds have, and those of one kind. */
function Fields({ kind, draft, change, vocabulary, categories, onCategories, fields }: Omit<Props, "rule"> & PartProps & { fields: Record<string, string> }) {
  const said = sentence(kind, draft.conditions, wholeActions(draft.actions, vocabulary), vocabulary);
  return (
    <>
      <TextField label={t("rules.name")} error={fields.title} value={draft.title} maxLength={255} required onInput={(title) => change({ title })} />
      {kind === "macro" && <MacroCategory {...{ draft, change }} />}
      {kind === "trigger" && <TriggerCategory {...{ draft, change, categories, onCategories }} />}
      <TextArea
        label={t("rules.description")}
        hint={t("rules.description_hint")}
        rows={2}
        value={draft.description}
        maxLength={1000}
        onInput={(description) => change({ description })}
      />
      {kind !== "macro" && (
        <section class="rule-part">
          <h3>{t(`rules.asks.${kind}` as TextKey)}</h3>
          <ConditionEditor definitions={vocabulary} value={draft.conditions} errors={fields} onInput={(conditions) => change({ conditions })} />
          <FieldFault text={fields.conditions} />
        </section>
      )}
      <ActionEditor
        definitions={vocabulary.actions}
        webhooks={vocabulary.webhooks}
        value={draft.actions}
        errors={fields}
        onInput={(actions) => change({ actions })}
      />
      {said && (
        <p class="rule-sentence" aria-live="polite">
          {said}
        </p>
      )}
      {kind === "macro" && <MacroAccess {...{ draft, change }} />}
      <CheckField label={t("rules.active")} checked={draft.active} onInput={(active) => change({ active })} />
    </>
  );
}

/* Whether the conditions are whole, so that they can be tried. */
function isAskable({ conditions }: RuleDraft, vocabulary: Vocabulary): boolean {
  return conditions.all.length + conditions.any.length > 0 && areConditionsComplete(conditions, vocabulary);
}

export function RuleEditor(props: Props) {
  const { kind, rule, vocabulary } = props;
  const screen = plural(kind);
  const kept = useKeptDraft(`${screen}/${rule?.id ?? NEW}`, props.draft);
  const { draft, change } = kept;
  const saving = useChange();
  const [tried, setTried] = useState(false);
  const lacks = missing(kind, draft, vocabulary);
  const lacking = tried && Object.keys(lacks).length > 0;
  const readOnly = rule !== null && !(rule.permissions?.can_edit ?? me.value?.role === "admin");
  const close = () => {
    kept.discard();
    openItem(screen);
  };
  const save = async () => {
    setTried(true);
    if (Object.keys(lacks).length > 0) return;
    const body = { [kind]: bodyOf(kind, draft, meId.peek()) };
    if (!(await saving.run(() => (rule ? put(`${screen}/${rule.id}`, body) : post(screen, body))))) return;
    close();
    toast(t("rules.saved", { name: draft.title }));
  };
  const drop = () =>
    void saving.run(async () => {
      if (!rule || !(await removeRule(kind, rule))) return;
      close();
      toast(t("rules.deleted", { name: seeded(rule.title) }));
    });
  const restore = (conditions: RuleDraft["conditions"], actions: RuleDraft["actions"]) => {
    change({ conditions, actions });
    toast(t("rules.revisions.restored"));
  };
  const aside = rule?.permissions?.can_delete && <DeleteButton text={t("rules.delete")} onClick={drop} />;
  const error = lacking ? t("rules.look_above") : looseError(saving, isPlaced);
  const unchanged = readOnly || (rule !== null && !kept.changed);
  return (
    <div class="long-form">
      <EditorHead screen={screen} back={t(`rules.back.${kind}` as TextKey)} title={rule ? seeded(rule.title) : t(`rules.new.${kind}` as TextKey)} />
      {readOnly && <p class="kept-note">{t("rules.read_only")}</p>}
      <KeptNote kept={kept} />
      <Form {...{ error, unchanged, aside }} busy={saving.busy} onSave={() => void save()} onCancel={close}>
        <Fields {...props} {...{ draft, change }} fields={lacking ? lacks : saving.fields} />
        {kind === "macro" ? (
          <MacroPreview {...{ draft, vocabulary }} />
        ) : (
          <RuleTest {...{ kind, vocabulary }} conditions={draft.conditions} actions={draft.actions} ready={isAskable(draft, vocabulary)} />
        )}
      </Form>
      {kind === "macro" && rule && <MacroFiles id={rule.id} />}
      {kind !== "macro" && rule && <RuleRevisions {...{ kind, vocabulary }} id={rule.id} onRestore={restore} />}
    </div>
  );
}
