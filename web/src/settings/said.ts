/* What lists of settings say and ask in the same words: switched, and really delete? */

import { t } from "../core/i18n";
import { ask } from "../ui/dialog";
import { toast } from "../ui/toast";

export function saySwitched(name: string, on: boolean, undo: () => void): void {
  toast(t(on ? "rules.list.now_on" : "rules.list.now_off", { name }), { label: t("rules.undo"), run: undo });
}

/* `typed`: what has to be written to go on, for what cannot be taken back. */
export function askDelete(name: string, text: string, typed = ""): Promise<boolean> {
  return ask({ title: t("rules.delete_title", { name }), text, yes: t("rules.delete"), danger: true, ...(typed ? { typed } : {}) });
}
