/* Webhooks: who is told what happens here; how each receiver does, and on again after it was switched off by failing. */

import { useEffect, useState } from "preact/hooks";
import { ApiError, errorText, get, patch } from "../core/api";
import { minuteNow } from "../core/clock";
import { moment } from "../core/fmt";
import { t, tn } from "../core/i18n";
import { listing } from "../core/listing";
import { Icon } from "../ui/icon";
import { Skeleton } from "../ui/skeleton";
import { Table, type Column } from "../ui/table";
import { toast } from "../ui/toast";
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
  const { disabled_at: disabled, failing_since: since, consecutive_failures: failures } = hook.health;
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
  useEffect(() => void list.load(), []);
  return (
    <>
      <div class="screen-tools">
        <a class="button" {...itemLink("webhooks", "new")}>
          <Icon name="add" />
          {t("system.webhook.new")}
        </a>
      </div>
      <Table
        label={t("system.webhook.title")}
        columns={columns()}
        rows={list.rows.value}
        rowKey={({ id }) => id}
        loading={list.loading.value}
        error={list.error.value}
        retry={() => void list.load()}
        empty={t("system.webhook.empty")}
        more={list.hasMore.value ? () => void list.more() : null}
      />
    </>
  );
}

function OpenWebhook({ id }: { id: string }) {
  const [hook, setHook] = useState<Webhook | null>(null);
  const [error, setError] = useState("");
  const load = () => {
    get<{ webhook: Webhook }>(`webhooks/${encodeURIComponent(id)}`)
      .then((answer) => setHook(answer.webhook))
      .catch((cause: unknown) => setError(cause instanceof ApiError && cause.status === 404 ? t("rules.gone") : errorText(cause)));
  };
  useEffect(load, [id]);
  if (error) return <p class="empty" role="alert">{error}</p>;
  return hook ? <WebhookEditor key={`${id} ${hook.status}`} hook={hook} draft={draftOfWebhook(hook)} onReload={load} /> : <Skeleton rows={6} />;
}

export function Webhooks() {
  const id = openedItem();
  if (!id) return <WebhookList />;
  return id === "new" ? <WebhookEditor key="new" hook={null} draft={freshWebhook} onReload={() => undefined} /> : <OpenWebhook key={id} id={id} />;
}
