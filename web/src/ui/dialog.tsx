/*
 * Native modal dialogs: focus goes in and comes back by itself, Esc closes. `ask` puts one question and answers what was
 * chosen; DialogHost shows it and stands once in the page.
 */

import { signal } from "@preact/signals";
import { type ComponentChildren, createContext, type RefObject } from "preact";
import { useId, useLayoutEffect, useRef } from "preact/hooks";
import { t } from "../core/i18n";
import { typeEarly } from "./early_keys";
import { Icon } from "./icon";

interface DialogProps {
  title: string;
  onClose: () => void;
  /* "wide" for forms and tables, "screen" for what wants all room there is. */
  size?: "wide" | "narrow" | "screen";
  /* What it shows is shown once: Esc does not close it, only its buttons do. */
  firm?: boolean;
  children: ComponentChildren;
}

/*
 * The browser would choose the button that closes, since it stands first: the keyboard begins with the first field, or with
 * the first answer. False while there is neither: what is asked may still be on its way.
 */
function focusFirst(box: HTMLDialogElement | null): boolean {
  const find = (what: string) => box?.querySelector<HTMLElement>(what);
  const fields = "input:enabled, select:enabled, textarea:enabled";
  const first = find("[autofocus]") ?? find(fields) ?? find(".dialog-foot button:enabled, .form-foot button:enabled");
  first?.focus();
  return Boolean(first);
}

/* A form in a dialog has its buttons where every dialog has them. */
export const InDialog = createContext(false);

/* Shows the dialog as long as it is rendered; before the next key, or that one would go to what is behind it. */
export function useModal(): RefObject<HTMLDialogElement | null> {
  const box = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    const shown = box.current;
    shown?.showModal();
    /* closing gives the focus back; what Esc has closed has done so already, and the focus may have moved on since */
    return () => shown?.close();
  }, []);
  return box;
}

export function Dialog({ title, onClose, size = "narrow", firm = false, children }: DialogProps) {
  const box = useModal();
  const id = useId();
  const begun = useRef(false);
  const focused = useRef<EventTarget | null>(null);
  /* at first, and when another step has taken the place of the one with the focus */
  useLayoutEffect(() => {
    const isLost = focused.current instanceof Node && !focused.current.isConnected;
    if (begun.current && !isLost) return;
    begun.current = focusFirst(box.current);
    if (begun.current) typeEarly();
  });
  return (
    <dialog
      ref={box}
      class={`dialog dialog-${size}`}
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onKeyDown={(event) => {
        if (firm && event.key === "Escape") event.preventDefault();
        event.stopPropagation();
      }}
      onFocusIn={(event) => {
        focused.current = event.target;
      }}
    >
      <div class="dialog-head">
        <h2 id={id}>{title}</h2>
        <button type="button" class="icon-button" aria-label={t("agent.dialog.close")} onClick={onClose}>
          <Icon name="close" />
        </button>
      </div>
      <InDialog.Provider value>{children}</InDialog.Provider>
    </dialog>
  );
}

interface Question {
  title: string;
  text: string;
  /* Name of the button that does it. */
  yes: string;
  danger?: boolean;
  /* When given, the person types this text to go on: for what cannot be taken back. */
  typed?: string;
}

const question = signal<(Question & { answer: (yes: boolean) => void }) | null>(null);

export function ask(asked: Question): Promise<boolean> {
  return new Promise((resolve) => {
    question.value = {
      ...asked,
      answer: (yes) => {
        question.value = null;
        resolve(yes);
      },
    };
  });
}

const typedText = signal("");

export function DialogHost() {
  const asked = question.value;
  if (!asked) return null;
  const blocked = asked.typed !== undefined && typedText.value.trim() !== asked.typed;
  const answer = (yes: boolean) => {
    typedText.value = "";
    asked.answer(yes);
  };
  return (
    <Dialog title={asked.title} onClose={() => answer(false)}>
      <form
        method="dialog"
        /* the Enter that led here, still held, is no answer */
        onKeyDown={(event) => event.repeat && event.key === "Enter" && event.preventDefault()}
        onSubmit={(event) => {
          event.preventDefault();
          if (!blocked) answer(true);
        }}
      >
        <p>{asked.text}</p>
        {asked.typed !== undefined && (
          <label class="field">
            <span class="field-label">{t("agent.dialog.type", { text: asked.typed })}</span>
            <input type="text" autocomplete="off" value={typedText.value} onInput={(event) => (typedText.value = event.currentTarget.value)} />
          </label>
        )}
        <div class="dialog-foot">
          <button type="button" class="button button-quiet" onClick={() => answer(false)}>
            {t("agent.dialog.cancel")}
          </button>
          <button type="submit" class={asked.danger ? "button button-danger" : "button"} disabled={blocked} autofocus={!asked.danger && !asked.typed}>
            {asked.yes}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
