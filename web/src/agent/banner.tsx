/* What is wrong with the connection or the session, and what to do about it. Never takes away what is typed. */

import { signal } from "@preact/signals";
import { useEffect, useState } from "preact/hooks";
import { signedOut } from "../core/api";
import { t } from "../core/i18n";
import { connected } from "../core/stream";
import { Icon } from "../ui/icon";

const PATIENCE_MS = 4000;
const online = signal(navigator.onLine);

addEventListener("online", () => {
  online.value = true;
});
addEventListener("offline", () => {
  online.value = false;
});

/* True once the stream has been away for some seconds: short breaks are nobody's business. */
function useLostFor(): boolean {
  const away = !connected.value;
  const [lost, setLost] = useState(false);
  useEffect(() => {
    if (!away) {
      setLost(false);
      return undefined;
    }
    const timer = setTimeout(() => setLost(true), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, [away]);
  return lost;
}

export function Banner() {
  const lost = useLostFor();
  if (signedOut.value) {
    return (
      <div class="banner banner-strong" role="alert">
        <Icon name="lock" />
        <p>{t("agent.banner.signed_out")}</p>
        <a class="button button-quiet" href="/sign-in?next=/agent" target="_blank" rel="opener">
          {t("agent.banner.sign_in")}
        </a>
      </div>
    );
  }
  if (online.value && !lost) return null;
  return (
    <div class="banner" role="status">
      <Icon name="offline" />
      <p>{t(online.value ? "agent.banner.lost" : "agent.banner.offline")}</p>
    </div>
  );
}
