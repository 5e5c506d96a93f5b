/* A time zone with search, and what time it is there: the way to see at once whether it is the right one. */

import { minuteNow } from "../core/clock";
import { dateFormat } from "../core/dates";
import { t } from "../core/i18n";
import { Combobox, type Option } from "../ui/combobox";
import { Field } from "../ui/form";
import { zoneChoices } from "./zones";

const SHOWN = 50;

interface ZoneProps {
  value: string;
  error?: string | undefined;
  onInput: (zone: string) => void;
}

const fold = (text: string) => text.toLocaleLowerCase().replaceAll(/[_/]/g, " ");

function timeIn(zone: string): string {
  try {
    return dateFormat({ weekday: "short", hour: "numeric", minute: "2-digit", timeZone: zone }).format(minuteNow.value);
  } catch {
    return "";
  }
}

function suggest(chosen: string, typed: string): Option[] {
  const words = fold(typed).split(" ").filter(Boolean);
  return zoneChoices(chosen)
    .filter(({ value }) => words.every((word) => fold(value).includes(word)))
    .slice(0, SHOWN)
    .map(({ value, label }) => ({ value, label, hint: timeIn(value) }));
}

export function ZoneField({ value, error, onInput }: ZoneProps) {
  return (
    <Field
      label={t("sla.zone.label")}
      hint={t("sla.zone.now", { time: timeIn(value) })}
      error={error}
      control={(wiring) => (
        <Combobox
          wiring={wiring}
          text={value.replaceAll("_", " ")}
          suggest={async (typed) => suggest(value, typed)}
          onPick={(option) => onInput(option.value)}
        />
      )}
    />
  );
}
