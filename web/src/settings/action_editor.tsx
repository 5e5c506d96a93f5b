/*
 * Actions of a macro, trigger or automation, in order: rows of what to do and with what value.
 *
 *   <ActionEditor definitions={…} webhooks={…} value={actions} onInput={(next) => …} errors={fields} />
 *
 * It holds no state of its own. `isActionComplete` (action_model.ts) tells whether an action can be sent.
 */

import { useRef } from "preact/hooks";
import { t } from "../core/i18n";
import { FieldFault } from "../ui/form";
import { Icon } from "../ui/icon";
import { definitionFor, freshAction, isComment, offered, actionErrors, COMMENT, type Action, type ActionDefinition } from "./action_model";
import { ActionValue } from "./action_value";
import { actionTitle, type Named } from "./rule_words";

interface EditorProps {
  definitions: readonly ActionDefinition[];
  webhooks: readonly Named[];
  value: readonly Action[];
  onInput: (value: Action[]) => void;
  errors?: Record<string, string>;
}

interface RowProps {
  definitions: readonly ActionDefinition[];
  webhooks: readonly Named[];
  all: readonly Action[];
  at: number;
  error: string;
  onInput: (action: Action) => void;
  onRemove: () => void;
}

function ActionRow({ definitions, webhooks, all, at, error, onInput, onRemove }: RowProps) {
  const action = all[at] as Action;
  const field = isComment(action.field) ? COMMENT : action.field;
  const definition = definitionFor(definitions, field);
  const others = offered(definitions, all.filter((_, index) => index !== at));
  const choices = definition && !others.includes(definition) ? [definition, ...others] : others;
  const pick = (subject: string) => {
    const next = definitionFor(definitions, subject);
    if (next) onInput(freshAction(next));
  };
  return (
    <li class={error ? "action action-wrong" : "action"}>
      <div class="action-head">
        <select aria-label={t("rules.action.field", { n: at + 1 })} value={field} onChange={(event) => pick(event.currentTarget.value)}>
          {!definition && <option value={field}>{field}</option>}
          {choices.map((one) => (
            <option key={one.subject} value={one.subject}>
              {actionTitle(one)}
            </option>
          ))}
        </select>
        <button type="button" class="icon-button" aria-label={t("rules.action.remove", { n: at + 1 })} onClick={onRemove}>
          <Icon name="close" />
        </button>
      </div>
      {definition && <ActionValue label={t("rules.action.value", { n: at + 1 })} {...{ definition, action, webhooks, onInput }} />}
      <FieldFault text={error} />
    </li>
  );
}

export function ActionEditor({ definitions, webhooks, value, onInput, errors = {} }: EditorProps) {
  const box = useRef<HTMLFieldSetElement>(null);
  const free = offered(definitions, value);
  const wrong = actionErrors(errors, value);
  const focusSoon = (selector: string) => requestAnimationFrame(() => box.current?.querySelector<HTMLElement>(selector)?.focus());
  const add = () => {
    if (!free[0]) return;
    onInput([...value, freshAction(free[0])]);
    focusSoon(".action:last-child select");
  };
  const removeAt = (at: number) => {
    onInput(value.filter((_, index) => index !== at));
    focusSoon(".action-add");
  };
  return (
    <fieldset class="actions" ref={box}>
      <legend>{t("rules.action.title")}</legend>
      {value.length === 0 && <p class="field-hint">{t("rules.action.none")}</p>}
      <ol>
        {value.map((action, at) => (
          <ActionRow
            key={`${at} ${isComment(action.field) ? COMMENT : action.field}`}
            {...{ definitions, webhooks, at }}
            all={value}
            error={wrong[at] ?? ""}
            onInput={(next) => onInput(value.map((old, index) => (index === at ? next : old)))}
            onRemove={() => removeAt(at)}
          />
        ))}
      </ol>
      <FieldFault text={errors.actions} />
      {free.length > 0 && (
        <button type="button" class="button button-quiet action-add" onClick={add}>
          <Icon name="add" />
          {t("rules.action.add")}
        </button>
      )}
    </fieldset>
  );
}
