/*
 * The live part of the workspace, put together: news of the stream, who else is here, what calls for attention, edits
 * that wait for the server.
 */

import { effect, untracked } from "@preact/signals";
import { signedOut } from "../core/api";
import { setServerTime } from "../core/clock";
import { countWaiting, onOutboxElsewhere, waitingEdits } from "../core/outbox";
import { beAt, startPresence, stopTyping } from "../core/presence";
import { route } from "../core/router";
import { connected, onStream, startStream } from "../core/stream";
import { isEmpty } from "./composer_store";
import { sendKept } from "./edits";
import { followMentions } from "./mentions_store";
import { followNotices } from "./notify";
import { followPresence } from "./presence_view";
import { loadError, loadQueue, ticketChanged } from "./queue_store";
import { loadSession, meId } from "./session";
import { openError, openTicket, openTicketChanged } from "./ticket_store";

const ASK_AFTER_MS = 1500;
const TRY_AGAIN_MS = 5000;
/* Who runs through the tickets is at none of them. */
const STAY_MS = 150;

let asking: ReturnType<typeof setTimeout> | undefined;
let trying: ReturnType<typeof setInterval> | undefined;
let arriving: ReturnType<typeof setTimeout> | undefined;

/* The stream went away and did not come back at once: perhaps because the session ended. */
function askWhy(isConnected: boolean): void {
  clearTimeout(asking);
  if (!isConnected) asking = setTimeout(() => void loadSession().catch(() => undefined), ASK_AFTER_MS);
}

/* Where this tab is, for the others. */
function followPlace(): void {
  effect(() => {
    const { section, ticket } = route.value;
    const place = section === "tickets" && !signedOut.value ? ticket : null;
    clearTimeout(arriving);
    arriving = setTimeout(() => beAt(place), place === null ? 0 : STAY_MS);
  });
  effect(() => {
    if (isEmpty.value) untracked(stopTyping);
  });
}

/* Edits that wait are sent when there is hope: the stream or the network is back, somebody signed in, or time has passed. */
function followOutbox(): void {
  const tryNow = () => void sendKept().catch(() => undefined);
  effect(() => {
    const hope = connected.value && !signedOut.value;
    const some = waitingEdits.value > 0;
    clearInterval(trying);
    if (!some) return;
    if (hope) untracked(tryNow);
    trying = setInterval(tryNow, TRY_AGAIN_MS);
  });
  addEventListener("online", tryNow);
  onOutboxElsewhere(() => void countWaiting(meId.peek()));
  void countWaiting(meId.peek());
}

/* What could not be asked while the server was away is asked now. */
function askAgain(): void {
  if (openError.peek()?.status === 0) openTicket(route.peek().ticket);
  if (loadError.peek()?.status === 0) void loadQueue();
}

/* Once, when somebody is signed in. `reload`: too much was missed. */
export function followLive(reload: () => void): void {
  onStream((event) => {
    if (event.type === "hello") setServerTime(event.now);
    else if (event.type === "resync") reload();
    else if (event.type === "state") {
      askWhy(event.connected);
      if (event.connected) askAgain();
    }
    else if (event.type === "change") {
      ticketChanged(event.change.ticket_id);
      openTicketChanged(event.change.ticket_id);
    }
  });
  addEventListener("online", askAgain);
  startPresence();
  followPresence();
  followPlace();
  followOutbox();
  followMentions();
  followNotices();
  void startStream();
}
