/* The ways to send: the main button with the status that was chosen last, the others, and later. */

import type { ComponentType } from "preact";
import { useState } from "preact/hooks";
import { fullMoment, moment } from "../core/fmt";
import { t } from "../core/i18n";
import { preference } from "../core/preferences";
import { go, route } from "../core/router";
import type { Status } from "../core/types";
import { Icon } from "../ui/icon";
import { partFailed } from "../ui/lazy";
import { Menu, type MenuItem } from "../ui/menu";
import { offWhile } from "../ui/off_while";
import { toast } from "../ui/toast";
import { minuteNow } from "../core/clock";
import { afterSend, goOn, isStillAt } from "./after_send";
import { focusTicket } from "./focus";
import { withoutChip } from "./reply_changes";
import * as compose from "./composer_store";
import { statusText } from "./edits";

type SendStatus = "solved" | "open" | "pending" | "hold";

const STATUSES: readonly SendStatus[] = ["solved", "open", "pending", "hold"];

/* The status that the main button sets: the one chosen last. */
export const sendStatus = preference<SendStatus>("send_status", "solved");
export async function sendAnswer(choice: compose.SendChoice): Promise<void> {
  const id = route.peek().ticket;
  const sent = id === null ? null : await compose.send(choice);
  if (id === null || !sent) return;
  const stays = isStillAt(id);
  /* out of the field: the keys of the ticket work again, z to begin with */
  if (stays && (sent === "note" || compose.text.peek() === "")) focusTicket();
  if (sent === "note") {
    toast(t("agent.compose.note_added", { number: id }));
    return;
  }
  const { status } = sent;
  const done = status === "solved" || status === "pending" || status === "hold";
  const back = done ? { label: t("agent.compose.open_again"), run: () => go({ ticket: id }) } : null;
  if (sent.scheduled) toast(t("compose.later.planned", { number: id, at: fullMoment(Date.parse(sent.send_at)) }), back);
  else if (sent.state === "sent") toast(t(status === "solved" ? "agent.compose.sent_solved" : "agent.compose.sent", { number: id }), back);
  if (stays && done && afterSend.peek() !== "stay") goOn(id);
}

/* What the main button sets: what a canned reply wants, else the status that was chosen last. */
function mainStatus(): Status | null {
  const { status, custom_status_id: custom } = compose.changes.value;
  return status ?? (custom ? null : sendStatus.value);
}

/* Ctrl+Enter: what the main button says. */
export function sendMain(): void {
  void sendAnswer({ status: compose.mode.peek() === "note" ? null : mainStatus() });
}

/* What a canned reply would make of the status is not wanted. */
function leaveStatus(): void {
  compose.setChanges(withoutChip(withoutChip(compose.changes.peek(), "status"), "custom_status_id"));
}

export function sendKeeping(): void {
  if (compose.sending.peek()) return;
  leaveStatus();
  void sendAnswer({ status: null });
}

function mainText(status: Status | null): string {
  if (status === null) return t("agent.compose.send");
  return status === "solved" ? t("agent.compose.send_solve") : t("compose.send.as", { status: statusText(status) });
}

/* --- later --- */

function at(daysAhead: number, hour: number): Date {
  const then = new Date();
  then.setDate(then.getDate() + daysAhead);
  then.setHours(hour, 0, 0, 0);
  return then;
}

/* Soon, tomorrow morning, the Monday after. */
function laterTimes(): { label: string; when: Date }[] {
  const toMonday = (8 - new Date().getDay()) % 7 || 7;
  const times = [
    { label: t("compose.later.hour"), when: new Date(Date.now() + 3600000) },
    { label: t("compose.later.tomorrow"), when: at(1, 9) },
  ];
  return toMonday > 1 ? [...times, { label: t("compose.later.monday"), when: at(toMonday, 9) }] : times;
}

function laterItems(chooseTime: () => void): MenuItem[] {
  const presets = laterTimes().map(({ label, when }) => ({
    label: t("compose.later.item", { label, at: moment(when.getTime(), minuteNow.peek()) }),
    icon: "clock" as const,
    run: () => void sendAnswer({ status: null, at: when.toISOString() }),
  }));
  return [...presets, { label: t("compose.later.choose"), icon: "clock", run: chooseTime }];
}

function moreItems(chooseTime: () => void): MenuItem[] {
  const statuses = STATUSES.map((status) => ({
    label: mainText(status),
    checked: mainStatus() === status,
    run: () => {
      sendStatus.value = status;
      leaveStatus();
      sendMain();
    },
  }));
  return [...statuses, { label: t("compose.send.keep"), run: sendKeeping }, ...laterItems(chooseTime)];
}

export function SendButtons() {
  const busy = compose.sending.value;
  const label = busy ? t(compose.uploading.value ? "agent.compose.uploading" : "agent.compose.sending") : "";
  const [Later, setLater] = useState<ComponentType<{ onClose: () => void }> | null>(null);
  const chooseTime = () => {
    import("./composer_later").then(({ LaterDialog }) => setLater(() => LaterDialog)).catch(() => partFailed(chooseTime));
  };
  if (compose.mode.value === "note") {
    return (
      <button type="button" class="button button-note" {...offWhile(busy)} title={t("agent.compose.solve_keys")} onClick={sendMain}>
        {label || t("agent.compose.add_note")}
      </button>
    );
  }
  return (
    <>
      <button type="button" class="button button-quiet send-keep" {...offWhile(busy)} title={t("agent.compose.send_keys")} onClick={sendKeeping}>
        {t("agent.compose.send")}
      </button>
      <span class="send-pair">
        <button type="button" class="button" {...offWhile(busy)} title={t("agent.compose.solve_keys")} onClick={sendMain}>
          {label || mainText(mainStatus())}
        </button>
        <Menu label={t("agent.compose.more")} class="button send-more" items={moreItems(chooseTime)} above disabled={busy}>
          <Icon name="down" />
        </Menu>
      </span>
      {Later && <Later onClose={() => setLater(null)} />}
    </>
  );
}
