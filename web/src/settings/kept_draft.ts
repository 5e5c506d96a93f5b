/* A form that loses nothing: what was typed stays in this tab until it is saved or thrown away, also over a reload. */

import { useRef, useState } from "preact/hooks";
import { meId } from "../agent/session";

export interface KeptDraft<T> {
  draft: T;
  change: (part: Partial<T>) => void;
  /* It differs from what the server has. */
  changed: boolean;
  /* It was there when the form was opened: somebody left it unsaved. */
  found: boolean;
  /* Back to what the server has, and forgotten. */
  discard: () => void;
  /* The server has this now; what was typed since stays unsaved. */
  settle: (saved: T) => void;
}

export function read<T>(name: string): T | null {
  try {
    return JSON.parse(sessionStorage.getItem(name) ?? "null") as T | null;
  } catch {
    return null;
  }
}

export function keep(name: string, text: string | null): void {
  try {
    if (text === null) sessionStorage.removeItem(name);
    else sessionStorage.setItem(name, text);
  } catch {
    /* private mode: it lasts as long as the form is open */
  }
}

/* `key` names the form and the thing it is about; `start` is read once. */
export function useKeptDraft<T extends object>(key: string, start: T): KeptDraft<T> {
  const name = `tend.form.${meId.peek()}.${key}`;
  const first = useRef(start);
  const kept = useRef(read<T>(name));
  const latest = useRef(kept.current ?? start);
  const [draft, setDraft] = useState<T>(latest.current);
  const differs = (value: T) => JSON.stringify(value) !== JSON.stringify(first.current);
  /* Kept with the key stroke, not with the next drawing: the page may go away in between. */
  const put = (next: T) => {
    latest.current = next;
    keep(name, differs(next) ? JSON.stringify(next) : null);
    setDraft(next);
  };
  return {
    draft,
    change: (part) => put({ ...latest.current, ...part }),
    changed: differs(draft),
    found: kept.current !== null,
    discard: () => {
      kept.current = null;
      put(first.current);
    },
    settle: (saved) => {
      kept.current = null;
      first.current = saved;
      put(latest.current);
    },
  };
}
