/* What only macros have: who sees them, a look at what they do, files that go along. */

import { useRef, useState } from "preact/hooks";
import { groups, me } from "../agent/session";
import { remove, sendFile } from "../core/api";
import { fileSize } from "../core/fmt";
import { t, type TextKey } from "../core/i18n";
import type { Ticket } from "../core/types";
import { CheckField, SelectField } from "../ui/form";
import { Icon } from "../ui/icon";
import { offWhile } from "../ui/off_while";
import { toast } from "../ui/toast";
import { Answered, useAnswer } from "./ask_server";
import { RuleEffect } from "./rule_effect";
import type { RuleDraft } from "./rule_form";
import type { Vocabulary } from "./rule_words";
import { askDelete } from "./said";
import { TicketPick } from "./ticket_pick";

interface PartProps {
  draft: RuleDraft;
  change: (part: Partial<RuleDraft>) => void;
}

export function MacroAccess({ draft, change }: PartProps) {
  const admin = me.value?.role === "admin";
  const kinds: RuleDraft["access"][] = admin ? ["all", "groups", "me"] : ["me"];
  const toggle = (id: number, on: boolean) => change({ groupIds: on ? [...draft.groupIds, id] : draft.groupIds.filter((one) => one !== id) });
  return (
    <>
      <SelectField
        label={t("queue.editor.access")}
        hint={admin ? "" : t("rules.macro.access_hint")}
        value={draft.access}
        choices={kinds.map((kind) => ({ value: kind, label: t(`queue.access.${kind}` as TextKey) }))}
        onInput={(access) => change({ access: access as RuleDraft["access"] })}
      />
      {draft.access === "groups" &&
        groups.value.map(({ id, name }) => <CheckField key={id} label={name} checked={draft.groupIds.includes(id)} onInput={(on) => toggle(id, on)} />)}
    </>
  );
}

export function MacroPreview({ draft, vocabulary }: { draft: RuleDraft; vocabulary: Vocabulary }) {
  const [ticket, setTicket] = useState<Ticket | null>(null);
  return (
    <section class="rule-test">
      <h3>{t("rules.macro.preview")}</h3>
      <TicketPick label={t("rules.test.ticket")} hint={t("rules.macro.preview_hint")} chosen={ticket} onPick={setTicket} />
      <RuleEffect actions={draft.actions} {...{ ticket, vocabulary }} />
    </section>
  );
}

interface MacroFile {
  id: number;
  filename: string;
  size: number;
  content_url: string;
}

const FILES_MAX = 5;

/* Files can be added as soon as the macro is there. */
export function MacroFiles({ id }: { id: number }) {
  const answer = useAnswer<{ macro_attachments: MacroFile[] }>(`macros/${id}/attachments`);
  const field = useRef<HTMLInputElement>(null);
  const [busy, setBusy] = useState(false);
  const act = (done: Promise<unknown>) => {
    setBusy(true);
    done
      .catch((cause: Error) => toast(cause.message, null, "error"))
      .finally(() => {
        setBusy(false);
        answer.reload();
      });
  };
  const pick = (input: HTMLInputElement) => {
    const file = input.files?.[0];
    input.value = "";
    if (file) act(sendFile(`macros/${id}/attachments`, file));
  };
  const drop = async (file: MacroFile) => {
    if (await askDelete(file.filename, t("rules.macro.file_delete_text"))) act(remove(`macros/attachments/${file.id}`));
  };
  return (
    <section class="rule-test">
      <h3>{t("rules.macro.files")}</h3>
      <p class="field-hint">{t("rules.macro.files_hint", { n: FILES_MAX })}</p>
      <Answered answer={answer}>
        {({ macro_attachments: files }) => (
          <>
            <ul class="plain-rows">
              {files.map((file) => (
                <li key={file.id}>
                  <a href={file.content_url}>
                    <bdi>{file.filename}</bdi>
                  </a>
                  <span class="muted">{fileSize(file.size)}</span>
                  <button
                    type="button"
                    class="icon-button"
                    aria-label={t("rules.macro.file_delete", { name: file.filename })}
                    {...offWhile(busy)}
                    onClick={() => void drop(file)}
                  >
                    <Icon name="close" size={14} />
                  </button>
                </li>
              ))}
            </ul>
            <input ref={field} type="file" hidden onChange={(event) => pick(event.currentTarget)} />
            <button type="button" class="button button-quiet" disabled={files.length >= FILES_MAX} {...offWhile(busy)} onClick={() => field.current?.click()}>
              {t(busy ? "rules.macro.file_sending" : "rules.macro.file_add")}
            </button>
          </>
        )}
      </Answered>
    </section>
  );
}
