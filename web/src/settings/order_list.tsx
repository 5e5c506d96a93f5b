/*
 * A list that people put in order: rows are dragged by their handle, the handle takes the arrow keys, and a menu moves
 * a row for those who can neither drag nor type.
 */

import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { t } from "../core/i18n";
import { announce } from "../ui/announce";
import { Icon } from "../ui/icon";
import { Menu, type MenuItem } from "../ui/menu";

interface Props<Row> {
  label: string;
  rows: readonly Row[];
  id: (row: Row) => number;
  name: (row: Row) => string;
  mayMove: (row: Row) => boolean;
  /* Puts `row` where `target` stands, behind it when it came from before. */
  onMove: (row: Row, target: Row, behind: boolean) => void;
  menu: (row: Row) => MenuItem[];
  children: (row: Row) => ComponentChildren;
}

interface HandleProps {
  name: string;
  at: number;
  all: number;
  onDrag: (on: boolean) => void;
  onEnd: () => void;
  onStep: (by: 1 | -1) => void;
}

function Handle({ name, at, all, onDrag, onEnd, onStep }: HandleProps) {
  return (
    <button
      type="button"
      class="icon-button order-handle"
      draggable
      aria-label={t("rules.list.handle", { name, n: at + 1, all })}
      onDragStart={(event) => {
        event.dataTransfer?.setData("text/plain", name);
        onDrag(true);
      }}
      onDragEnd={() => {
        onDrag(false);
        onEnd();
      }}
      onKeyDown={(event) => {
        if (event.key !== "ArrowUp" && event.key !== "ArrowDown") return;
        event.preventDefault();
        event.stopPropagation();
        onStep(event.key === "ArrowUp" ? -1 : 1);
      }}
    >
      <Icon name="drag" />
    </button>
  );
}

export function OrderList<Row>({ label, rows, id, name, mayMove, onMove, menu, children }: Props<Row>) {
  const [dragged, setDragged] = useState<number | null>(null);
  const [over, setOver] = useState<number | null>(null);
  const at = (row: Row) => rows.indexOf(row);
  const step = (row: Row, by: 1 | -1) => {
    const target = rows[at(row) + by];
    if (!target) return;
    onMove(row, target, by === 1);
    announce(t("rules.list.moved", { name: name(row), n: at(row) + by + 1, all: rows.length }));
  };
  const drop = (target: Row) => {
    const row = rows.find((one) => id(one) === dragged);
    setDragged(null);
    setOver(null);
    if (row && row !== target) onMove(row, target, at(row) < at(target));
  };
  const moves = (row: Row): MenuItem[] => [
    ...(at(row) > 0 ? [{ label: t("rules.list.up"), icon: "up" as const, run: () => step(row, -1) }] : []),
    ...(at(row) < rows.length - 1 ? [{ label: t("rules.list.down"), icon: "down" as const, run: () => step(row, 1) }] : []),
  ];
  return (
    <ol class="order-list" aria-label={label}>
      {rows.map((row) => (
        <li
          key={id(row)}
          class={over === id(row) ? "order-row order-over" : "order-row"}
          onDragOver={(event) => {
            if (dragged === null) return;
            event.preventDefault();
            setOver(id(row));
          }}
          onDrop={(event) => {
            event.preventDefault();
            drop(row);
          }}
        >
          {mayMove(row) ? (
            <Handle
              name={name(row)}
              at={at(row)}
              all={rows.length}
              onDrag={(on) => setDragged(on ? id(row) : null)}
              onEnd={() => setOver(null)}
              onStep={(by) => step(row, by)}
            />
          ) : (
            <span class="order-handle" />
          )}
          {children(row)}
          <Menu label={t("rules.list.menu", { name: name(row) })} class="icon-button" items={[...(mayMove(row) ? moves(row) : []), ...menu(row)]}>
            <Icon name="more" />
          </Menu>
        </li>
      ))}
    </ol>
  );
}

/* On or off; says what it switches. */
export function Switch({ label, on, disabled, onSwitch }: { label: string; on: boolean; disabled: boolean; onSwitch: (on: boolean) => void }) {
  return (
    <button type="button" class="rule-switch" role="switch" aria-checked={on} aria-label={label} disabled={disabled} onClick={() => onSwitch(!on)}>
      <span class="rule-switch-knob" />
      <span aria-hidden="true">{t(on ? "rules.list.on" : "rules.list.off")}</span>
    </button>
  );
}
