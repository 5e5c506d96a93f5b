/* What is typed while a dialog is still on its way belongs to the dialog: it is no key of the list or the ticket. */

import { isEditable } from "../core/keymap";

let awaited: { giveUp: () => void } | null = null;
let early = "";

/* Until the answer is called, or Esc gives up, keys are kept. */
export function awaitDialog(giveUp: () => void): () => void {
  const mine = { giveUp };
  awaited = mine;
  early = "";
  return () => {
    if (awaited === mine) awaited = null;
  };
}

/* True: the key is kept for the dialog that is on its way. */
export function typedEarly({ key, ctrlKey, metaKey, altKey }: KeyboardEvent): boolean {
  if (!awaited || document.querySelector("dialog[open]")) return false;
  if (key === "Escape") awaited.giveUp();
  else if (key.length === 1 && !ctrlKey && !metaKey && !altKey) early += key;
  return true;
}

/* Into the field that the dialog began with. */
export function typeEarly(): void {
  if (early && isEditable(document.activeElement)) document.execCommand("insertText", false, early);
  early = "";
}
