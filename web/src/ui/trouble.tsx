/* Why there is nothing to see, and the way to ask again. */

import { t } from "../core/i18n";

interface TroubleProps {
  text: string;
  retry?: (() => void) | undefined;
  /* of the way on, when that is another one */
  label?: string;
}

export function Trouble({ text, retry, label = t("agent.retry") }: TroubleProps) {
  return (
    <div class="empty" role="alert">
      <p>{text}</p>
      {retry && (
        <button type="button" class="button button-quiet" onClick={retry}>
          {label}
        </button>
      )}
    </div>
  );
}
