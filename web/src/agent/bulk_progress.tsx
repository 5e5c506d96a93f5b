/* How far a change to many tickets is, with a way to stop it; and which tickets it could not change. */

import { t, tn } from "../core/i18n";
import { go } from "../core/router";
import { Icon } from "../ui/icon";
import { lastProblems, running, stopBulk } from "./bulk_jobs";

function Problems() {
  const job = lastProblems.value;
  if (!job) return null;
  return (
    <details class="bulk-problems">
      <summary>{tn("queue.bulk.problems", job.failed + job.skipped)}</summary>
      <ul>
        {job.problems.map(({ ticket_id, outcome, text }) => (
          <li key={ticket_id}>
            <button type="button" class="text-button" onClick={() => go({ ticket: ticket_id })}>{`#${ticket_id}`}</button>
            <span>{outcome === "skipped" ? t("queue.bulk.changed_since") : text}</span>
          </li>
        ))}
      </ul>
      <button type="button" class="icon-button" aria-label={t("queue.bulk.close_problems")} onClick={() => (lastProblems.value = null)}>
        <Icon name="close" />
      </button>
    </details>
  );
}

export function BulkProgress() {
  const job = running.value;
  if (!job) return <Problems />;
  const done = job.changed + job.unchanged + job.failed + job.skipped;
  const words = t(job.action === "undo" ? "queue.bulk.undoing" : "queue.bulk.working", { done, total: job.total });
  return (
    <div class="bulk-progress">
      <label>
        <span>{words}</span>
        <progress max={job.total} value={done} />
      </label>
      {job.action !== "undo" && (
        <button type="button" class="text-button" onClick={() => void stopBulk()}>
          {t("queue.bulk.stop")}
        </button>
      )}
    </div>
  );
}
