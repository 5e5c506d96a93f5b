/* One's own name, signature, time zone and language. */

import { useLayoutEffect, useState } from "preact/hooks";
import { focusScreen } from "../agent/focus";
import { loadSession, me } from "../agent/session";
import { put } from "../core/api";
import { t } from "../core/i18n";
import { Form, SelectField, TextArea, TextField } from "../ui/form";
import { toast } from "../ui/toast";
import { Answered, looseError, useAnswer, useChange } from "./ask_server";
import { ownZone } from "../core/zone";
import { keep, read } from "./kept_draft";
import { zoneChoices } from "./zones";

interface Own {
  id: number;
  name: string;
  email: string | null;
  alias: string | null;
  signature: string | null;
  time_zone: string;
  locale: string;
}

interface Locale {
  locale: string;
  native_name: string;
}

const SIGNATURE_MAX = 65536;

interface WordsProps {
  now: Own;
  set: (part: Partial<Own>) => void;
  errors: Record<string, string>;
}

function Words({ now, set, errors }: WordsProps) {
  return (
    <>
      <TextField
        label={t("profile.name")}
        value={now.name}
        required
        maxLength={200}
        autocomplete="name"
        error={errors.name}
        onInput={(name) => set({ name })}
      />
      <TextField
        label={t("profile.alias")}
        hint={t("profile.alias_hint")}
        value={now.alias ?? ""}
        maxLength={200}
        error={errors.alias}
        onInput={(alias) => set({ alias })}
      />
      <TextArea
        label={t("profile.signature")}
        hint={t("profile.signature_hint")}
        value={now.signature ?? ""}
        maxLength={SIGNATURE_MAX}
        error={errors.signature}
        onInput={(signature) => set({ signature })}
      />
    </>
  );
}

/* Another language is another page: what was saved is said there, and the keyboard goes on from its heading. */
const RELOADED = "tend.profile_saved";

function saidAfterReload(): void {
  if (!read(RELOADED)) return;
  keep(RELOADED, null);
  toast(t("profile.saved"));
  focusScreen("settings", null);
}

function ProfileForm({ user, locales }: { user: Own; locales: readonly Locale[] }) {
  const [now, setNow] = useState(user);
  const [kept, setKept] = useState(user);
  const change = useChange();
  const set = (part: Partial<Own>) => setNow({ ...now, ...part });
  useLayoutEffect(saidAfterReload, []);
  const save = async () => {
    const { name, alias, signature, time_zone, locale } = now;
    const done = await change.run(() => put(`users/${user.id}`, { user: { name, alias, signature, time_zone, locale } }));
    if (!done) return;
    if (locale !== kept.locale) {
      keep(RELOADED, "true");
      location.reload();
      return;
    }
    setKept(now);
    toast(t("profile.saved"));
    void loadSession().catch(() => undefined);
  };
  return (
    <Form
      busy={change.busy}
      error={looseError(change, (key) => key in now)}
      unchanged={JSON.stringify(now) === JSON.stringify(kept)}
      onSave={() => void save()}
    >
      <Words {...{ now, set }} errors={change.fields} />
      <SelectField
        label={t("profile.zone")}
        hint={t("profile.zone_hint", { zone: ownZone })}
        value={now.time_zone}
        choices={zoneChoices(now.time_zone)}
        error={change.fields.time_zone}
        onInput={(time_zone) => set({ time_zone })}
      />
      <SelectField
        label={t("profile.language")}
        hint={t("profile.language_hint")}
        value={now.locale}
        choices={locales.map((row) => ({ value: row.locale, label: row.native_name }))}
        error={change.fields.locale}
        onInput={(locale) => set({ locale })}
      />
    </Form>
  );
}

export function Profile() {
  const user = useAnswer<{ user: Own }>(`users/${me.value?.id ?? 0}`);
  const locales = useAnswer<{ locales: Locale[] }>("locales/agent");
  return (
    <Answered answer={user}>
      {(own) => <Answered answer={locales}>{(all) => <ProfileForm user={own.user} locales={all.locales} />}</Answered>}
    </Answered>
  );
}
