/* The editor of a form's conditions: for agents and for customers, "when this field has that answer, show these". */

import { useId, useRef } from "preact/hooks";
import type { FormCondition } from "../agent/form_conditions";
import { t } from "../core/i18n";
import { seeded } from "../core/seeded";
import { Combobox } from "../ui/combobox";
import { type Choice, Field, SelectField, TextField } from "../ui/form";
import { Icon } from "../ui/icon";
import {
  answered,
  answersOf,
  askedOf,
  type Child,
  childOf,
  childrenFor,
  fieldLabel,
  type FormSide,
  idleIn,
  isChildRequired,
  isWhole,
  parentsIn,
  ruleSentence,
  withParent,
} from "./form_rule_model";
import type { TicketField } from "./ticket_field_model";

interface Props {
  side: FormSide;
  /* All there are, and the ids of those on the form. */
  fields: readonly TicketField[];
  ids: readonly number[];
  rules: readonly FormCondition[];
  onInput: (rules: FormCondition[]) => void;
  /* "agent_conditions.0" is shown at its rule. */
  errors: Record<string, string>;
  /* Somebody has tried to save: say what is missing. */
  tried: boolean;
}

interface RuleProps extends Pick<Props, "side" | "fields" | "rules"> {
  asked: readonly TicketField[];
  rule: FormCondition;
  n: number;
  error: string;
  onInput: (rule: FormCondition) => void;
  onRemove: () => void;
}

function When({ fields, asked, rule, onInput }: RuleProps) {
  const field = fields.find(({ id }) => id === rule.parent_field_id);
  const value = String(rule.value);
  const pick = (id: number) => {
    const next = fields.find((one) => one.id === id);
    if (next) onInput(withParent(rule, next));
  };
  const put = (answer: string) => onInput({ ...rule, value: answered(field, answer) });
  const parents = parentsIn(asked).map(({ id, title }) => ({ value: String(id), label: seeded(title) }));
  const now = { value: String(rule.parent_field_id), label: fieldLabel(fields, rule.parent_field_id) };
  const answers = answersOf(field);
  return (
    <div class="form-rule-when">
      <SelectField label={t("fields.ask.field")} value={now.value} choices={withNow(parents, now)} onInput={(id) => pick(Number(id))} />
      {answers.length > 0 ? (
        <SelectField label={t("fields.ask.answer")} value={value} choices={withNow(answers, { value, label: value })} onInput={put} />
      ) : (
        <TextField label={t("fields.ask.answer")} value={value} onInput={put} />
      )}
    </div>
  );
}

/* What was chosen stays to be seen, also when it is not offered any more. */
function withNow(choices: readonly Choice[], now: Choice): readonly Choice[] {
  return choices.some(({ value }) => value === now.value) ? choices : [now, ...choices];
}

interface ShownProps {
  side: FormSide;
  child: Child;
  name: string;
  onInput: (child: Child) => void;
  onRemove: () => void;
}

function Shown({ side, child, name, onInput, onRemove }: ShownProps) {
  const id = useId();
  return (
    <li>
      <bdi id={`${id}-name`}>{name}</bdi>
      <span class="field-check">
        <input
          type="checkbox"
          id={id}
          aria-labelledby={`${id}-name ${id}-must`}
          checked={isChildRequired(side, child)}
          onChange={(event) => onInput(childOf(side, child.id, event.currentTarget.checked))}
        />
        <label for={id} id={`${id}-must`}>
          {t(side === "agent_conditions" ? "ticket.field.required" : "fields.ask.must")}
        </label>
      </span>
      <button type="button" class="icon-button" aria-label={t("fields.ask.take_off", { field: name })} onClick={onRemove}>
        <Icon name="close" />
      </button>
    </li>
  );
}

