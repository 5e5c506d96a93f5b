/* Short messages at the foot of the list or screen, which they cover nothing of, each with one action at most. They wait while pointed at or focused. */

import { signal } from "@preact/signals";
import { useEffect, useState } from "preact/hooks";
import { t } from "../core/i18n";
import { announce } from "./announce";
import { Icon, type IconName } from "./icon";

interface ToastAction {
  label: string;
  run: () => void;
}

interface Toast {
  id: number;
  text: string | ((seconds: number) => string);
  kind: "info" | "wait" | "error";
  action: ToastAction | null;
  /* Counts down to this moment (ms) and goes; its text names the seconds. 0: stays its usual time. */
  until: number;
}

const signs: Record<Toast["kind"], IconName> = { info: "check", wait: "clock", error: "alert" };
const LIFE_MS = 8000;
const toasts = signal<Toast[]>([]);
let lastId = 0;

export function dismissToast(id: number): void {
  toasts.value = toasts.peek().filter((toast) => toast.id !== id);
}

export function toast(text: Toast["text"], action: ToastAction | null = null, kind: Toast["kind"] = "info", until = 0): number {
  lastId += 1;
  toasts.value = [...toasts.peek().slice(-2), { id: lastId, text, kind, action, until }];
  announce(sayToast(text, until));
  return lastId;
}

function sayToast(text: Toast["text"], until: number): string {
  return typeof text === "string" ? text : text(Math.max(0, Math.ceil((until - Date.now()) / 1000)));
}

/* Draws again at each second of a countdown. */
function useSeconds(until: number): void {
  const [, setNow] = useState(0);
  useEffect(() => {
    if (!until) return undefined;
    const timer = setInterval(() => setNow(Date.now()), 250);
    return () => clearInterval(timer);
  }, [until]);
}

function ToastView({ toast: { id, text, kind, action, until } }: { toast: Toast }) {
  const [held, setHeld] = useState(false);
  useSeconds(until);
  useEffect(() => {
    if (!until && (held || kind === "error")) return undefined;
    const timer = setTimeout(() => dismissToast(id), until ? Math.max(0, until - Date.now()) : LIFE_MS);
    return () => clearTimeout(timer);
  }, [held, id, kind, until]);
  const hold = () => setHeld(true);
  const release = () => setHeld(false);
  const look = until ? "toast-counting" : `toast-${kind}`;
  return (
    <div class={`toast ${look}`} onPointerEnter={hold} onPointerLeave={release} onFocusCapture={hold} onBlurCapture={release}>
      <Icon name={signs[kind]} />
      <span class="toast-text">{sayToast(text, until)}</span>
      {action && (
        <button
          type="button"
          class="toast-action"
          onClick={() => {
            dismissToast(id);
            action.run();
          }}
        >
          {action.label}
        </button>
      )}
      <button type="button" class="icon-button" aria-label={t("agent.toast.close")} onClick={() => dismissToast(id)}>
        <Icon name="close" />
      </button>
    </div>
  );
}

export function Toasts() {
  return (
    <section class="toasts" aria-label={t("agent.toast.region")}>
      {toasts.value.map((item) => (
        <ToastView key={item.id} toast={item} />
      ))}
    </section>
  );
}
