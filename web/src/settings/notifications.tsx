/* What one wants to be told outside the page, and when not. The browser is asked only by a click. */

import { useState } from "preact/hooks";
import { t } from "../core/i18n";
import { preference } from "../core/preferences";
import { CheckField, TextField } from "../ui/form";
import { toast } from "../ui/toast";

const mine = preference<boolean>("notify.mine", true);
const mentions = preference<boolean>("notify.mentions", true);
const warnings = preference<boolean>("notify.warnings", true);
const sound = preference<boolean>("notify.sound", false);
/* "22:00"; both empty: no quiet hours. */
const quietFrom = preference<string>("notify.quiet_from", "");
const quietTo = preference<string>("notify.quiet_to", "");

type Permission = NotificationPermission | "missing";

function permissionNow(): Permission {
  return "Notification" in window ? Notification.permission : "missing";
}

function Allowed() {
  const [permission, setPermission] = useState<Permission>(permissionNow());
  const request = () =>
    void Notification.requestPermission().then((answer) => {
      setPermission(answer);
      if (answer === "granted") toast(t("profile.notify.now_allowed"));
    });
  return (
    <div class="card card-row">
      <p>
        <span class={permission === "granted" ? "badge badge-ok" : "badge badge-warn"}>
          {t(permission === "granted" ? "profile.notify.allowed" : "profile.notify.not_allowed")}
        </span>{" "}
        {permission === "default" && t("profile.notify.ask_hint")}
        {permission === "denied" && t("profile.notify.denied")}
        {permission === "missing" && t("profile.notify.missing")}
        {permission === "granted" && t("profile.notify.granted_hint")}
      </p>
      {permission === "default" && (
        <button type="button" class="button" onClick={request}>
          {t("profile.notify.allow")}
        </button>
      )}
    </div>
  );
}

function QuietHours() {
  const on = quietFrom.value !== "" || quietTo.value !== "";
  const turn = (quiet: boolean) => {
    quietFrom.value = quiet ? "20:00" : "";
    quietTo.value = quiet ? "08:00" : "";
  };
  return (
    <>
      <CheckField label={t("profile.notify.quiet")} hint={t("profile.notify.quiet_hint")} checked={on} onInput={turn} />
      {on && (
        <div class="fields-row">
          <TextField label={t("profile.notify.from")} type="time" value={quietFrom.value} onInput={(value) => (quietFrom.value = value || "20:00")} />
          <TextField label={t("profile.notify.to")} type="time" value={quietTo.value} onInput={(value) => (quietTo.value = value || "08:00")} />
        </div>
      )}
    </>
  );
}

export function Notifications() {
  return (
    <div class="form">
      <Allowed />
      <fieldset class="choice-set">
        <legend>{t("profile.notify.what")}</legend>
        <CheckField label={t("profile.notify.mine")} checked={mine.value} onInput={(on) => (mine.value = on)} />
        <CheckField label={t("profile.notify.mentions")} checked={mentions.value} onInput={(on) => (mentions.value = on)} />
        <CheckField label={t("profile.notify.warnings")} checked={warnings.value} onInput={(on) => (warnings.value = on)} />
      </fieldset>
      <fieldset class="choice-set">
        <legend>{t("profile.notify.how")}</legend>
        <CheckField label={t("profile.notify.sound")} checked={sound.value} onInput={(on) => (sound.value = on)} />
        <QuietHours />
      </fieldset>
      <p class="muted">{t("profile.kept_at_once")}</p>
    </div>
  );
}
