/* What a report counts, in words. */

import { t } from "../core/i18n";
import { isTimed, type Report } from "./model";

/* Opened by whoever wants to know; what business time is stands there for everybody, since it may be all time. */
export function Definition({ name, time, time_zone: zone }: Pick<Report, "name" | "time" | "time_zone">) {
  const timed = isTimed(name);
  return (
    <>
      {time === "business" && <p class="muted">{t("reports.about.business")}</p>}
      <details class="report-about">
        <summary>{t("reports.about")}</summary>
        <p>{t(`reports.about.${name}`)}</p>
        {timed && name !== "backlog_age" && <p>{t("reports.about.waiting")}</p>}
        {timed && <p>{t("reports.about.median")}</p>}
        <p>{t("reports.about.now", { zone })}</p>
      </details>
    </>
  );
}
