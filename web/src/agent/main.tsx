/* Start of the agent app: who is signed in, then the page, the live stream and the keys. */

import { effect, untracked } from "@preact/signals";
import { render } from "preact";
import { askAhead, errorText, signedOut } from "../core/api";
import { loadTexts } from "../core/i18n";
import { route } from "../core/router";
import { wakeStream } from "../core/stream";
import { App, notStarted } from "./app";
import { addBulkCommands } from "./bulk_commands";
import { addWritingCommands } from "./composer_commands";
import { composeFor, draftsReady, markDrafts } from "./composer_store";
import { followHeld, held } from "./held";
import { listenForKeys } from "./keys";
import { followLive } from "./live";
import { askQueueAhead, dropGone, loadQueue, refreshQueue, selected } from "./queue_store";
import { addQueueCommands } from "./queue_commands";
import { loadViews } from "./queue_views";
import { loadSession, watchSession } from "./session";
import { addTicketCommands } from "./ticket_actions";
import { openTicket, refreshOpen } from "./ticket_store";

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
      const key = `${now.view} ${now.query}`;
      if (key !== list) {
        list = key;
        selected.value = now.ticket;
        void loadQueue();
      }
      if (now.ticket !== ticket) {
        ticket = now.ticket;
        if (ticket !== null) selected.value = ticket;
        composeFor(ticket);
        held.value = [];
        openTicket(ticket);
        dropGone();
      }
    });
  });
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
  void loadViews();
  followHeld();
  followLive(reloadShown);
  listenForKeys();
  addQueueCommands();
  addWritingCommands();
  addTicketCommands();
  addBulkCommands();
  void markDrafts();
}

const TRY_AGAIN_MS = 5000;

/* Again and again while the server cannot be reached; the page says so meanwhile. */
async function start(): Promise<void> {
  if (following) return;
  try {
    const [signedIn] = await Promise.all([loadSession(), draftsReady]);
    if (signedIn) startWork();
    notStarted.value = "";
  } catch (cause) {
    if (signedOut.peek()) return;
    notStarted.value = errorText(cause);
    setTimeout(() => void start(), TRY_AGAIN_MS);
  }
}

async function show(): Promise<void> {
  askAhead("users/me");
  if (route.peek().section === "tickets") askQueueAhead();
  await loadTexts("work");
  render(<App onRetry={() => void start()} />, document.getElementById("app") as HTMLElement);
  await start();
}

watchSession(startWork);
void show();
