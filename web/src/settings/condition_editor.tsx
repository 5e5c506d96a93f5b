/*
 * Conditions of a view, trigger, automation or SLA policy: rows of field, operator and value under "all of these" and
 * "any of these".
 *
 *   <ConditionEditor
 *     definitions={definitionsOf(body.definitions)}   the vocabulary of that place (condition_model.ts)
 *     value={conditions}                              {all, any}; readConditions(view.conditions) makes it from an answer
 *     onInput={(next) => …}                           each change, whole
 *     errors={apiError.fields}                        optional: "conditions.all.0" and the like are shown at their row
 *   />
 *
 * It holds no state of its own. `isComplete` tells whether a condition can be sent. Needs the texts and styles of the
 * office (core/lazy.ts loadOffice).
 */

import { useLayoutEffect, useRef } from "preact/hooks";
import { hasText, t } from "../core/i18n";
import { FieldFault } from "../ui/form";
import { Icon } from "../ui/icon";
import { freshCondition, isTerminal, type Condition, type Conditions, type Definition, type Definitions } from "./condition_model";
import { ConditionValue } from "./condition_value";

interface EditorProps {
  definitions: Definitions;
  value: Conditions;
  onInput: (value: Conditions) => void;
  errors?: Record<string, string>;
}

/* The words of the vocabulary: our own where we have some, else the server's (custom fields). */
export function fieldText({ subject, title }: Definition): string {
  const known = `rules.field.${subject.toLowerCase()}`;
  return hasText(known) ? t(known) : title;
}

export function operatorText(definition: Definition, operator: { value: string; title: string }): string {
  const short = definition.type === "list" || definition.type === "autocomplete" ? "" : `_${definition.type}`;
  const known = [`rules.operator.${operator.value}${short}`, `rules.operator.${operator.value}`].find(hasText);
  return known && hasText(known) ? t(known) : operator.title;
}

interface RowProps {
  definitions: Definition[];
  condition: Condition;
  number: number;
  error: string | undefined;
  onInput: (condition: Condition) => void;
  onRemove: () => void;
}

function FieldSelect({ definitions, condition, number, onInput }: Omit<RowProps, "error" | "onRemove">) {
  const pick = (subject: string) => {
    const definition = definitions.find((one) => one.subject === subject);
    if (definition) onInput(freshCondition(definition));
  };
  const custom = definitions.filter(({ group }) => group !== "ticket");
  const options = (list: Definition[]) =>
    list.map((one) => (
      <option key={one.subject} value={one.subject}>
        {fieldText(one)}
      </option>
    ));
  const known = definitions.some((one) => one.subject === condition.field);
  return (
    <select aria-label={t("rules.condition.field", { n: number })} value={condition.field} onChange={(event) => pick(event.currentTarget.value)}>
      {!known && <option value={condition.field}>{condition.field}</option>}
      {options(definitions.filter(({ group }) => group === "ticket"))}
      {custom.length > 0 && <optgroup label={t("rules.condition.custom")}>{options(custom)}</optgroup>}
    </select>
  );
}

function Row({ definitions, condition, number, error, onInput, onRemove }: RowProps) {
  const definition = definitions.find((one) => one.subject === condition.field);
  return (
    <li class={error ? "condition condition-wrong" : "condition"}>
      <FieldSelect {...{ definitions, condition, number, onInput }} />
      <select
        aria-label={t("rules.condition.operator", { n: number })}
        value={condition.operator}
        onChange={(event) => onInput({ ...condition, operator: event.currentTarget.value })}
      >
        {definition?.operators.map((operator) => (
          <option key={operator.value} value={operator.value}>
            {operatorText(definition, operator)}
          </option>
        ))}
      </select>
      <span class="condition-value">
        {definition && !isTerminal(definition, condition.operator) && (
          <ConditionValue
            key={definition.subject}
            label={t("rules.condition.value", { n: number })}
            definition={definition}
            value={condition.value}
            invalid={Boolean(error)}
            onInput={(value) => onInput({ ...condition, value })}
          />
        )}
      </span>
      <button type="button" class="icon-button" aria-label={t("rules.condition.remove", { n: number })} onClick={onRemove}>
        <Icon name="close" />
      </button>
      <FieldFault text={error} />
    </li>
  );
}

interface ListProps {
  name: "all" | "any";
  definitions: Definition[];
  list: Condition[];
  errors: Record<string, string>;
  onInput: (list: Condition[]) => void;
}

function List({ name, definitions, list, errors, onInput }: ListProps) {
  const box = useRef<HTMLFieldSetElement>(null);
  /* with what was just changed on the page, before the next key */
  const wanted = useRef<((box: HTMLElement) => HTMLElement | null | undefined) | null>(null);
  useLayoutEffect(() => {
    if (box.current) wanted.current?.(box.current)?.focus();
    wanted.current = null;
  });
  const add = () => {
    const [first] = definitions;
    if (!first) return;
    wanted.current = (element) => element.querySelector<HTMLElement>(".condition:last-child select");
    onInput([...list, freshCondition(first)]);
  };
  const remove = (at: number) => {
    wanted.current = (element) => {
      const buttons = element.querySelectorAll<HTMLElement>(".condition .icon-button");
      return buttons[Math.max(0, at - 1)] ?? element.querySelector<HTMLElement>(".condition-add");
    };
    onInput(list.filter((_, index) => index !== at));
  };
  return (
    <fieldset class="conditions" ref={box}>
      <legend>{t(name === "all" ? "rules.condition.all" : "rules.condition.any")}</legend>
      {list.length === 0 && <p class="field-hint">{t(name === "all" ? "rules.condition.all_empty" : "rules.condition.any_empty")}</p>}
      <ul>
        {list.map((condition, index) => (
          <Row
            key={index}
            {...{ definitions, condition }}
            number={index + 1}
            error={errors[`conditions.${name}.${index}`] ?? errors[`${name}.${index}`]}
            onInput={(next) => onInput(list.map((old, at) => (at === index ? next : old)))}
            onRemove={() => remove(index)}
          />
        ))}
      </ul>
      <button type="button" class="button button-quiet condition-add" onClick={add}>
        <Icon name="add" />
        {t("rules.condition.add")}
      </button>
    </fieldset>
  );
}

export function ConditionEditor({ definitions, value, onInput, errors = {} }: EditorProps) {
  return (
    <div class="condition-editor">
      <List name="all" definitions={definitions.all} list={value.all} errors={errors} onInput={(all) => onInput({ ...value, all })} />
      <List name="any" definitions={definitions.any} list={value.any} errors={errors} onInput={(list) => onInput({ ...value, any: list })} />
    </div>
  );
}
