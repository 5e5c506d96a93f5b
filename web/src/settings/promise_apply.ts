/* Puts the open tickets under the promises as they are now, and waits for the end of it. */

import { get, post } from "../core/api";
import { tn } from "../core/i18n";
import { toast } from "../ui/toast";

interface Job {
  id: string;
  state: string;
  total: number;
  changed: number;
}

const LOOK_MS = 400;
const LOOKS_MAX = 1500;

const rest = () => new Promise((done) => setTimeout(done, LOOK_MS));

/* Ends when the job does; the change itself goes on without us, also when this page is closed. */
export async function applyToOpen(): Promise<void> {
  let { bulk_job: job } = await post<{ bulk_job: Job }>("slas/policies/apply");
  for (let look = 0; look < LOOKS_MAX && job.state === "working"; look += 1) {
    await rest();
    ({ bulk_job: job } = await get<{ bulk_job: Job & { unchanged: number; failed: number } }>(`queue/bulk/${job.id}`));
  }
  toast(tn("sla.apply.done", job.changed ?? 0));
}
