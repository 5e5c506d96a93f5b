/* The letter square of a ticket's status (N O P H S C) and the small circle of a person. */

import { initials } from "../core/fmt";
import { t, type TextKey } from "../core/i18n";
import type { Status } from "../core/types";

export function StatusMark({ status }: { status: Status }) {
  return (
    <span class={`mark mark-${status}`} aria-hidden="true">
      {t(`agent.status_letter.${status}` as TextKey)}
    </span>
  );
}

export function Avatar({ name, small = false }: { name: string; small?: boolean }) {
  return (
    <span class={small ? "avatar avatar-small" : "avatar"} aria-hidden="true">
      {initials(name)}
    </span>
  );
}
