/*
 * Reply and note as they are seen. The two modes differ in ground, border, heading line, placeholder and button; a note
 * has no recipient and no "solve". Sending waits for the uploads.
 */

import { useEffect, useRef } from "preact/hooks";
import { fileSize } from "../core/fmt";
import { t } from "../core/i18n";
import type { Ticket } from "../core/types";
import { announce } from "../ui/announce";
import { Icon } from "../ui/icon";
import { offWhile } from "../ui/off_while";
import { PendingChanges } from "./composer_chips";
import { Field, offerCanned } from "./composer_field";
import { FormatBar } from "./composer_format";
import { Notices } from "./composer_notices";
import { SendButtons, sendKeeping, sendMain } from "./composer_send";
import * as compose from "./composer_store";
import { surface } from "./composer_surface";
import { followUp } from "./ticket_actions";
import { isRefused } from "./draft_sync";
import { open, requester } from "./ticket_store";

function ModeSwitch() {
  const mode = compose.mode.value;
  const off = offWhile(compose.sending.value);
  return (
    <fieldset class="modes">
      <legend class="visually-hidden">{t("agent.compose.mode")}</legend>
      {(["reply", "note"] as const).map((name) => (
        <label key={name} class={`mode mode-${name}`}>
          <input type="radio" name="mode" value={name} checked={mode === name} {...off} onChange={() => compose.setMode(name)} />
          <Icon name={name === "reply" ? "reply" : "lock"} size={14} />
          {t(name === "reply" ? "agent.compose.reply" : "agent.compose.note")}
        </label>
      ))}
    </fieldset>
  );
}

function Recipient() {
  const person = requester.value;
  if (compose.mode.value === "note") return <p class="recipient">{t("agent.compose.note_for")}</p>;
  return (
    <p class="recipient">
      {t("agent.compose.to")} <bdi>{person?.name}</bdi>
      {person?.email && (
        <span class="muted">
          {" · "}
          <bdi>{person.email}</bdi>
        </span>
      )}
    </p>
  );
}

function FileLine({ file }: { file: compose.SendingFile }) {
  const percent = Math.round(file.part * 100);
  const remove = () => {
    compose.removeFile(file.id);
    surface.peek()?.focus();
  };
  return (
    <li class={file.error ? "file file-failed" : "file"}>
      <Icon name={file.error ? "alert" : "attach"} size={14} />
      <bdi class="file-name">{file.name}</bdi>
      <span class="muted">{file.error || (file.token ? fileSize(file.size) : `${percent} %`)}</span>
      {!file.token && !file.error && <progress max={100} value={percent} aria-label={t("agent.compose.progress", { name: file.name })} />}
      {file.error && file.file && (
        <button type="button" class="text-button" onClick={() => compose.retryFile(file.id)}>
          {t("agent.retry")}
        </button>
      )}
      <button type="button" class="icon-button" aria-label={t("agent.compose.remove_file", { name: file.name })} onClick={remove}>
        <Icon name="close" size={14} />
      </button>
    </li>
  );
}

function AttachButton() {
  const field = useRef<HTMLInputElement>(null);
  const limits = t("compose.file.limits");
  return (
    <>
      <input
        ref={field}
        type="file"
        multiple
        hidden
        aria-label={t("agent.compose.attach")}
        onChange={(event) => {
          compose.addFiles([...(event.currentTarget.files ?? [])]);
          event.currentTarget.value = "";
        }}
      />
      <button type="button" class="icon-button" aria-label={t("agent.compose.attach")} title={limits} onClick={() => field.current?.click()}>
        <Icon name="attach" />
      </button>
    </>
  );
}

/* Shown where there are no keys: elsewhere "/" and the command do it. */
function CannedButton() {
  const name = t("live.command.canned");
  const offer = () => {
    const field = surface.peek();
    if (field) offerCanned(field);
  };
  return (
    <button type="button" class="icon-button canned-open" aria-label={name} title={name} onMouseDown={(event) => event.preventDefault()} onClick={offer}>
      <Icon name="bolt" />
    </button>
  );
}

function SavedNotice({ ticket }: { ticket: number }) {
  const state = compose.savedNotice.value;
  const onlyHere = (state === "saved" || state === "found") && isRefused(ticket, compose.mode.value);
  const saved = t(onlyHere ? "agent.compose.only_here" : "agent.compose.saved");
  /* what was there when the ticket was opened is no news */
  return (
    <span class={state === "unsaved" || onlyHere ? "saved saved-failed" : "saved"}>
      {state === "found" && saved}
      <span role="status">{state === "saved" ? saved : state === "unsaved" && t("agent.compose.unsaved")}</span>
    </span>
  );
}

/* A closed ticket takes nothing more; what was being written is still there to copy. */
function Closed({ ticket }: { ticket: Ticket }) {
  return (
    <section class="composer composer-closed" aria-label={t("agent.compose.reply_region")}>
      <p>{t("agent.compose.closed")}</p>
      <button type="button" class="button button-quiet" onClick={() => void followUp(ticket)}>
        {t("ticket.action.follow_up")}
      </button>
      {!compose.isEmpty.value && (
        <>
          <p>{t("compose.closed.draft")}</p>
          <textarea readOnly rows={4} dir="auto" aria-label={t("compose.closed.draft")} value={compose.text.value} />
        </>
      )}
    </section>
  );
}

export function ComposerView() {
  const ticket = open.value?.ticket;
  const isNote = compose.mode.value === "note";
  const error = compose.sendError.value;
  useEffect(() => {
    if (error) announce(error);
  }, [error]);
  if (!ticket) return null;
  if (ticket.status === "closed") return <Closed ticket={ticket} />;
  return (
    <section class={isNote ? "composer composer-note" : "composer"} aria-label={t(isNote ? "agent.compose.note_region" : "agent.compose.reply_region")}>
      <Notices />
      <div class="composer-head">
        <ModeSwitch />
        <Recipient />
        <SavedNotice ticket={ticket.id} />
      </div>
      <Field onSend={(choice) => (choice === "main" ? sendMain() : sendKeeping())} />
      {error && (
        <p class="send-error" id="send-error">
          {error}
        </p>
      )}
      {compose.files.value.length > 0 && (
        <ul class="files" aria-label={t("agent.compose.files")}>
          {compose.files.value.map((file) => (
            <FileLine key={file.id} file={file} />
          ))}
        </ul>
      )}
      <PendingChanges />
      <div class="composer-foot">
        <CannedButton />
        <AttachButton />
        <FormatBar />
        <SendButtons />
      </div>
    </section>
  );
}
