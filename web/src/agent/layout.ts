/* State of the page's layout that several parts share. The context pane is a drawer below 1180 px, of one ticket on a phone. */

import { computed, effect, signal } from "@preact/signals";
import { route } from "../core/router";

const wide = matchMedia("(min-width: 1180px)");

const narrow = matchMedia("(max-width: 759px)");

/* One pane at a time: a phone, upright or on its side (css/agent.css). */
const single = matchMedia("(max-width: 759px), (max-width: 959px) and (max-height: 480px)");

export const isSingle = signal(single.matches);
export const isPhone = signal(narrow.matches);
export const isWide = signal(wide.matches);
export const contextOpen = signal(wide.matches);

wide.addEventListener("change", () => {
  isWide.value = wide.matches;
  contextOpen.value = wide.matches;
});

narrow.addEventListener("change", () => {
  isPhone.value = narrow.matches;
});

single.addEventListener("change", () => {
  isSingle.value = single.matches;
});

let ticket = route.peek().ticket;
effect(() => {
  if (isSingle.value && route.value.ticket !== ticket) contextOpen.value = false;
  ticket = route.value.ticket;
});

/* Short messages take room where they cover nothing: at the foot of the list, above the composer where only the ticket is in sight. */
export const toastsBelow = computed(() => (isSingle.value && route.value.ticket !== null ? "ticket" : "list"));
