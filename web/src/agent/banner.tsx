/* What is wrong with the connection or the session, and what to do about it. Never takes away what is typed. */

import { signal } from "@preact/signals";
import type { ComponentType } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { signedOut } from "../core/api";
import { t, tn } from "../core/i18n";
import { waitingEdits } from "../core/outbox";
import { connected, paused, setPaused, waitingChanges } from "../core/stream";
import { announce } from "../ui/announce";
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

const dialog = signal<ComponentType<{ onClose: () => void }> | null>(null);

/* On the spot; in another tab when the part for that cannot be loaded. */
function SignIn() {
  const Dialog = dialog.value;
  const ask = () => {
    import("./sign_in_again")
      .then(({ SignInAgain }) => {
        dialog.value = SignInAgain;
      })
      .catch(() => open("/sign-in?next=/agent", "_blank"));
  };
  return (
    <>
      <button type="button" class="button button-quiet" onClick={ask}>
        {t("agent.banner.sign_in")}
      </button>
      {Dialog && (
        <Dialog
          onClose={() => {
            dialog.value = null;
          }}
        />
      )}
    </>
  );
}

/* Who does not see the banner go hears that it did. */
function useBackSaid(isAway: boolean): void {
  const was = useRef(false);
  useEffect(() => {
    if (was.current && !isAway) announce(t("live.back_online"));
    was.current = isAway;
  }, [isAway]);
}

export function Banner() {
  const lost = useLostFor();
  useBackSaid(lost || !online.value);
  if (signedOut.value) {
    return (
      <div class="banner banner-strong" role="alert">
        <Icon name="lock" />
        <p>{t("agent.banner.signed_out")}</p>
        <SignIn />
      </div>
    );
  }
  if (online.value && !lost) return <Waiting />;
  return (
    <div class="banner" role="status">
      <Icon name="offline" />
      <p>
        {t(online.value ? "agent.banner.lost" : "agent.banner.offline")} <Kept />
      </p>
    </div>
  );
}

/* How many changes wait to be sent. */
function Kept() {
  const kept = waitingEdits.value;
  return kept > 0 ? <strong>{tn("live.offline.edits", kept)}</strong> : null;
}

/* The server is there: what still waits is on its way, or the page stands still because the person wants it so. */
function Waiting() {
  if (waitingEdits.value > 0) {
    return (
      <div class="banner" role="status">
        <Icon name="offline" />
        <p>
          <Kept />
        </p>
      </div>
    );
  }
  if (!paused.value) return null;
  return (
    <div class="banner banner-calm" role="status">
      <Icon name="pause" />
      <p>{waitingChanges.value > 0 ? tn("live.pause.waiting", waitingChanges.value) : t("live.pause.on")}</p>
      <button type="button" class="button button-quiet" onClick={() => setPaused(false)}>
        {t("live.pause.go_on")}
      </button>
    </div>
  );
}
