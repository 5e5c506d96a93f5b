/* A request or an answer as it went over the wire. */

import { t } from "../core/i18n";

export interface Message {
  headers?: { key: string; value: string }[] | null;
  payload?: string | null;
}

function readable(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

export function Exchange({ title, message }: { title: string; message: Message }) {
  const headers = (message.headers ?? []).map(({ key, value }) => `${key}: ${value}`).join("\n");
  return (
    <div class="exchange">
      <h4>{title}</h4>
      {headers && (
        <details>
          <summary>{t("system.webhook.headers")}</summary>
          <pre dir="ltr" tabIndex={0}>
            {headers}
          </pre>
        </details>
      )}
      {message.payload ? (
        <pre dir="auto" tabIndex={0} aria-label={title}>
          {readable(message.payload)}
        </pre>
      ) : (
        <p class="muted">{t("system.webhook.no_body")}</p>
      )}
    </div>
  );
}
