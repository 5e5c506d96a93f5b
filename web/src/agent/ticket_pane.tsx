/* The open ticket: bar with deadline, heading and fields, thread, composer. Files can be dropped anywhere on it. */

import { useEffect, useLayoutEffect, useState } from "preact/hooks";
import { asRowDeadline, nextWait } from "../core/deadline";
import { fullMoment } from "../core/fmt";
import { t, type TextKey } from "../core/i18n";
import { loadStyle } from "../core/lazy";
import { go, route } from "../core/router";
import type { Ticket } from "../core/types";
import { DeadlineBadge } from "../ui/deadline_badge";
import { Icon } from "../ui/icon";
import { hasKeys } from "../ui/keys";
import { LazyDialog } from "../ui/lazy";
import { Menu } from "../ui/menu";
import { Skeleton } from "../ui/skeleton";
import { StatusMark } from "../ui/status_mark";
import { Toasts } from "../ui/toast";
import { Composer, loadComposer } from "./composer";
import { addFiles } from "./composer_store";
import { assignToMe, statusText } from "./edits";
import { FirstSteps } from "./first_steps";
import { CONTEXT_ID, focusList, focusTicket, partIsThere, TITLE_ID } from "./focus";
import { dialog } from "./dialog_store";
import { contextOpen, toastsBelow } from "./layout";
import { looking } from "./lightbox_store";
import { Others } from "./presence_view";
import { Properties } from "./properties";
import { subjectText } from "./queue_row";
import { me } from "./session";
import { type OpenTicket, open, openError, opening, openTicket } from "./ticket_store";
import { ACTIONS_ID, actionsFor, wake } from "./ticket_actions";
import { Thread } from "./thread";
import type { Snooze } from "./timeline";

export function closeTicket(): boolean {
  if (route.peek().ticket === null) return false;
  go({ ticket: null }, true);
  focusList();
  return true;
}

export function toggleContext(): void {
  contextOpen.value = !contextOpen.peek();
  if (contextOpen.peek()) setTimeout(() => document.getElementById(CONTEXT_ID)?.focus(), 0);
}

function channelText(channel: string): string {
  const known = ["api", "web", "email", "voice", "chat", "mobile", "rule", "sample_ticket", "closed_ticket"];
  return t(`agent.channel.${known.includes(channel) ? channel : "other"}` as TextKey);
}

function Actions({ view }: { view: OpenTicket }) {
  const items = actionsFor(view.ticket).map((action) => ({ label: t(action.title), icon: action.icon, run: () => action.run(view.ticket) }));
  return (
    <div id={ACTIONS_ID}>
      <Menu label={t("ticket.action.all")} class="icon-button" items={items}>
        <Icon name="more" />
      </Menu>
    </div>
  );
}

function Bar({ view }: { view: OpenTicket | null }) {
  const wait = view ? nextWait(view.waits) : null;
  useLayoutEffect(partIsThere, [view?.ticket.id]);
  const takable = view && view.ticket.assignee_id !== me.value?.id && view.ticket.status !== "closed";
  return (
    <div class="ticket-bar">
      <button type="button" class="icon-button back" aria-label={t("agent.ticket.back")} title={t("agent.ticket.back")} onClick={closeTicket}>
        <Icon name="back" />
      </button>
      {view && <StatusMark status={view.ticket.status} />}
      <div class="bar-title">
        {view && (
          <h2 id={TITLE_ID} tabIndex={-1} dir="auto" title={subjectText(view.ticket.subject)}>
            {subjectText(view.ticket.subject)}
          </h2>
        )}
        <span class="ticket-number">{`#${route.value.ticket}`}</span>
        {view && <span class="visually-hidden">{statusText(view.ticket.status)}</span>}
      </div>
      {view && <Others ticket={view.ticket.id} />}
      {wait && <DeadlineBadge key={wait.id} wait={wait} />}
      {takable && (
        <button type="button" class="icon-button take" aria-label={t("agent.ticket.take")} title={t("agent.ticket.take")} onClick={assignToMe}>
          <Icon name="take" />
        </button>
      )}
      {view && <Actions view={view} />}
      <button
        type="button"
        class="icon-button context-toggle"
        aria-label={t("agent.ticket.context")}
        title={t("agent.ticket.context")}
        aria-expanded={contextOpen.value}
        aria-controls={CONTEXT_ID}
        onClick={toggleContext}
      >
        <Icon name="pane" />
      </button>
    </div>
  );
}

