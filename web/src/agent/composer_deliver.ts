/*
 * An answer on its way to the server, stored once however often it is tried: the same words go with the same key, and
 * with the stamp that they had first, until the server has said yes or no.
 */

import { ApiError, mayPass, post, put } from "../core/api";
import { type Mode, readDraft } from "../core/drafts";
import { preference } from "../core/preferences";
import type { ReplyChanges, Status, Ticket, TicketChange } from "../core/types";
import type { HeldReply } from "./held";
import { meId } from "./session";
import { replaceTicket } from "./ticket_store";

const undoSeconds = preference<number>("undo_seconds", 8);

export interface SendChoice {
  /* null: the ticket keeps its status */
  status: Status | null;
  anyway?: boolean;
  /* ISO time to send it at, and whether the customer's own words stop it */
  at?: string;
  unlessAnswered?: boolean;
}

export interface Answer {
  mode: Mode;
  text: string;
  html: string | null;
  uploads: string[];
  changes: ReplyChanges;
}

interface Attempt {
  key: string;
  /* the answer as text, to see whether it is still the same */
  said: string;
  guard: { safe_update?: true; updated_stamp?: string };
}

/* What the server may have, as its yes or no did not come; by ticket and mode. */
const attempts = new Map<string, Attempt>();

function wordsOf({ text, html }: Answer): { body: string } | { html_body: string } {
  return html === null ? { body: text } : { html_body: html };
}

async function addNote(id: number, answer: Answer, { key, guard }: Attempt): Promise<null> {
  const { text, uploads, changes } = answer;
  const comment = { body: text, ...wordsOf(answer), public: false, ...(uploads.length > 0 ? { uploads } : {}) };
  const change: TicketChange = { ...changes, comment, ...guard };
  const { ticket } = await put<{ ticket: Ticket }>(`tickets/${id}`, { ticket: change }, { "Idempotency-Key": key });
  replaceTicket(ticket);
  return null;
}

async function holdReply(id: number, answer: Answer, choice: SendChoice, { key, guard }: Attempt): Promise<HeldReply> {
  const version = readDraft(meId.peek(), id, "reply")?.version ?? 0;
  const seconds = Math.min(30, Math.max(0, undoSeconds.peek()));
  const when = choice.at ? { send_at: choice.at, unless_answered: choice.unlessAnswered ?? true } : { hold_seconds: seconds };
  const draft = version ? { draft_version: version } : {};
  const { changes, uploads } = answer;
  const body = { held_reply: { ...wordsOf(answer), ...when, ...guard, ...draft, status: choice.status, changes, uploads } };
  const { held_reply: held } = await post<{ held_reply: HeldReply }>(`tickets/${id}/held_replies`, body, { "Idempotency-Key": key });
  return held;
}

/*
 * Gives the answer to the server: null for a note, else the reply as it is held there. That may be what an earlier try of
 * the same words made, with the choice of then. `stamp`: the ticket as the writer has seen it.
 */
export async function deliver(id: number, answer: Answer, choice: SendChoice, stamp: string): Promise<HeldReply | null> {
  const name = `${id}.${answer.mode}`;
  const said = JSON.stringify(answer);
  const known = attempts.get(name);
  const again = known?.said === said;
  const guard = choice.anyway ? {} : { safe_update: true as const, updated_stamp: stamp };
  const attempt = again ? known : { key: crypto.randomUUID(), said, guard };
  attempts.set(name, attempt);
  let held: HeldReply | null;
  try {
    held = await (answer.mode === "note" ? addNote(id, answer, attempt) : holdReply(id, answer, choice, attempt));
  } catch (cause) {
    if (!(cause instanceof ApiError) || mayPass(cause)) throw cause;
    attempts.delete(name);
    if (again && cause.status === 409) return deliver(id, answer, choice, stamp); /* the earlier try came to nothing, and its stamp is old */
    throw cause;
  }
  attempts.delete(name);
  const cameBack = held?.state === "undone" || held?.state === "stopped";
  return again && cameBack ? deliver(id, answer, choice, stamp) : held;
}
