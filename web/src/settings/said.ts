/* What lists of settings say and ask in the same words: switched, and really delete? */

import { remove } from "../core/api";
import { t } from "../core/i18n";
import { ask } from "../ui/dialog";
import { toast } from "../ui/toast";

export function saySwitched(name: string, on: boolean, undo: () => void): void {
  toast(t(on ? "rules.list.now_on" : "rules.list.now_off", { name }), { label: t("rules.undo"), run: undo });
}

/* The button is named as the question is. */
export function askFirst(title: string, text: string): Promise<boolean> {
  return ask({ title, text, yes: title, danger: true });
}

/* `typed`: what has to be written to go on, for what cannot be taken back. */
export function askDelete(name: string, text: string, typed = ""): Promise<boolean> {
  return ask({ title: t("rules.delete_title", { name }), text, yes: t("rules.delete"), danger: true, ...(typed ? { typed } : {}) });
}

/* True when it was meant and is gone. */
export async function dropAsked(name: string, text: string, path: string): Promise<boolean> {
  if (!(await askDelete(name, text))) return false;
  await remove(path);
  return true;
}
