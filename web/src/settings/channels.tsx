/* Where tickets come from: what there is, how to use it, and what is not there yet. */

import type { ComponentChildren } from "preact";
import { t } from "../core/i18n";
import { linkTo } from "../core/router";
import { Icon, type IconName } from "../ui/icon";
import { CopyLine } from "./copy_line";

interface ChannelProps {
  icon: IconName;
  name: string;
  there: boolean;
  about: string;
  children?: ComponentChildren;
}

function Channel({ icon, name, there, about, children }: ChannelProps) {
  return (
    <section class="card channel">
      <div class="card-row">
        <Icon name={icon} size={20} />
        <h2>{name}</h2>
        <span class={there ? "badge badge-ok" : "badge"}>{t(there ? "system.channel.on" : "system.channel.not_yet")}</span>
      </div>
      <p class="muted">{about}</p>
      {children}
    </section>
  );
}

export function Channels() {
  const form = `${location.origin}/new`;
  const snippet = `<a href="${form}">${t("system.channel.form_words")}</a>`;
  return (
    <div class="sections">
      <Channel icon="web" name={t("system.channel.form")} there about={t("system.channel.form_about")}>
        <CopyLine label={t("system.channel.form_link")} text={form} />
        <CopyLine label={t("system.channel.form_snippet")} hint={t("system.channel.form_snippet_hint")} text={snippet} />
        <p>
          <a href="/new" target="_blank" rel="noopener">
            {t("system.channel.form_open")}
          </a>
        </p>
      </Channel>
      <Channel icon="api" name={t("system.channel.api")} there about={t("system.channel.api_about")}>
        <CopyLine label={t("system.channel.api_link")} text={`${location.origin}/api/v2`} />
        <p class="button-row">
          <a {...linkTo({ section: "settings", rest: ["tokens"] })}>{t("system.channel.api_tokens")}</a>
          <a href="/docs" target="_blank" rel="noopener">
            {t("system.channel.api_docs")}
          </a>
        </p>
      </Channel>
      <Channel icon="mail" name={t("system.channel.mail")} there={false} about={t("system.channel.mail_about")} />
      <Channel icon="chat" name={t("system.channel.chat")} there={false} about={t("system.channel.chat_about")} />
    </div>
  );
}
