/* What actions would make of a ticket: its properties that change, from what to what, and what is written and sent. */

import { useEffect, useState } from "preact/hooks";
import { agentName, groups } from "../agent/session";
import { errorText, post } from "../core/api";
import { commaText } from "../core/dates";
import { hasText, t } from "../core/i18n";
import type { Ticket } from "../core/types";
import { RichText } from "../ui/rich_text";
import { richBody } from "../core/rich";
import { COMMENT, writeActions, type Action } from "./action_model";
import { actionText, type Vocabulary } from "./rule_words";

interface Result {
  ticket: Record<string, unknown> & { comment?: { body: string; html_body?: string; public: boolean } };
}

const PAUSE_MS = 400;

async function effectOf(actions: readonly Action[], ticket: number): Promise<Result> {
  return (await post<{ result: Result }>("macros/preview", { macro: { actions: writeActions(actions), ticket_id: ticket } })).result;
}

/* The texts of a message to somebody, with its places filled. */
async function filled(text: string, ticket: number): Promise<string> {
  const { ticket: made } = await effectOf([{ field: COMMENT, value: text, mode: "" }], ticket);
  return made.comment?.body ?? text;
}

/* [to whom, subject, body] */
async function filledMail([to, ...texts]: unknown[], ticket: number): Promise<unknown[]> {
  return [to, ...(await Promise.all(texts.map((text) => filled(String(text ?? ""), ticket))))];
}

function valueWords(key: string, value: unknown): string {
  if (value === null || value === undefined || value === "") return t("rules.value.none");
  if (key === "status" || key === "priority") {
    const known = `agent.${key}.${String(value)}`;
    return hasText(known) ? t(known) : String(value);
  }
  if (key === "assignee_id") return agentName(Number(value)) ?? `#${String(value)}`;
  if (key === "group_id") return groups.value.find(({ id }) => id === value)?.name ?? `#${String(value)}`;
  return Array.isArray(value) ? commaText(value.map((one) => (typeof one === "object" ? JSON.stringify(one) : String(one)))) : String(value);
}

const names: Record<string, string> = { tags: "rules.field.current_tags", subject: "rules.field.subject_includes_word", due_at: "rules.do.due_date" };

function nameWords(key: string): string {
  const known = names[key] ?? `rules.field.${key}`;
  return hasText(known) ? t(known) : key;
}

function changed(result: Result, ticket: Ticket): [string, string, string][] {
  const before = ticket as unknown as Record<string, unknown>;
  return Object.entries(result.ticket)
    .filter(([key]) => !["id", "url", "comment"].includes(key))
    .map(([key, value]): [string, string, string] => [nameWords(key), valueWords(key, before[key]), valueWords(key, value)])
    .filter(([, old, next]) => old !== next);
}

interface Seen {
  result: Result | null;
  /* values of the first few messages, filled */
  mails: unknown[][];
  error: string;
}

function useEffectOf(actions: readonly Action[], ticket: Ticket | null): Seen | null {
  const [seen, setSeen] = useState<Seen | null>(null);
  const text = JSON.stringify(actions);
  useEffect(() => {
    setSeen(null);
    if (!ticket || actions.length === 0) return undefined;
    let wanted = true;
    const timer = setTimeout(() => {
      const mails = actions.filter(({ field }) => field.startsWith("notification_user") || field === "notification_group").slice(0, 3);
      const written = mails.map(({ value }) => filledMail(value as unknown[], ticket.id));
      Promise.all([effectOf(actions, ticket.id), Promise.all(written)])
        .then(([result, values]) => wanted && setSeen({ result, mails: values, error: "" }))
        .catch((cause: unknown) => wanted && setSeen({ result: null, mails: [], error: errorText(cause) }));
    }, PAUSE_MS);
    return () => {
      wanted = false;
      clearTimeout(timer);
    };
  }, [text, ticket?.id]);
  return seen;
}

function Written({ comment }: { comment: { body: string; html_body?: string; public: boolean } }) {
  const html = richBody(comment.html_body);
  return (
    <div class={comment.public ? "effect-text" : "effect-text effect-note"}>
      <p class="muted">{t(comment.public ? "rules.effect.reply" : "rules.effect.note")}</p>
      {html ? <RichText html={html} /> : <p class="effect-words" dir="auto">{comment.body}</p>}
    </div>
  );
}

export function RuleEffect({ actions, ticket, vocabulary }: { actions: readonly Action[]; ticket: Ticket | null; vocabulary: Vocabulary }) {
  const seen = useEffectOf(actions, ticket);
  if (!ticket || !seen) return null;
  if (!seen.result) return <p class="field-error">{seen.error}</p>;
  const changes = changed(seen.result, ticket);
  const { comment } = seen.result.ticket;
  const others = actions.filter(({ field }) => field.startsWith("notification_") || ["cc", "follower", "locale_id", "satisfaction_score"].includes(field));
  let mail = -1;
  return (
    <div class="effect">
      <h4>{t("rules.effect.title")}</h4>
      {changes.length + others.length === 0 && !comment && <p class="muted">{t("rules.effect.nothing")}</p>}
      <ul>
        {changes.map(([name, old, next]) => (
          <li key={name}>
            {t("rules.effect.change", { name })} <del>{old}</del> → <ins>{next}</ins>
          </li>
        ))}
        {others.map((action, at) => {
          const isMail = /^notification_(user|group)$/.test(action.field);
          mail += isMail ? 1 : 0;
          const value = isMail ? seen.mails[mail] : undefined;
          const body = String(value?.[2] ?? "");
          return (
            <li key={`other ${at}`}>
              {actionText(value ? { ...action, value } : action, vocabulary)}
              {body && <p class="effect-text effect-words" dir="auto">{body}</p>}
            </li>
          );
        })}
      </ul>
      {comment && <Written comment={comment} />}
    </div>
  );
}
