/*
 * Reply and note. The two modes differ in ground, border, heading line, placeholder and button; a note has no
 * recipient and no "solve". Sending waits for the uploads.
 */

import { useEffect, useRef } from "preact/hooks";
import { fileSize } from "../core/fmt";
import { t, tn } from "../core/i18n";
import { go, route } from "../core/router";
import type { Status } from "../core/types";
import { announce } from "../ui/announce";
import { Icon } from "../ui/icon";
import { Menu } from "../ui/menu";
import { toast } from "../ui/toast";
import * as compose from "./composer_store";
import { statusText } from "./edits";
import { ANSWER_ID, focusList, focusOn, focusTicket, TITLE_ID } from "./focus";
import { neighbour, selected } from "./queue_store";
import { open, requester, unseen } from "./ticket_store";

export function startWriting(mode: "reply" | "note"): boolean {
  const field = document.getElementById(ANSWER_ID);
  if (!field) return false;
  if (compose.mode.peek() !== mode) compose.setMode(mode);
  field.focus();
  return true;
}

/* After solving, the next ticket of the queue; the list when there is none. */
export function goOn(from: number): void {
  const next = neighbour(from, 1) ?? neighbour(from, -1);
  selected.value = next;
  go({ ticket: next }, true);
  if (next === null) focusList();
  else focusTicket();
}

export async function sendAnswer(status: Status | null, anyway = false): Promise<void> {
  const id = route.peek().ticket;
  const wasNote = compose.mode.peek() === "note";
  if (id === null || !(await compose.send(status, anyway))) return;
  if (wasNote) {
    toast(t("agent.compose.note_added", { number: id }));
    return;
  }
  const solved = status === "solved";
  const back = solved ? { label: t("agent.compose.open_again"), run: () => go({ ticket: id }) } : null;
  toast(t(solved ? "agent.compose.sent_solved" : "agent.compose.sent", { number: id }), back);
  if (solved && route.peek().ticket === id) goOn(id);
}

