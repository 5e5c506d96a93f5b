/* One call of a webhook as it stands in the form, and what came back. Nothing is kept. */

import { useState } from "preact/hooks";
import { post } from "../core/api";
import { t } from "../core/i18n";
import { FormError, TextArea } from "../ui/form";
import { offWhile } from "../ui/off_while";
import { useChange } from "./ask_server";
import { Exchange, type Message } from "./webhook_exchange";
import { bodyOfWebhook, lacksSecret, type Webhook, type WebhookDraft } from "./webhook_model";

type Answer = Message & { status_code: number };

const EXAMPLE = '{"ticket": {"id": 4711, "subject": "Test"}}';

function verdict(code: number): string {
  return t(code >= 200 && code < 300 ? "system.webhook.test_good" : "system.webhook.test_bad", { code });
}

export function WebhookTest({ draft, hook }: { draft: WebhookDraft; hook: Webhook | null }) {
  const [payload, setPayload] = useState(EXAMPLE);
  const [answer, setAnswer] = useState<Answer | null>(null);
  const call = useChange();
  const run = () => {
    setAnswer(null);
    const { endpoint, http_method, request_format, authentication, custom_headers } = bodyOfWebhook(draft, hook);
    const request = { endpoint, http_method, request_format, ...(authentication === undefined ? {} : { authentication }), custom_headers, payload };
    const path = hook ? `webhooks/test?webhook_id=${encodeURIComponent(hook.id)}` : "webhooks/test";
    void call.run(async () => setAnswer((await post<{ response: Answer }>(path, { request })).response));
  };
  return (
    <section class="rule-test">
      <h3>{t("system.webhook.test")}</h3>
      <TextArea label={t("system.webhook.test_body")} hint={t("system.webhook.test_hint")} rows={4} value={payload} onInput={setPayload} />
      <div>
        <button type="button" class="button button-quiet" disabled={!draft.endpoint.trim() || lacksSecret(draft, hook)} {...offWhile(call.busy)} onClick={run}>
          {t(call.busy ? "system.webhook.calling" : "system.webhook.call")}
        </button>
      </div>
      <FormError text={call.error} />
      {answer && (
        <div role="status">
          <p class="verdict">{verdict(answer.status_code)}</p>
          <Exchange title={t("system.webhook.answer")} message={answer} />
        </div>
      )}
    </section>
  );
}
