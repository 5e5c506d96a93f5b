/* The way to the first steps while a new house has some open: at the foot of the list, or where a ticket would be. Fetched for administrators only. */

import { useEffect } from "preact/hooks";
import { t } from "../core/i18n";
import { linkTo } from "../core/router";
import { firstRun, loadFirstRun, steps } from "../settings/first_run_store";
import { Icon } from "../ui/icon";

export function FirstRunBar() {
  useEffect(() => {
    if (!firstRun.peek()) void loadFirstRun().catch(() => undefined);
  }, []);
  const now = firstRun.value;
  if (!now?.open) return null;
  const done = steps.filter((step) => now[step] !== "todo").length;
  return (
    <a class="first-run-bar" {...linkTo({ section: "welcome", rest: [] })}>
      <Icon name="goal" />
      <span>{t("agent.first_run", { done, all: steps.length })}</span>
    </a>
  );
}