function Rule(props: RuleProps) {
  const { side, fields, asked, rules, rule, n, error, onInput, onRemove } = props;
  const box = useRef<HTMLLIElement>(null);
  const free = childrenFor(rules, rule, asked);
  const put = (child_fields: Child[]) => onInput({ ...rule, child_fields });
  const suggest = async (typed: string) =>
    free.map(({ id, title }) => ({ value: String(id), label: seeded(title) })).filter(({ label }) => label.toLowerCase().includes(typed.toLowerCase()));
  const drop = (at: number) => {
    put(rule.child_fields.filter((_, index) => index !== at));
    requestAnimationFrame(() => box.current?.querySelector<HTMLElement>("[role=combobox]")?.focus());
  };
  return (
    <li ref={box}>
      <div class={error ? "action action-wrong" : "action"} role="group" aria-label={t("fields.ask.rule", { n })}>
        <div class="action-head">
          <When {...props} />
          <button type="button" class="icon-button" aria-label={t("fields.ask.remove")} onClick={onRemove}>
            <Icon name="close" />
          </button>
        </div>
        <Field
          label={t("fields.ask.show")}
          error={error}
          {...(free.length === 0 ? { hint: t("fields.ask.no_more") } : {})}
          control={(wiring) => (
            <>
              <ul class="form-rule-shown">
                {rule.child_fields.map((child, at) => (
                  <Shown
                    key={child.id}
                    {...{ side, child }}
                    name={fieldLabel(fields, child.id)}
                    onInput={(next) => put(rule.child_fields.map((old, index) => (index === at ? next : old)))}
                    onRemove={() => drop(at)}
                  />
                ))}
              </ul>
              <Combobox
                wiring={wiring}
                text=""
                placeholder={t("fields.form.add")}
                suggest={suggest}
                onPick={(option) => put([...rule.child_fields, childOf(side, Number(option.value), false)])}
              />
            </>
          )}
        />
        {isWhole(rule) && <p class="rule-sentence">{ruleSentence(side, rule, fields)}</p>}
        {idleIn(rule, asked).map((id) => (
          <p key={id} class="field-warning">
            {t(side === "agent_conditions" ? "fields.ask.idle" : "fields.ask.idle_customers", { field: fieldLabel(fields, id) })}
          </p>
        ))}
      </div>
    </li>
  );
}

export function FormRules({ side, fields, ids, rules, onInput, errors, tried }: Props) {
  const box = useRef<HTMLFieldSetElement>(null);
  const asked = askedOf(side, fields, ids);
  const [first] = parentsIn(asked);
  const agents = side === "agent_conditions";
  const focusSoon = (selector: string) => requestAnimationFrame(() => box.current?.querySelector<HTMLElement>(selector)?.focus());
  const add = () => {
    if (!first) return;
    onInput([...rules, withParent({ parent_field_id: first.id, value: "", child_fields: [] }, first)]);
    focusSoon("li:last-child > .action select");
  };
  const remove = (at: number) => {
    onInput(rules.filter((_, index) => index !== at));
    focusSoon(".action-add");
  };
  const wrong = (rule: FormCondition, at: number) => errors[`${side}.${at}`] ?? (tried && !isWhole(rule) ? t("fields.ask.missing") : "");
  return (
    <fieldset class="plain-set actions" ref={box}>
      <legend>{t(agents ? "fields.ask.agents" : "fields.ask.customers")}</legend>
      <p class="field-hint">{t(rules.length > 0 ? "fields.ask.hint" : "fields.ask.empty")}</p>
      <ol class="form-rules">
        {rules.map((rule, at) => (
          <Rule
            key={at}
            {...{ side, fields, asked, rules, rule }}
            n={at + 1}
            error={wrong(rule, at)}
            onInput={(next) => onInput(rules.map((old, index) => (index === at ? next : old)))}
            onRemove={() => remove(at)}
          />
        ))}
      </ol>
      {errors[side] && (
        <p class="field-error" role="alert">
          {errors[side]}
        </p>
      )}
      {first ? (
        <button type="button" class="button button-quiet action-add" onClick={add}>
          <Icon name="add" />
          {t("fields.ask.add")}
        </button>
      ) : (
        <p class="field-hint">{t(agents ? "fields.ask.no_parent" : "fields.ask.no_parent_customers")}</p>
      )}
    </fieldset>
  );
}
