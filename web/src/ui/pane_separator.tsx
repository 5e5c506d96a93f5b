/*
 * The line between two panes: dragged, or moved by the arrow keys; its width is kept. A double click or Home gives the
 * usual width back. The width is a custom property of the page, so the style sheet decides where it counts.
 */

import { effect } from "@preact/signals";
import { preference } from "../core/preferences";

interface Pane {
  usual: number;
  least: number;
  most: number;
}

const panes: Record<"nav" | "list" | "context", Pane> = {
  nav: { usual: 216, least: 160, most: 320 },
  list: { usual: 360, least: 300, most: 560 },
  context: { usual: 280, least: 240, most: 420 },
};

const STEP = 16;

/* By pane; what is not there has its usual width. */
const widths = preference<Record<string, number>>("panes", {});

effect(() => {
  const { style } = document.documentElement;
  for (const [name, { usual, least, most }] of Object.entries(panes)) {
    const width = widths.value[name] ?? usual;
    style.setProperty(`--pane-${name}`, `${Math.min(most, Math.max(least, width))}px`);
  }
});

interface SeparatorProps {
  pane: keyof typeof panes;
  label: string;
  /* Id of the pane that it makes wider. */
  controls: string;
  /* The pane stands behind the line, not before it. */
  behind?: boolean;
}

export function PaneSeparator({ pane, label, controls, behind = false }: SeparatorProps) {
  const { usual, least, most } = panes[pane];
  const width = widths.value[pane] ?? usual;
  const set = (next: number) => {
    widths.value = { ...widths.peek(), [pane]: Math.round(Math.min(most, Math.max(least, next))) };
  };
  const away = (rightward: number) => (document.documentElement.dir === "rtl" ? -rightward : rightward) * (behind ? -1 : 1);
  const drag = (event: PointerEvent) => {
    const line = event.currentTarget as HTMLElement;
    const from = event.clientX;
    const begin = widths.peek()[pane] ?? usual;
    line.setPointerCapture(event.pointerId);
    const move = (now: PointerEvent) => set(begin + away(now.clientX - from));
    const end = () => line.removeEventListener("pointermove", move);
    line.addEventListener("pointermove", move);
    line.addEventListener("pointerup", end, { once: true });
    line.addEventListener("pointercancel", end, { once: true });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const steps: Record<string, number> = { ArrowRight: away(STEP), ArrowLeft: away(-STEP) };
    const step = steps[event.key];
    if (step !== undefined) set(width + step);
    else if (event.key === "Home") set(usual);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div
      class={`separator separator-${pane}`}
      role="separator"
      tabIndex={0}
      aria-orientation="vertical"
      aria-label={label}
      aria-controls={controls}
      aria-valuenow={width}
      aria-valuemin={least}
      aria-valuemax={most}
      onPointerDown={drag}
      onDblClick={() => set(usual)}
      onKeyDown={onKeyDown}
    />
  );
}
