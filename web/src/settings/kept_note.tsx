/* Says above a form that it holds what was left unsaved, and lets it go. */

import { t } from "../core/i18n";
import type { KeptDraft } from "./kept_draft";

export function KeptNote<T>({ kept }: { kept: KeptDraft<T> }) {
  if (!kept.found || !kept.changed) return null;
  return (
    <p class="kept-note" role="status">
      {t("rules.kept")}{" "}
      <button type="button" class="text-button" onClick={kept.discard}>
        {t("rules.kept_discard")}
      </button>
    </p>
  );
}