function Snoozed({ snooze, ticket }: { snooze: Snooze; ticket: Ticket }) {
  const at = fullMoment(Date.parse(snooze.wakes_at));
  const wakeNow = () => {
    void wake(ticket.id);
    focusTicket(); /* the button goes with what it stands in */
  };
  return (
    <p class="snoozed">
      <Icon name="clock" size={14} />
      <span>{t(snooze.wakes_for === "deadline" ? "ticket.snooze.until_deadline" : "ticket.snooze.until_time", { at })}</span>
      <button type="button" class="text-button" onClick={wakeNow}>
        {t("ticket.action.wake")}
      </button>
    </p>
  );
}

const loadDialogs = () => Promise.all([import("./ticket_dialogs"), loadStyle("office")]).then(([{ TicketDialogs }]) => TicketDialogs);
const loadLightbox = () => Promise.all([import("./lightbox"), loadStyle("office")]).then(([{ Lightbox }]) => Lightbox);

function Content({ view }: { view: OpenTicket }) {
  const { ticket } = view;
  const name = view.users.get(ticket.requester_id)?.name ?? "";
  const at = fullMoment(Date.parse(ticket.created_at));
  const origin = t("agent.ticket.origin", { name, channel: channelText(ticket.via.channel), at });
  return (
    <div class="conversation">
      <header class="ticket-head" data-subject={subjectText(ticket.subject)}>
        <p class="muted ticket-origin">{origin}</p>
        <Properties ticket={ticket} />
        {view.snooze && <Snoozed snooze={view.snooze} ticket={ticket} />}
      </header>
      <Thread view={view} />
    </div>
  );
}

function Missing() {
  const error = openError.value;
  if (!error) return null;
  return (
    <div class="empty" role="alert">
      <Icon name="alert" size={28} />
      <p>{error.status === 404 ? t("agent.ticket.missing") : error.message}</p>
      <button type="button" class="button button-quiet" onClick={() => (error.status === 404 ? closeTicket() : openTicket(route.peek().ticket))}>
        {error.status === 404 ? t("agent.ticket.back") : t("agent.retry")}
      </button>
    </div>
  );
}

function Nothing() {
  return (
    <section class="ticket-pane ticket-none" aria-label={t("agent.ticket.label")}>
      <div class="empty">
        <Icon name="inbox" size={28} />
        <p>{t("agent.ticket.none")}</p>
        {hasKeys() && <p class="muted">{t("agent.ticket.none_keys")}</p>}
        <FirstSteps />
      </div>
    </section>
  );
}

export function TicketPane() {
  const [dropping, setDropping] = useState(false);
  const isOpen = route.value.ticket !== null;
  /* side by side with the ticket itself */
  useEffect(() => {
    if (isOpen) loadComposer();
  }, [isOpen]);
  if (route.value.ticket === null) return <Nothing />;
  const view = open.value;
  const hasFiles = (event: DragEvent) => event.dataTransfer?.types.includes("Files") ?? false;
  return (
    <section
      class={dropping ? "ticket-pane dropping" : "ticket-pane"}
      aria-label={t("agent.ticket.label")}
      onDragOver={(event) => {
        if (!hasFiles(event) || !view) return;
        event.preventDefault();
        setDropping(true);
      }}
      onDragLeave={() => setDropping(false)}
      onDrop={(event) => {
        setDropping(false);
        if (!hasFiles(event) || !view) return;
        event.preventDefault();
        addFiles([...(event.dataTransfer?.files ?? [])]);
      }}
    >
      <Bar view={view} />
      {view && <Content key={view.ticket.id} view={view} />}
      {!view && opening.value && <Skeleton rows={4} />}
      {!view && !opening.value && <Missing />}
      {toastsBelow.value === "ticket" && <Toasts />}
      {view && <Composer key={`compose-${view.ticket.id}`} />}
      <LazyDialog load={loadDialogs} opened={dialog} />
      <LazyDialog load={loadLightbox} opened={looking} />
      {dropping && <p class="drop-hint">{t("agent.compose.drop")}</p>}
    </section>
  );
}

/* For the title bar of the browser. */
export function ticketTitle(view: OpenTicket): string {
  const wait = nextWait(view.waits);
  const sign = wait && asRowDeadline(wait).paused ? "⏸ " : "";
  return `${sign}#${view.ticket.id} ${subjectText(view.ticket.subject)}`;
}
