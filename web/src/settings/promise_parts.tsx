/* What the editors of policies and calendars share: for which tickets a change holds. */

import { useId } from "preact/hooks";
import { t, type TextKey } from "../core/i18n";

const reaches = ["new", "open"] as const;
export type Reach = (typeof reaches)[number];

export function ReachField({ value, onInput }: { value: Reach; onInput: (reach: Reach) => void }) {
  const name = useId();
  return (
    <fieldset class="plain-set reach">
      <legend>{t("sla.reach.title")}</legend>
      {reaches.map((reach) => (
        <label key={reach} class="reach-choice">
          <input type="radio" name={name} checked={value === reach} onChange={() => onInput(reach)} />
          <span>
            {t(`sla.reach.${reach}` as TextKey)}
            <span class="field-hint">{t(`sla.reach.${reach}_hint` as TextKey)}</span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}
