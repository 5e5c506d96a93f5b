/* Short messages at the foot of the page, each with one action at most. They wait while pointed at or focused. */

import { signal } from "@preact/signals";
import { useEffect, useState } from "preact/hooks";
import { t } from "../core/i18n";
import { announce } from "./announce";
import { Icon } from "./icon";

interface ToastAction {
  label: string;
  run: () => void;
}

interface Toast {
  id: number;
  text: string;
  kind: "info" | "error";
  action: ToastAction | null;
}

const LIFE_MS = 8000;
const toasts = signal<Toast[]>([]);
let lastId = 0;

export function dismissToast(id: number): void {
  toasts.value = toasts.peek().filter((toast) => toast.id !== id);
}

export function toast(text: string, action: ToastAction | null = null, kind: Toast["kind"] = "info"): void {
  lastId += 1;
  toasts.value = [...toasts.peek().slice(-2), { id: lastId, text, kind, action }];
  announce(text);
}

function ToastView({ toast: { id, text, kind, action } }: { toast: Toast }) {
  const [held, setHeld] = useState(false);
  useEffect(() => {
    if (held || kind === "error") return undefined;
    const timer = setTimeout(() => dismissToast(id), LIFE_MS);
    return () => clearTimeout(timer);
  }, [held, id, kind]);
  const hold = () => setHeld(true);
  const release = () => setHeld(false);
  return (
    <div class={`toast toast-${kind}`} onPointerEnter={hold} onPointerLeave={release} onFocusCapture={hold} onBlurCapture={release}>
      <Icon name={kind === "error" ? "alert" : "check"} />
      <span class="toast-text">{text}</span>
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
