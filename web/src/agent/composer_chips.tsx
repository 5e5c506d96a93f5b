/* What the answer will set beside its words, each with a way to take it off; for one that waits, only told. */

import { Fragment } from "preact";
import { t } from "../core/i18n";
import type { ReplyChanges } from "../core/types";
import { Icon } from "../ui/icon";
import { type Chip, chipsOf } from "./composer_changes";
import { changes, setChanges } from "./composer_store";
import { withoutChip } from "./reply_changes";
import { surface } from "./composer_surface";

function takeOff(chip: Chip): void {
  setChanges(withoutChip(changes.peek(), chip.key));
  surface.peek()?.focus();
}

export function PendingChanges() {
  const chips = chipsOf(changes.value);
  if (chips.length === 0) return null;
  return (
    <div class="pending-changes" role="group" aria-label={t("compose.changes.title")}>
      <span class="muted">{t("compose.changes.title")}</span>
      {chips.map((chip) => (
        <span key={chip.key} class="tag">
          <bdi>{chip.words}</bdi>
          <button type="button" class="tag-remove" aria-label={t("compose.changes.remove", { what: chip.words })} onClick={() => takeOff(chip)}>
            <Icon name="close" size={14} />
          </button>
        </span>
      ))}
    </div>
  );
}

/* The same to be read only; atOnce: there are no words to wait for. */
export function ToldChanges({ set, atOnce = false }: { set: ReplyChanges; atOnce?: boolean }) {
  const chips = chipsOf(set);
  if (chips.length === 0) return null;
  return (
    <p class="muted">
      {t(atOnce ? "compose.changes.at_once" : "compose.changes.title")}
      {chips.map((chip, at) => (
        <Fragment key={chip.key}>
          {at > 0 ? " · " : " "}
          <bdi>{chip.words}</bdi>
        </Fragment>
      ))}
    </p>
  );
}
