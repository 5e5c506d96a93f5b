/* Filters and views with their counts, and the menu of the person at work. On the phone they stand at the foot. */

import { signal } from "@preact/signals";
import { initials } from "../core/fmt";
import { t, type TextKey } from "../core/i18n";
import { filters, isFilter, linkTo, openScreen, route, type Section } from "../core/router";
import { seeded } from "../core/seeded";
import { paused, setPaused } from "../core/stream";
import { singleKeys, theme, type Theme } from "../core/settings";
import type { Filter, SideView } from "../core/types";
import { Dialog } from "../ui/dialog";
import { Icon, type IconName } from "../ui/icon";
import { Menu, type MenuItem } from "../ui/menu";
import { PaneSeparator } from "../ui/pane_separator";
import { Avatar } from "../ui/status_mark";
import { toast } from "../ui/toast";
import { helpOpen } from "./help";
import { isPhone } from "./layout";
import { unseenMentions } from "./mentions_store";
import { counts, views, viewTitle } from "./queue_views";
import { me } from "./session";
import { editView } from "./view_edits";

const MANY = 100000;

const screens: [Exclude<Section, "tickets" | "welcome">, IconName][] = [
  ["mentions", "mention"],
  ["board", "goal"],
  ["reports", "chart"],
  ["settings", "settings"],
];

const icons: Record<Filter, IconName> = { mine: "me", unassigned: "nobody", all: "inbox", breaching: "goal", snoozed: "sleep" };

function here(view: string): { "aria-current"?: "page" } {
  return route.value.section === "tickets" && route.value.view === view && route.value.query === "" ? { "aria-current": "page" } : {};
}

function FilterLink({ filter, onPick }: { filter: Filter; onPick?: () => void }) {
  const link = linkTo({ view: filter, ticket: null, query: "" });
  const onClick = (event: MouseEvent) => {
    link.onClick(event);
    onPick?.();
  };
  return (
    <li class={`filter-line-${filter}`}>
      <a class="filter" title={viewTitle(filter)} href={link.href} onClick={onClick} {...here(filter)}>
        <Icon name={icons[filter]} />
        <span class="filter-name">{viewTitle(filter)}</span>
        <span class={`count count-${filter}`}>{counts.value?.[filter] ?? ""}</span>
      </a>
    </li>
  );
}

function countText({ count, fresh }: SideView): string {
  if (count >= MANY) return `${MANY / 1000}k+`;
  return fresh ? String(count) : `~${count}`;
}

function ViewLink({ view, onPick }: { view: SideView; onPick?: () => void }) {
  const link = linkTo({ view: String(view.id), ticket: null, query: "" });
  const name = seeded(view.title);
  return (
    <li>
      <a
        class="filter"
        title={name}
        href={link.href}
        onClick={(event) => {
          link.onClick(event);
          onPick?.();
        }}
        {...here(String(view.id))}
      >
        <span class="view-letters" aria-hidden="true">
          {initials(name)}
        </span>
        <Icon name={view.shared ? "shared" : "view"} />
        <span class="filter-name" dir="auto">
          {name}
        </span>
        <span class="count">{countText(view)}</span>
      </a>
    </li>
  );
}

const sheetOpen = signal(false);

/* On the phone the views stand in a sheet, behind a button at the foot. */
function ViewSheet() {
  if (!sheetOpen.value) return null;
  const close = () => {
    sheetOpen.value = false;
  };
  return (
    <Dialog title={t("queue.nav.views")} onClose={close}>
      <ul class="view-links view-sheet">
        <FilterLink filter="snoozed" onPick={close} />
        {views.value.map((view) => (
          <ViewLink key={view.id} view={view} onPick={close} />
        ))}
      </ul>
      <button
        type="button"
        class="button button-quiet"
        onClick={() => {
          close();
          editView({});
        }}
      >
        {t("queue.menu.new_view")}
      </button>
    </Dialog>
  );
}

