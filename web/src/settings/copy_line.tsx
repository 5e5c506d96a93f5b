/* Text to pass on: selected on focus, copied by a button. `fresh` text has just come and takes the focus, so that it is read out. */

import { useId, useLayoutEffect, useRef } from "preact/hooks";
import { t } from "../core/i18n";
import { toast } from "../ui/toast";

export function CopyLine({ label, hint, text, fresh }: { label: string; hint?: string; text: string; fresh?: boolean }) {
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  useLayoutEffect(() => {
    if (fresh) field.current?.focus();
  }, [fresh, text]);
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
        <input ref={field} id={id} type="text" readOnly dir="ltr" value={text} onFocus={(event) => event.currentTarget.select()} />
        <button type="button" class="button button-quiet" onClick={() => void copy()}>
          {t("people.copy")}
        </button>
      </div>
      {hint && <p class="field-hint">{hint}</p>}
    </div>
  );
}
