/* Send at a time of one's own choice. Loaded when it is first asked for. */

import { useState } from "preact/hooks";
import { t } from "../core/i18n";
import { Dialog } from "../ui/dialog";
import { sendAnswer } from "./composer_send";

const YEAR_MS = 365 * 86400000;

/* As the field for date and time wants it: local, without seconds. */
function fieldTime(ms: number): string {
  const local = new Date(ms - new Date(ms).getTimezoneOffset() * 60000);
  return local.toISOString().slice(0, 16);
}

export function LaterDialog({ onClose }: { onClose: () => void }) {
  const [when, setWhen] = useState(() => fieldTime(Date.now() + 86400000));
  const [unless, setUnless] = useState(true);
  const ms = Date.parse(when);
  const wrong = Number.isNaN(ms) || ms <= Date.now() || ms > Date.now() + YEAR_MS;
  return (
    <Dialog title={t("compose.later.title")} onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (wrong) return;
          onClose();
          void sendAnswer({ status: null, at: new Date(ms).toISOString(), unlessAnswered: unless });
        }}
      >
        <label class="later-field">
          <span>{t("compose.later.when")}</span>
          <input
            type="datetime-local"
            required
            value={when}
            min={fieldTime(Date.now())}
            max={fieldTime(Date.now() + YEAR_MS)}
            {...(wrong ? { "aria-invalid": true, "aria-describedby": "later-wrong" } : {})}
            onInput={(event) => setWhen(event.currentTarget.value)}
          />
        </label>
        {wrong && (
          <p class="send-error" id="later-wrong">
            {t("compose.later.wrong")}
          </p>
        )}
        <label class="later-check">
          <input type="checkbox" checked={unless} onChange={(event) => setUnless(event.currentTarget.checked)} />
          {t("compose.later.unless")}
        </label>
        <div class="dialog-foot">
          <button type="button" class="button button-quiet" onClick={onClose}>
            {t("agent.dialog.cancel")}
          </button>
          <button type="submit" class="button" disabled={wrong}>
            {t("compose.later.send")}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
