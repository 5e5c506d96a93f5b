/* State of the page's layout that several parts share. The context pane is a drawer below 1180 px. */

import { signal } from "@preact/signals";

const wide = matchMedia("(min-width: 1180px)");

const narrow = matchMedia("(max-width: 759px)");

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
