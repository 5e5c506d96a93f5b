/* Why there is nothing to see, and the way to ask again. */

import { t } from "../core/i18n";

export function Trouble({ text, retry }: { text: string; retry?: (() => void) | undefined }) {
  return (
    <div class="empty" role="alert">
      <p>{text}</p>
      {retry && (
        <button type="button" class="button button-quiet" onClick={retry}>
          {t("agent.retry")}
        </button>
      )}
    </div>
  );
}
