/* Webhooks: who is told what happens here; how each receiver does, and on again after it was switched off by failing. */

import { errorText, patch } from "../core/api";
import { minuteNow } from "../core/clock";
import { moment } from "../core/fmt";
import { t, tn } from "../core/i18n";
import { listing } from "../core/listing";
import { ListTable, type Column } from "../ui/table";
import { toast } from "../ui/toast";
import { Opened, useAnswer } from "./ask_server";
import { NewLink } from "./list_screen";
import { Switch } from "./order_list";
import { itemLink, openedItem } from "./place";
import { saySwitched } from "./said";
import { WebhookEditor } from "./webhook_editor";
import { draftOfWebhook, freshWebhook, type Webhook } from "./webhook_model";

const list = listing<Webhook>(() => "webhooks", "webhooks", 100);

async function flip(hook: Webhook, on: boolean): Promise<void> {
  try {
    await patch(`webhooks/${hook.id}`, { webhook: { status: on ? "active" : "inactive" } });
    saySwitched(hook.name, on, () => void flip(hook, !on));
  } catch (cause) {
    toast(errorText(cause), null, "error");
  }
  await list.load();
}

/* Well, failing, or switched off because it failed for too long. */
export function HealthLine({ hook, onAgain }: { hook: Webhook; onAgain: () => void }) {
  const { disabled_at: disabled, failing_since: since, consecutive_failures: failures, latest_delivery_at: delivered } = hook.health;
  if (disabled) {
    return (
      <div class="button-row">
        <span class="badge badge-danger">{t("system.webhook.disabled", { time: moment(Date.parse(disabled), minuteNow.value) })}</span>
        <button type="button" class="button button-quiet" onClick={onAgain}>
          {t("system.webhook.again")}
        </button>
      </div>
    );
  }
  const text = since && tn("system.webhook.failing", failures, { since: moment(Date.parse(since), minuteNow.value) });
  if (text) return <span class="badge badge-warn">{text}</span>;
  if (!delivered) return <span class="badge">{t("system.webhook.unused")}</span>;
  return <span class="badge badge-ok">{t("system.webhook.well")}</span>;
}

function OnOff({ hook }: { hook: Webhook }) {
  const label = t("rules.list.switch", { name: hook.name });
  return <Switch label={label} on={hook.status === "active"} disabled={false} onSwitch={(on) => void flip(hook, on)} />;
}

function columns(): Column<Webhook>[] {
  return [
    {
      title: t("rules.name"),
      cell: (hook) => (
        <>
          <a {...itemLink("webhooks", hook.id)}>
            <bdi>{hook.name}</bdi>
          </a>
          <div class="muted cell-under" dir="ltr">
            {hook.http_method} {hook.endpoint}
          </div>
        </>
      ),
    },
    { title: t("system.webhook.health"), cell: (hook) => <HealthLine hook={hook} onAgain={() => void flip(hook, true)} /> },
    { title: t("system.webhook.on"), cell: (hook) => <OnOff hook={hook} /> },
  ];
}

function WebhookList() {
  return (
    <>
      <div class="screen-tools">
        <NewLink text={t("system.webhook.new")} screen="webhooks" />
      </div>
      <ListTable label={t("system.webhook.title")} columns={columns()} list={list} empty={t("system.webhook.empty")} />
    </>
  );
}

function OpenWebhook({ id }: { id: string }) {
  const answer = useAnswer<{ webhook: Webhook }>(`webhooks/${encodeURIComponent(id)}`);
  return (
    <Opened answer={answer}>
      {({ webhook }) => <WebhookEditor key={`${id} ${webhook.status}`} hook={webhook} draft={draftOfWebhook(webhook)} onReload={answer.reload} />}
    </Opened>
  );
}

export function Webhooks() {
  const id = openedItem();
  if (!id) return <WebhookList />;
  return id === "new" ? <WebhookEditor key="new" hook={null} draft={freshWebhook} onReload={() => undefined} /> : <OpenWebhook key={id} id={id} />;
}
