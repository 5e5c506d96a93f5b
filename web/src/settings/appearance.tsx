/* How the app looks and works for one person: colours, rows, sending, keys. Each choice is kept at once. */

import { preference } from "../core/preferences";
import { singleKeys, theme, type Theme } from "../core/settings";
import { t } from "../core/i18n";
import { CheckField, SelectField, TextField } from "../ui/form";

type After = "next" | "list" | "stay";

const compact = preference<boolean>("list.compact", false);
const undoSeconds = preference<number>("undo_seconds", 8);
const afterSend = preference<After>("after_send", "next");
const format = preference<"rich" | "plain">("compose_format", "rich");

const UNDO_MAX = 30;

function wholeSeconds(typed: string): number {
  const seconds = Math.round(Number(typed));
  return Number.isFinite(seconds) ? Math.min(UNDO_MAX, Math.max(0, seconds)) : undoSeconds.peek();
}

export function Appearance() {
  return (
    <div class="form">
      <SelectField
        label={t("profile.look.theme")}
        value={theme.value}
        choices={[
          { value: "system", label: t("profile.look.system") },
          { value: "light", label: t("profile.look.light") },
          { value: "dark", label: t("profile.look.dark") },
        ]}
        onInput={(value) => (theme.value = value as Theme)}
      />
      <CheckField label={t("profile.look.compact")} hint={t("profile.look.compact_hint")} checked={compact.value} onInput={(on) => (compact.value = on)} />
      <TextField
        label={t("profile.look.undo")}
        hint={t("profile.look.undo_hint")}
        type="number"
        min={0}
        max={UNDO_MAX}
        value={String(undoSeconds.value)}
        onInput={(value) => (undoSeconds.value = wholeSeconds(value))}
      />
      <SelectField
        label={t("profile.look.after")}
        value={afterSend.value}
        choices={[
          { value: "next", label: t("profile.look.after_next") },
          { value: "list", label: t("profile.look.after_list") },
          { value: "stay", label: t("profile.look.after_stay") },
        ]}
        onInput={(value) => (afterSend.value = value as After)}
      />
      <CheckField
        label={t("profile.look.rich")}
        hint={t("profile.look.rich_hint")}
        checked={format.value === "rich"}
        onInput={(on) => (format.value = on ? "rich" : "plain")}
      />
      <CheckField label={t("profile.look.keys")} hint={t("profile.look.keys_hint")} checked={singleKeys.value} onInput={(on) => (singleKeys.value = on)} />
      <p class="muted">{t("profile.kept_at_once")}</p>
    </div>
  );
}
