/* Sign-in and security of one's own: password, second step, and where one is signed in. */

import { useState } from "preact/hooks";
import { me } from "../agent/session";
import { put } from "../core/api";
import { t } from "../core/i18n";
import { Form, TextField } from "../ui/form";
import { toast } from "../ui/toast";
import { useChange } from "./ask_server";
import { SecondStep } from "./second_step";
import { Sessions } from "./sessions";

function Password({ user }: { user: number }) {
  const [previous, setPrevious] = useState("");
  const [next, setNext] = useState("");
  const change = useChange();
  const save = async () => {
    const done = await change.run(() => put(`users/${user}/password`, { previous_password: previous, password: next }));
    if (!done) return;
    setPrevious("");
    setNext("");
    toast(t("profile.password.changed"));
  };
  const said = change.fields.previous_password ?? change.fields.password;
  return (
    <Form
      busy={change.busy}
      error={said ? "" : change.error}
      unchanged={previous === "" || next === ""}
      save={t("profile.password.change")}
      onSave={() => void save()}
    >
      <TextField
        label={t("profile.password.old")}
        type="password"
        autocomplete="current-password"
        value={previous}
        error={change.fields.previous_password && t("profile.password.wrong")}
        onInput={setPrevious}
      />
      <TextField
        label={t("profile.password.new")}
        hint={t("profile.password.hint")}
        type="password"
        autocomplete="new-password"
        maxLength={128}
        value={next}
        error={change.fields.password}
        onInput={setNext}
      />
    </Form>
  );
}

export function SignIn() {
  const user = me.value?.id ?? 0;
  return (
    <div class="sections">
      <section>
        <h2>{t("profile.password.title")}</h2>
        <Password user={user} />
      </section>
      <section>
        <h2>{t("profile.step.title")}</h2>
        <SecondStep />
      </section>
      <section>
        <h2>{t("profile.sessions.title")}</h2>
        <Sessions user={user} own />
      </section>
    </div>
  );
}
