/* The screens beside the tickets, each fetched when it is first opened. */

import type { ComponentType } from "preact";
import { loadOffice } from "../core/lazy";
import { route, type Section } from "../core/router";
import { Lazy } from "../ui/lazy";
import { Toasts } from "../ui/toast";

async function withOffice(part: Promise<ComponentType>): Promise<ComponentType> {
  const [loaded] = await Promise.all([part, loadOffice()]);
  return loaded;
}

const parts: Record<Exclude<Section, "tickets">, () => Promise<ComponentType>> = {
  mentions: () => withOffice(import("./mentions").then((part) => part.Mentions)),
  board: () => withOffice(import("../board/board").then((part) => part.Board)),
  reports: () => withOffice(import("../reports/reports").then((part) => part.Reports)),
  settings: () => withOffice(import("../settings/settings").then((part) => part.Settings)),
  welcome: () => withOffice(import("../settings/welcome").then((part) => part.Welcome)),
};

export function Office() {
  const { section } = route.value;
  if (section === "tickets") return null;
  return (
    <main id="work" class="office" tabIndex={-1}>
      <Lazy load={parts[section]} />
      <Toasts />
    </main>
  );
}
