/* Two buttons that move a thing up and down in its list: the way by keyboard and for those who do not drag. */

import { t } from "../core/i18n";
import { Icon } from "./icon";
import { offWhile } from "./off_while";

interface MoveProps {
  /* Of the thing, for the buttons' labels. */
  name: string;
  at: number;
  count: number;
  onMove: (by: 1 | -1) => void;
}

export function MoveButtons({ name, at, count, onMove }: MoveProps) {
  return (
    <>
      <button type="button" class="icon-button" {...offWhile(at <= 0)} aria-label={t("queue.editor.up", { name })} onClick={() => onMove(-1)}>
        <Icon name="up" />
      </button>
      <button type="button" class="icon-button" {...offWhile(at >= count - 1)} aria-label={t("queue.editor.down", { name })} onClick={() => onMove(1)}>
        <Icon name="down" />
      </button>
    </>
  );
}
