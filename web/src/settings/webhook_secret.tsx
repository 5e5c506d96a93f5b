/* The secret that signs what a webhook sends: shown on request, replaced on request. */

import { useState } from "preact/hooks";
import { get, post } from "../core/api";
import { t } from "../core/i18n";
import { ask } from "../ui/dialog";
import { FormError } from "../ui/form";
import { offWhile } from "../ui/off_while";
import { toast } from "../ui/toast";
import { useChange } from "./ask_server";
import { CopyLine } from "./copy_line";

interface Answer {
  signing_secret: { secret: string };
}

export function WebhookSecret({ id }: { id: string }) {
  const [secret, setSecret] = useState("");
  const change = useChange();
  const path = `webhooks/${id}/signing_secret`;
  const show = () => void change.run(async () => setSecret((await get<Answer>(path)).signing_secret.secret));
  const renew = async () => {
    const yes = await ask({ title: t("system.webhook.renew_title"), text: t("system.webhook.renew_text"), yes: t("system.webhook.renew"), danger: true });
    if (yes && (await change.run(async () => setSecret((await post<Answer>(path)).signing_secret.secret)))) toast(t("system.webhook.renewed"));
  };
  return (
    <section class="rule-test">
      <h3>{t("system.webhook.signing")}</h3>
      <p class="field-hint">{t("system.webhook.signing_hint")}</p>
      {secret && <CopyLine label={t("system.webhook.signing")} text={secret} />}
      <div class="button-row">
        {!secret && (
          <button type="button" class="button button-quiet" {...offWhile(change.busy)} onClick={show}>
            {t("system.webhook.show_secret")}
          </button>
        )}
        <button type="button" class="button button-quiet" {...offWhile(change.busy)} onClick={() => void renew()}>
          {t("system.webhook.renew")}
        </button>
      </div>
      <FormError text={change.error} />
    </section>
  );
}
