/*
 * What calls for attention: tickets given to me, words on my tickets, notes that name me, deadlines of mine that come
 * near or pass. Each counts in the title and puts a dot on the page's icon until the ticket is looked at. Notifications
 * of the system and a tone only by choice (settings), never in quiet hours, and by one tab for all.
 */

import { effect, signal } from "@preact/signals";
import { get } from "../core/api";
import { t, type TextKey } from "../core/i18n";
import { preference } from "../core/preferences";
import { go, route } from "../core/router";
import { leading, onNotice, type Change, type Notice } from "../core/stream";
import type { Ticket } from "../core/types";
import { isQuiet } from "../core/quiet";

const kinds = {
  mine: preference<boolean>("notify.mine", true),
  mentions: preference<boolean>("notify.mentions", true),
  warnings: preference<boolean>("notify.warnings", true),
};
const sound = preference<boolean>("notify.sound", false);
const quietFrom = preference<string>("notify.quiet_from", "");
const quietTo = preference<string>("notify.quiet_to", "");

const kindOf: Record<Notice, keyof typeof kinds> = { assigned: "mine", commented: "mine", mentioned: "mentions", warned: "warnings", breached: "warnings" };

/* Tickets that call for attention. */
export const attention = signal<ReadonlySet<number>>(new Set());

const SOON_MS = 400;
/* More at a time are counted in the title, not shown one by one. */
const AT_ONCE = 5;

/* Which ticket is before the person's eyes, in whatever tab. */
const channel = new BroadcastChannel("tend-eyes");
let lookedAt: number | null = null;

function ticketHere(): number | null {
  const { section, ticket } = route.peek();
  return section === "tickets" && document.visibilityState === "visible" && document.hasFocus() ? ticket : null;
}

function seen(ticket: number | null): void {
  lookedAt = ticket;
  if (ticket !== null && attention.peek().has(ticket)) attention.value = new Set([...attention.peek()].filter((id) => id !== ticket));
}

function tellEyes(): void {
  seen(ticketHere());
  channel.postMessage(lookedAt);
}

/* Two short tones, made here: no file. Browsers allow it once the page was clicked. */
function tone(): void {
  const audio = new AudioContext();
  const volume = audio.createGain();
  volume.gain.value = 0.08;
  volume.connect(audio.destination);
  [660, 880].forEach((pitch, at) => {
    const voice = audio.createOscillator();
    voice.frequency.value = pitch;
    voice.connect(volume);
    voice.start(audio.currentTime + at * 0.12);
    voice.stop(audio.currentTime + at * 0.12 + 0.1);
    voice.onended = () => at === 1 && void audio.close();
  });
}

async function subjectOf(ticket: number): Promise<string> {
  try {
    return (await get<{ ticket: Ticket }>(`tickets/${ticket}`)).ticket.subject?.trim() || `#${ticket}`;
  } catch {
    return `#${ticket}`;
  }
}

/* Some phones have notifications that a page may not make; then the title and the icon must do. */
async function notify(ticket: number, notice: Notice): Promise<void> {
  if (!("Notification" in window) || Notification.permission !== "granted") return;
  const title = t(`live.notify.${notice}` as TextKey, { number: ticket });
  const shown = new Notification(title, { body: await subjectOf(ticket), tag: `tend ${ticket}`, lang: document.documentElement.lang });
  shown.onclick = () => {
    window.focus();
    go({ ticket, query: "" });
    shown.close();
  };
}

/* Loudest first: one note may name me on a ticket that is mine, and is told once. */
const loudness: readonly Notice[] = ["mentioned", "breached", "warned", "assigned", "commented"];
const soon = new Map<number, Notice>();
let soonTimer: ReturnType<typeof setTimeout> | undefined;

function tellSoon(ticket: number, notice: Notice): void {
  const before = soon.get(ticket);
  if (!before || loudness.indexOf(notice) < loudness.indexOf(before)) soon.set(ticket, notice);
  clearTimeout(soonTimer);
  soonTimer = setTimeout(() => {
    const all = [...soon];
    soon.clear();
    if (sound.peek()) tone();
    all.slice(0, AT_ONCE).forEach(([id, kind]) => void notify(id, kind).catch(() => undefined));
  }, SOON_MS);
}

function take({ notice, ticket_id: ticket }: Change): void {
  if (!notice || !kinds[kindOf[notice]].peek() || ticket === ticketHere() || ticket === lookedAt) return;
  attention.value = new Set([...attention.peek(), ticket]);
  if (leading.peek() && !isQuiet(new Date(), quietFrom.peek(), quietTo.peek())) tellSoon(ticket, notice);
}

function markIcon(): void {
  const link = document.querySelector<HTMLLinkElement>("link[rel=icon]");
  const { icon, iconDot } = document.documentElement.dataset;
  if (link && icon && iconDot) link.href = attention.value.size > 0 ? iconDot : icon;
}

export function followNotices(): void {
  onNotice(take);
  channel.addEventListener("message", (event: MessageEvent<number | null>) => seen(event.data));
  effect(() => {
    if (route.value) tellEyes();
  });
  for (const kind of ["focus", "blur"]) addEventListener(kind, tellEyes);
  document.addEventListener("visibilitychange", tellEyes);
  effect(markIcon);
}
