/* Start of the agent app: who is signed in, then the page, the live stream and the keys. */

import { effect, untracked } from "@preact/signals";
import { render } from "preact";
import { ApiError } from "../core/api";
import { setServerTime } from "../core/clock";
import { loadTexts, t } from "../core/i18n";
import { route } from "../core/router";
import { onStream, startStream, wakeStream } from "../core/stream";
import { toast } from "../ui/toast";
import { App } from "./app";
import { composeFor } from "./composer_store";
import { listenForKeys } from "./keys";
import { dropGone, loadQueue, refreshQueue, selected, ticketChanged } from "./queue_store";
import { loadSession, watchSession } from "./session";
import { openTicket, openTicketChanged, refreshOpen } from "./ticket_store";

function reloadShown(): void {
  void refreshQueue();
  void refreshOpen();
}

/* The address decides what is shown: the list follows filter and query, the ticket its number. */
function followAddress(): void {
  let list = "";
  let ticket: number | null = null;
  effect(() => {
    const now = route.value;
    if (now.section !== "tickets") return;
    untracked(() => {
      const key = `${now.filter} ${now.query}`;
      if (key !== list) {
        list = key;
        selected.value = now.ticket;
        void loadQueue();
      }
      if (now.ticket !== ticket) {
        ticket = now.ticket;
        if (ticket !== null) selected.value = ticket;
        composeFor(ticket);
        openTicket(ticket);
        dropGone();
      }
    });
  });
}

let asking: ReturnType<typeof setTimeout> | undefined;

/* The stream went away and did not come back at once: perhaps because the session ended. */
function askWhy(connected: boolean): void {
  clearTimeout(asking);
  if (!connected) asking = setTimeout(() => void loadSession().catch(() => undefined), 1500);
}

function followStream(): void {
  onStream((event) => {
    if (event.type === "hello") setServerTime(event.now);
    else if (event.type === "resync") reloadShown();
    else if (event.type === "state") askWhy(event.connected);
    else {
      ticketChanged(event.change.ticket_id);
      openTicketChanged(event.change.ticket_id);
    }
  });
  void startStream();
}

let following = false;

function startWork(): void {
  if (following) {
    wakeStream();
    reloadShown();
    return;
  }
  following = true;
  followAddress();
  followStream();
  listenForKeys();
}

async function start(): Promise<void> {
  await loadTexts("work");
  render(<App />, document.getElementById("app") as HTMLElement);
  try {
    if (await loadSession()) startWork();
  } catch (cause) {
    const words = cause instanceof ApiError ? cause.message : String(cause);
    toast(words, { label: t("agent.retry"), run: () => void start() }, "error");
  }
}

watchSession(startWork);
void start();
