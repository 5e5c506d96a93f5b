/* Addresses of the app: /agent, /agent/v/{filter}, /agent/v/{filter}/t/{id}, each with ?q= while searching. */

import { signal } from "@preact/signals";
import type { Filter } from "./types";

export const filters: readonly Filter[] = ["mine", "unassigned", "all", "breaching"];

export interface Route {
  filter: Filter;
  ticket: number | null;
  query: string;
}

export function parseRoute(path: string, search: string): Route {
  const [, , , filterPart = "", , ticketPart = ""] = path.split("/");
  const filter = filters.find((name) => name === filterPart) ?? "all";
  const number = /^[1-9]\d{0,15}$/.test(ticketPart) ? Number(ticketPart) : null;
  return { filter, ticket: number, query: new URLSearchParams(search).get("q") ?? "" };
}

export function routePath({ filter, ticket, query }: Route): string {
  const path = `/agent/v/${filter}${ticket === null ? "" : `/t/${ticket}`}`;
  return query ? `${path}?${new URLSearchParams({ q: query })}` : path;
}

export const route = signal<Route>(parseRoute(location.pathname, location.search));

/* Changes the address; `replace` for moves that the back button should skip. */
export function go(change: Partial<Route>, replace = false): void {
  const next = { ...route.peek(), ...change };
  const path = routePath(next);
  if (path === routePath(route.peek())) return;
  if (replace) history.replaceState(null, "", path);
  else history.pushState(null, "", path);
  route.value = next;
}

addEventListener("popstate", () => {
  route.value = parseRoute(location.pathname, location.search);
});
