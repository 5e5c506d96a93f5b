/* Settings: the list of screens beside the one that is open. On the phone first the list, then the screen. */

import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { t, type TextKey } from "../core/i18n";
import { linkTo, route } from "../core/router";
import { me } from "../agent/session";
import { Icon } from "../ui/icon";
import { Lazy } from "../ui/lazy";
import { screenGroups, screens, type Screen } from "./screens";

function mayOpen(screen: Screen): boolean {
  return !screen.admin || me.value?.role === "admin";
}

/* Every screen one may open, under the names of their groups. */
function Groups({ item }: { item: (screen: Screen) => ComponentChildren }) {
  return screenGroups.map((group) => {
    const shown = screens.filter((screen) => screen.group === group && mayOpen(screen));
    if (shown.length === 0) return null;
    return (
      <section key={group}>
        <h2>{t(`settings.group.${group}` as TextKey)}</h2>
        <ul>
          {shown.map((screen) => (
            <li key={screen.id}>{item(screen)}</li>
          ))}
        </ul>
      </section>
    );
  });
}

const linkOf = ({ id }: Screen) => linkTo({ section: "settings", rest: [id] });

function ScreenList({ open }: { open: Screen | undefined }) {
  const list = useRef<HTMLElement>(null);
  useLayoutEffect(() => list.current?.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest" }), [open]);
  return (
    <nav ref={list} class="screen-list" aria-label={t("settings.title")}>
      <Groups
        item={(screen) => (
          <a {...linkOf(screen)} {...(screen === open ? { "aria-current": "page" as const } : {})}>
            {t(screen.title)}
          </a>
        )}
      />
    </nav>
  );
}

/* What each screen is for, while none is open. */
function Overview() {
  return (
    <div class="screen-overview">
      <Groups
        item={(screen) => (
          <>
            <a {...linkOf(screen)}>{t(screen.title)}</a>
            <p class="muted">{t(screen.about)}</p>
          </>
        )}
      />
    </div>
  );
}

export function Settings() {
  const [id] = route.value.rest;
  const open = screens.find((screen) => screen.id === id && mayOpen(screen));
  return (
    <div class="settings" data-open={open ? "screen" : "list"}>
      <ScreenList open={open} />
      <div class="screen">
        {open ? (
          <>
            <a class="icon-button screen-back" aria-label={t("settings.back")} {...linkTo({ section: "settings", rest: [] })}>
              <Icon name="back" />
            </a>
            <h1>{t(open.title)}</h1>
            <p class="muted screen-about">{t(open.about)}</p>
            <Lazy key={open.id} load={open.load} />
          </>
        ) : (
          <>
            <h1>{t("settings.title")}</h1>
            <p class="muted screen-about">{t(id ? "settings.not_there" : "settings.choose")}</p>
            <Overview />
          </>
        )}
      </div>
    </div>
  );
}
