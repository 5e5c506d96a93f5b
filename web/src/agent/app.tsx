/* The page: filters, list, ticket, context; which of them is in sight on a narrow screen. */

import { signal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { signedOut } from "../core/api";
import { t, tn } from "../core/i18n";
import { waitingEdits } from "../core/outbox";
import { route } from "../core/router";
import { LiveRegion } from "../ui/announce";
import { Icon } from "../ui/icon";
import { Office } from "../office/office";
import { DialogHost } from "../ui/dialog";
import { PaneSeparator } from "../ui/pane_separator";
import { Banner } from "./banner";
import { CONTEXT_ID, focusScreen } from "./focus";
import { ContextPane } from "./context_pane";
import { contextOpen, isPhone } from "./layout";
import { Help } from "./help";
import { attention } from "./notify";
import { NavPane } from "./nav_pane";
import { tableShown } from "./queue_columns";
import { QueuePane } from "./queue_pane";
import { incoming } from "./queue_store";
import { viewTitle } from "./queue_views";
import { me } from "./session";
import { TicketPane, ticketTitle } from "./ticket_pane";
import { open } from "./ticket_store";

function pageTitle(): string {
  const view = open.value;
  const { section, view: shown, ticket, query } = route.value;
  if (section !== "tickets") return t(`agent.section.${section}`);
  if (ticket !== null) return view ? ticketTitle(view) : `#${ticket}`;
  return query ? t("agent.search.title", { query }) : viewTitle(shown);
}

function useTitle(): string {
  const title = pageTitle();
  const news = new Set([...incoming.value, ...attention.value]).size;
  useEffect(() => {
    document.title = `${news > 0 ? `(${news}) ` : ""}${title} · ${t("agent.name")}`;
  }, [title, news]);
  return title;
}

function Tickets({ title }: { title: string }) {
  const withContext = contextOpen.value && open.value !== null && route.value.ticket !== null;
  return (
    <>
      <main id="work" class={tableShown.value ? "work as-table" : "work"} tabIndex={-1} inert={withContext && isPhone.value}>
        <h1 class="visually-hidden">{title}</h1>
        <QueuePane />
        {!tableShown.value && <TicketPane />}
        {withContext && <PaneSeparator pane="context" label={t("queue.pane.context")} controls={CONTEXT_ID} behind />}
      </main>
      <ContextPane />
    </>
  );
}

/* Why the app could not begin, in words; empty when it did. */
export const notStarted = signal("");

function NotStarted({ onRetry }: { onRetry: () => void }) {
  const kept = waitingEdits.value;
  return (
    <main class="empty not-started">
      <Icon name="offline" size={28} />
      <h1>{t("live.unreachable.title")}</h1>
      <p role="alert">{notStarted.value}</p>
      <p class="muted">{kept > 0 ? tn("live.offline.edits", kept) : t("live.unreachable.kept")}</p>
      <button type="button" class="button" onClick={onRetry}>
        {t("agent.retry")}
      </button>
    </main>
  );
}

export function App({ onRetry }: { onRetry: () => void }) {
  const title = useTitle();
  const { section } = route.value;
  const screen = [section, ...route.value.rest].join("/");
  const before = useRef(screen);
  useEffect(() => {
    if (before.current !== screen) focusScreen(section, route.peek().ticket);
    before.current = screen;
  }, [screen]);
  const pane = section !== "tickets" ? "office" : route.value.ticket === null ? "list" : "ticket";
  if (!me.value && !signedOut.value) return notStarted.value ? <NotStarted onRetry={onRetry} /> : null;
  return (
    <div class={contextOpen.value && pane === "ticket" ? "shell with-context" : "shell"} data-pane={pane}>
      <a class="skip-link" href="#work">
        {t("agent.skip")}
      </a>
      <Banner />
      {me.value && (
        <div class="panes">
          <NavPane />
          {section === "tickets" ? <Tickets title={title} /> : <Office />}
        </div>
      )}
      <Help />
      <DialogHost />
      <LiveRegion />
    </div>
  );
}
