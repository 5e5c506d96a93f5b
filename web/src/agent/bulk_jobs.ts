/* A change to many tickets on the server: begun, followed while it works, told when it is over, undone as a whole. */

import { signal } from "@preact/signals";
import { errorText, get, post } from "../core/api";
import { t, tn } from "../core/i18n";
import { ask } from "../ui/dialog";
import { route } from "../core/router";
import { dismissToast, toast } from "../ui/toast";
import { focusList } from "./focus";
import { askParams } from "./queue_ask";
import { chosen, chosenAll, chosenCount, unchoose } from "./queue_chosen";
import { refreshQueue } from "./queue_store";
import { refreshOpen } from "./ticket_store";

export interface BulkJob {
  id: string;
  action: "update" | "delete" | "spam" | "undo";
  state: "working" | "done" | "stopped";
  total: number;
  changed: number;
  unchanged: number;
  failed: number;
  skipped: number;
  undone: boolean;
  problems: { ticket_id: number; outcome: string; text: string | null }[];
}

export interface BulkChange {
  status?: string;
  priority?: string | null;
  assignee_id?: number | null;
  group_id?: number | null;
  add_tags?: string[];
  remove_tags?: string[];
  macro_id?: number;
}

const ASK_ABOVE = 50;
const POLL_MS = 300;

export const running = signal<BulkJob | null>(null);
/* The last one that can be undone, with how many it changed. */
export const undoable = signal<{ id: string; changed: number; at: number } | null>(null);
/* What the bar asks, and the places of its menus: keys open them too. */
export const bulkDialog = signal<"assign" | "tag" | "macro" | "merge" | null>(null);
export const BULK_STATUS_ID = "bulk-status";
export const BULK_PRIORITY_ID = "bulk-priority";
export const BULK_MORE_ID = "bulk-more";
export const lastProblems = signal<BulkJob | null>(null);

/* More than a few: the number is typed out, so that nobody changes a whole view by a slip. */
async function confirmed(count: number, danger: "delete" | "spam" | null): Promise<boolean> {
  if (count <= ASK_ABOVE && !danger) return true;
  const title = danger ? tn(danger === "delete" ? "queue.bulk.ask_delete" : "queue.bulk.ask_spam", count) : tn("queue.bulk.ask", count);
  return ask({
    title,
    text: t(danger === "spam" ? "queue.bulk.ask_spam_text" : "queue.bulk.ask_text"),
    yes: tn("queue.bulk.yes", count),
    danger: danger !== null,
    ...(count > ASK_ABOVE ? { typed: String(count) } : {}),
  });
}

function told(job: BulkJob): string {
  const parts = [tn(job.action === "undo" ? "queue.bulk.undone" : "queue.bulk.done", job.changed)];
  if (job.unchanged > 0) parts.push(tn("queue.bulk.unchanged", job.unchanged));
  if (job.skipped > 0) parts.push(tn("queue.bulk.skipped", job.skipped));
  if (job.failed > 0) parts.push(tn("queue.bulk.failed", job.failed));
  return parts.join(" ");
}

let lastTold = 0;

function tell(job: BulkJob): void {
  lastProblems.value = job.problems.length > 0 ? job : null;
  undoable.value = job.action !== "undo" && job.changed > 0 ? { id: job.id, changed: job.changed, at: performance.now() } : null;
  /* one offer to undo at a time: what was undone or followed by another is offered no more */
  dismissToast(lastTold);
  const action = undoable.peek() ? { label: t("agent.edit.undo"), run: () => void undoBulk() } : null;
  lastTold = toast(told(job), action, job.failed > 0 ? "error" : "info");
}

async function follow(begun: BulkJob): Promise<void> {
  let job = begun;
  running.value = job;
  let failures = 0;
  while (job.state === "working" && failures < 100) {
    await new Promise((done) => setTimeout(done, POLL_MS));
    try {
      job = (await get<{ bulk_job: BulkJob }>(`queue/bulk/${job.id}`)).bulk_job;
      failures = 0;
    } catch {
      failures += 1;
    }
    running.value = job;
  }
  running.value = null;
  tell(job);
  void refreshQueue();
  void refreshOpen();
}

async function begin(body: Promise<{ bulk_job: BulkJob }>): Promise<void> {
  try {
    const { bulk_job } = await body;
    unchoose();
    /* the bar goes, and with it what had the focus */
    if (route.peek().ticket === null) focusList();
    await follow(bulk_job);
  } catch (cause) {
    toast(t("agent.edit.refused", { reason: errorText(cause) }), null, "error");
    void refreshQueue();
  }
}

/* Does it to what is chosen now, after asking where that is needed. */
export async function runBulk(action: "update" | "delete" | "spam", change: BulkChange = {}): Promise<void> {
  const all = chosenAll.peek();
  const ids = [...chosen.peek()];
  const count = chosenCount.peek();
  if (count === 0 || running.peek()) return;
  /* those of the list that it was chosen in: Back may lead to another while the question stands */
  const params = askParams();
  if (!(await confirmed(count, action === "update" ? null : action))) return;
  const tickets = all ? { list: all.list, count: all.count } : { ids };
  await begin(post(`queue/bulk?${params}`, { bulk: { action, change, ...tickets } }));
}

export async function undoBulk(): Promise<void> {
  const job = undoable.peek();
  if (!job || running.peek()) return;
  undoable.value = null;
  await begin(post(`queue/bulk/${job.id}/undo`));
}

/* Ends what works now and gives back what it has changed. */
export async function stopBulk(): Promise<void> {
  const job = running.peek();
  if (!job || job.action === "undo") return;
  try {
    await post(`queue/bulk/${job.id}/undo`);
  } catch (cause) {
    toast(errorText(cause), null, "error");
  }
}
