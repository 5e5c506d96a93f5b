/*
 * Unsent answers, one per agent and ticket, in localStorage: written at each pause in typing and when the page is
 * left, so a crash, a reload or a lost session takes nothing. Other tabs see them through the storage event.
 */

export type Mode = "reply" | "note";

export interface DraftFile {
  token: string;
  name: string;
  size: number;
}

export interface Draft {
  mode: Mode;
  text: string;
  files: DraftFile[];
  /* updated_at of the ticket as the agent saw it when the draft began; empty: not yet known */
  stamp: string;
  savedAt: number;
}

const PREFIX = "tend.draft.";
const KEEP_MS = 30 * 86400000;

export function draftKey(agent: number, ticket: number): string {
  return `${PREFIX}${agent}.${ticket}`;
}

export function readDraft(agent: number, ticket: number): Draft | null {
  try {
    const text = localStorage.getItem(draftKey(agent, ticket));
    return text ? (JSON.parse(text) as Draft) : null;
  } catch {
    return null;
  }
}

/* False when the browser refused (storage full or forbidden). */
export function writeDraft(agent: number, ticket: number, draft: Draft): boolean {
  try {
    if (draft.text.trim() === "" && draft.files.length === 0) localStorage.removeItem(draftKey(agent, ticket));
    else localStorage.setItem(draftKey(agent, ticket), JSON.stringify(draft));
    return true;
  } catch {
    return false;
  }
}

/* Tickets for which this agent has an unsent draft; drafts of a month ago are thrown away. */
export function ticketsWithDrafts(agent: number): Set<number> {
  const found = new Set<number>();
  const start = `${PREFIX}${agent}.`;
  try {
    for (const key of Object.keys(localStorage)) {
      if (!key.startsWith(start)) continue;
      const draft = readDraft(agent, Number(key.slice(start.length)));
      if (draft && Date.now() - draft.savedAt > KEEP_MS) localStorage.removeItem(key);
      else found.add(Number(key.slice(start.length)));
    }
  } catch {
    return found;
  }
  return found;
}
