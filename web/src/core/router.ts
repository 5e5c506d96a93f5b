/*
 * Addresses of the app: /agent/v/{view}/t/{id}?q= for tickets (list and conversation; a view is one of the standard filters
 * or the id of a saved view; in mails a ticket is /agent/tickets/{id}), and /agent/{section}/… for the screens beside them,
 * whose own parts stand in `rest` and `params`.
 */

import { signal } from "@preact/signals";
import { useLayoutEffect } from "preact/hooks";
import type { Filter } from "./types";

export const filters: readonly Filter[] = ["mine", "unassigned", "all", "breaching", "snoozed"];

export const sections = ["tickets", "mentions", "board", "reports", "settings", "welcome"] as const;
export type Section = (typeof sections)[number];

export interface Route {
  section: Section;
  /* one of `filters`, or the id of a saved view */
  view: string;
  ticket: number | null;
  query: string;
  /* parts of the path after the section, and the search text, of the screens beside the tickets */
  rest: readonly string[];
  params: string;
}

export function isFilter(view: string): view is Filter {
  return (filters as readonly string[]).includes(view);
}

function isNumber(text: string): boolean {
  return /^[1-9]\d{0,15}$/.test(text);
}

/* The ticket that "12" or "#12" means; null: no ticket's number. */
export function ticketNumber(text: string): number | null {
  const number = text.trim().replace(/^#/, "");
  return isNumber(number) ? Number(number) : null;
}

export function parseRoute(path: string, search: string): Route {
  const [, , first = "", viewPart = "", , ticketPart = ""] = path.split("/");
  const section = sections.find((name) => name === first && name !== "tickets") ?? "tickets";
  if (section !== "tickets") {
    const rest = path.split("/").slice(3).filter(Boolean).map(decodeURIComponent);
    return { section, view: "all", ticket: null, query: "", rest, params: search.replace(/^\?/, "") };
  }
  if (first === "tickets" && isNumber(viewPart)) return { section, view: "all", ticket: Number(viewPart), query: "", rest: [], params: "" };
  const view = isFilter(viewPart) || isNumber(viewPart) ? viewPart : "all";
  const number = isNumber(ticketPart) ? Number(ticketPart) : null;
  return { section, view, ticket: number, query: new URLSearchParams(search).get("q") ?? "", rest: [], params: "" };
}

export function routePath({ section, view, ticket, query, rest, params }: Route): string {
  if (section !== "tickets") {
    const path = ["/agent", section, ...rest.map(encodeURIComponent)].join("/");
    return params ? `${path}?${params}` : path;
  }
  const path = `/agent/v/${view}${ticket === null ? "" : `/t/${ticket}`}`;
  return query ? `${path}?${new URLSearchParams({ q: query })}` : path;
}

export const route = signal<Route>(parseRoute(location.pathname, location.search));

/*
 * What covers the screen is closed by going back: it has an entry of the history for itself, under the same address. When
 * it was closed otherwise the entry is still there: the next address takes its place, and going back passes it.
 */
const onCover = () => (history.state as { cover?: true } | null)?.cover === true;
let covered = onCover();
let uncover: (() => void) | null = null;

export function useBackCloses(isOpen: boolean, close: () => void): void {
  useLayoutEffect(() => {
    if (!isOpen) return undefined;
    writeAddress();
    if (!covered) history.pushState({ cover: true }, "");
    covered = true;
    uncover = close;
    return () => {
      uncover = null;
    };
  }, [isOpen]);
}

/* Browsers take few new addresses a second, and a held key makes many: those that replace each other are written as one. */
const WRITE_MS = 50;
let unwritten: string | null = null;

function writeAddress(): void {
  if (unwritten !== null) history.replaceState(covered ? { cover: true } : null, "", unwritten);
  unwritten = null;
}

function move(next: Route, replace: boolean): void {
  const path = routePath(next);
  if (path === routePath(route.peek())) return;
  if (replace) {
    if (unwritten === null) setTimeout(writeAddress, WRITE_MS);
    unwritten = path;
  } else {
    writeAddress();
    if (covered) history.replaceState(null, "", path);
    else history.pushState(null, "", path);
    covered = false;
  }
  route.value = next;
}

/* Changes what is shown of the tickets; `replace` for moves that the back button should skip. */
export function go(change: Partial<Pick<Route, "view" | "ticket" | "query">>, replace = false): void {
  move({ ...route.peek(), ...change, section: "tickets", rest: [], params: "" }, replace);
}

/* Opens a screen beside the tickets: openScreen("settings", ["people", "12"]). */
export function openScreen(section: Exclude<Section, "tickets">, rest: readonly (string | number)[] = [], params = "", replace = false): void {
  move({ ...route.peek(), section, ticket: null, query: "", rest: rest.map(String), params }, replace);
}

addEventListener("pagehide", writeAddress);
addEventListener("popstate", () => {
  const passes = covered && !uncover;
  unwritten = null;
  covered = onCover();
  uncover?.();
  if (passes && !covered) return history.back();
  route.value = parseRoute(location.pathname, location.search);
});

/* For links of the app: a plain click stays in the page, all others are the browser's. */
export function linkTo(next: Partial<Route>): { href: string; onClick: (event: MouseEvent) => void } {
  const target: Route = { ...route.value, section: "tickets", rest: [], params: "", ...next };
  return {
    href: routePath(target),
    onClick: (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
      event.preventDefault();
      move(target, false);
    },
  };
}
