/* Start of the agent app: who is signed in, then the page, the live stream and the keys. */

import { effect, untracked } from "@preact/signals";
import { render } from "preact";
import { askAhead, errorText, forgetAhead, signedOut } from "../core/api";
import { frameShown, pause } from "../core/frame";
import { loadTexts } from "../core/i18n";
import { route } from "../core/router";
import { wakeStream } from "../core/stream";
import { App, notStarted } from "./app";
import { addBulkCommands } from "./bulk_commands";
import { addWritingCommands } from "./composer_commands";
import { composeFor, draftsReady, markDrafts } from "./composer_store";
import { closeDialog } from "./dialog_store";
import { followHeld, held } from "./held";
import { listenForKeys } from "./keys";
import { looking } from "./lightbox_store";
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

/* The address decides what is shown: the list follows filter and query, the ticket its number. Done when the first list is here. */
function followAddress(): Promise<void> {
  let list = "";
  /* undefined: none is followed; news of it were not heard while another section was shown */
  let ticket: number | null | undefined = null;
  let first: Promise<void> | undefined;
  effect(() => {
    const now = route.value;
    if (now.section !== "tickets") {
      ticket = undefined;
      return;
    }
    untracked(() => {
      const key = `${now.view} ${now.query}`;
      if (key !== list) {
        list = key;
        selected.value = now.ticket;
        const loading = loadQueue();
        first ??= loading;
      }
      if (now.ticket !== ticket) {
        ticket = now.ticket;
        if (ticket !== null) selected.value = ticket;
        composeFor(ticket);
        held.value = [];
        closeDialog();
        looking.value = null;
        openTicket(ticket);
        dropGone();
      }
    });
  });
  return first ?? Promise.resolve();
}

function draw(): void {
  render(<App onRetry={() => void start()} />, document.getElementById("app") as HTMLElement);
}

/* Rows that take longer are not waited for: the page comes without them. */
const ROWS_MS = 150;

let following = false;

/* The page is drawn once, with its rows, and hears keys from then on; what neither needs begins after that. */
async function startWork(): Promise<void> {
  if (following) {
    wakeStream();
    reloadShown();
    return;
  }
  following = true;
  await Promise.race([followAddress(), pause(ROWS_MS)]);
  listenForKeys();
  addQueueCommands();
  addWritingCommands();
  addTicketCommands();
  addBulkCommands();
  draw();
  await frameShown();
  void loadViews();
  followHeld();
  followLive(reloadShown);
  void markDrafts();
}

const TRY_AGAIN_MS = 5000;

/* Again and again while the server cannot be reached; the page says so meanwhile. */
async function start(): Promise<void> {
  if (following) return;
  try {
    const [signedIn] = await Promise.all([loadSession(), draftsReady]);
    if (signedIn) await startWork();
    notStarted.value = "";
  } catch (cause) {
    if (signedOut.peek()) return;
    notStarted.value = errorText(cause);
    setTimeout(() => void start(), TRY_AGAIN_MS);
  } finally {
    forgetAhead();
  }
}

async function show(): Promise<void> {
  askAhead("users/me");
  if (route.peek().section === "tickets") askQueueAhead();
  await loadTexts("work");
  await start();
  if (!following) draw();
}

watchSession(() => void startWork());
void show();
