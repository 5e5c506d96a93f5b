/* Text to pass on: selected on focus, copied by a button. */

import { useId } from "preact/hooks";
import { t } from "../core/i18n";
import { toast } from "../ui/toast";

export function CopyLine({ label, hint, text }: { label: string; hint?: string; text: string }) {
  const id = useId();
  const copy = () =>
    navigator.clipboard
      .writeText(text)
      .then(() => toast(t("people.copied")))
      .catch(() => toast(t("people.copy_by_hand"), null, "error"));
  return (
    <div class="field copy-line">
      <label class="field-label" for={id}>
        {label}
      </label>
      <div class="copy-row">
        <input id={id} type="text" readOnly dir="ltr" value={text} onFocus={(event) => event.currentTarget.select()} />
        <button type="button" class="button button-quiet" onClick={() => void copy()}>
          {t("people.copy")}
        </button>
      </div>
      {hint && <p class="field-hint">{hint}</p>}
    </div>
  );
}
