/* A button that opens a menu: arrows and first letters move, Enter picks, Esc closes and gives the focus back. */

import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { Icon, type IconName } from "./icon";
import { useInside } from "./inside";
import { offWhile } from "./off_while";

export interface MenuItem {
  label: string;
  icon?: IconName;
  checked?: boolean;
  run: () => void;
}

interface MenuProps {
  /* Name of the menu, and of its button unless `named` says that the button's own text is enough. */
  label: string;
  named?: boolean;
  class: string;
  items: MenuItem[];
  above?: boolean;
  disabled?: boolean;
  children: ComponentChildren;
}

function MenuEntry({ item, close }: { item: MenuItem; close: () => void }) {
  const choice = item.checked !== undefined;
  return (
    <button
      type="button"
      role={choice ? "menuitemradio" : "menuitem"}
      {...(choice ? { "aria-checked": item.checked } : {})}
      tabIndex={-1}
      onClick={() => {
        close();
        item.run();
      }}
    >
      <span class="menu-mark">{item.icon ? <Icon name={item.icon} /> : item.checked ? <Icon name="check" /> : null}</span>
      {item.label}
    </button>
  );
}

function moveFocus(list: HTMLElement, key: string): void {
  const entries = [...list.querySelectorAll<HTMLButtonElement>("button")];
  const at = entries.indexOf(document.activeElement as HTMLButtonElement);
  const last = entries.length - 1;
  const target: Record<string, number> = {
    ArrowDown: at >= last ? 0 : at + 1,
    ArrowUp: at <= 0 ? last : at - 1,
    Home: 0,
    End: last,
  };
  entries[target[key] ?? at]?.focus();
}

/* To the next entry that begins with the letter. */
function moveToLetter(list: HTMLElement, letter: string): void {
  const entries = [...list.querySelectorAll<HTMLButtonElement>("button")];
  const at = entries.indexOf(document.activeElement as HTMLButtonElement) + 1;
  const begins = (entry: HTMLElement) => entry.textContent.trim().toLowerCase().startsWith(letter.toLowerCase());
  [...entries.slice(at), ...entries.slice(0, at)].find(begins)?.focus();
}

/* The tap that closes a menu would also open what it happens to meet. One that becomes a scroll ends without a click. */
function swallowTap(): void {
  const end = new AbortController();
  const options = { capture: true, once: true, signal: end.signal };
  const swallow = (event: Event) => {
    event.preventDefault();
    event.stopPropagation();
  };
  addEventListener("click", swallow, options);
  for (const kind of ["pointerdown", "pointercancel"]) addEventListener(kind, () => end.abort(), options);
}

export function Menu({ label, named = false, class: className, items, above = false, disabled = false, children }: MenuProps) {
  const [open, setOpen] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  const trigger = useRef<HTMLButtonElement>(null);
  const list = useRef<HTMLDivElement>(null);
  useInside(list, open);
  const close = () => {
    setOpen(false);
    trigger.current?.focus();
  };
  useLayoutEffect(() => {
    if (!open) return undefined;
    box.current?.querySelector<HTMLButtonElement>("[role^=menuitem]")?.focus();
    const outside = (event: PointerEvent) => {
      if (box.current?.contains(event.target as Node)) return;
      if (event.pointerType !== "mouse") swallowTap();
      setOpen(false);
    };
    addEventListener("pointerdown", outside);
    return () => removeEventListener("pointerdown", outside);
  }, [open]);
  const onKeyDown = (event: KeyboardEvent) => {
    if (!open) return;
    if (event.key === "Escape") close();
    else if (event.key === "Tab") setOpen(false);
    else if (["ArrowDown", "ArrowUp", "Home", "End"].includes(event.key)) {
      moveFocus(list.current as HTMLElement, event.key);
      event.preventDefault();
    } else if (event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey) moveToLetter(list.current as HTMLElement, event.key);
    if (event.key !== "Tab") event.stopPropagation();
  };
  return (
    <div class="menu" ref={box} onKeyDown={onKeyDown}>
      <button
        ref={trigger}
        type="button"
        class={className}
        {...offWhile(disabled)}
        {...(named ? {} : { "aria-label": label })}
        aria-haspopup="menu"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      >
        {children}
      </button>
      {open && (
        <div ref={list} class={above ? "menu-list menu-above" : "menu-list"} role="menu" aria-label={label}>
          {items.map((item) => (
            <MenuEntry key={item.label} item={item} close={close} />
          ))}
        </div>
      )}
    </div>
  );
}
