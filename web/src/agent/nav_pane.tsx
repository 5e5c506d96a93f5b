/* Filters with their counts, and the menu of the person at work. On the phone the filters stand at the foot. */

import { t, type TextKey } from "../core/i18n";
import { filters, linkTo, route, type Section } from "../core/router";
import { singleKeys, theme, type Theme } from "../core/settings";
import type { Filter } from "../core/types";
import { Icon, type IconName } from "../ui/icon";
import { Menu, type MenuItem } from "../ui/menu";
import { Avatar } from "../ui/status_mark";
import { toast } from "../ui/toast";
import { helpOpen } from "./help";
import { counts } from "./queue_store";
import { me } from "./session";

const screens: [Exclude<Section, "tickets" | "welcome">, IconName][] = [
  ["board", "goal"],
  ["reports", "chart"],
  ["settings", "settings"],
];

const icons: Record<Filter, IconName> = { mine: "me", unassigned: "nobody", all: "inbox", breaching: "goal" };

export function filterText(filter: Filter): string {
  return t(`agent.filter.${filter}` as TextKey);
}

function FilterLink({ filter }: { filter: Filter }) {
  const here = route.value.section === "tickets" && route.value.filter === filter && route.value.query === "";
  return (
    <li>
      <a
        class="filter"
        title={filterText(filter)}
        {...linkTo({ filter, ticket: null, query: "" })}
        {...(here ? { "aria-current": "page" as const } : {})}
      >
        <Icon name={icons[filter]} />
        <span class="filter-name">{filterText(filter)}</span>
        <span class={`count count-${filter}`}>{counts.value?.[filter] ?? ""}</span>
      </a>
    </li>
  );
}

function signOut(): void {
  fetch("/sign-out", { method: "POST", credentials: "same-origin", redirect: "manual" })
    .then(() => location.assign("/sign-in"))
    .catch(() => toast(t("agent.error.offline"), null, "error"));
}

function personMenu(): MenuItem[] {
  const themes: Theme[] = ["system", "light", "dark"];
  return [
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
    <div class="nav-pane">
      <nav aria-label={t("agent.nav.label")}>
        <ul class="filters">
          {filters.map((filter) => (
            <FilterLink key={filter} filter={filter} />
          ))}
        </ul>
      </nav>
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
              </a>
            </li>
          ))}
        </ul>
      </nav>
      <Menu label={t("agent.menu.label")} named class="person" items={personMenu()} above>
        <Avatar name={name} />
        <span class="person-name" dir="auto">
          {name}
        </span>
        <span class="visually-hidden">{t("agent.menu.label")}</span>
      </Menu>
    </div>
  );
}
