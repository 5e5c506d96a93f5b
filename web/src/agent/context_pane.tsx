/* Beside the ticket: each deadline in words, and the customer. */

import type { RefObject } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { minuteNow } from "../core/clock";
import { asRowDeadline, deadlineView, isRunning, kindText } from "../core/deadline";
import { fullDay, moment, span } from "../core/fmt";
import { t } from "../core/i18n";
import { loadStyle } from "../core/lazy";
import { go, route, useBackCloses } from "../core/router";
import { waitWords } from "../core/wait_words";
import type { Wait } from "../core/types";
import { Icon, type IconName } from "../ui/icon";
import { Lazy } from "../ui/lazy";
import { Avatar } from "../ui/status_mark";
import { openDialog } from "./dialog_store";
import { CONTEXT_ID } from "./focus";
import { contextOpen, isPhone, isWide } from "./layout";
import { type OpenTicket, open, requester } from "./ticket_store";

const loadSidePart = () => Promise.all([import("./ticket_side"), loadStyle("office")]).then(([{ TicketSide }]) => TicketSide);

function endedWords(wait: Wait): string {
  const ended = wait.fulfilled_at ? Date.parse(wait.fulfilled_at) : null;
  const took = ended === null ? "" : span(ended - Date.parse(wait.started_at));
  if (wait.outcome === "cancelled") return t("agent.wait.cancelled");
  if (wait.outcome === "breached_late") return t("agent.wait.late", { took });
  return t(wait.by_solve ? "agent.wait.met_by_solve" : "agent.wait.met", { took });
}

interface WaitView {
  icon: IconName;
  state: string;
  words: string;
}

function waitView(wait: Wait, now: number): WaitView {
  if (isRunning(wait)) {
    const { state, words } = deadlineView(asRowDeadline(wait), now);
    const icons: Record<string, IconName> = { ok: "clock", goal: "goal", breached: "late", paused: "pause" };
    return { icon: icons[state] ?? "clock", state, words };
  }
  const late = wait.outcome === "breached_late";
  return { icon: late ? "late" : wait.outcome === "met" ? "done" : "close", state: late ? "breached" : wait.outcome, words: endedWords(wait) };
}

function WaitItem({ wait }: { wait: Wait }) {
  const now = minuteNow.value;
  const { icon, state, words } = waitView(wait, now);
  return (
    <li class={`wait wait-${state}`} data-outcome={wait.outcome}>
      <Icon name={icon} />
      <div>
        {!isRunning(wait) && <p class="wait-kind">{kindText(wait.kind)}</p>}
        <p class="wait-words">{words}</p>
        {isRunning(wait) && wait.goal_at && <p class="muted">{t("agent.wait.tip_goal", { at: moment(Date.parse(wait.goal_at), now) })}</p>}
        {isRunning(wait) && <p class="muted">{waitWords(wait, now)}</p>}
      </div>
    </li>
  );
}

function Waits({ view }: { view: OpenTicket }) {
  const running = view.waits.filter(isRunning);
  const ended = view.waits.filter((wait) => !isRunning(wait)).reverse();
  return (
    <section class="context-part" aria-labelledby="waits-title">
      <h3 id="waits-title">{t("agent.wait.title")}</h3>
      {view.waits.length === 0 && <p class="muted">{t("agent.wait.none")}</p>}
      <ul class="waits">
        {[...running, ...ended].map((wait) => (
          <WaitItem key={wait.id} wait={wait} />
        ))}
      </ul>
    </section>
  );
}

function Fact({ label, value }: { label: string; value: string | null | undefined }) {
  if (!value) return null;
  return (
    <div>
      <dt>{label}</dt>
      <dd dir="auto">{value}</dd>
    </div>
  );
}

function Customer({ view }: { view: OpenTicket }) {
  const person = requester.value;
  if (!person) return null;
  return (
    <section class="context-part" aria-labelledby="customer-title">
      <h3 id="customer-title">{t("agent.customer.title")}</h3>
      <div class="customer">
        <Avatar name={person.name} />
        <strong dir="auto">{person.name}</strong>
      </div>
      <dl class="facts">
        {person.email && (
          <div>
            <dt>{t("agent.customer.email")}</dt>
            <dd>
              <a href={`mailto:${person.email}`}>
                <bdi>{person.email}</bdi>
              </a>
            </dd>
          </div>
        )}
        <Fact label={t("agent.customer.organization")} value={view.organization} />
        <Fact label={t("agent.customer.time_zone")} value={person.time_zone} />
        <Fact label={t("agent.customer.since")} value={person.created_at && fullDay(Date.parse(person.created_at))} />
      </dl>
      <div class="customer-acts">
        {view.ticket.status !== "closed" && (
          <button type="button" class="text-button" onClick={() => openDialog({ name: "requester" })}>
            {t("ticket.action.requester")}
          </button>
        )}
        {person.email && (
          <button type="button" class="text-button" onClick={() => go({ query: `requester:${person.email}`, ticket: null })}>
            {t("agent.customer.tickets")}
          </button>
        )}
      </div>
    </section>
  );
}

export function closeContext(): boolean {
  if (isWide.peek() || !contextOpen.peek()) return false;
  contextOpen.value = false;
  return true;
}

/* On a phone it covers the ticket. Whoever is in it when it closes is at the button that opened it. */
function usePane(): RefObject<HTMLElement | null> {
  const pane = useRef<HTMLElement>(null);
  useBackCloses(isPhone.value, closeContext);
  useLayoutEffect(
    () => () => {
      const isLeft = !contextOpen.peek() && pane.current?.contains(document.activeElement);
      if (isLeft) document.querySelector<HTMLElement>(".context-toggle")?.focus();
    },
    [],
  );
  return pane;
}

export function ContextPane() {
  const view = open.value;
  if (route.value.ticket === null || !view || !contextOpen.value) return null;
  return <Side view={view} />;
}

function Side({ view }: { view: OpenTicket }) {
  return (
    <aside
      ref={usePane()}
      id={CONTEXT_ID}
      class="context-pane"
      tabIndex={-1}
      aria-label={t("agent.context.label")}
      onKeyDown={(event) => {
        if (event.key === "Escape" && closeContext()) event.stopPropagation();
      }}
    >
      {!isWide.value && (
        <div class="context-bar">
          <button type="button" class="icon-button" aria-label={t("agent.context.close")} onClick={closeContext}>
            <Icon name="close" />
          </button>
        </div>
      )}
      <Waits view={view} />
      <Customer view={view} />
      <Lazy load={loadSidePart} />
    </aside>
  );
}
