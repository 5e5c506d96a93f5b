/* The value of an action: a choice, a person, tags, a text with places, a message to somebody, a call, a date. */

import { t } from "../core/i18n";
import { Field } from "../ui/form";
import { asCondition, isComment, pairsOf, partValue, textValue, type Action, type ActionDefinition } from "./action_model";
import { CommentField } from "./comment_field";
import { ConditionValue } from "./condition_value";
import { Pairs } from "./pairs";
import { PlaceholderText } from "./placeholder_text";
import type { Named } from "./rule_words";

interface ValueProps {
  label: string;
  definition: ActionDefinition;
  action: Action;
  webhooks: readonly Named[];
  onInput: (action: Action) => void;
}

const EXAMPLE = '{"ticket": "{{ticket.id}}"}';

type Part = (value: unknown) => void;

/* [whom, subject, text] */
function Notification({ label, definition, value, set }: { label: string; definition: ActionDefinition; value: unknown; set: Part }) {
  const parts = [partValue(value, 0), partValue(value, 1), partValue(value, 2)];
  const put = (at: number, text: string) => set(parts.map((old, index) => (index === at ? text : old)));
  const people = definition.subject === "notification_user";
  const like = asCondition(definition);
  const whom = people ? { ...like, subject: "assignee_id", type: "autocomplete" as const } : { ...like, type: "list" as const };
  return (
    <div class="action-parts">
      <ConditionValue label={t("rules.notify.whom")} definition={whom} value={parts[0] ?? ""} invalid={false} onInput={(text) => put(0, text)} />
      <PlaceholderText label={t("rules.notify.subject")} rows={1} value={parts[1] ?? ""} onInput={(text) => put(1, text)} />
      <PlaceholderText label={t("rules.notify.body")} hint={t("rules.notify.hint")} value={parts[2] ?? ""} onInput={(text) => put(2, text)} />
      <span class="visually-hidden">{label}</span>
    </div>
  );
}

/* [webhook, text] or [webhook, pairs] */
function Call({ value, webhooks, set }: { value: unknown; webhooks: readonly Named[]; set: Part }) {
  const [id, pairs] = [partValue(value, 0), pairsOf(value)];
  const second = pairs ?? partValue(value, 1);
  const gone = id !== "" && !webhooks.some((one) => String(one.id) === id);
  return (
    <div class="action-parts">
      <Field
        label={t("rules.webhook.which")}
        hint={webhooks.length === 0 ? t("rules.webhook.none") : ""}
        control={(wiring) => (
          <select {...wiring} value={id} onChange={(event) => set([event.currentTarget.value, second])}>
            <option value="">{t("rules.webhook.choose")}</option>
            {gone && <option value={id}>{id}</option>}
            {webhooks.map((one) => (
              <option key={one.id} value={String(one.id)}>
                {one.name}
              </option>
            ))}
          </select>
        )}
      />
      {pairs ? (
        <>
          <Pairs
            pairs={pairs}
            onInput={(next) => set([id, next])}
            name={(n) => t("rules.webhook.key", { n })}
            value={(n) => t("rules.webhook.value", { n })}
            remove={(n) => t("rules.webhook.remove", { n })}
          />
          <div>
            <button type="button" class="text-button" onClick={() => set([id, [...pairs, ["", ""]]])}>
              {t("rules.webhook.add")}
            </button>
          </div>
        </>
      ) : (
        <PlaceholderText
          label={t("rules.webhook.body")}
          hint={t("rules.webhook.hint", { example: EXAMPLE })}
          value={partValue(value, 1)}
          onInput={(text) => set([id, text])}
        />
      )}
    </div>
  );
}

/* "" none, a moment, or so many days from then. */
function DueDate({ label, value, set }: { label: string; value: unknown; set: Part }) {
  const days = Array.isArray(value);
  const kind = days ? "days" : value ? "moment" : "none";
  const pick = (next: string) => set(next === "days" ? ["days_from_now", 1] : next === "moment" ? `${new Date().toISOString().slice(0, 10)}T12:00:00Z` : "");
  return (
    <div class="action-line">
      <select aria-label={label} value={kind} onChange={(event) => pick(event.currentTarget.value)}>
        <option value="days">{t("rules.due.days")}</option>
        <option value="moment">{t("rules.due.moment")}</option>
        <option value="none">{t("rules.due.none")}</option>
      </select>
      {kind === "days" && (
        <input
          type="number"
          min={0}
          max={3650}
          aria-label={t("rules.due.count")}
          value={partValue(value, 1)}
          onInput={(event) => set(["days_from_now", Number(event.currentTarget.value)])}
        />
      )}
      {kind === "moment" && (
        <input
          type="date"
          aria-label={t("rules.due.date")}
          value={textValue(value).slice(0, 10)}
          onInput={(event) => event.currentTarget.value && set(`${event.currentTarget.value}T12:00:00Z`)}
        />
      )}
    </div>
  );
}

export function ActionValue({ label, definition, action, webhooks, onInput }: ValueProps) {
  const { value } = action;
  const set: Part = (next) => onInput({ ...action, value: next });
  if (isComment(action.field)) return <CommentField {...{ label, action, onInput }} />;
  if (definition.type === "notification") return <Notification {...{ label, definition, value, set }} />;
  if (definition.type === "webhook") return <Call {...{ value, webhooks, set }} />;
  if (definition.type === "date") return <DueDate {...{ label, value, set }} />;
  if (definition.subject === "subject") return <PlaceholderText label={t("rules.notify.subject")} rows={1} value={textValue(value)} onInput={set} />;
  return <ConditionValue {...{ label }} definition={asCondition(definition)} value={textValue(value)} invalid={false} onInput={set} />;
}
