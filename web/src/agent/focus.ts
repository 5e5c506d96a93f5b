/* Where the focus goes: the list, the open ticket, single fields. Ids of the places stand here and nowhere else. */

import type { Section } from "../core/router";

export const LIST_ID = "queue";
export const SEARCH_ID = "search";
export const PERSON_ID = "search-person";
export const TITLE_ID = "ticket-title";
export const ANSWER_ID = "answer";
export const CONTEXT_ID = "context";

/* The id of what shall take the focus in a ticket that is still being loaded, if that is where it was when it was asked. */
let partWanted = "";
let partFrom: Element | null = null;

/* So shall the list. */
let listWanted = false;
let listSoon = 0;

/* Focuses an element by id once what was just changed is on the page; false when it is not there now. */
export function focusOn(id: string): boolean {
  clearTimeout(listSoon);
  partWanted = "";
  listWanted = false;
  const there = document.getElementById(id);
  if (there) there.focus({ preventScroll: true });
  else requestAnimationFrame(() => document.getElementById(id)?.focus({ preventScroll: true }));
  return there !== null;
}

/* Behind what is being drawn; whatever is focused meanwhile keeps it. */
export function focusList(): void {
  clearTimeout(listSoon);
  listSoon = window.setTimeout(() => {
    focusOn(LIST_ID);
    listWanted = true;
  }, 0);
}

/* Called when the rows have come: what was asked for from the search field takes the focus, and only from there. */
export function listIsThere(): void {
  const now = document.activeElement;
  if (listWanted && (now === document.body || now?.id === SEARCH_ID)) focusOn(LIST_ID);
  listWanted = false;
}

/* Called when a part of the ticket has come: it takes the focus if it was wanted. */
export function partIsThere(): void {
  const part = document.getElementById(partWanted);
  if (!part) return;
  partWanted = "";
  const now = document.activeElement;
  if (partFrom === null || now === partFrom || now === document.body) part.focus({ preventScroll: true });
}

/* The heading of the open ticket takes the focus, now or when it is loaded, so that its keys work and it is read out. */
export function focusTicket(id = TITLE_ID): void {
  clearTimeout(listSoon);
  partWanted = id;
  partFrom = null;
  listWanted = false;
  setTimeout(() => {
    partFrom = document.activeElement;
    partIsThere();
  }, 0);
}

/* So does the field of its answer. */
export function focusAnswer(): void {
  focusTicket(ANSWER_ID);
}

/*
 * Another screen is shown. What led to it may be gone with the last one, or stand in a long list of screens: then the
 * keyboard goes on from the heading of the new one, which is read out, and not from the top of the page.
 */
export function focusScreen(section: Section, ticket: number | null): void {
  const now = document.activeElement;
  if (now !== document.body && !now?.closest(".screen-list")) return;
  if (section === "tickets") {
    if (ticket === null) focusList();
    else focusTicket();
    return;
  }
  const title = document.querySelector<HTMLElement>("#work h1");
  title?.setAttribute("tabindex", "-1");
  (title ?? document.getElementById("work"))?.focus();
}

/*
 * Focuses a select and opens it where the browser can. What is chosen, or left with Esc, gives the focus back: the next
 * letter is a key again and chooses nothing. An open list tells of its keys only when they are let go.
 */
export function openSelect(id: string): boolean {
  const element = document.getElementById(id);
  if (!(element instanceof HTMLSelectElement) || element.disabled) return false;
  const before = document.activeElement;
  const left = new AbortController();
  const giveBack = () => {
    if (before instanceof HTMLElement && before.isConnected && before !== document.body) before.focus({ preventScroll: true });
    else focusOn(TITLE_ID);
  };
  const onKeyUp = ({ key }: KeyboardEvent) => (key === "Escape" || key === "Enter") && giveBack();
  element.focus();
  element.addEventListener("change", giveBack, left);
  element.addEventListener("keyup", onKeyUp, left);
  element.addEventListener("blur", () => left.abort(), left);
  try {
    element.showPicker();
  } catch {
    /* focused only: Space or the arrows open it */
  }
  return true;
}
