/*
 * The composer, from the outside: its place in the ticket and what keys ask of it. What is seen of it comes as a part of
 * its own, at once with the first ticket.
 */

import { signal } from "@preact/signals";
import type { ComponentType } from "preact";
import { useEffect } from "preact/hooks";
import { t } from "../core/i18n";
import { type Lack, lackOf, partFailed } from "../ui/lazy";
import { Trouble } from "../ui/trouble";
import * as compose from "./composer_store";
import { surface } from "./composer_surface";
import { open } from "./ticket_store";

const view = signal<ComponentType | null>(null);
/* Why it did not come. */
export const lack = signal<Lack | null>(null);

export function loadComposer(): void {
  if (view.peek()) return;
  lack.value = null;
  import("./composer_view")
    .then(({ ComposerView }) => {
      view.value = ComposerView;
    })
    .catch(async () => {
      lack.value = await lackOf(loadComposer);
    });
}

export function startWriting(mode: "reply" | "note"): boolean {
  if (!open.peek() || open.peek()?.ticket.status === "closed") return false;
  if (compose.mode.peek() !== mode) compose.setMode(mode);
  surface.peek()?.focus();
  return true;
}

function send(how: "sendMain" | "sendKeeping"): void {
  import("./composer_send").then((part) => part[how]()).catch(() => partFailed(() => send(how)));
}

export function sendMain(): void {
  send("sendMain");
}

export function sendKeeping(): void {
  send("sendKeeping");
}

export function Composer() {
  const View = view.value;
  const missing = lack.value;
  useEffect(loadComposer, []);
  if (!open.value) return null;
  if (View) return <View />;
  return (
    <section class="composer composer-coming" aria-label={t("agent.compose.reply_region")}>
      {missing && <Trouble text={missing.text} retry={missing.run} label={missing.label} />}
    </section>
  );
}
