/* The editor of a webhook: where, how, what it is told; its secret, a test call, and what was sent. */

import { useState } from "preact/hooks";
import { patch, post, remove } from "../core/api";
import { t, type TextKey } from "../core/i18n";
import { CheckField, DeleteButton, FieldFault, Form, SelectField, TextField } from "../ui/form";
import { Icon } from "../ui/icon";
import { toast } from "../ui/toast";
import { looseError, useChange } from "./ask_server";
import { Pairs } from "./pairs";
import { EditorHead, openItem } from "./place";
import { askDelete } from "./said";
import { WebhookLog } from "./webhook_log";
import { BY_RULES, bodyOfWebhook, eventGroups, formats, lacksSecret, methods, shortEvent, ways, type Webhook, type WebhookDraft } from "./webhook_model";
import { WebhookSecret } from "./webhook_secret";
import { WebhookTest } from "./webhook_test";
import { HealthLine } from "./webhooks";

/* Faults that are shown at their places. */
const placed = ["name", "description", "endpoint", "http_method", "request_format", "authentication", "custom_headers", "subscriptions"];

interface PartProps {
  draft: WebhookDraft;
  change: (part: Partial<WebhookDraft>) => void;
  errors: Record<string, string>;
}

function Where({ draft, change, errors }: PartProps) {
  return (
    <>
      <TextField label={t("rules.name")} error={errors.name} value={draft.name} maxLength={255} required onInput={(name) => change({ name })} />
      <TextField
        label={t("rules.description")}
        error={errors.description}
        value={draft.description}
        maxLength={1000}
        onInput={(description) => change({ description })}
      />
      <TextField
        label={t("system.webhook.endpoint")}
        hint={t("system.webhook.endpoint_hint")}
        type="url"
        dir="ltr"
        placeholder={t("system.webhook.endpoint_example")}
        error={errors.endpoint}
        value={draft.endpoint}
        maxLength={2048}
        required
        onInput={(endpoint) => change({ endpoint })}
      />
      <div class="fields-row">
        <SelectField
          label={t("system.webhook.method")}
          error={errors.http_method}
          value={draft.http_method}
          choices={methods.map((value) => ({ value, label: value }))}
          onInput={(http_method) => change({ http_method })}
        />
        <SelectField
          label={t("system.webhook.format")}
          error={errors.request_format}
          value={draft.request_format}
          choices={formats.map((value) => ({ value, label: t(`system.webhook.format.${value}` as TextKey) }))}
          onInput={(request_format) => change({ request_format })}
        />
      </div>
    </>
  );
}

function Authentication({ draft, change, errors, hook }: PartProps & { hook: Webhook | null }) {
  const kept = hook !== null && !lacksSecret({ ...draft, authValue: "" }, hook);
  const choices = ways.map((value) => ({ value, label: t(`system.webhook.auth.${value || "none"}` as TextKey) }));
  return (
    <fieldset class="plain-set">
      <legend>{t("system.webhook.auth")}</legend>
      <SelectField
        label={t("system.webhook.auth_way")}
        error={errors.authentication}
        value={draft.auth}
        choices={choices}
        onInput={(auth) => change({ auth, authValue: "" })}
      />
      {(draft.auth === "basic_auth" || draft.auth === "api_key") && (
        <TextField
          label={t(draft.auth === "basic_auth" ? "system.webhook.user" : "system.webhook.header")}
          value={draft.authName}
          onInput={(authName) => change({ authName })}
        />
      )}
      {draft.auth && (
        <TextField
          label={t("system.webhook.secret_value")}
          hint={kept ? t("system.webhook.secret_kept") : ""}
          type="password"
          autocomplete="new-password"
          value={draft.authValue}
          error={errors.secret}
          maxLength={4096}
          onInput={(authValue) => change({ authValue })}
        />
      )}
    </fieldset>
  );
}

function Headers({ draft, change, errors }: PartProps) {
  return (
    <fieldset class="plain-set">
      <legend>{t("system.webhook.headers")}</legend>
      <Pairs
        pairs={draft.headers}
        onInput={(headers) => change({ headers })}
        name={(n) => t("system.webhook.header_name", { n })}
        value={(n) => t("system.webhook.header_value", { n })}
        remove={(n) => t("system.webhook.header_remove", { n })}
        dir="ltr"
      />
      <FieldFault text={errors.custom_headers} />
      {draft.headers.length < 20 && (
        <div>
          <button type="button" class="button button-quiet" onClick={() => change({ headers: [...draft.headers, ["", ""]] })}>
            <Icon name="add" />
            {t("system.webhook.header_add")}
          </button>
        </div>
      )}
    </fieldset>
  );
}

