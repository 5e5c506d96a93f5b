/* Notes that name me: how many tickets have one that I have not seen, and seeing them. */

import { effect, signal, untracked } from "@preact/signals";
import { get, put } from "../core/api";
import { route } from "../core/router";
import { onNotice, onStream } from "../core/stream";

export interface Mention {
  id: number;
  ticket_id: number;
  comment_id: number;
  author_id: number;
  group_id: number | null;
  subject: string | null;
  excerpt: string | null;
  created_at: string;
  seen_at: string | null;
}

/* Tickets with something unseen, and their number, which may be greater than what was asked for. */
export const unseenTickets = signal<ReadonlySet<number>>(new Set());
export const unseenMentions = signal(0);

export async function loadMentions(): Promise<void> {
  try {
    const answer = await get<{ mentions: Mention[]; unseen_tickets: number }>("users/me/mentions?filter=unseen&page[size]=100");
    unseenTickets.value = new Set(answer.mentions.map(({ ticket_id }) => ticket_id));
    unseenMentions.value = answer.unseen_tickets;
  } catch {
    /* asked again with the next mention or reload */
  }
}

async function see(ticket: number): Promise<void> {
  unseenTickets.value = new Set([...unseenTickets.peek()].filter((id) => id !== ticket));
  unseenMentions.value = Math.max(0, unseenMentions.peek() - 1);
  try {
    await put("users/me/mentions/seen", { ticket_id: ticket });
  } catch {
    void loadMentions();
  }
}

export async function seeAll(mentions: readonly Mention[]): Promise<void> {
  await put("users/me/mentions/seen", { ids: mentions.filter(({ seen_at }) => !seen_at).map(({ id }) => id) });
  await loadMentions();
}

/* A ticket that is looked at is seen. */
function look(): void {
  const { section, ticket } = route.value;
  const waits = unseenTickets.value;
  if (section === "tickets" && ticket !== null && waits.has(ticket) && document.visibilityState === "visible") untracked(() => void see(ticket));
}

export function followMentions(): void {
  void loadMentions();
  onNotice(({ notice }) => notice === "mentioned" && void loadMentions());
  onStream((event) => event.type === "resync" && void loadMentions());
  effect(look);
  document.addEventListener("visibilitychange", look);
}
