/* Time zones as the browser knows them, for forms. */

import { ownZone } from "../core/zone";
import type { Choice } from "../ui/form";


/* All of them, with `chosen` among them even where the browser does not list it. */
export function zoneChoices(chosen: string): Choice[] {
  const known = new Set(["UTC", chosen, ownZone, ...Intl.supportedValuesOf("timeZone")]);
  return [...known].sort().map((zone) => ({ value: zone, label: zone.replaceAll("_", " ") }));
}
