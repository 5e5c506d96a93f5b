/* Where tickets come from: what there is, how to use it, and what is not there yet. */

import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { me } from "../agent/session";
import { put } from "../core/api";
import { t } from "../core/i18n";
import { linkTo } from "../core/router";
import { CheckField, Form, FormError, TextArea } from "../ui/form";
import { Icon, type IconName } from "../ui/icon";
import { toast } from "../ui/toast";
import { Answered, useAnswer, useChange, type Answer } from "./ask_server";
import { CopyLine } from "./copy_line";

const states = { on: "system.channel.on", off: "system.channel.off", none: "system.channel.not_yet" } as const;

interface ChannelProps {
  icon: IconName;
  name: string;
  state: keyof typeof states;
  about: string;
  children?: ComponentChildren;
}

function Channel({ icon, name, state, about, children }: ChannelProps) {
  return (
    <section class="card channel">
      <div class="card-row">
        <Icon name={icon} size={20} />
        <h2>{name}</h2>
        <span class={state === "on" ? "badge badge-ok" : "badge"}>{t(states[state])}</span>
      </div>
      <p class="muted">{about}</p>
      {children}
    </section>
  );
}

interface FormSettings {
  enabled: boolean;
  closed_message: string;
}

interface Settings {
  settings: { web_form: FormSettings };
}

const MESSAGE_MAX = 2000;

/* Only administrators change it; the others see how it is. */
function FormSwitch({ answer, now }: { answer: Answer<Settings>; now: FormSettings }) {
  const [words, setWords] = useState(now.closed_message);
  const change = useChange();
  const save = async (part: Partial<FormSettings>, said: string) => {
    answer.edit(({ settings }) => ({ settings: { web_form: { ...settings.web_form, ...part } } }));
    const done = await change.run(() => put("account/settings", { settings: { web_form: part } }));
    if (done) toast(said);
    else answer.reload();
  };
  const turn = (on: boolean) => void save({ enabled: on }, t(on ? "system.channel.form_turned_on" : "system.channel.form_turned_off"));
  return (
    <>
      <CheckField
        label={t("system.channel.form_on")}
        hint={t("system.channel.form_on_hint")}
        checked={now.enabled}
        busy={change.busy}
        disabled={me.value?.role !== "admin"}
        onInput={turn}
      />
      {!now.enabled && me.value?.role === "admin" && (
        <Form
          error={change.error}
          busy={change.busy}
          unchanged={words === now.closed_message}
          onSave={() => void save({ closed_message: words.trim() }, t("system.channel.form_saved"))}
        >
          <TextArea
            label={t("system.channel.form_closed")}
            hint={t("system.channel.form_closed_hint")}
            error={change.fields["web_form.closed_message"]}
            value={words}
            maxLength={MESSAGE_MAX}
            onInput={setWords}
          />
        </Form>
      )}
      {now.enabled && <FormError text={change.error} />}
    </>
  );
}

function WebForm() {
  const answer = useAnswer<Settings>("account/settings");
  const now = answer.data?.settings.web_form;
  const form = `${location.origin}/new`;
  const snippet = `<a href="${form}">${t("system.channel.form_words")}</a>`;
  return (
    <Channel icon="web" name={t("system.channel.form")} state={now?.enabled === false ? "off" : "on"} about={t("system.channel.form_about")}>
      <CopyLine label={t("system.channel.form_link")} text={form} />
      <CopyLine label={t("system.channel.form_snippet")} hint={t("system.channel.form_snippet_hint")} text={snippet} />
      <p>
        <a href="/new" target="_blank" rel="noopener">
          {t("system.channel.form_open")}
        </a>
      </p>
      <Answered answer={answer}>{({ settings }) => <FormSwitch {...{ answer }} now={settings.web_form} />}</Answered>
    </Channel>
  );
}

export function Channels() {
  return (
    <div class="sections">
      <WebForm />
      <Channel icon="api" name={t("system.channel.api")} state="on" about={t("system.channel.api_about")}>
        <CopyLine label={t("system.channel.api_link")} text={`${location.origin}/api/v2`} />
        <p class="button-row">
          <a {...linkTo({ section: "settings", rest: ["tokens"] })}>{t("system.channel.api_tokens")}</a>
          <a href="/docs" target="_blank" rel="noopener">
            {t("system.channel.api_docs")}
          </a>
        </p>
      </Channel>
      <Channel icon="mail" name={t("system.channel.mail")} state="none" about={t("system.channel.mail_about")} />
      <Channel icon="chat" name={t("system.channel.chat")} state="none" about={t("system.channel.chat_about")} />
    </div>
  );
}
