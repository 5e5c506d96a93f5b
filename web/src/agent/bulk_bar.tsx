/* The bar at the foot of the list while tickets are picked: how many, all of them, what to do with them. */

import { t, tn } from "../core/i18n";
import type { Priority, Status } from "../core/types";
import { Icon, type IconName } from "../ui/icon";
import { Menu, type MenuItem } from "../ui/menu";
import { offWhile } from "../ui/off_while";
import { BulkDialogs } from "./bulk_dialogs";
import { BULK_MORE_ID, BULK_PRIORITY_ID, BULK_STATUS_ID, bulkDialog, runBulk, running } from "./bulk_jobs";
import { focusList } from "./focus";
import { priorityText, statusText } from "./edits";
import { chooseAll, chooseLoaded, chosen, chosenAll, chosenCount, unchoose } from "./queue_chosen";
import { list } from "./queue_store";

const statuses: readonly Status[] = ["open", "pending", "hold", "solved"];
const priorities: readonly (Priority | null)[] = ["urgent", "high", "normal", "low", null];

function statusItems(): MenuItem[] {
  return statuses.map((status) => ({ label: statusText(status), run: () => void runBulk("update", { status }) }));
}

function priorityItems(): MenuItem[] {
  return priorities.map((priority) => ({ label: priorityText(priority), run: () => void runBulk("update", { priority }) }));
}

function moreItems(): MenuItem[] {
  const merge: MenuItem = { label: t("queue.bulk.merge"), icon: "merge", run: () => (bulkDialog.value = "merge") };
  return [
    ...(chosenAll.value || chosen.value.size < 2 ? [] : [merge]),
    { label: t("queue.bulk.spam"), icon: "spam", run: () => void runBulk("spam") },
    { label: t("queue.bulk.delete"), icon: "trash", run: () => void runBulk("delete") },
  ];
}

/* Then the button goes, with the focus in it. */
async function pickAll(areLoaded: boolean): Promise<void> {
  if (areLoaded) chooseLoaded();
  else await chooseAll();
  focusList();
}

function Count() {
  const count = chosenCount.value;
  const { windows } = list.value;
  const all = chosenAll.value !== null;
  const loaded = windows.loaded().length;
  const isPart = count < loaded && loaded < windows.count;
  return (
    <div class="bulk-count">
      <button type="button" class="icon-button" aria-label={t("queue.bulk.clear")} onClick={() => unchoose() && focusList()}>
        <Icon name="close" />
      </button>
      <span>{tn("queue.bulk.chosen", count)}</span>
      {!all && count < windows.count && (
        <button type="button" class="text-button" onClick={() => void (isPart ? chooseLoaded() : pickAll(count < loaded))}>
          {isPart ? t("queue.bulk.loaded", { n: loaded }) : t("queue.bulk.all", { n: windows.count })}
        </button>
      )}
    </div>
  );
}

interface AskProps {
  dialog: "macro" | "assign" | "tag";
  icon: IconName;
  label: string;
  disabled: boolean;
}

/* A button that asks for more in a dialog. */
function Ask({ dialog, icon, label, disabled }: AskProps) {
  return (
    <button type="button" class="icon-button" {...offWhile(disabled)} aria-label={label} title={label} onClick={() => (bulkDialog.value = dialog)}>
      <Icon name={icon} />
    </button>
  );
}

export function BulkBar() {
  const idle = chosenCount.value === 0 || running.value !== null;
  return (
    <div class="bulk-bar" role="region" aria-label={t("queue.bulk.label")}>
      <Count />
      <div class="bulk-actions">
        <button type="button" class="button button-small" {...offWhile(idle)} onClick={() => void runBulk("update", { status: "solved" })}>
          {t("queue.bulk.solve")}
        </button>
        <Ask dialog="macro" icon="bolt" label={t("queue.bulk.macro")} disabled={idle} />
        <Ask dialog="assign" icon="take" label={t("queue.bulk.assign")} disabled={idle} />
        <div id={BULK_STATUS_ID}>
          <Menu label={t("queue.bulk.status")} class="icon-button" items={statusItems()} above disabled={idle}>
            <Icon name="done" />
          </Menu>
        </div>
        <div id={BULK_PRIORITY_ID}>
          <Menu label={t("queue.bulk.priority")} class="icon-button" items={priorityItems()} above disabled={idle}>
            <Icon name="flag" />
          </Menu>
        </div>
        <Ask dialog="tag" icon="tag" label={t("queue.bulk.tag")} disabled={idle} />
        <div id={BULK_MORE_ID}>
          <Menu label={t("queue.bulk.more")} class="icon-button" items={moreItems()} above disabled={idle}>
            <Icon name="more" />
          </Menu>
        </div>
      </div>
      <BulkDialogs />
    </div>
  );
}
