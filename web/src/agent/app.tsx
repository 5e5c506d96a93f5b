/* The page: filters, list, ticket, context; which of them is in sight on a narrow screen. */

import { useEffect } from "preact/hooks";
import { signedOut } from "../core/api";
import { t } from "../core/i18n";
import { route } from "../core/router";
import { LiveRegions } from "../ui/announce";
import { Toasts } from "../ui/toast";
import { Office } from "../office/office";
import { DialogHost } from "../ui/dialog";
import { Banner } from "./banner";
import { ContextPane } from "./context_pane";
import { contextOpen } from "./layout";
import { Help } from "./help";
import { filterText, NavPane } from "./nav_pane";
import { QueuePane } from "./queue_pane";
import { incoming } from "./queue_store";
import { me } from "./session";
import { TicketPane, ticketTitle } from "./ticket_pane";
import { open } from "./ticket_store";

function pageTitle(): string {
  const view = open.value;
  const { section, filter, ticket, query } = route.value;
  if (section !== "tickets") return t(`agent.section.${section}`);
  if (ticket !== null) return view ? ticketTitle(view) : `#${ticket}`;
  return query ? t("agent.search.title", { query }) : filterText(filter);
}

function useTitle(): string {
  const title = pageTitle();
  const news = incoming.value.length;
  useEffect(() => {
    document.title = `${news > 0 ? `(${news}) ` : ""}${title} · ${t("agent.name")}`;
  }, [title, news]);
  return title;
}

function Tickets({ title }: { title: string }) {
  return (
    <>
      <main id="work" class="work" tabIndex={-1}>
        <h1 class="visually-hidden">{title}</h1>
        <QueuePane />
        <TicketPane />
      </main>
      <ContextPane />
    </>
  );
}

export function App() {
  const title = useTitle();
  const { section } = route.value;
  const pane = section !== "tickets" ? "office" : route.value.ticket === null ? "list" : "ticket";
  if (!me.value && !signedOut.value) return null;
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
      <Toasts />
      <Help />
      <DialogHost />
      <LiveRegions />
    </div>
  );
}
