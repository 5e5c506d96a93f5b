/* Editors that stand in the place of their list: /agent/settings/{screen}/{id or "new"}, and the way back to it. */

import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { linkTo, openScreen, route } from "../core/router";
import { Icon } from "../ui/icon";

/* What is open beside the list: an id, "new", or "" for the list itself. */
export function openedItem(): string {
  return route.value.rest[1] ?? "";
}

export function openItem(screen: string, id: string | number = "", params = ""): void {
  openScreen("settings", id === "" ? [screen] : [screen, id], params);
}

export function itemLink(screen: string, id: string | number): { href: string; onClick: (event: MouseEvent) => void } {
  return linkTo({ section: "settings", rest: [screen, String(id)] });
}

interface HeadProps {
  screen: string;
  /* Name of the list that this came from. */
  back: string;
  title: string;
  children?: ComponentChildren;
}

/* The focus goes to the title, so that the next Tab is in the form. */
export function EditorHead({ screen, back, title, children }: HeadProps) {
  const head = useRef<HTMLHeadingElement>(null);
  useLayoutEffect(() => head.current?.focus(), []);
  return (
    <div class="editor-head">
      <a class="back-link" {...linkTo({ section: "settings", rest: [screen] })}>
        <Icon name="back" />
        {back}
      </a>
      <h2 ref={head} tabIndex={-1}>
        <bdi>{title}</bdi>
      </h2>
      {children}
    </div>
  );
}
