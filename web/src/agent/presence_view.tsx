/* Who else is at a ticket: small circles in its head, a dot in its row; changes are said once. */

import { commaText } from "../core/dates";
import { t, type TextKey } from "../core/i18n";
import { onPresence, present, typing } from "../core/presence";
import { route } from "../core/router";
import type { Presence } from "../core/stream";
import { announce } from "../ui/announce";
import { Icon, type IconName } from "../ui/icon";
import { Avatar } from "../ui/status_mark";
import { mode } from "./composer_store";

const icons: Record<Presence["state"], IconName> = { viewing: "eye", noting: "draft", replying: "draft", left: "eye" };

function words({ state, user }: Presence): string {
  return t(`live.presence.${state}` as TextKey, { name: user.name });
}

/* In the head of the open ticket. */
export function Others({ ticket }: { ticket: number }) {
  const others = present.value.get(ticket) ?? [];
  if (others.length === 0) return null;
  return (
    <ul class="others" aria-label={t("live.presence.label")}>
      {others.slice(0, 4).map((other) => (
        <li key={other.user.id} class={`other other-${other.state}`} title={words(other)}>
          <Avatar name={other.user.name} />
          <Icon name={icons[other.state]} size={14} />
          <span class="visually-hidden">{words(other)}</span>
        </li>
      ))}
      {others.length > 4 && <li class="muted">{`+${others.length - 4}`}</li>}
    </ul>
  );
}

/* The loudest of a ticket's others; the row's label says it in words. */
export function presenceWords(ticket: number): string {
  const others = present.value.get(ticket) ?? [];
  return commaText(others.map(words));
}

export function PresenceDot({ ticket }: { ticket: number }) {
  const others = present.value.get(ticket) ?? [];
  if (others.length === 0) return null;
  const writes = others.some(({ state }) => state !== "viewing");
  return <span class={writes ? "presence-dot presence-writes" : "presence-dot"} title={presenceWords(ticket)} />;
}

/* Says what begins at the open ticket, and listens for typing in its composer, however that looks. */
export function followPresence(): void {
  onPresence((change) => {
    if (change.ticket_id === route.peek().ticket) announce(words(change));
  });
  document.addEventListener("input", (event) => {
    if (event.target instanceof Element && event.target.closest(".composer")) typing(mode.peek() === "note" ? "noting" : "replying");
  });
}