function Subscriptions({ draft, change, errors }: PartProps) {
  const { subscriptions: chosen } = draft;
  const toggle = (type: string, on: boolean) => change({ subscriptions: on ? [...chosen, type] : chosen.filter((one) => one !== type) });
  return (
    <fieldset class="plain-set">
      <legend>{t("system.webhook.told")}</legend>
      <CheckField
        label={t("system.webhook.by_rules")}
        hint={t("system.webhook.by_rules_hint")}
        checked={chosen.includes(BY_RULES)}
        onInput={(on) => toggle(BY_RULES, on)}
      />
      {eventGroups.map(({ about, types }) => (
        <details key={about} open={types.some((type) => chosen.includes(type))}>
          <summary>{t(`system.webhook.events.${about}`)}</summary>
          <div class="pick-grid">
            {types.map((type) => (
              <CheckField key={type} isCode label={shortEvent(type)} checked={chosen.includes(type)} onInput={(on) => toggle(type, on)} />
            ))}
          </div>
        </details>
      ))}
      <FieldFault text={errors.subscriptions} />
    </fieldset>
  );
}

/* What it needs before it can be saved, by the names of the API; "secret" stands for what goes into the authentication. */
function missing(draft: WebhookDraft, hook: Webhook | null): Record<string, string> {
  return {
    ...(draft.name.trim() ? {} : { name: t("rules.lacks.title") }),
    ...(draft.endpoint.trim() ? {} : { endpoint: t("agent.refused.blank") }),
    ...(lacksSecret(draft, hook) ? { secret: t("agent.refused.blank") } : {}),
    ...(draft.subscriptions.length > 0 ? {} : { subscriptions: t("system.webhook.lacks_subject") }),
  };
}

export function WebhookEditor({ hook, draft: start, onReload }: { hook: Webhook | null; draft: WebhookDraft; onReload: () => void }) {
  const [draft, setDraft] = useState(start);
  const saving = useChange();
  const change = (part: Partial<WebhookDraft>) => setDraft((old) => ({ ...old, ...part }));
  const [tried, setTried] = useState(false);
  const lacks = missing(draft, hook);
  const lacking = tried && Object.keys(lacks).length > 0;
  const parts = { draft, change, errors: lacking ? lacks : saving.fields };
  const body = () => ({ webhook: bodyOfWebhook(draft, hook) });
  const save = async () => {
    setTried(true);
    if (Object.keys(lacks).length > 0) return;
    const done = await saving.run(() => (hook ? patch(`webhooks/${hook.id}`, body()) : post("webhooks", body())));
    if (!done) return;
    toast(t("rules.saved", { name: draft.name }));
    openItem("webhooks");
  };
  const again = () => void saving.run(() => patch(`webhooks/${hook?.id ?? ""}`, { webhook: { status: "active" } })).then(onReload);
  const drop = async () => {
    if (!hook || !(await askDelete(hook.name, t("system.webhook.delete_text")))) return;
    void saving.run(async () => (await remove(`webhooks/${hook.id}`), openItem("webhooks"), toast(t("rules.deleted", { name: hook.name }))));
  };
  const unchanged = hook !== null && JSON.stringify(draft) === JSON.stringify(start);
  const error = lacking ? t("rules.look_above") : looseError(saving, (key) => placed.includes(key));
  const aside = hook && <DeleteButton text={t("rules.delete")} onClick={() => void drop()} />;
  return (
    <div class="long-form">
      <EditorHead screen="webhooks" back={t("system.webhook.back")} title={hook?.name ?? t("system.webhook.new")}>
        {hook && <HealthLine hook={hook} onAgain={again} />}
      </EditorHead>
      <Form {...{ error, unchanged, aside }} busy={saving.busy} onSave={() => void save()} onCancel={() => openItem("webhooks")}>
        <Where {...parts} />
        <Authentication {...parts} hook={hook} />
        <Headers {...parts} />
        <Subscriptions {...parts} />
        <CheckField label={t("rules.active")} checked={draft.active} onInput={(active) => change({ active })} />
        <WebhookTest draft={draft} hook={hook} />
      </Form>
      {hook && <WebhookSecret id={hook.id} />}
      {hook && <WebhookLog id={hook.id} />}
    </div>
  );
}