function ModeSwitch() {
  const mode = compose.mode.value;
  return (
    <fieldset class="modes">
      <legend class="visually-hidden">{t("agent.compose.mode")}</legend>
      {(["reply", "note"] as const).map((name) => (
        <label key={name} class={`mode mode-${name}`}>
          <input type="radio" name="mode" value={name} checked={mode === name} onChange={() => compose.setMode(name)} />
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
      {person?.email && <span class="muted">{` · ${person.email}`}</span>}
    </p>
  );
}

function FileLine({ file }: { file: compose.SendingFile }) {
  const percent = Math.round(file.part * 100);
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
      <button type="button" class="icon-button" aria-label={t("agent.compose.remove_file", { name: file.name })} onClick={() => compose.removeFile(file.id)}>
        <Icon name="close" size={14} />
      </button>
    </li>
  );
}

function AttachButton() {
  const field = useRef<HTMLInputElement>(null);
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
      <button type="button" class="icon-button" aria-label={t("agent.compose.attach")} title={t("agent.compose.attach")} onClick={() => field.current?.click()}>
        <Icon name="attach" />
      </button>
    </>
  );
}

/* Somebody wrote while this answer was being written, or the server refused it for that reason. */
function Collision() {
  const refusedSend = compose.collision.value;
  const count = unseen.value.length;
  if (!refusedSend && (count === 0 || compose.isEmpty.value)) return null;
  const review = () => {
    const first = unseen.peek()[0] ?? open.peek()?.comments.at(-1)?.id;
    compose.reviewed();
    document.getElementById(`message-${first}`)?.scrollIntoView({ block: "start" });
    document.getElementById(ANSWER_ID)?.focus({ preventScroll: true });
  };
  return (
    <div class="collision" role={refusedSend ? "alert" : "status"}>
      <Icon name="alert" />
      <p>
        {refusedSend && <strong>{t("agent.collision.title")} </strong>}
        {count > 0 ? tn("agent.collision.messages", count) : t("agent.collision.changed")}
      </p>
      <button type="button" class="button button-quiet" onClick={review}>
        {t("agent.collision.review")}
      </button>
      {refusedSend && (
        <button type="button" class="button button-quiet" onClick={() => void sendAnswer(refusedSend.status, true)}>
          {t("agent.collision.anyway")}
        </button>
      )}
    </div>
  );
}

function SendButtons() {
  const busy = compose.sending.value;
  const wait = compose.uploading.value;
  const label = busy ? t(wait ? "agent.compose.uploading" : "agent.compose.sending") : "";
  if (compose.mode.value === "note") {
    return (
      <button type="button" class="button button-note" disabled={busy} onClick={() => void sendAnswer(null)}>
        {label || t("agent.compose.add_note")}
      </button>
    );
  }
  const others: Status[] = ["open", "pending", "hold"];
  const items = others.map((status) => ({
    label: t("agent.compose.send_as", { status: statusText(status) }),
    run: () => void sendAnswer(status),
  }));
  return (
    <>
      <Menu label={t("agent.compose.more")} class="icon-button" items={items} above disabled={busy}>
        <Icon name="down" />
      </Menu>
      <button type="button" class="button button-quiet" disabled={busy} title={t("agent.compose.send_keys")} onClick={() => void sendAnswer(null)}>
        {t("agent.compose.send")}
      </button>
      <button type="button" class="button" disabled={busy} title={t("agent.compose.solve_keys")} onClick={() => void sendAnswer("solved")}>
        {label || t("agent.compose.send_solve")}
      </button>
    </>
  );
}

function SavedNotice() {
  const state = compose.savedNotice.value;
  return (
    <span class={state === "unsaved" ? "saved saved-failed" : "saved"} role="status">
      {state === "saved" ? t("agent.compose.saved") : state === "unsaved" ? t("agent.compose.unsaved") : ""}
    </span>
  );
}

function onFieldKey(event: KeyboardEvent): void {
  if (event.isComposing) return;
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    void sendAnswer(event.shiftKey ? null : "solved");
  } else if (event.key === "Escape") {
    event.stopPropagation();
    focusOn(TITLE_ID);
  }
}

function onPaste(event: ClipboardEvent): void {
  const pasted = [...(event.clipboardData?.files ?? [])];
  if (pasted.length === 0) return;
  event.preventDefault();
  compose.addFiles(pasted);
}

export function Composer() {
  const field = useRef<HTMLTextAreaElement>(null);
  const ticket = open.value?.ticket;
  const isNote = compose.mode.value === "note";
  const error = compose.sendError.value;
  useEffect(() => {
    if (error) announce(error);
  }, [error]);
  if (!ticket) return null;
  if (ticket.status === "closed") return <p class="composer composer-closed">{t("agent.compose.closed")}</p>;
  return (
    <section class={isNote ? "composer composer-note" : "composer"} aria-label={t(isNote ? "agent.compose.note_region" : "agent.compose.reply_region")}>
      <Collision />
      <div class="composer-head">
        <ModeSwitch />
        <Recipient />
      </div>
      <textarea
        ref={field}
        id={ANSWER_ID}
        rows={4}
        dir="auto"
        readOnly={compose.sending.value}
        value={compose.text.value}
        aria-label={t(isNote ? "agent.compose.note_field" : "agent.compose.reply_field")}
        placeholder={t(isNote ? "agent.compose.note_hint" : "agent.compose.reply_hint")}
        {...(error ? { "aria-invalid": true, "aria-describedby": "send-error" } : {})}
        onInput={(event) => compose.setText(event.currentTarget.value)}
        onKeyDown={onFieldKey}
        onPaste={onPaste}
        onBlur={compose.saveDraft}
      />
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
      <div class="composer-foot">
        <AttachButton />
        <SavedNotice />
        <SendButtons />
      </div>
    </section>
  );
}