function ViewLinks() {
  const { section, view, query } = route.value;
  const shown = section === "tickets" && (!isFilter(view) || view === "snoozed") && query === "";
  return (
    <nav class="nav-views" aria-label={t("queue.nav.views")}>
      <div class="nav-head">
        <h2>{t("queue.nav.views")}</h2>
        <button type="button" class="icon-button" aria-label={t("queue.menu.new_view")} title={t("queue.menu.new_view")} onClick={() => editView({})}>
          <Icon name="add" />
        </button>
      </div>
      <ul class="view-links">
        {views.value.map((view) => (
          <ViewLink key={view.id} view={view} />
        ))}
      </ul>
      <button
        type="button"
        class="filter nav-sheet"
        aria-haspopup="dialog"
        {...(shown ? { "aria-current": "page" as const } : {})}
        onClick={() => (sheetOpen.value = true)}
      >
        <Icon name="view" />
        <span class="filter-name">{t("queue.nav.views")}</span>
      </button>
      <ViewSheet />
      <PaneSeparator pane="nav" label={t("queue.pane.nav")} controls="nav-pane" />
    </nav>
  );
}

function signOut(): void {
  fetch("/sign-out", { method: "POST", credentials: "same-origin", redirect: "manual" })
    .then(() => location.assign("/sign-in"))
    .catch(() => toast(t("agent.error.offline"), null, "error"));
}

function screenText(section: (typeof screens)[number][0]): string {
  const unseen = section === "mentions" ? unseenMentions.value : 0;
  return unseen > 0 ? `${t(`agent.section.${section}`)} (${unseen})` : t(`agent.section.${section}`);
}

function personMenu(): MenuItem[] {
  const themes: Theme[] = ["system", "light", "dark"];
  /* on the phone the screens have no place of their own */
  const places = isPhone.value ? screens : [];
  return [
    ...places.map(([section, icon]) => ({ label: screenText(section), icon, run: () => openScreen(section) })),
    ...themes.map((name) => ({
      label: t(`agent.theme.${name}` as TextKey),
      checked: theme.value === name,
      run: () => {
        theme.value = name;
      },
    })),
    {
      label: t(singleKeys.value ? "agent.menu.keys_off" : "agent.menu.keys_on"),
      icon: "keys",
      run: () => {
        singleKeys.value = !singleKeys.peek();
        toast(t(singleKeys.peek() ? "agent.menu.keys_are_on" : "agent.menu.keys_are_off"));
      },
    },
    {
      label: t(paused.value ? "live.pause.go_on" : "live.pause.command"),
      icon: "pause",
      run: () => setPaused(!paused.peek()),
    },
    {
      label: t("agent.menu.help"),
      icon: "more",
      run: () => {
        helpOpen.value = true;
      },
    },
    { label: t("agent.menu.sign_out"), icon: "leave", run: signOut },
  ];
}

export function NavPane() {
  const name = me.value?.name ?? "";
  return (
    <header id="nav-pane" class="nav-pane">
      <div class="nav-places">
        <nav aria-label={t("agent.nav.label")}>
          <ul class="filters">
            {filters.map((filter) => (
              <FilterLink key={filter} filter={filter} />
            ))}
          </ul>
        </nav>
        <ViewLinks />
        <nav class="nav-screens" aria-label={t("agent.nav.screens")}>
          <ul class="nav-links">
            {screens.map(([section, icon]) => (
              <li key={section}>
                <a
                  class="filter"
                  title={t(`agent.section.${section}`)}
                  {...linkTo({ section, ticket: null, query: "" })}
                  {...(route.value.section === section ? { "aria-current": "page" as const } : {})}
                >
                  <Icon name={icon} />
                  <span class="filter-name">{t(`agent.section.${section}`)}</span>
                  {section === "mentions" && unseenMentions.value > 0 && <span class="count count-mine">{unseenMentions.value}</span>}
                </a>
              </li>
            ))}
          </ul>
        </nav>
      </div>
      <Menu label={t("agent.menu.label")} named class="person" items={personMenu()} above>
        <Avatar name={name} />
        <span class="person-name" dir="auto">
          {name}
        </span>
        <span class="visually-hidden">{t("agent.menu.label")}</span>
      </Menu>
    </header>
  );
}
